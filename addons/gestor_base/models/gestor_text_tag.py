from odoo import fields, models


class GestorTextTag(models.Model):
    _name = "gestor.text.tag"
    _description = "Text Tag"
    _order = "name"

    name = fields.Char(required=True, translate=True)
    color = fields.Integer()

    _name_uniq = models.UniqueIndex("(name)", "There is a tag of this name already.")
