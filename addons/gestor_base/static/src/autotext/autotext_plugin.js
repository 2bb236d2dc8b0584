import {Plugin} from "@html_editor/plugin";
import {_t} from "@web/core/l10n/translation";
import {withSequence} from "@html_editor/utils/resource";
import {AutotextMenu} from "./autotext_menu";

/** Opens the insertion menu: by /autotext, by the button of an empty line, and in
 * the toolbar of a selection. */
export class AutotextPlugin extends Plugin {
    static id = "gestorAutotext";
    static dependencies = ["overlay", "selection", "history", "dom"];
    resources = {
        user_commands: [
            {
                id: "openGestorAutotext",
                title: _t("Autotext"),
                description: _t("Insert a value of the record"),
                icon: "fa-plus-circle",
                run: this.open.bind(this),
            },
        ],
        powerbox_categories: withSequence(5, {
            id: "gestor_autotext",
            name: _t("Autotexts"),
        }),
        powerbox_items: {
            categoryId: "gestor_autotext",
            commandId: "openGestorAutotext",
            keywords: ["autotext", "autotekst"],
        },
        power_buttons: withSequence(1, {commandId: "openGestorAutotext"}),
        toolbar_groups: withSequence(90, {
            id: "gestor_autotext",
            namespaces: ["compact", "expanded"],
        }),
        toolbar_items: {
            id: "gestor_autotext",
            groupId: "gestor_autotext",
            commandId: "openGestorAutotext",
        },
    };

    setup() {
        this.overlay = this.dependencies.overlay.createOverlay(AutotextMenu, {
            hasAutofocus: true,
            className: "popover",
        });
    }

    open() {
        this.overlay.open({
            props: {
                model: this.config.getGestorAutotextModel?.() || false,
                select: (text) => this.insert(text),
                close: () => {
                    this.overlay.close();
                    this.dependencies.selection.focusEditable();
                },
            },
        });
    }

    insert(text) {
        this.dependencies.dom.insert(text);
        this.dependencies.history.addStep();
    }
}
