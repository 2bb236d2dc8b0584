from odoo import fields, models


class GestorSubstituteDefault(models.Model):
    """One of the people who usually act for a user, in order of preference."""

    _name = "gestor.substitute.default"
    _description = "Default Substitute"
    _order = "sequence, id"
    _rec_name = "substitute_id"

    user_id = fields.Many2one(
        "res.users", required=True, index=True, ondelete="cascade"
    )
    substitute_id = fields.Many2one(
        "res.users",
        required=True,
        ondelete="cascade",
        domain="[('share', '=', False), ('id', '!=', user_id)]",
    )
    sequence = fields.Integer(default=10)

    _pair_unique = models.UniqueIndex(
        "(user_id, substitute_id)", "This person is on the list already."
    )
    _not_oneself = models.Constraint(
        "CHECK (user_id <> substitute_id)", "Nobody substitutes for himself."
    )
