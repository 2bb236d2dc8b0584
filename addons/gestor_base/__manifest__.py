{
    "name": "Gestor Base",
    "summary": "Links between any records, info card, files and roles",
    "version": "19.0.1.0.0",
    "category": "Gestor",
    "author": "Gestor",
    "website": "https://github.com/gestor-addons/gestor",
    "license": "LGPL-3",
    "depends": ["mail", "contacts", "resource"],
    "data": [
        "security/gestor_security.xml",
        "security/gestor_automation_security.xml",
        "security/ir.model.access.csv",
        "data/ir_cron.xml",
        "wizards/gestor_automation_preview_views.xml",
        "views/gestor_automation_run_views.xml",
        "views/gestor_automation_action_views.xml",
        "views/gestor_batch_views.xml",
        "views/gestor_link_views.xml",
        "views/ir_attachment_views.xml",
        "views/res_partner_views.xml",
        "views/menus.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "gestor_base/static/src/**/*",
        ],
        "web.assets_unit_tests": [
            "gestor_base/static/tests/**/*.test.js",
        ],
    },
    "application": True,
}
