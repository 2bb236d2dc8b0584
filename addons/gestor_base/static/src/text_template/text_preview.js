import {Component, markup, onWillStart, useState} from "@odoo/owl";
import {KeepLast} from "@web/core/utils/concurrency";
import {RecordSelector} from "@web/core/record_selectors/record_selector";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useDebounced} from "@web/core/utils/timing";
import {useRecordObserver} from "@web/model/relational_model/utils";
import {useService} from "@web/core/utils/hooks";

/** Shows a text being written as a chosen record will give it. */
export class TextPreview extends Component {
    static template = "gestor_base.TextPreview";
    static components = {RecordSelector};
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.last = new KeepLast();
        this.state = useState({
            record: false,
            lang: "",
            subject: "",
            body: "",
            faults: [],
            ready: false,
        });
        this.load = useDebounced(() => this.fetch(), 250);
        onWillStart(async () => {
            this.langs = await this.orm
                .cache({type: "ram"})
                .call("res.lang", "get_installed", []);
        });
        useRecordObserver(({data}) => {
            if (data.model !== this.model) {
                this.model = data.model;
                this.state.record = false;
            }
            this.values = {
                model: data.model,
                is_plain: data.is_plain,
                subject: data.kind === "email" ? data.subject : "",
                body: (data.is_plain ? data.body_plain : data.body) || "",
            };
            this.load();
        });
    }

    async fetch() {
        const values = {...this.values, body: this.values.body.toString()};
        const preview = await this.last.add(
            this.orm.silent.call("gestor.text.template", "get_preview", [
                values,
                this.state.record,
                this.state.lang || false,
            ]),
        );
        Object.assign(this.state, {
            record: preview.record,
            faults: preview.faults,
            subject: preview.subject || "",
            // The server escapes the values and the body is sanitised by its field.
            body: values.is_plain ? preview.body || "" : markup(preview.body || ""),
            isPlain: values.is_plain,
            ready: true,
        });
    }

    onRecord(resId) {
        this.state.record = resId;
        this.load();
    }

    onLang(ev) {
        this.state.lang = ev.target.value;
        this.load();
    }
}

registry.category("view_widgets").add("gestor_text_preview", {
    component: TextPreview,
    fieldDependencies: [
        {name: "model", type: "selection"},
        {name: "kind", type: "selection"},
        {name: "is_plain", type: "boolean"},
        {name: "subject", type: "char"},
        {name: "body", type: "html"},
        {name: "body_plain", type: "text"},
    ],
});
