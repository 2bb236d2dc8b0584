import {MAIN_PLUGINS} from "@html_editor/plugin_sets";
import {Plugin} from "@html_editor/plugin";
import {parseHTML} from "@html_editor/utils/html";

/** Asks an editor, by its editable, to insert the HTML in `detail`. */
export const INSERT_EVENT = "gestor_insert_text";

/** Puts a whole text where the cursor was last; at the beginning before that. */
export class InsertTextPlugin extends Plugin {
    static id = "gestorInsertText";
    static dependencies = ["selection", "history", "dom", "sanitize"];

    setup() {
        this.addDomListener(this.editable, INSERT_EVENT, (ev) => {
            // Tells the sender that there is an editor that took the text.
            ev.preventDefault();
            this.insert(ev.detail);
        });
    }

    insert(html) {
        const box = this.document.createElement("div");
        box.append(parseHTML(this.document, html));
        this.dependencies.sanitize.sanitize(box);
        const fragment = this.document.createDocumentFragment();
        fragment.replaceChildren(...box.childNodes);
        this.dependencies.selection.focusEditable();
        this.dependencies.dom.insert(fragment);
        this.dependencies.history.addStep();
    }
}

MAIN_PLUGINS.push(InsertTextPlugin);
