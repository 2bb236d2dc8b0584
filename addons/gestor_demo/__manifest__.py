{
    "name": "Gestor Demonstration Company",
    "summary": "A Polish company with clients, documents and users to try Gestor on",
    "version": "19.0.1.0.0",
    "category": "Gestor",
    "author": "Gestor",
    "website": "https://github.com/gestor-addons/gestor",
    "license": "LGPL-3",
    "depends": [
        "gestor_base_account",
        "gestor_base_sale",
        "gestor_base_stock",
        "sale_management",
        "sale_stock",
        "base_vat",
        "l10n_pl",
    ],
    "post_init_hook": "post_init_hook",
}
