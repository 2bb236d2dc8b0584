import {registry} from "@web/core/registry";

const CARD = ".o_gestor_info_card";

/** Put a file into the hidden input, as the file dialog of the browser does. */
function chooseFile({anchor}) {
    const transfer = new DataTransfer();
    transfer.items.add(new File(["Umowa"], "umowa.txt", {type: "text/plain"}));
    anchor.files = transfer.files;
    anchor.dispatchEvent(new Event("change", {bubbles: true}));
}

registry.category("web_tour.tours").add("gestor_link_tour", {
    steps: () => [
        {
            content: "Find the client",
            trigger: ".o_searchview_input",
            run: "edit Hurtownia Podróż",
        },
        {
            trigger: ".o_searchview_autocomplete .o-dropdown-item:first",
            run: "click",
        },
        {
            content: "Open the client",
            trigger: ".o_data_row:only-of-type td:contains(Hurtownia Podróż)",
            run: "click",
        },
        {
            content: "Open the info card",
            trigger: ".o_gestor_link_button:contains(Powiązania)",
            run: "click",
        },
        {
            trigger: `${CARD}_empty:contains(Nic tu jeszcze nie ma)`,
        },
        {
            content: "Link an invoice of another client",
            trigger: `${CARD}_link:contains(Powiąż dokument)`,
            run: "click",
        },
        {
            trigger: "#o_gestor_link_kind",
            run: "select account.move",
        },
        {
            trigger: ".o_gestor_link_records input",
            run: "edit GST/2026",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(GST/2026/0001)",
            run: "click",
        },
        {
            trigger: "#o_gestor_link_reason",
            run: "edit wspólna dostawa",
        },
        {
            trigger: ".o_gestor_link_confirm:enabled",
            run: "click",
        },
        {
            content: "The link is on the card and on the button",
            trigger: `${CARD}_item:contains(GST/2026/0001):contains(wspólna dostawa)`,
        },
        {
            trigger: ".o_gestor_link_button .o_stat_value:contains(1)",
        },
        {
            content: "Add a file",
            trigger: `${CARD}_input:not(:visible)`,
            run: chooseFile,
        },
        {
            content: "Show the card of the file inside the drawer",
            trigger: `${CARD}_item:contains(umowa.txt) ${CARD}_walk`,
            run: "click",
        },
        {
            trigger: `${CARD}_item:contains(Hurtownia Podróż):contains(Dołączony do)`,
        },
        {
            trigger: `${CARD}_back`,
            run: "click",
        },
        {
            content: "Open the invoice: the card follows",
            trigger: `${CARD}_item:contains(GST/2026/0001) ${CARD}_open`,
            run: "click",
        },
        {
            trigger: ".o_form_view .o_field_widget[name=invoice_line_ids]",
        },
        {
            content: "The client is seen from the invoice; remove the link here",
            trigger: `${CARD}_item:contains(Hurtownia Podróż) ${CARD}_unlink`,
            run: "click",
        },
        {
            trigger: ".modal .btn-primary:contains(Usuń powiązanie)",
            run: "click",
        },
        {
            trigger: `${CARD}:not(:has(${CARD}_item:contains(Hurtownia Podróż)))`,
        },
        {
            content: "The other end does not show it either",
            trigger: ".breadcrumb-item a:contains(Hurtownia Podróż), .o_back_button a",
            run: "click",
        },
        {
            trigger: `${CARD}_item:contains(umowa.txt)`,
        },
        {
            trigger: `${CARD}:not(:has(${CARD}_item:contains(GST/2026/0001)))`,
        },
        {
            content: "Close the card",
            trigger: `${CARD}_close`,
            run: "click",
        },
        {
            trigger: `body:not(:has(${CARD}))`,
        },
    ],
});
