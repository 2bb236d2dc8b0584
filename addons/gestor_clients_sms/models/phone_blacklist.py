from odoo import models


class PhoneBlacklist(models.Model):
    _inherit = "phone.blacklist"

    def _add(self, numbers, message=None):
        """Who refuses SMS withdraws the consents to them as well."""
        records = super()._add(numbers, message=message)
        # Whose number it is does not depend on who may see the client.
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        partners = partners.search([("phone_sanitized", "in", numbers)])
        states = self.env["gestor.consent.state"].sudo()
        states = states.search(
            [
                ("partner_id", "in", partners.ids),
                ("channel", "=", "sms"),
                ("state", "=", "valid"),
            ]
        )
        if states:
            self.env["gestor.consent"].sudo()._withdraw(states, method="link")
        return records
