import {registry} from "@web/core/registry";

const NIP = ".o_field_widget[name=vat] input";

registry.category("web_tour.tours").add("gestor_client_registry_tour", {
    steps: () => [
        {
            content: "Add a client",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "Type the number as it stands on paper",
            trigger: NIP,
            run: "edit 526-025-02-74 && press Tab",
        },
        {
            trigger: ".o_gestor_fetch:contains(Pobierz dane)",
            run: "click",
        },
        {
            content: "The registries are compared with the form",
            trigger: ".modal .o_data_row:contains(EUROPEJSKA)",
        },
        {
            trigger: ".modal .o_data_row:contains(mazowieckie)",
        },
        {
            content: "Take what was ticked",
            trigger: ".modal button[name=action_apply]",
            run: "click",
        },
        {
            content: "The client is saved and filled",
            trigger:
                "body:not(:has(.modal)) .o_field_widget[name=city] input:value(Warszawa)",
        },
        {
            trigger: ".o_field_widget[name=gestor_regon] input:value(276592498)",
        },
        {
            content: "What the registries said is seen at once",
            trigger: "[name=gestor_registry_badges] .o_tag:contains(GUS REGON)",
        },
        {
            content: "Verify once more",
            trigger: ".o_gestor_verify:contains(Zweryfikuj)",
            run: "click",
        },
        {
            trigger: ".o_notification:contains(czynny podatnik VAT)",
        },
        {
            content: "Somebody adds the firm again",
            trigger: ".o_form_button_create",
            run: "click",
        },
        {
            trigger: ".o_form_view:has(.o_gestor_fetch):not(:has(.o_gestor_verify))",
        },
        {
            trigger: "h1 .o_field_widget[name=name] .o_input",
            run: "edit Oddział w Krakowie",
        },
        {
            trigger: NIP,
            run: "edit PL 5260250274 && press Tab",
        },
        {
            content: "The duplicate is told about",
            trigger: ".modal:contains(Ten klient może już istnieć)",
        },
        {
            trigger: ".modal .o_gestor_branch:contains(oddział)",
            run: "click",
        },
        {
            trigger:
                "body:not(:has(.modal)):not(:has(.o_gestor_same_nip)) .o_field_widget[name=parent_id] input:value(EUROPEJSKA)",
        },
        {
            content: "Save the branch",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger: ".o_form_saved, .o_gestor_verify",
        },
    ],
});
