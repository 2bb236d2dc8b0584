from odoo import api, fields, models
from odoo.exceptions import UserError

# Mass mails about documents belong to a deal the client already has with us;
# whatever else goes out to many is advertising until somebody says otherwise.
DOCUMENTS = {
    "account.move",
    "account.payment",
    "purchase.order",
    "repair.order",
    "sale.order",
    "stock.picking",
}
MAX_SHOWN = 10


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    gestor_purpose_id = fields.Many2one(
        "gestor.consent.purpose",
        string="Purpose of Contact",
        compute="_compute_gestor_purpose_id",
        store=True,
        readonly=False,
        help="Only those who may be contacted for it get the mail.",
    )

    @api.depends("template_id", "composition_mode", "model")
    def _compute_gestor_purpose_id(self):
        for composer in self:
            purpose = composer.template_id.gestor_purpose_id
            if not purpose and composer.composition_mode == "mass_mail":
                purpose = self._get_gestor_mass_purpose(composer.model)
            composer.gestor_purpose_id = purpose

    @api.model
    def _get_gestor_mass_purpose(self, model):
        """Return what mails to many records of a model are for, unless chosen."""
        code = "service" if model in self._get_gestor_documents() else "marketing"
        return self.env["gestor.consent.purpose"]._get_purpose(code)

    @api.model
    def _get_gestor_automatic_purpose(self, model):
        """Return what automatic mails are for whose template does not say it.

        Those to clients themselves are advertising; those about a document, an order
        or an activity belong to what the client has with us.
        """
        code = "marketing" if model in self._get_gestor_advertised() else "service"
        return self.env["gestor.consent.purpose"]._get_purpose(code)

    @api.model
    def _get_gestor_advertised(self):
        """Return the models that are clients, not deals with them."""
        return {"res.partner", "crm.lead", "gestor.client.jubilee"}

    @api.model
    def _get_gestor_documents(self):
        """Return the models of documents. Override it to add own ones."""
        return DOCUMENTS

    # === MANY AT ONCE ===

    def _process_mail_values_state(self, mail_values_dict):
        """Cancel at once what the gate refuses, so that the user sees it."""
        values = super()._process_mail_values_state(mail_values_dict)
        purpose = self.gestor_purpose_id
        if not purpose:
            return values
        for mail_values in values.values():
            mail_values["gestor_purpose_id"] = purpose.id
        for res_id, reason in self._get_gestor_refusals(values).items():
            if not values[res_id].get("state"):
                values[res_id].update(
                    state="cancel",
                    failure_type="mail_optout",
                    failure_reason=reason,
                    is_notification=False,
                )
        return values

    def _get_gestor_refusals(self, values):
        """Return {res_id: reason} of the mails all of whose recipients are refused."""
        purpose = self.gestor_purpose_id
        partner_ids, addresses = {}, {}
        recipients = self._get_recipients_data(
            {
                res_id: {**mail_values, "recipient_ids": []}
                for res_id, mail_values in values.items()
            }
        )
        for res_id, mail_values in values.items():
            commands = mail_values.get("recipient_ids") or []
            partner_ids[res_id] = [command[1] for command in commands if command[1]]
            addresses[res_id] = recipients[res_id]["mail_to_normalized"]
        partners = self.env["res.partner"].browse(set().union(*partner_ids.values()))
        by_partner = partners._gestor_may_contact(purpose, "email")
        by_address = partners._gestor_may_mail(
            purpose, set().union(*addresses.values())
        )
        refusals = {}
        for res_id in values:
            reasons = [by_partner[key] for key in partner_ids[res_id]]
            reasons += [by_address[key] for key in addresses[res_id]]
            if reasons and all(reasons):
                refusals[res_id] = "\n".join(dict.fromkeys(reasons))
        return refusals

    # === ONE MESSAGE ===

    def _action_send_mail_comment(self, res_ids):
        """A message with a purpose is refused before it is posted."""
        purpose = self.gestor_purpose_id
        if not purpose or self.subtype_is_log:
            return super()._action_send_mail_comment(res_ids)
        self._check_gestor_recipients()
        composer = self.with_context(gestor_purpose_id=purpose.id)
        return super(MailComposeMessage, composer)._action_send_mail_comment(res_ids)

    def _prepare_schedule_message_post_values(self, post_values):
        """A message to be sent later keeps its purpose and is asked for then."""
        values = super()._prepare_schedule_message_post_values(post_values)
        if self.gestor_purpose_id and not self.subtype_is_log:
            self._check_gestor_recipients()
            context = values.get("send_context") or {}
            values["send_context"] = {
                **context,
                "gestor_purpose_id": self.gestor_purpose_id.id,
            }
        return values

    def _check_gestor_recipients(self):
        partners = self.partner_ids.filtered("partner_share")
        reasons = partners._gestor_may_contact(self.gestor_purpose_id, "email")
        refused = [p for p in partners if reasons[p.id]]
        if not refused:
            return
        lines = [f"{p.display_name}: {reasons[p.id]}" for p in refused[:MAX_SHOWN]]
        raise UserError(
            self.env._(
                "These clients may not be written to for “%(purpose)s”:\n%(clients)s",
                purpose=self.gestor_purpose_id.sudo().name,
                clients="\n".join(lines),
            )
        )
