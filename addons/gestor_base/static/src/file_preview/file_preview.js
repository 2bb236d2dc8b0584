import {Component} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

/** Shows the content of a file on its form, for the formats a browser can draw. */
export class FilePreview extends Component {
    static template = "gestor_base.FilePreview";
    static props = {...standardWidgetProps};

    get kind() {
        const {mimetype, type} = this.props.record.data;
        if (type === "url" || !mimetype) {
            return "none";
        }
        if (/^image\/(?!svg)/.test(mimetype)) {
            return "image";
        }
        if (mimetype === "application/pdf") {
            return "pdf";
        }
        const match = /^(audio|video)\//.exec(mimetype);
        if (match) {
            return match[1];
        }
        return mimetype === "text/plain" ? "text" : "none";
    }

    get url() {
        const {resId, data} = this.props.record;
        if (this.kind === "pdf") {
            const file = encodeURIComponent(`/web/content/${resId}`);
            return `/web/static/lib/pdfjs/web/viewer.html?file=${file}`;
        }
        if (this.kind === "image") {
            return `/web/image/${resId}?unique=${data.checksum || ""}`;
        }
        return `/web/content/${resId}`;
    }
}

registry.category("view_widgets").add("gestor_file_preview", {
    component: FilePreview,
    fieldDependencies: [
        {name: "mimetype", type: "char", readonly: true},
        {name: "type", type: "selection", readonly: true},
        {name: "checksum", type: "char", readonly: true},
    ],
});
