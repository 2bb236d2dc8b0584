import {Component, useEffect, useState} from "@odoo/owl";
import {DuplicateDialog} from "./duplicate_dialog";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useDebounced} from "@web/core/utils/timing";
import {useService} from "@web/core/utils/hooks";

const DELAY = 300;
const NOTHING = {nip: [], similar: [], hidden: false};

/** Warns of duplicates while a client is typed, and fetches data from registries. */
export class ClientGuard extends Component {
    static template = "gestor_clients.ClientGuard";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.state = useState({found: NOTHING, busy: false});
        this.asked = new Set();
        this.turn = 0;
        this.lookUp = useDebounced(() => this.findDuplicates(), DELAY);
        useEffect(
            () => {
                this.lookUp();
            },
            () => this.typed,
        );
    }

    get data() {
        return this.props.record.data;
    }

    /** What duplicates are found by; a stored client is compared when edited. */
    get typed() {
        const {record} = this.props;
        const {vat, name, phone, email, country_id, parent_id} = this.data;
        return [
            record.resId,
            record.isNew || record.dirty,
            vat,
            name,
            phone,
            email,
            country_id?.id,
            parent_id?.id,
        ];
    }

    async findDuplicates() {
        const {record} = this.props;
        const {vat, name, phone, email, parent_id} = this.data;
        const turn = ++this.turn;
        const typedSomething = vat || name || phone || email;
        if (!typedSomething || (!record.isNew && !record.dirty)) {
            this.state.found = NOTHING;
            return;
        }
        const values = {vat, name, phone, email};
        values.parent_id = parent_id?.id || false;
        values.country_id = this.data.country_id?.id || false;
        const found = await this.orm.silent.call(
            "res.partner",
            "gestor_find_duplicates",
            [values, record.resId || false],
        );
        // A slow answer must not overwrite the one about what was typed later.
        if (turn !== this.turn) {
            return;
        }
        this.state.found = found;
        if (found.nip.length && !this.asked.has(vat)) {
            this.asked.add(vat);
            this.ask(found.nip[0]);
        }
    }

    ask(found) {
        this.dialog.add(DuplicateDialog, {
            found,
            isNew: this.props.record.isNew,
            onChoose: (choice, client) => this[choice](client),
        });
    }

    reference(found) {
        return {id: found.id, display_name: found.display_name};
    }

    async leaveTo(resId) {
        await this.props.record.discard();
        await this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "res.partner",
            res_id: resId,
            views: [[false, "form"]],
        });
    }

    async open(found) {
        await this.leaveTo(found.id);
    }

    async useFound(found) {
        const values = await this.props.record.getChanges();
        await this.orm.call("res.partner", "gestor_use_found", [[found.id], values]);
        await this.leaveTo(found.id);
    }

    async addAsBranch(found) {
        await this.props.record.update({
            company_type: "company",
            is_company: true,
            type: "branch",
            parent_id: this.reference(found),
        });
        this.notification.add(
            _t("This client will be saved as a branch of %s.", found.display_name),
            {type: "info"},
        );
    }

    async addAsRepresentative(found) {
        await this.props.record.update({
            company_type: "person",
            is_company: false,
            vat: false,
            parent_id: this.reference(found),
        });
    }

    async makeHeadOffice(found) {
        const values = await this.props.record.getChanges();
        const id = await this.orm.call("res.partner", "gestor_create_head_office", [
            values,
            found.id,
        ]);
        await this.leaveTo(id);
    }

    async merge(found) {
        const {record} = this.props;
        const action = await this.orm.call("res.partner", "gestor_merge_with", [
            [record.resId],
            found.id,
        ]);
        await this.action.doAction(action);
    }

    // Registries

    async busyWhile(work) {
        this.state.busy = true;
        try {
            await work();
        } finally {
            this.state.busy = false;
        }
    }

    async fetchData() {
        const {record} = this.props;
        await this.busyWhile(async () => {
            const values = await record.getChanges();
            const action = await this.orm.call("res.partner", "gestor_registry_fetch", [
                values,
                record.resId || false,
            ]);
            await this.action.doAction(action, {
                onClose: (infos) => this.afterFetch(infos),
            });
        });
    }

    async afterFetch(infos) {
        if (infos?.gestor_partner_id) {
            const {record} = this.props;
            if (record.dirty || record.isNew) {
                await record.discard();
            }
            await record.model.load({resId: infos.gestor_partner_id});
        }
    }

    async verify() {
        const {record} = this.props;
        if (!(await record.save())) {
            return;
        }
        await this.busyWhile(async () => {
            const action = await this.orm.call("res.partner", "action_gestor_verify", [
                [record.resId],
            ]);
            await this.action.doAction(action);
            await record.load();
        });
    }
}

registry.category("view_widgets").add("gestor_client_guard", {
    component: ClientGuard,
    fieldDependencies: [
        {name: "vat", type: "char"},
        {name: "name", type: "char"},
        {name: "phone", type: "char"},
        {name: "email", type: "char"},
        {name: "parent_id", type: "many2one"},
        {name: "country_id", type: "many2one"},
        {name: "type", type: "selection"},
        {name: "is_company", type: "boolean"},
    ],
});
