import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

/** "I Am Away" in the menu of the user: a new substitution with the usual person. */
export function awayItem(env) {
    return {
        type: "item",
        id: "gestor_away",
        description: _t("I Am Away"),
        callback: async () => {
            const action = await env.services.orm.call(
                "res.users",
                "action_gestor_i_am_away",
            );
            env.services.action.doAction(action);
        },
        sequence: 48,
    };
}

registry.category("user_menuitems").add("gestor_away", awayItem);
