import {Component} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

const TONES = {done: "btn-primary", cancelled: "btn-outline-danger"};

/** The ways out of the present stage of a record, a button each. */
export class Transitions extends Component {
    static template = "gestor_base.Transitions";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    get ways() {
        const {record} = this.props;
        return (record.resId && record.data.gestor_transitions) || [];
    }

    tone(way) {
        return TONES[way.kind] || "btn-secondary";
    }

    async move(way) {
        const {record} = this.props;
        if (!(await record.save())) {
            return;
        }
        const args = [[record.resId], way.id];
        const answer = await this.orm.call(
            record.resModel,
            "action_gestor_move",
            args,
            {context: record.context},
        );
        if (answer && typeof answer === "object") {
            await this.action.doAction(answer, {onClose: () => record.load()});
        } else {
            await record.load();
        }
    }
}

registry.category("view_widgets").add("gestor_transitions", {
    component: Transitions,
    fieldDependencies: [{name: "gestor_transitions", type: "json", readonly: true}],
});
