from collections import defaultdict

from odoo import models

from odoo.addons.gestor_sms.tools.gate import Verdict

# The company's own staff is told at work; no consent of clients is asked.
UNASKED = "staff"


class GestorSmsProvider(models.Model):
    _inherit = "gestor.sms.provider"

    def _gestor_sms_gate(self, messages):
        """Ask the register of consents too, by one question for each purpose."""
        verdicts = super()._gestor_sms_gate(messages)
        by_purpose = defaultdict(list)
        for message in messages:
            verdict = verdicts.get(message.key)
            # What only waits is asked now as well: a refusal is for good.
            if message.purpose != UNASKED and (verdict is None or verdict.until):
                by_purpose[message.purpose].append(message)
        for purpose, group in by_purpose.items():
            verdicts.update(self._gate_consents(purpose, group))
        return verdicts

    def _gate_consents(self, purpose, messages):
        record = self.env["gestor.consent.purpose"]._get_purpose(purpose)
        # The decision of a client counts, whoever sends and whatever he may see.
        partners = self.env["res.partner"].sudo().with_company(self.company_id)
        partners = partners.browse({m.partner_id for m in messages if m.partner_id})
        reasons = partners._gestor_may_contact(record, "sms")
        # A number of nobody in the client file has consented to nothing.
        nobody = record._get_refusal(None) if record._asks_register() else None
        refused = {}
        for message in messages:
            reason = reasons.get(message.partner_id) if message.partner_id else nobody
            if reason:
                refused[message.key] = Verdict(reason)
        return refused
