from odoo import fields, models


class GestorClientRepresentativeRole(models.Model):
    _name = "gestor.client.representative.role"
    _description = "Role of a Representative"
    _order = "sequence, name"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _name_unique = models.UniqueIndex(
        "(name) WHERE active", "This role exists already."
    )
