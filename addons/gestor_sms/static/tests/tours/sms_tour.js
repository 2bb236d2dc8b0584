import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("gestor_sms_tour", {
    steps: () => [
        {
            content: "Open the client",
            trigger: ".o_data_row .o_data_cell:contains(Tomasz Odbiorca)",
            run: "click",
        },
        {
            content: "Write an SMS",
            trigger: ".o_form_view .o_gestor_write_sms",
            run: "click",
        },
        {
            content: "Choose a ready text",
            trigger: ".modal .o_field_widget[name=gestor_text_id] input",
            run: "edit Podziękowanie",
        },
        {
            trigger: ".ui-autocomplete .ui-menu-item:contains(Podziękowanie SMS)",
            run: "click",
        },
        {
            content: "It is filled for the client",
            trigger: ".modal .o_gestor_sms_body textarea:value(Panie Tomaszu)",
        },
        {
            content: "Add an autotext",
            trigger: ".modal .o_gestor_autotext_button",
            run: "click",
        },
        {
            trigger: ".o_gestor_autotext_menu input",
            run: "edit nasza firma nazwa",
        },
        {
            trigger: ".o_gestor_autotext_row[data-key='company.name']",
            run: "click",
        },
        {
            content: "Parts are counted",
            trigger: ".modal .o_gestor_sms_parts:contains(1)",
        },
        {
            trigger: ".modal button[name=action_send_sms]:not([disabled])",
            run: "click",
        },
        {
            content: "It is on the client",
            trigger: ".o-mail-Message:contains(Panie Tomaszu)",
        },
        {
            content: "Open the SMS of the client",
            trigger: "button[name=action_gestor_open_sms]",
            run: "click",
        },
        {
            content: "It is in the list",
            trigger: ".o_data_row td[name=state]:contains(W kolejce)",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_field_widget[name=body]:contains(Panie Tomaszu)",
        },
    ],
});
