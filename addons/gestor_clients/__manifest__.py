{
    "name": "Gestor Clients",
    "summary": "The client file: kinds, people, guardians, consents, Polish registries",
    "version": "19.0.1.0.0",
    "category": "Gestor",
    "author": "Gestor",
    "website": "https://github.com/gestor-addons/gestor",
    "license": "LGPL-3",
    "depends": ["gestor_base", "account", "base_vat", "product"],
    "data": [
        "views/res_partner_views.xml",
    ],
}
