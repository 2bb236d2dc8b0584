from odoo import fields, models


class GestorClientGuardianRole(models.Model):
    _name = "gestor.client.guardian.role"
    _description = "Role of a Guardian"
    _order = "sequence, name"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _name_unique = models.UniqueIndex(
        "(name) WHERE active", "This role exists already."
    )
