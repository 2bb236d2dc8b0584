from odoo import models


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def _notify_by_email_get_base_mail_values(
        self, message, recipients_data, additional_values=None
    ):
        """A posted message keeps its purpose on the mails that carry it."""
        values = super()._notify_by_email_get_base_mail_values(
            message, recipients_data, additional_values=additional_values
        )
        purpose_id = self.env.context.get("gestor_purpose_id")
        if purpose_id:
            values["gestor_purpose_id"] = purpose_id
        return values
