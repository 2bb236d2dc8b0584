from odoo import fields, models, tools
from odoo.tools import split_every

READ_AT_ONCE = 500


class MailMail(models.Model):
    """The last gate: whoever made a mail, and whenever, it is asked on sending."""

    _inherit = "mail.mail"

    gestor_purpose_id = fields.Many2one(
        "gestor.consent.purpose",
        string="Purpose of Contact",
        ondelete="restrict",
        index="btree_not_null",
        readonly=True,
    )

    def send(self, auto_commit=False, raise_exception=False, post_send_callback=None):
        """Leave out the recipients who may not be contacted for the purpose."""
        allowed = self._gestor_keep_allowed()
        return super(MailMail, allowed).send(
            auto_commit=auto_commit,
            raise_exception=raise_exception,
            post_send_callback=post_send_callback,
        )

    def _gestor_keep_allowed(self):
        """Drop refused recipients; return the mails that have some left."""
        kept = self
        waiting = self.filtered(lambda mail: mail.state == "outgoing")
        for purpose, mails in waiting.grouped("gestor_purpose_id").items():
            if purpose and purpose.sudo()._asks_register():
                for ids in split_every(READ_AT_ONCE, mails.ids):
                    kept -= self.browse(ids)._gestor_drop_refused(purpose)
        return kept

    def _gestor_drop_refused(self, purpose):
        """Drop refused recipients; return the mails that go to nobody any more."""
        # Colleagues who follow a record read what is sent about it.
        outsiders = self.recipient_ids.filtered("partner_share")
        by_partner = outsiders._gestor_may_contact(purpose, "email")
        addresses = set()
        for mail in self:
            addresses.update(mail._gestor_get_addresses())
        by_address = self.env["res.partner"]._gestor_may_mail(purpose, addresses)
        refused = self.browse()
        for mail in self:
            if mail._gestor_drop(by_partner, by_address):
                refused |= mail
        return refused

    def _gestor_get_addresses(self):
        return tools.mail.email_normalize_all(
            ",".join(filter(None, (self.email_to, self.email_cc)))
        )

    def _gestor_drop(self, by_partner, by_address):
        """Take the refused out of one mail; cancel it when nobody else is left.

        A cancelled mail still shows for whom it was.

        :return: whether the mail was cancelled
        """
        refused = self.recipient_ids.filtered(lambda p: by_partner.get(p.id))
        reasons = {by_partner[p.id] for p in refused}
        vals = {}
        if refused:
            vals["recipient_ids"] = [(3, partner_id) for partner_id in refused.ids]
        left = bool(self.recipient_ids - refused)
        for name in ("email_to", "email_cc"):
            own = tools.mail.email_normalize_all(self[name] or "")
            good = [address for address in own if not by_address.get(address)]
            left = left or bool(good)
            if len(good) < len(own):
                reasons.update(filter(None, map(by_address.get, own)))
                vals[name] = ",".join(good)
        if reasons and not left:
            self._gestor_cancel(reasons)
        elif vals:
            self.write(vals)
        return bool(reasons) and not left

    def _gestor_cancel(self, reasons):
        self.write(
            {
                "state": "cancel",
                "failure_type": "mail_optout",
                "failure_reason": "\n".join(sorted(reasons)),
            }
        )
        # Who reads the message sees that it did not go out.
        notices = self.env["mail.notification"].sudo()
        notices.search([("mail_mail_id", "in", self.ids)]).write(
            {
                "notification_status": "canceled",
                "failure_type": "mail_optout",
                "failure_reason": "\n".join(sorted(reasons)),
            }
        )

    # === ADDRESS BY PURPOSE ===

    def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
        """Documents go to the client's address for such documents.

        The recipient stays the client, in the chatter too; only the address on the
        envelope is another one.
        """
        results = super()._prepare_outgoing_list(
            mail_server=mail_server, doc_to_followers=doc_to_followers
        )
        addresses = self.env["gestor.partner.email"].sudo()
        purpose = addresses._get_purposes_by_model().get(self.model)
        partners = self.env["res.partner"].sudo()
        partners = partners.union(*(r["partner_id"] or partners for r in results))
        if not purpose or not partners:
            return results
        found = addresses._get_addresses(partners, purpose)
        for result in results:
            partner = result["partner_id"]
            own = partner and not partner.user_ids and found.get(partner.id)
            if own:
                result.update(self._gestor_readdress(partner, own))
        return results

    def _gestor_readdress(self, partner, addresses):
        normalised = [
            normal
            for address in addresses
            for normal in tools.mail.email_normalize_all(address)
        ]
        return {
            "email_to": [tools.formataddr((partner.name or "", a)) for a in normalised],
            "email_to_normalized": normalised,
            "email_to_raw": ",".join(normalised),
        }
