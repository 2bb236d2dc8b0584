{
    "name": "Gestor Clients: SMS",
    "summary": "SMS ask the register of consents; the STOP link withdraws them",
    "version": "19.0.1.0.0",
    "category": "Gestor",
    "author": "Gestor",
    "website": "https://github.com/gestor-addons/gestor",
    "license": "LGPL-3",
    "depends": ["gestor_clients", "gestor_sms"],
    "auto_install": True,
}
