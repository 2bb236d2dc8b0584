from odoo import fields, models


class GestorClientRelationship(models.Model):
    _name = "gestor.client.relationship"
    _description = "Relationship with the Client"
    _order = "sequence, name"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer()
    fold = fields.Boolean(string="Folded in Kanban")

    _name_unique = models.UniqueIndex(
        "(name) WHERE active", "This relationship exists already."
    )
