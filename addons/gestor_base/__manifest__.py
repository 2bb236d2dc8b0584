{
    "name": "Gestor Base",
    "summary": "Links between any records, info card, files, texts, library and roles",
    "version": "19.0.1.0.0",
    "category": "Gestor",
    "author": "Gestor",
    "website": "https://github.com/gestor-addons/gestor",
    "license": "LGPL-3",
    "depends": ["mail", "contacts", "resource"],
    "external_dependencies": {"python": ["holidays", "num2words"]},
    "data": [
        "security/gestor_security.xml",
        "security/ir.model.access.csv",
        "security/gestor_texts_security.xml",
        "views/gestor_link_views.xml",
        "views/ir_attachment_views.xml",
        "views/res_partner_views.xml",
        "data/gestor_text_template_data.xml",
        "views/gestor_text_template_views.xml",
        "views/gestor_library_document_views.xml",
        "wizards/mail_compose_message_views.xml",
        "views/menus.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "gestor_base/static/src/**/*",
        ],
        "web.assets_unit_tests": [
            "gestor_base/static/tests/**/*.test.js",
        ],
        "web.assets_tests": [
            "gestor_base/static/tests/tours/**/*",
        ],
    },
    "application": True,
}
