import {Component, useRef, useState} from "@odoo/owl";
import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {useDropzone} from "@web/core/dropzone/dropzone_hook";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {checkFileSize} from "@web/core/utils/files";
import {useService} from "@web/core/utils/hooks";

import {LinkDialog} from "./link_dialog";

/** One line of the card. */
export class InfoCardItem extends Component {
    static template = "gestor_base.InfoCardItem";
    static props = {
        item: Object,
        icon: String,
        onOpen: Function,
        onCard: Function,
        onPrint: Function,
        onMail: Function,
        onUnlink: Function,
    };

    get icon() {
        return this.props.item.icon || this.props.icon;
    }

    get badgeClass() {
        const {state_tone: tone} = this.props.item;
        return tone === "muted" ? "text-bg-secondary" : `text-bg-${tone}`;
    }

    get details() {
        const {subtitle, date} = this.props.item;
        return [date, subtitle].filter(Boolean).join(" · ");
    }
}

/** The drawer at the right side of the screen; nothing is drawn while closed. */
export class InfoCard extends Component {
    static template = "gestor_base.InfoCard";
    static components = {InfoCardItem};
    static props = {};

    setup() {
        this.infoCard = useService("gestor_info_card");
        this.dialog = useService("dialog");
        this.http = useService("http");
        this.notification = useService("notification");
        this.state = useState(this.infoCard.state);
        this.ui = useState({folded: {}, isUploading: false});
        this.rootRef = useRef("root");
        this.fileRef = useRef("file");
        useDropzone(
            this.rootRef,
            (ev) => this.upload(ev.dataTransfer.files),
            "o_gestor_info_card_dropzone",
            () => Boolean(this.state.card?.can_attach),
        );
    }

    get card() {
        return this.state.card;
    }

    get canWalkBack() {
        return this.state.trail.length > 1;
    }

    get isEmpty() {
        return this.card && !this.card.groups.length;
    }

    toggleGroup(model) {
        this.ui.folded[model] = !this.ui.folded[model];
    }

    onKeydown(ev) {
        if (ev.key === "Escape") {
            ev.stopPropagation();
            this.infoCard.close();
        }
    }

    // --------------------------------------------------------------- actions

    openLinkDialog() {
        this.dialog.add(LinkDialog, {
            model: this.card.model,
            resId: this.card.res_id,
            title: this.card.title.name,
            onConfirm: (model, ids, reason) => this.infoCard.link(model, ids, reason),
        });
    }

    confirmUnlink(item) {
        this.dialog.add(ConfirmationDialog, {
            title: _t("Remove the link"),
            body: _t(
                "The link between “%(first)s” and “%(second)s” will be removed. The records themselves stay.",
                {first: this.card.title.name, second: item.name},
            ),
            confirmLabel: _t("Remove the link"),
            confirm: () => this.infoCard.removeLink(item.link_id),
            cancel: () => {},
        });
    }

    // ----------------------------------------------------------------- files

    async onFileInputChange(ev) {
        await this.upload(ev.target.files);
        ev.target.value = null;
    }

    /**
     * @param {FileList} fileList
     */
    async upload(fileList) {
        const files = [...fileList];
        if (
            !files.length ||
            !files.every((file) => checkFileSize(file.size, this.notification))
        ) {
            return;
        }
        this.ui.isUploading = true;
        try {
            const response = await this.http.post(
                "/web/binary/upload_attachment",
                {
                    csrf_token: odoo.csrf_token,
                    ufile: files,
                    model: this.card.model,
                    id: this.card.res_id,
                },
                "text",
            );
            this.notifyUploaded(JSON.parse(response));
        } catch {
            this.notification.add(_t("The files could not be sent."), {
                type: "danger",
            });
        } finally {
            this.ui.isUploading = false;
        }
        await this.infoCard.refresh();
    }

    notifyUploaded(results) {
        const added = results.filter((result) => !result.error);
        if (added.length) {
            const names = added.map((result) => result.filename).join(", ");
            this.notification.add(_t("Added: %s", names), {type: "success"});
        }
        for (const {error} of results.filter((result) => result.error)) {
            this.notification.add(error, {type: "danger"});
        }
    }
}

registry.category("main_components").add("gestor_info_card", {Component: InfoCard});
