from odoo import fields, models


class GestorResourceKind(models.Model):
    _name = "gestor.resource.kind"
    _description = "Kind of Resource"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    active = fields.Boolean(default=True)

    _name_uniq = models.UniqueIndex("(name)", "There is such a kind already.")
