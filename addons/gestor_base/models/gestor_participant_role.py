from odoo import fields, models


class GestorParticipantRole(models.Model):
    _name = "gestor.participant.role"
    _description = "Role of a Participant"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_follower = fields.Boolean(
        string="Follows",
        default=True,
        help="Who gets the role becomes a follower of the record.",
    )
