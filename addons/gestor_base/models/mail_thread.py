from markupsafe import Markup

from odoo import api, models


class MailThread(models.AbstractModel):
    """Copies what absent keepers are sent, and says who acts for whom."""

    _inherit = "mail.thread"

    @api.model
    def _gestor_get_substitution_area(self):
        """Return the area whose substitutes get copies; False: nobody does."""
        return getattr(self, "_gestor_substitution_area", False)

    def _notify_thread(self, message, msg_vals=False, **kwargs):
        """Send the substitutes of the recipients a copy with a mark of its own.

        The recipients and followers of the message stay as they are: when the
        substitution ends there is nothing to be taken back.
        """
        recipients = super()._notify_thread(message, msg_vals=msg_vals, **kwargs)
        area = self._gestor_get_substitution_area()
        scheduled = self._is_notification_scheduled(kwargs.get("scheduled_date"))
        if area and self and not scheduled:
            if not self.env.context.get("gestor_substitute_copy"):
                self._gestor_notify_substitutes(message, recipients, area)
        return recipients

    def _gestor_notify_substitutes(self, message, recipients, area):
        users = {r["uid"] for r in recipients if r["uid"] and not r["share"]}
        if not users:
            return
        found = self.env["gestor.substitution"]._get_substitutes(list(users), area)
        got = {r["id"] for r in recipients} | {message.sudo().author_id.id}
        for user_id, substitutes in found.items():
            absent = self.env["res.users"].sudo().browse(user_id)
            for substitute in substitutes:
                # Nobody is told about a record he may not read himself.
                readable = self.with_user(substitute).with_context(
                    allowed_company_ids=substitute.company_ids.ids
                )
                partner = substitute.partner_id
                if partner.id in got or not readable.has_access("read"):
                    continue
                got.add(partner.id)
                self._gestor_send_copy(message, absent, substitute)

    def _gestor_send_copy(self, message, absent, substitute):
        # The author of a message need not be able to read what he is answered to.
        copy = self.sudo().with_context(
            gestor_substitute_copy=True, lang=substitute.lang or self.env.lang
        )
        source = message.sudo()
        mark = copy.env._("For %(user)s, whom you substitute for:", user=absent.name)
        copy.message_notify(
            body=Markup("<p><em>%s</em></p>%s") % (mark, source.body or ""),
            subject=source.subject or source.record_name,
            author_id=source.author_id.id,
            email_from=source.email_from,
            partner_ids=substitute.partner_id.ids,
            attachment_ids=source.attachment_ids.ids,
        )

    def _message_create(self, values_list):
        """Remember and show for whom the author acted."""
        messages = super()._message_create(values_list)
        area = self._gestor_get_substitution_area()
        if area and len(self) == 1 and hasattr(self, "_gestor_acting_for"):
            written = messages.filtered(
                lambda m: m.sudo().author_id == self.env.user.partner_id
                and m.message_type in ("comment", "notification")
            )
            absent = written and self._gestor_acting_for()
            if absent:
                # Marking one's own message, whatever the rights on messages are.
                written.sudo().gestor_for_user_id = absent
                self._gestor_mark_messages(written.sudo(), absent)
        return messages

    @api.model
    def _gestor_mark_messages(self, messages, absent):
        """Write "for whom" into what stays inside the company."""
        mark = self.env._("%(user)s for %(absent)s", user=self.env.user.name,
                          absent=absent.name)  # fmt: skip
        for message in messages:
            if message.is_internal or message.subtype_id.internal:
                message.body = (message.body or Markup()) + Markup(
                    "<p class='text-muted'><em>%s</em></p>"
                ) % mark
