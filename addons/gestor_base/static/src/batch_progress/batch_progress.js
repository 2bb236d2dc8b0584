import {Component, onWillUnmount, useEffect} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const PERIOD = 2000;

/** Progress of a background job; a form refreshes it while the job goes on. */
export class BatchProgressField extends Component {
    static template = "gestor_base.BatchProgressField";
    static props = {...standardFieldProps, isLive: {type: Boolean, optional: true}};

    setup() {
        useEffect(
            (isRunning) => {
                browser.clearTimeout(this.timer);
                if (isRunning && this.props.isLive) {
                    this.schedule();
                }
            },
            () => [this.isRunning],
        );
        onWillUnmount(() => browser.clearTimeout(this.timer));
    }

    get value() {
        return this.props.record.data[this.props.name] || 0;
    }

    get isRunning() {
        return ["queued", "running"].includes(this.props.record.data.state);
    }

    get barClass() {
        if (this.props.record.data.failed_count) {
            return "bg-warning";
        }
        return this.isRunning ? "bg-primary" : "bg-success";
    }

    schedule() {
        this.timer = browser.setTimeout(() => this.refresh(), PERIOD);
    }

    async refresh() {
        await this.props.record.load();
        if (this.isRunning) {
            this.schedule();
        }
    }
}

registry.category("fields").add("gestor_batch_progress", {
    component: BatchProgressField,
    supportedTypes: ["integer"],
    fieldDependencies: [
        {name: "state", type: "selection"},
        {name: "failed_count", type: "integer"},
    ],
    extractProps: ({viewType}) => ({isLive: viewType === "form"}),
});
