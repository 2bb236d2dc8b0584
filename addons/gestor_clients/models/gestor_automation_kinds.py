from odoo import models

from odoo.addons.gestor_base.tools.job_errors import SkipRecord


class GestorAutomationKinds(models.AbstractModel):
    _inherit = "gestor.automation.kinds"

    def _gestor_run_email(self, records):
        """E-mails of automatic actions go through the gate of consents.

        Refused records are skipped with the reason in the list of planned actions.
        """
        purpose = self.mail_template_id.sudo().gestor_purpose_id
        if not purpose:
            composer = self.env["mail.compose.message"]
            purpose = composer._get_gestor_automatic_purpose(records._name)
        clients = self._get_gestor_clients(records)
        everybody = self.env["res.partner"].union(*clients.values())
        reasons = everybody._gestor_may_contact(purpose, "email")
        for record in records:
            client = clients.get(record.id)
            if client and reasons[client.id]:
                raise SkipRecord(reasons[client.id])
        action = self.with_context(gestor_purpose_id=purpose.id)
        return super(GestorAutomationKinds, action)._gestor_run_email(records)

    def _get_gestor_clients(self, records):
        """Return {record id: the client it is sent to}."""
        if hasattr(records, "_gestor_consent_partners"):
            return records._gestor_consent_partners()
        if records._name == "res.partner":
            return {partner.id: partner for partner in records}
        if "partner_id" in records._fields:
            return {record.id: record.partner_id for record in records}
        return {}
