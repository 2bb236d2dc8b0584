import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("gestor_text_tour", {
    steps: () => [
        {
            content: "Open the text",
            trigger: ".o_data_row td[name=name]:contains(Podziękowanie za wizytę)",
            run: "click",
        },
        {
            content: "Write in the editor",
            trigger: ".o_gestor_text_body .odoo-editor-editable p:contains(Witam)",
            run: "editor Dzień dobry, /",
        },
        {
            content: "The slash opens the commands",
            trigger: ".odoo-editor-editable p:contains(Dzień dobry)",
            run: ({anchor}) =>
                anchor.dispatchEvent(
                    new InputEvent("input", {
                        inputType: "insertText",
                        data: "/",
                        bubbles: true,
                    }),
                ),
        },
        {
            trigger: ".o-we-powerbox .o-we-command:contains(Autotekst)",
            run: "click",
        },
        {
            content: "Find an autotext",
            trigger: ".o_gestor_autotext_menu input",
            run: "edit powitanie",
        },
        {
            trigger: ".o_gestor_autotext_row[data-key='client.greeting']",
            run: "click",
        },
        {
            trigger: ".odoo-editor-editable:contains({client.greeting})",
        },
        {
            content: "Leave the editor: the preview follows",
            trigger:
                ".o_field_widget[name=name] textarea, .o_field_widget[name=name] input",
            run: "click",
        },
        {
            content: "Choose a client",
            trigger: ".o_gestor_text_preview_record input",
            run: "edit Tomasz Podgląd",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Tomasz Podgląd)",
            run: "click",
        },
        {
            trigger: ".o_gestor_text_preview_body:contains(Szanowny Panie Tomaszu)",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger: ".o_form_saved",
        },
    ],
});
