import re
from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from odoo.addons.gestor_base.models.gestor_job_mixin import get_names, open_form

from ..tools.rows import update_rows
from ..tools.sms_text import measure, replace_polish

OPEN_STATES = ("queued", "scheduled")
# The host leaves them in numbers that it cannot read.
SEPARATORS = re.compile(r"[\s().-]+")
# A state is only ever followed by one of a higher rank.
RANKS = {
    "queued": 0,
    "scheduled": 0,
    "sending": 1,
    "unknown": 2,
    "sent": 3,
    "undelivered": 4,
    "delivered": 5,
    "failed": 6,
    "cancelled": 6,
    "blocked": 6,
}
PURPOSES = [
    ("transactional", "Transactional"),
    ("marketing", "Marketing"),
    ("debt", "Debt Collection"),
    ("staff", "Staff"),
]


class GestorSmsLog(models.Model):
    """One SMS: what waits to be sent, and what became of it.

    It is the queue too. Users read it; rows are made with the host's ``sms.sms``
    and changed by the queue, delivery reports and the buttons. The state goes
    forward only, see :meth:`_advance`.
    """

    _name = "gestor.sms.log"
    _description = "SMS"
    _order = "id desc"
    _rec_name = "number"

    uuid = fields.Char(string="Identifier", required=True, readonly=True)
    res_model = fields.Char(string="Kind of Record", readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", readonly=True
    )
    record_name = fields.Char(string="About", compute="_compute_record_name")
    partner_id = fields.Many2one(
        "res.partner", string="Recipient", readonly=True, index="btree_not_null"
    )
    number = fields.Char(readonly=True, index=True)
    body = fields.Text(string="Text", readonly=True)
    parts = fields.Integer(readonly=True)
    cost = fields.Float(digits=(12, 4), readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    sender = fields.Char(readonly=True)
    purpose = fields.Selection(
        PURPOSES, required=True, default="transactional", readonly=True
    )
    author_id = fields.Many2one("res.users", readonly=True, index=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    provider_id = fields.Many2one(
        "gestor.sms.provider",
        string="Operator",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    provider_ref = fields.Char(
        string="Operator's Identifier", readonly=True, index="btree_not_null"
    )
    automation_id = fields.Many2one(
        "gestor.automation.action", string="Automatic Action", readonly=True
    )
    mail_message_id = fields.Many2one(
        "mail.message", readonly=True, index="btree_not_null"
    )
    state = fields.Selection(
        [
            ("queued", "In Queue"),
            ("scheduled", "Scheduled"),
            ("sending", "Sending"),
            ("sent", "Sent"),
            ("delivered", "Delivered"),
            ("undelivered", "Not Delivered"),
            ("failed", "Failed"),
            ("unknown", "Not Known"),
            ("cancelled", "Cancelled"),
            ("blocked", "Left Out"),
        ],
        required=True,
        readonly=True,
        default="queued",
    )
    reason = fields.Char(readonly=True)
    due_at = fields.Datetime(string="To Be Sent", readonly=True)
    attempt_at = fields.Datetime(string="Handed over", readonly=True)
    attempts = fields.Integer(readonly=True)
    sent_at = fields.Datetime(string="Sent on", readonly=True)
    done_at = fields.Datetime(string="Reported on", readonly=True)
    asked_at = fields.Datetime(readonly=True)
    resent_of_id = fields.Many2one(
        "gestor.sms.log", string="Again after", readonly=True, index="btree_not_null"
    )
    can_manage = fields.Boolean(compute="_compute_can_manage")

    _uuid_unique = models.UniqueIndex(
        "(uuid)", "An SMS with this identifier exists already."
    )
    _due_index = models.Index("(due_at, id) WHERE state IN ('queued', 'scheduled')")
    _sending_index = models.Index("(attempt_at) WHERE state IN ('sending', 'unknown')")
    _record_index = models.Index("(res_model, res_id)")
    _number_index = models.Index("(number, attempt_at)")

    # === COMPUTE ===

    @api.depends("res_model", "res_id")
    @api.depends_context("uid", "allowed_company_ids", "lang")
    def _compute_record_name(self):
        names = get_names(
            self.env, [(log.res_model, log.res_id) for log in self if log.res_id]
        )
        for log in self:
            log.record_name = names.get((log.res_model, log.res_id), False)

    @api.depends("author_id")
    @api.depends_context("uid")
    def _compute_can_manage(self):
        manager = self.env.user.has_group("gestor_base.group_sms_manager")
        for log in self:
            log.can_manage = manager or log.author_id == self.env.user

    # === ACTIONS ===

    def action_cancel(self):
        """Cancel what has not been handed to the operator yet."""
        logs = self._filter_manageable()._lock_rows()
        logs = logs.filtered(lambda log: log.state in OPEN_STATES)
        if not logs:
            raise UserError(self.env._("Only an SMS that waits can be cancelled."))
        reason = self.env._("Cancelled by %(user)s.", user=self.env.user.name)
        logs._advance("cancelled", {"reason": reason})

    def action_send_again(self):
        """Send anew what surely was not sent, or so the user says of it.

        A new message with a new identifier is made; the old one keeps its state.
        """
        logs = self._filter_manageable()._lock_rows()
        logs = logs.filtered(lambda log: log.state in ("failed", "unknown"))
        again = self.sudo().search([("resent_of_id", "in", logs.ids)])
        logs -= again.resent_of_id
        if not logs:
            raise UserError(
                self.env._("Only an SMS that failed can be sent again, and only once.")
            )
        return logs._send_again()

    def action_open_record(self):
        self.ensure_one()
        return open_form(self.res_model, self.res_id)

    def _send_again(self):
        now = fields.Datetime.now()
        user = self.env.user.name
        vals_list = []
        for log in self:
            vals = {
                name: log._fields[name].convert_to_write(log[name], log)
                for name in COPIED_FIELDS
            }
            note = log.env._("Sent again by %(user)s.", user=user)
            vals.update(
                uuid=uuid4().hex,
                state="queued",
                due_at=now,
                resent_of_id=log.id,
                author_id=self.env.uid,
                reason=note,
            )
            vals_list.append(vals)
            reason = log.env._(
                "%(reason)s %(user)s says that it was not sent: sent again.",
                reason=log.reason or "",
                user=user,
            )
            log.reason = reason.strip()
        logs = self.create(vals_list)
        self._trigger_queue()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "gestor_sms.gestor_sms_log_action"
            ),
            "domain": [("id", "in", [*self.ids, *logs.ids])],
            "context": {},
        }

    def _filter_manageable(self):
        """Return the logs to be written on.

        :raises AccessError: if one is neither the user's own nor he a manager
        """
        self.check_access("read")
        if not self.env.su and not all(self.mapped("can_manage")):
            raise AccessError(
                self.env._("Only its author or an administrator of SMS may do this.")
            )
        # The rights were asked for just above; users write by these buttons only.
        return self.sudo()

    def _lock_rows(self):
        self.lock_for_update()
        self.invalidate_recordset(["state"])
        return self

    # === MAKING ===

    @api.model
    def _prepare_shared(self, provider):
        """Return the values that all logs of one creation have in common."""
        options = self.env.context.get("gestor_sms") or {}
        state, due_at = "queued", fields.Datetime.now()
        scheduled = options.get("scheduled_at")
        if scheduled:
            scheduled = fields.Datetime.to_datetime(scheduled)
            if scheduled > due_at:
                state, due_at = "scheduled", scheduled
        return {
            "currency_id": provider.currency_id.id,
            "sender": provider.sender,
            "purpose": options.get("purpose") or "transactional",
            "author_id": self.env.uid,
            "company_id": provider.company_id.id,
            "provider_id": provider.id,
            "automation_id": options.get("automation_id") or False,
            "state": state,
            "reason": False,
            "due_at": due_at,
        }

    @api.model
    def _prepare_from_sms(self, vals, provider, record, shared):
        """Return the values of a log for those of an ``sms.sms``.

        :param record: (model, id) of what the SMS is about
        :param shared: what :meth:`_prepare_shared` gave
        """
        options = self.env.context.get("gestor_sms") or {}
        replace = options.get("replace_polish", provider.replace_polish)
        body = vals.get("body") or ""
        body = replace_polish(body) if replace else body
        refused = {}
        if vals.get("state") in ("canceled", "error"):
            reason = self._describe_failure(vals.get("failure_type"))
            refused = {"state": "blocked", "reason": reason}
        parts = measure(body).parts
        return {
            **shared,
            **refused,
            "uuid": vals["uuid"],
            "res_model": record[0],
            "res_id": record[1],
            "partner_id": vals.get("partner_id") or False,
            "number": SEPARATORS.sub("", vals.get("number") or "") or False,
            "body": body,
            "parts": parts,
            "cost": parts * provider.price,
            "mail_message_id": vals.get("mail_message_id") or False,
        }

    @api.model
    def _describe_failure(self, failure):
        """Return why the host leaves a recipient out, in words."""
        return {
            "sms_blacklist": self.env._("The number is on the list of refusals."),
            "sms_optout": self.env._("The recipient refused."),
            "sms_duplicate": self.env._("The number is there twice."),
            "sms_number_missing": self.env._("There is no number."),
            "sms_number_format": self.env._("The number is wrong."),
        }.get(failure, self.env._("Left out."))

    # === STATES ===

    def _advance(self, state, vals=None):
        """Move those logs that are behind ``state`` to it; return them."""
        rank = RANKS[state]
        moved = self.filtered(lambda log: RANKS[log.state] < rank)
        values = {**(vals or {}), "state": state}
        if RANKS[state] > RANKS["sent"]:
            values["done_at"] = fields.Datetime.now()
        if moved:
            update_rows(moved.browse(), SQL("id = ANY(%s)", moved.ids), values)
            moved._tell_host(state)
        return moved

    def _tell_host(self, state):
        """Give the new state to the host's messages and their notifications."""
        host_state = HOST_STATES.get(state)
        if not host_state:
            return
        failed = host_state == "error"
        groups = self.grouped("reason") if failed else {False: self}
        for reason, logs in groups.items():
            self._tell_trackers(logs.mapped("uuid"), host_state, reason)
        update_rows(
            self.env["sms.sms"],
            SQL("gestor_log_id = ANY(%s)", self.ids),
            {
                "state": host_state,
                "failure_type": "unknown" if failed else False,
                "to_delete": host_state in ("pending", "sent"),
            },
        )

    @api.model
    def _tell_trackers(self, uuids, host_state, reason):
        trackers = self.env["sms.tracker"].sudo()
        trackers.flush_model()
        query = SQL("SELECT id FROM sms_tracker WHERE sms_uuid = ANY(%s)", uuids)
        rows = self.env.execute_query(query)
        if not rows:
            return
        trackers = trackers.browse(row[0] for row in rows)
        failed = host_state == "error"
        trackers = trackers.with_context(sms_skip_msg_notification=True)
        trackers._action_update_from_sms_state(
            host_state,
            failure_type="unknown" if failed else False,
            failure_reason=reason if failed else False,
        )
        trackers.mail_notification_id.mail_message_id._notify_message_notification_update()

    @api.model
    def _move_partner(self, source_ids, target_id):
        """Give the SMS of merged contacts to the one that stays."""
        domain = [("res_model", "=", "res.partner"), ("res_id", "in", source_ids)]
        self.sudo().search(domain).write({"res_id": target_id})


HOST_STATES = {
    "sent": "pending",
    "delivered": "sent",
    "undelivered": "error",
    "failed": "error",
    "unknown": "error",
    "blocked": "error",
    "cancelled": "canceled",
}
COPIED_FIELDS = (
    "res_model",
    "res_id",
    "partner_id",
    "number",
    "body",
    "parts",
    "cost",
    "currency_id",
    "sender",
    "purpose",
    "company_id",
    "provider_id",
    "automation_id",
    "mail_message_id",
)
