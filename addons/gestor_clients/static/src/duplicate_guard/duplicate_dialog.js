import {Component} from "@odoo/owl";
import {Dialog} from "@web/core/dialog/dialog";

/** Asks what to do with a client whose tax number is in the file already. */
export class DuplicateDialog extends Component {
    static template = "gestor_clients.DuplicateDialog";
    static components = {Dialog};
    static props = {
        found: {type: Object},
        isNew: {type: Boolean},
        onChoose: {type: Function},
        close: {type: Function},
    };

    async choose(choice) {
        this.props.close();
        await this.props.onChoose(choice, this.props.found);
    }
}
