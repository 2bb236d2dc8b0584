import {Component, useRef} from "@odoo/owl";
import {KanbanController} from "@web/views/kanban/kanban_controller";
import {ListController} from "@web/views/list/list_controller";
import {SelectCreateDialog} from "@web/views/view_dialogs/select_create_dialog";
import {_t} from "@web/core/l10n/translation";
import {checkFileSize} from "@web/core/utils/files";
import {getDataURLFromFile} from "@web/core/utils/urls";
import {kanbanView} from "@web/views/kanban/kanban_view";
import {listView} from "@web/views/list/list_view";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useDropzone} from "@web/core/dropzone/dropzone_hook";
import {useOwnedDialogs, useService} from "@web/core/utils/hooks";
import {useX2ManyCrud} from "@web/views/fields/relational_utils";

/** Lets files be dropped on a view, or chosen by a button, one document of each. */
const withUpload = (Controller) =>
    class extends Controller {
        setup() {
            super.setup();
            this.notifications = useService("notification");
            this.uploadRef = useRef("upload");
            useDropzone(this.rootRef, (ev) => this.upload(ev.dataTransfer.files));
        }

        onChooseFiles() {
            this.uploadRef.el.click();
        }

        async onFilesChosen(ev) {
            await this.upload(ev.target.files);
            ev.target.value = "";
        }

        async upload(list) {
            const files = [...list].filter((file) =>
                checkFileSize(file.size, this.notifications),
            );
            const values = await Promise.all(
                files.map(async (file) => ({
                    name: file.name,
                    data: (await getDataURLFromFile(file)).split(",")[1],
                })),
            );
            if (values.length) {
                await this.model.orm.call(
                    "gestor.library.document",
                    "create_from_files",
                    [values],
                );
                await this.model.load();
                this.notifications.add(_t("Files added: %s", values.length), {
                    type: "success",
                });
            }
        }
    };

registry.category("views").add("gestor_library_kanban", {
    ...kanbanView,
    Controller: withUpload(KanbanController),
    buttonTemplate: "gestor_base.LibraryUpload",
});
registry.category("views").add("gestor_library_list", {
    ...listView,
    Controller: withUpload(ListController),
    buttonTemplate: "gestor_base.LibraryUpload",
});

/** The button of the mail composer that attaches files of the library. */
export class LibraryPicker extends Component {
    static template = "gestor_base.LibraryPicker";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.addDialog = useOwnedDialogs();
        this.operations = useX2ManyCrud(
            () => this.props.record.data.attachment_ids,
            true,
        );
    }

    onOpen() {
        this.addDialog(SelectCreateDialog, {
            resModel: "gestor.library.document",
            title: _t("Attach from the library"),
            noCreate: true,
            multiSelect: true,
            domain: [
                ["is_valid", "=", true],
                ["current_version_id", "!=", false],
            ],
            onSelected: (ids) => this.attach(ids),
        });
    }

    async attach(ids) {
        const attachments = await this.orm.call(
            "gestor.library.document",
            "get_composer_attachments",
            [ids],
        );
        await this.operations.saveRecord(attachments.map(({id}) => id));
    }
}

registry.category("view_widgets").add("gestor_library_picker", {
    component: LibraryPicker,
});

/** Shows the current version of a document on its form. */
export class LibraryPreview extends Component {
    static template = "gestor_base.LibraryPreview";
    static props = {...standardWidgetProps};

    get kind() {
        const {mimetype} = this.props.record.data;
        if (/^image\/(?!svg)/.test(mimetype)) {
            return "image";
        }
        return {"application/pdf": "pdf", "text/plain": "text"}[mimetype] || "none";
    }

    get url() {
        const {resId, resModel, data} = this.props.record;
        const route = this.kind === "image" ? "image" : "content";
        const url = `/web/${route}/${resModel}/${resId}/file?unique=${data.checksum}`;
        return this.kind === "pdf"
            ? `/web/static/lib/pdfjs/web/viewer.html?file=${encodeURIComponent(url)}`
            : url;
    }
}

registry.category("view_widgets").add("gestor_library_preview", {
    component: LibraryPreview,
    fieldDependencies: [
        {name: "mimetype", type: "char", readonly: true},
        {name: "checksum", type: "char", readonly: true},
    ],
});
