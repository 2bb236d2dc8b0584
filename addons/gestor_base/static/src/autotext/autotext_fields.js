import {HtmlField, htmlField} from "@html_editor/fields/html_field";
import {TextField, textField} from "@web/views/fields/text/text_field";
import {AutotextMenu} from "./autotext_menu";
import {AutotextPlugin} from "./autotext_plugin";
import {registry} from "@web/core/registry";
import {usePopover} from "@web/core/popover/popover_hook";

const MODEL_PROPS = {
    autotextModel: {type: String, optional: true},
    autotextModelField: {type: String, optional: true},
};

/** The model whose autotexts are offered: named by an option or by a field. */
function getModel(props) {
    const {autotextModel, autotextModelField, record} = props;
    return autotextModelField ? record.data[autotextModelField] : autotextModel;
}

function extractModel(options) {
    return {
        autotextModel: options.autotext_model,
        autotextModelField: options.autotext_model_field,
    };
}

/** An HTML field whose editor inserts autotexts. */
export class AutotextHtmlField extends HtmlField {
    static props = {...HtmlField.props, ...MODEL_PROPS};

    getConfig() {
        const config = super.getConfig();
        config.Plugins = [...config.Plugins, AutotextPlugin];
        config.getGestorAutotextModel = () => getModel(this.props);
        return config;
    }
}

registry.category("fields").add("gestor_autotext_html", {
    ...htmlField,
    component: AutotextHtmlField,
    extractProps: (info, dynamicInfo) => ({
        ...htmlField.extractProps(info, dynamicInfo),
        ...extractModel(info.options),
    }),
});

/** A plain text field with the same menu under a button. */
export class AutotextTextField extends TextField {
    static template = "gestor_base.AutotextTextField";
    static props = {...TextField.props, ...MODEL_PROPS};

    setup() {
        super.setup();
        this.menu = usePopover(AutotextMenu, {position: "bottom-start"});
    }

    onOpenMenu(ev) {
        this.menu.open(ev.currentTarget, {
            model: getModel(this.props) || false,
            select: (text) => this.insert(text),
        });
    }

    insert(text) {
        const {el} = this.textareaRef;
        const start = Math.min(this.selectionStart, el.value.length);
        el.setRangeText(text, start, start, "end");
        this.selectionStart = el.selectionStart;
        el.dispatchEvent(new InputEvent("input"));
        el.dispatchEvent(new Event("change"));
        el.focus();
    }
}

registry.category("fields").add("gestor_autotext_text", {
    ...textField,
    component: AutotextTextField,
    supportedTypes: ["text", "char"],
    extractProps: (info, dynamicInfo) => ({
        ...textField.extractProps(info, dynamicInfo),
        ...extractModel(info.options),
    }),
});
