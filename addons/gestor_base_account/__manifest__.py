{
    "name": "Gestor Base: Invoicing",
    "summary": "Invoices on info cards and in links",
    "version": "19.0.1.0.0",
    "category": "Gestor",
    "author": "Gestor",
    "website": "https://github.com/gestor-addons/gestor",
    "license": "LGPL-3",
    "depends": ["gestor_base", "account"],
    "auto_install": True,
}
