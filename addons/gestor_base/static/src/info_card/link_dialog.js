import {Component, onWillStart, useState} from "@odoo/owl";
import {Dialog} from "@web/core/dialog/dialog";
import {Domain} from "@web/core/domain";
import {_t} from "@web/core/l10n/translation";
import {MultiRecordSelector} from "@web/core/record_selectors/multi_record_selector";
import {useService} from "@web/core/utils/hooks";

/** Choose what to link a record with: a kind, one or more records, a reason. */
export class LinkDialog extends Component {
    static template = "gestor_base.LinkDialog";
    static components = {Dialog, MultiRecordSelector};
    static props = {
        close: Function,
        model: String,
        resId: Number,
        title: String,
        onConfirm: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.state = useState({kind: "", ids: [], reason: "", isSaving: false});
        onWillStart(async () => {
            this.kinds = await this.orm.call(
                "gestor.info.card",
                "get_linkable_kinds",
                [],
            );
            const other = this.kinds.find((kind) => kind.model !== this.props.model);
            this.state.kind = (other || this.kinds[0]).model;
        });
    }

    get kind() {
        return this.kinds.find((kind) => kind.model === this.state.kind);
    }

    get domain() {
        if (this.state.kind !== this.props.model) {
            return this.kind.domain;
        }
        return Domain.and([
            this.kind.domain,
            [["id", "!=", this.props.resId]],
        ]).toList();
    }

    get intro() {
        return _t("What does “%s” belong with?", this.props.title);
    }

    get placeholder() {
        return _t("Type a number or a name…");
    }

    onKindChange(ev) {
        Object.assign(this.state, {kind: ev.target.value, ids: []});
    }

    async confirm() {
        this.state.isSaving = true;
        try {
            const {kind, ids, reason} = this.state;
            await this.props.onConfirm(kind, ids, reason.trim() || false);
            this.props.close();
        } finally {
            this.state.isSaving = false;
        }
    }
}
