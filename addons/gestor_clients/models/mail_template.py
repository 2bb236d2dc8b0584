from odoo import fields, models


class MailTemplate(models.Model):
    _inherit = "mail.template"

    gestor_purpose_id = fields.Many2one(
        "gestor.consent.purpose",
        string="Purpose of Contact",
        ondelete="restrict",
        index="btree_not_null",
        help="Mails made of this template go only to those who may be contacted for "
        "the purpose. Empty: decided by who sends it and to whom.",
    )

    def send_mail_batch(
        self,
        res_ids,
        force_send=False,
        raise_exception=False,
        email_values=None,
        email_layout_xmlid=False,
    ):
        """The mails carry the purpose, so that it is checked when they are sent."""
        purpose = self.env["gestor.consent.purpose"].browse(
            self.env.context.get("gestor_purpose_id") or self.gestor_purpose_id.id
        )
        if purpose:
            email_values = {**(email_values or {}), "gestor_purpose_id": purpose.id}
        return super().send_mail_batch(
            res_ids,
            force_send=force_send,
            raise_exception=raise_exception,
            email_values=email_values,
            email_layout_xmlid=email_layout_xmlid,
        )
