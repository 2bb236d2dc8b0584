{
    "name": "Gestor Base: Sales",
    "summary": "Quotations and orders on info cards; roles of offers",
    "version": "19.0.1.0.0",
    "category": "Gestor",
    "author": "Gestor",
    "website": "https://github.com/gestor-addons/gestor",
    "license": "LGPL-3",
    "depends": ["gestor_base_account", "sale"],
    "data": [
        "security/gestor_security.xml",
    ],
    "assets": {
        "web.assets_tests": [
            "gestor_base_sale/static/tests/tours/**/*",
        ],
    },
    "auto_install": True,
}
