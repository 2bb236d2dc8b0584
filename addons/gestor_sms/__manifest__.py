{
    "name": "Gestor SMS",
    "summary": "SMS by Polish operators, each sent at most once, with a log and a gate",
    "version": "19.0.1.0.0",
    "category": "Gestor",
    "author": "Gestor",
    "website": "https://github.com/gestor-addons/gestor",
    "license": "LGPL-3",
    "depends": ["gestor_base", "sales_team", "sms"],
    "data": [
        "security/ir.model.access.csv",
        "security/gestor_sms_security.xml",
        "data/ir_cron.xml",
        "views/gestor_sms_log_views.xml",
        "views/gestor_sms_provider_views.xml",
        "views/gestor_automation_action_views.xml",
        "views/res_company_views.xml",
        "views/res_partner_views.xml",
        "views/res_users_views.xml",
        "views/stop_templates.xml",
        "wizards/sms_composer_views.xml",
        "views/menus.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "gestor_sms/static/src/**/*",
        ],
        "web.assets_unit_tests": [
            "gestor_sms/static/tests/**/*.test.js",
        ],
        "web.assets_tests": [
            "gestor_sms/static/tests/tours/**/*",
        ],
    },
}
