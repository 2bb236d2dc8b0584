from odoo import fields, models


class GestorClientJubileeKind(models.Model):
    _name = "gestor.client.jubilee.kind"
    _description = "Kind of Jubilee"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(help="Programs find the kind by it.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    leap_day = fields.Selection(
        [("before", "28 February"), ("after", "1 March")],
        string="29 February in Other Years",
        required=True,
        default="before",
    )
    counts_years = fields.Boolean(
        default=True,
        help="The list says which year it is: 50th birthday, 10 years of the firm.",
    )

    _code_uniq = models.UniqueIndex(
        "(code) WHERE code IS NOT NULL", "This code is already used."
    )
