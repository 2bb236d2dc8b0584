from odoo import fields, models
from odoo.tools import SQL

from .gestor_consent import CHANNELS


class GestorConsentState(models.Model):
    """How each consent stands today: the last entry of the register."""

    _name = "gestor.consent.state"
    _description = "Current Consent"
    _inherit = ["gestor.client.part.mixin"]
    _auto = False
    _order = "purpose_id, channel, id"
    _depends = {
        "gestor.consent": [
            "partner_id",
            "company_id",
            "purpose_id",
            "channel",
            "decision",
            "happened_at",
            "valid_until",
            "text_id",
        ]
    }

    partner_id = fields.Many2one("res.partner", string="Client", readonly=True)
    company_id = fields.Many2one("res.company", string="Controller", readonly=True)
    purpose_id = fields.Many2one("gestor.consent.purpose", readonly=True)
    channel = fields.Selection(CHANNELS, readonly=True)
    state = fields.Selection(
        [
            ("valid", "Valid"),
            ("expired", "Expired"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
        ],
        readonly=True,
    )
    happened_at = fields.Datetime(string="Since", readonly=True)
    valid_until = fields.Date(readonly=True)
    text_id = fields.Many2one("gestor.consent.text", string="Wording", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT DISTINCT ON (partner_id, purpose_id, channel, company_id)
                   id, partner_id, company_id, purpose_id, channel, happened_at,
                   valid_until, text_id,
                   CASE WHEN decision != 'given' THEN decision
                        WHEN valid_until < %s THEN 'expired'
                        ELSE 'valid' END AS state
              FROM gestor_consent
             ORDER BY partner_id, purpose_id, channel, company_id,
                      happened_at DESC, id DESC
            """,
            fields.Date.context_today(self),
        )

    def action_withdraw(self):
        """Open the entry of a withdrawal, filled in."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Withdraw the Consent"),
            "res_model": "gestor.consent.record",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_partner_id": self.partner_id.id,
                "default_purpose_id": self.purpose_id.id,
                "default_decision": "withdrawn",
                f"default_by_{self.channel}": True,
            },
        }
