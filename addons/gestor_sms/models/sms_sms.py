from uuid import uuid4

from odoo import api, fields, models

from ..tools.rows import insert_rows


class SmsSms(models.Model):
    """Messages of companies with an own operator: each has a log, which is sent.

    Whatever makes an ``sms.sms`` passes :meth:`create`, so that no way of sending
    leaves out the log, the queue or the gate.
    """

    _inherit = "sms.sms"

    gestor_log_id = fields.Many2one(
        "gestor.sms.log",
        string="SMS in Gestor",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    @api.model_create_multi
    def create(self, vals_list):
        providers = self._get_gestor_providers(vals_list)
        ours = [
            (vals, provider)
            for vals, provider in zip(vals_list, providers, strict=True)
            if provider
        ]
        if ours:
            self._create_gestor_logs(ours)
        return super().create(vals_list)

    @api.model
    def _get_gestor_providers(self, vals_list):
        """Return the operator of each message, found as the host finds its company."""
        ids = {vals.get("mail_message_id") for vals in vals_list} - {None, False}
        # Only the company is read, of messages that are being sent just now.
        messages = self.env["mail.message"].sudo().browse(ids)
        companies = {message.id: message.record_company_id for message in messages}
        found = {}
        providers = []
        for vals in vals_list:
            company = companies.get(vals.get("mail_message_id")) or self.env.company
            if company not in found:
                found[company] = company._get_gestor_sms_provider()
            providers.append(found[company])
        return providers

    @api.model
    def _create_gestor_logs(self, ours):
        """Make the logs of messages and tie them; ``vals`` are completed in place."""
        records = self._get_gestor_records([vals for vals, _provider in ours])
        logs = self.env["gestor.sms.log"].sudo()
        shared = {}
        values = []
        for vals, provider in ours:
            vals.setdefault("uuid", uuid4().hex)
            if provider not in shared:
                shared[provider] = logs._prepare_shared(provider)
            record = records.get(vals["uuid"]) or (False, False)
            values.append(
                logs._prepare_from_sms(vals, provider, record, shared[provider])
            )
        created = insert_rows(logs, values, "uuid")
        for (vals, _provider), log_vals, log_id in zip(
            ours, values, created.ids, strict=True
        ):
            vals["gestor_log_id"] = log_id
            vals["body"] = log_vals["body"]
        now = fields.Datetime.now()
        for at in {vals["due_at"] for vals in values if vals["state"] != "blocked"}:
            logs._trigger_queue(at if at > now else None)

    @api.model
    def _get_gestor_records(self, vals_list):
        """Return {uuid: (model, id)} of the records that messages are about."""
        options = self.env.context.get("gestor_sms") or {}
        records = options.get("records") or {}
        ids = {vals.get("mail_message_id") for vals in vals_list} - {None, False}
        messages = self.env["mail.message"].sudo().browse(ids)
        targets = {m.id: (m.model, m.res_id) for m in messages}
        result = {}
        for vals in vals_list:
            vals.setdefault("uuid", uuid4().hex)
            record = records.get(vals["uuid"]) or targets.get(
                vals.get("mail_message_id")
            )
            if not record and vals.get("partner_id"):
                record = ("res.partner", vals["partner_id"])
            result[vals["uuid"]] = record
        return result

    # === SENDING: OURS ARE LEFT TO THE QUEUE ===

    def send(self, unlink_failed=False, unlink_sent=True, raise_exception=False):
        """Wake the queue for messages of own operators; the host sends the rest."""
        others = self._leave_to_queue()
        if self and not others:
            return None
        return super(SmsSms, others).send(
            unlink_failed=unlink_failed,
            unlink_sent=unlink_sent,
            raise_exception=raise_exception,
        )

    def _send(self, unlink_failed=False, unlink_sent=True, raise_exception=False):
        """Send per company: the host's queue mixes them and fails."""
        others = self._leave_to_queue()
        if self.env.context.get("sms_api"):
            groups = [others] if others else []
        else:
            groups = others.grouped(lambda sms: sms._get_sms_company()).values()
        for group in groups:
            super(SmsSms, group)._send(
                unlink_failed=unlink_failed,
                unlink_sent=unlink_sent,
                raise_exception=raise_exception,
            )
        return True

    def _send_with_api(
        self, sms_api, unlink_failed=False, unlink_sent=True, raise_exception=False
    ):
        others = self._leave_to_queue()
        if not others:
            return None
        return super(SmsSms, others)._send_with_api(
            sms_api,
            unlink_failed=unlink_failed,
            unlink_sent=unlink_sent,
            raise_exception=raise_exception,
        )

    def _leave_to_queue(self):
        ours = self.filtered("gestor_log_id")
        if ours:
            self.env["gestor.sms.log"]._trigger_queue()
        return self - ours

    @api.model
    def _process_queue(self):
        """Send what is the host's; ours would only fill its batches.

        The host's method is replaced, not extended: it has no room for a domain.
        """
        domain = [
            ("state", "=", "outgoing"),
            ("to_delete", "!=", True),
            ("gestor_log_id", "=", False),
        ]
        size = self._get_send_batch_size()
        records = self.search(domain, limit=size, order="id").try_lock_for_update()
        if not records:
            return
        records._send(unlink_failed=False, unlink_sent=True, raise_exception=False)
        left = self.search_count(domain) if len(records) == size else 0
        self.env["ir.cron"]._commit_progress(len(records), remaining=left)

    # === BUTTONS OF THE HOST ===

    def action_set_canceled(self):
        """Cancel the waiting logs of our messages."""
        ours = self.filtered("gestor_log_id")
        waiting = ours.gestor_log_id.filtered(
            lambda log: log.state in ("queued", "scheduled")
        )
        if waiting:
            waiting.action_cancel()
        return super(SmsSms, self - ours).action_set_canceled()

    def action_set_error(self, failure_type):
        """Our messages have the state that the queue gave them."""
        others = self.filtered(lambda sms: not sms.gestor_log_id)
        return super(SmsSms, others).action_set_error(failure_type)

    def action_set_outgoing(self):
        """Ours are sent again as new messages, and only when that is safe to say."""
        ours = self.filtered("gestor_log_id")
        ours._send_failed_again()
        return super(SmsSms, self - ours).action_set_outgoing()

    def resend_failed(self):
        """A message whose state is not known is never sent again from here."""
        ours = self.filtered("gestor_log_id")
        if not ours:
            return super().resend_failed()
        count = ours._send_failed_again()
        if self - ours:
            return super(SmsSms, self - ours).resend_failed()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if count else "warning",
                "message": self.env._("SMS put in the queue again: %(n)s", n=count),
            },
        }

    def _send_failed_again(self):
        failed = self.gestor_log_id.filtered(lambda log: log.state == "failed")
        domain = [("resent_of_id", "in", failed.ids)]
        # Whether it was sent again before is asked of all rows, not of one's own.
        failed -= self.env["gestor.sms.log"].sudo().search(domain).resent_of_id
        if failed:
            failed.action_send_again()
        return len(failed)
