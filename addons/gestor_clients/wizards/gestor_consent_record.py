from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.gestor_consent import CHANNELS, DECISIONS, METHODS


class GestorConsentRecord(models.TransientModel):
    """One decision of a client, entered for several channels at once."""

    _name = "gestor.consent.record"
    _description = "Enter a Consent"

    partner_id = fields.Many2one("res.partner", string="Client", required=True)
    purpose_id = fields.Many2one("gestor.consent.purpose", required=True)
    by_email = fields.Boolean(string="E-mail")
    by_sms = fields.Boolean(string="SMS")
    by_phone = fields.Boolean(string="Phone")
    by_post = fields.Boolean(string="Post")
    decision = fields.Selection(DECISIONS, required=True, default="given")
    happened_at = fields.Datetime(
        string="When", required=True, default=fields.Datetime.now
    )
    method = fields.Selection(METHODS, string="How", required=True, default="paper")
    given_by = fields.Char(string="By Whom", help="If not the client itself.")
    text_id = fields.Many2one(
        "gestor.consent.text",
        string="Wording",
        compute="_compute_text_id",
        store=True,
        readonly=False,
        domain="[('purpose_id', '=', purpose_id)]",
    )
    text_body = fields.Text(related="text_id.body", string="Text of the Wording")
    valid_until = fields.Date()
    proof = fields.Binary(attachment=False)
    proof_name = fields.Char()
    note = fields.Char()

    @api.depends("purpose_id", "partner_id")
    def _compute_text_id(self):
        """Propose the newest wording, in the client's language if there is one."""
        for record in self:
            texts = record.purpose_id.text_ids.sorted("version", reverse=True)
            own = texts.filtered(lambda t, r=record: t.lang == r.partner_id.lang)
            record.text_id = (own or texts)[:1]

    def _get_channels(self):
        return [name for name, _label in CHANNELS if self[f"by_{name}"]]

    def action_record(self):
        """Add the entries to the register."""
        self.ensure_one()
        channels = self._get_channels()
        if not channels:
            raise UserError(self.env._("Choose at least one channel."))
        vals = self._prepare_consent_vals()
        self.env["gestor.consent"].create(
            [{**vals, "channel": channel} for channel in channels]
        )
        return {"type": "ir.actions.act_window_close"}

    def _prepare_consent_vals(self):
        given = self.decision == "given"
        return {
            "partner_id": self.partner_id.id,
            "purpose_id": self.purpose_id.id,
            "decision": self.decision,
            "happened_at": self.happened_at,
            "method": self.method,
            "given_by": self.given_by,
            "text_id": self.text_id.id if given else False,
            "valid_until": self.valid_until if given else False,
            "note": self.note,
            "proof_id": self._make_proof().id,
        }

    def _make_proof(self):
        attachments = self.env["ir.attachment"]
        if not self.proof:
            return attachments
        name = self.proof_name or self.env._("Proof of consent")
        return attachments.create({"name": name, "datas": self.proof})
