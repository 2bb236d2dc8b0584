{
    "name": "Gestor Base",
    "version": "19.0.1.0.0",
    "author": "Gestor",
    "license": "LGPL-3",
    "depends": ["mail", "contacts", "resource"],
}
