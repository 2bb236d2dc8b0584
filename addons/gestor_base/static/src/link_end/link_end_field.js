import {Component} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** One end of a link: icon, name and kind; a click opens the record. */
export class LinkEndField extends Component {
    static template = "gestor_base.LinkEndField";
    static props = {...standardFieldProps};

    setup() {
        this.infoCard = useService("gestor_info_card");
    }

    get end() {
        return this.props.record.data[this.props.name] || {};
    }

    open() {
        return this.infoCard.openRecord(this.end.model, this.end.res_id);
    }
}

registry.category("fields").add("gestor_link_end", {
    component: LinkEndField,
    supportedTypes: ["json"],
});
