import {Component, markup, onWillStart, useRef, useState} from "@odoo/owl";
import {INSERT_EVENT} from "./insert_text_plugin";
import {useAutofocus, useService} from "@web/core/utils/hooks";
import {normalize} from "@web/core/l10n/utils";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {usePopover} from "@web/core/popover/popover_hook";

/** The texts that fit a field of a document, with search. */
export class InsertTextMenu extends Component {
    static template = "gestor_base.InsertTextMenu";
    static props = {
        close: Function,
        select: Function,
        kind: {type: [String, Array], optional: true},
        model: {type: [String, Boolean], optional: true},
    };

    setup() {
        this.orm = useService("orm");
        this.state = useState({query: ""});
        useAutofocus();
        onWillStart(async () => {
            this.all = await this.orm.call("gestor.text.template", "get_insertable", [
                this.props.kind || false,
                this.props.model || false,
            ]);
        });
    }

    get templates() {
        const query = normalize(this.state.query);
        return this.all.filter((template) =>
            normalize(
                [template.name, template.excerpt, ...template.tags].join(" "),
            ).includes(query),
        );
    }

    select(template) {
        this.props.select(template);
        this.props.close();
    }
}

/** A button that puts a text with the values of the record into one of its fields:
 * `<widget name="gestor_insert_text" field="note" options="{'kind': 'note'}"/>`. */
export class InsertText extends Component {
    static template = "gestor_base.InsertText";
    static props = {
        ...standardWidgetProps,
        field: String,
        kind: {type: [String, Array], optional: true},
        subjectField: {type: String, optional: true},
        modelField: {type: String, optional: true},
        idsField: {type: String, optional: true},
    };

    setup() {
        this.orm = useService("orm");
        this.button = useRef("button");
        this.menu = usePopover(InsertTextMenu, {position: "bottom-start"});
    }

    get model() {
        const {record, modelField} = this.props;
        return modelField ? record.data[modelField] : record.resModel;
    }

    get resId() {
        const {record, idsField} = this.props;
        if (!idsField) {
            return record.resId || false;
        }
        const ids = JSON.parse(record.data[idsField] || "[]");
        return ids[0] || false;
    }

    onOpen(ev) {
        this.menu.open(ev.currentTarget, {
            kind: this.props.kind,
            model: this.model,
            select: (template) => this.insert(template),
        });
    }

    async insert(template) {
        const {record, field, subjectField} = this.props;
        await this.commitEdits();
        const isHtml = record.fields[field].type === "html";
        const text = await this.orm.call("gestor.text.template", "get_text_for", [
            [template.id],
            this.model,
            this.resId,
            isHtml,
        ]);
        const changes = {};
        if (subjectField && text.subject) {
            changes[subjectField] = text.subject;
        }
        if (isHtml && this.insertInEditor(text.body)) {
            await record.update(changes);
            return;
        }
        const old = record.data[field] || "";
        // The server escapes values; the field sanitises what it stores.
        changes[field] = isHtml
            ? markup(`${text.body}${old}`)
            : [old, text.body].filter(Boolean).join("\n");
        await record.update(changes);
    }

    /** Give the text to the editor of the field; tell whether there is one. */
    insertInEditor(html) {
        const form = this.button.el?.closest(".o_form_renderer");
        const editable = form?.querySelector(
            `.o_field_widget[name="${this.props.field}"] .odoo-editor-editable`,
        );
        const event = new CustomEvent(INSERT_EVENT, {detail: html, cancelable: true});
        return Boolean(editable) && !editable.dispatchEvent(event);
    }

    /** What is typed in an editor is in the record only after this. */
    async commitEdits() {
        const proms = [];
        this.props.record.model.bus.trigger("NEED_LOCAL_CHANGES", {proms});
        await Promise.all(proms);
    }
}

registry.category("view_widgets").add("gestor_insert_text", {
    component: InsertText,
    extractProps: ({attrs, options}) => ({
        field: attrs.field,
        kind: options.kind,
        subjectField: options.subject_field,
        modelField: options.model_field,
        idsField: options.ids_field,
    }),
});
