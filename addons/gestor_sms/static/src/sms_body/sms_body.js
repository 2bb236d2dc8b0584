import {AutotextTextField} from "@gestor_base/autotext/autotext_fields";
import {measure, replacePolish} from "./sms_text";
import {KeepLast} from "@web/core/utils/concurrency";
import {formatMonetary} from "@web/views/fields/formatters";
import {registry} from "@web/core/registry";
import {useDebounced} from "@web/core/utils/timing";
import {useRecordObserver} from "@web/model/relational_model/utils";
import {useService} from "@web/core/utils/hooks";
import {useState} from "@odoo/owl";

/** The text of an SMS with its parts and price, counted while it is written. */
export class SmsBodyField extends AutotextTextField {
    static template = "gestor_sms.SmsBodyField";

    setup() {
        super.setup();
        this.orm = useService("orm");
        this.last = new KeepLast();
        this.state = useState({text: "", total: 0, longest: 0, fault: ""});
        this.estimate = useDebounced(() => this.fetchEstimate(), 300);
        useRecordObserver((record) => {
            this.data = record.data;
            // Read here, so that a change of them is observed.
            this.state.replace = record.data.gestor_replace_polish;
            this.state.count = record.data.recipient_valid_count;
            this.update(record.data[this.props.name] || "");
        });
    }

    onInput(ev) {
        this.update(ev.target.value);
    }

    update(text) {
        this.state.text = text;
        this.state.total = 0;
        this.state.fault = "";
        if (this.hasAutotexts) {
            this.estimate();
        }
    }

    get hasAutotexts() {
        return this.state.text.includes("{");
    }

    get size() {
        const {text, replace} = this.state;
        return measure(replace ? replacePolish(text) : text);
    }

    get recipients() {
        return this.data.composition_mode === "mass" ? this.state.count || 0 : 1;
    }

    /** The parts of all recipients; with autotexts the server counts them. */
    get total() {
        return this.state.total || this.size.parts * this.recipients;
    }

    get parts() {
        return this.state.longest && this.state.total
            ? this.state.longest
            : this.size.parts;
    }

    get isTooLong() {
        return this.parts > this.data.gestor_max_parts;
    }

    get price() {
        const currency = this.data.gestor_currency_id;
        return formatMonetary(this.total * this.data.gestor_price, {
            currencyId: currency && currency.id,
        });
    }

    async fetchEstimate() {
        const {res_model, res_ids, res_id} = this.data;
        const ids = res_ids ? JSON.parse(res_ids) : [res_id].filter(Boolean);
        const text = this.state.text;
        const result = await this.last.add(
            this.orm.call("sms.composer", "get_gestor_estimate", [
                {
                    res_model,
                    res_ids: ids,
                    body: text,
                    replace: this.state.replace,
                },
            ]),
        );
        if (text === this.state.text) {
            this.state.fault = result.fault || "";
            this.state.total = result.parts || 0;
            this.state.longest = result.longest || 0;
        }
    }
}

const autotextText = registry.category("fields").get("gestor_autotext_text");

registry.category("fields").add("gestor_sms_body", {
    ...autotextText,
    component: SmsBodyField,
});
