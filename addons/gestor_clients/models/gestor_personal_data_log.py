from odoo import fields, models


class GestorPersonalDataLog(models.Model):
    """What was done with the data of a person on request, and what was left."""

    _name = "gestor.personal.data.log"
    _description = "Log of Personal Data"
    _order = "id desc"

    happened_at = fields.Datetime(
        string="When", required=True, default=fields.Datetime.now, readonly=True
    )
    user_id = fields.Many2one(
        "res.users",
        string="By",
        required=True,
        readonly=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    partner_id = fields.Many2one(
        "res.partner", string="Client", readonly=True, ondelete="set null", index=True
    )
    action = fields.Selection(
        [
            ("export", "Data exported"),
            ("limited", "Anonymised as far as the law allows"),
            ("full", "Anonymised"),
        ],
        required=True,
        readonly=True,
    )
    reason = fields.Char(readonly=True)
    details = fields.Text(string="What Was Done", readonly=True)
    kept_until = fields.Date(
        readonly=True, help="Accounting documents must be kept to this day."
    )
