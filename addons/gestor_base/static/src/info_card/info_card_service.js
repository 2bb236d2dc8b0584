import {EventBus, reactive} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

const MODEL = "gestor.info.card";

/**
 * Holds what the info card shows. It knows the record of the form on the screen
 * (told by the form controller), the trail of cards the user walked through, and
 * keeps the two together: another form resets the trail, no form closes the card.
 */
export class InfoCardManager {
    constructor(env, {action, notification, orm, ui}) {
        this.env = env;
        this.action = action;
        this.notification = notification;
        this.orm = orm;
        this.ui = ui;
        this.bus = new EventBus();
        this.form = null;
        this.requestId = 0;
        this.state = reactive({
            isOpen: false,
            isLoading: false,
            error: "",
            card: null,
            trail: [],
        });
    }

    get current() {
        return this.state.trail.at(-1) || null;
    }

    // ------------------------------------------------------------------ form

    /**
     * @param {Symbol} key identifies the form controller
     * @param {{model: String, resId: Number}} record
     */
    setForm(key, record) {
        this.form = {key, ...record};
        if (!this.state.isOpen) {
            return;
        }
        const start = this.state.trail[0];
        if (!start || start.model !== record.model || start.resId !== record.resId) {
            this.open(record.model, record.resId);
        }
    }

    /** The next form may come in the same tick: wait for it before closing. */
    clearForm(key) {
        if (this.form?.key !== key) {
            return;
        }
        this.form = null;
        Promise.resolve().then(() => {
            if (!this.form) {
                this.close();
            }
        });
    }

    // ---------------------------------------------------------------- drawer

    open(model, resId) {
        this.state.isOpen = true;
        this.state.trail = [{model, resId}];
        this.state.card = null;
        return this.load();
    }

    toggle() {
        if (this.state.isOpen) {
            return this.close();
        }
        if (this.form) {
            return this.open(this.form.model, this.form.resId);
        }
    }

    close() {
        this.requestId++;
        Object.assign(this.state, {
            isOpen: false,
            isLoading: false,
            error: "",
            card: null,
            trail: [],
        });
    }

    /** Show the card of an item inside the drawer. */
    walk(model, resId) {
        this.state.trail.push({model, resId});
        this.state.card = null;
        return this.load();
    }

    back() {
        this.state.trail.pop();
        this.state.card = null;
        return this.load();
    }

    async load() {
        const {model, resId} = this.current;
        const requestId = ++this.requestId;
        this.state.isLoading = true;
        this.state.error = "";
        try {
            const card = await this.orm.silent.call(MODEL, "get_card", [model, resId]);
            if (requestId === this.requestId) {
                this.state.card = card;
            }
        } catch (error) {
            if (requestId === this.requestId) {
                this.state.card = null;
                this.state.error =
                    error.data?.message || _t("The card cannot be read.");
            }
        } finally {
            if (requestId === this.requestId) {
                this.state.isLoading = false;
            }
        }
    }

    /** Read the card again and tell the form to show the new number of links. */
    async refresh() {
        this.bus.trigger("CHANGED");
        if (this.state.isOpen) {
            await this.load();
        }
    }

    // --------------------------------------------------------------- actions

    call(method, ...args) {
        return this.orm.call(MODEL, method, args);
    }

    async openRecord(model, resId) {
        const action = await this.call("action_open", model, resId);
        await this.action.doAction(action);
        if (this.ui.isSmall) {
            this.close();
        }
    }

    async print(model, resId) {
        await this.action.doAction(await this.call("action_print", model, resId));
    }

    async mail(model, resId) {
        const action = await this.call("action_mail", model, resId);
        await this.action.doAction(action, {onClose: () => this.refresh()});
    }

    async showAll(groupModel) {
        const {model, resId} = this.current;
        const args = [model, resId, groupModel];
        await this.action.doAction(await this.call("action_show_all", ...args));
    }

    async link(otherModel, otherIds, reason) {
        const {model, resId} = this.current;
        await this.call("link_records", model, resId, otherModel, otherIds, reason);
        await this.refresh();
    }

    async removeLink(linkId) {
        await this.call("remove_link", linkId);
        await this.refresh();
    }
}

export const infoCardService = {
    dependencies: ["action", "command", "notification", "orm", "ui"],
    start(env, services) {
        const manager = new InfoCardManager(env, services);
        services.command.add(
            _t("Show or hide the info card"),
            () => {
                manager.toggle();
            },
            {
                category: "smart_action",
                hotkey: "alt+shift+k",
                global: true,
                isAvailable: () => Boolean(manager.form) || manager.state.isOpen,
            },
        );
        return manager;
    },
};

registry.category("services").add("gestor_info_card", infoCardService);

/** Client action of the button of the links. */
function openInfoCard(env, action) {
    const {model, res_id: resId} = action.params;
    env.services.gestor_info_card.open(model, resId);
}

registry.category("actions").add("gestor_info_card", openInfoCard);
