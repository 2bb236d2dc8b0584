import {useEffect} from "@odoo/owl";
import {useBus, useService} from "@web/core/utils/hooks";
import {patch} from "@web/core/utils/patch";
import {FormController} from "@web/views/form/form_controller";

const COUNT_FIELD = "gestor_link_count";

/** Forms of linked models tell the info card which record is on the screen. */
patch(FormController.prototype, {
    setup() {
        super.setup(...arguments);
        if (!this.env.inDialog && COUNT_FIELD in this.props.fields) {
            this.setupGestorInfoCard();
        }
    },

    setupGestorInfoCard() {
        const infoCard = useService("gestor_info_card");
        const key = Symbol(this.props.resModel);
        useEffect(
            (resId) => {
                if (resId) {
                    infoCard.setForm(key, {model: this.props.resModel, resId});
                    return () => infoCard.clearForm(key);
                }
            },
            () => [this.model.root.resId],
        );
        useBus(infoCard.bus, "CHANGED", () => this.reloadGestorLinkCount());
    },

    /** A form with unsaved changes keeps them: it is read again when saved. */
    async reloadGestorLinkCount() {
        const {root} = this.model;
        if (root.resId && !(await root.isDirty())) {
            await this.model.load();
        }
    },
});
