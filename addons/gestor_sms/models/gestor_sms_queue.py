import logging
import random
import time
from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.gestor_base.models.gestor_job_mixin import CONFLICTS, MAX_CONFLICTS

from ..tools.gate import GateMessage
from ..tools.operators import get_operator
from ..tools.outcome import (
    Message,
    NotSentError,
    Outcome,
    Result,
    UnknownOutcomeError,
)
from ..tools.rows import update_rows
from .gestor_sms_log import RANKS

_logger = logging.getLogger(__name__)

CHUNK = 50
CALL_SECONDS = 60
MAX_ATTEMPTS = 5
BACKOFF_MINUTES = (1, 5, 20, 60)
STALE = timedelta(minutes=10)
ASK_EVERY = timedelta(minutes=10)
ASK_DAYS = 3
ASK_LIMIT = 200
NEEDED = (
    "uuid",
    "number",
    "body",
    "purpose",
    "partner_id",
    "res_model",
    "res_id",
    "attempts",
    "state",
    "provider_id",
)


class GestorSmsQueue(models.Model):
    """Sending. An SMS reaches the operator at most once, whatever dies.

    A chunk of rows is marked as being sent and the mark is committed **before** the
    operator is called, so that no other process, and no later run, will call again.
    The answers are kept in memory and written in a transaction of their own, which
    may be repeated. A row whose answer was lost is *not known*: the operator is
    asked where it can tell, else a person decides.
    """

    _inherit = "gestor.sms.log"

    # === CRON ===

    @api.model
    def _cron_send(self):
        self._in_transaction(self._give_up_stale)
        while True:
            handled, jobs = self._in_transaction(lambda: self._claim(CHUNK))
            if not handled:
                break
            answers = self._call_operators(jobs)
            if answers:
                self._in_transaction(lambda done=answers: self._record(done))
            left = self._in_transaction(self._count_due)
            if not self._commit(handled, left):
                return
        self._ask_operators()

    @api.model
    def _trigger_queue(self, at=None):
        """Wake the queue, once per transaction unless at another time."""
        data = self.env.cr.precommit.data
        moments = data.setdefault("gestor.sms.trigger", set())
        if at not in moments:
            moments.add(at)
            # Users do not read scheduled jobs; waking one gives nothing away.
            self.env.ref("gestor_sms.cron_send").sudo()._trigger(at)

    @api.model
    def _in_transaction(self, work):
        """Do work and commit it; a conflict rolls it back and it is done again."""
        conflicts = 0
        while True:
            try:
                result = work()
                self._commit()
                return result
            except CONFLICTS:
                self.env.cr.rollback()
                conflicts += 1
                if conflicts == MAX_CONFLICTS:
                    raise
                time.sleep(random.uniform(0.01, 0.05) * conflicts)

    @api.model
    def _commit(self, done=0, left=None):
        return self.env["ir.cron"]._commit_progress(done, remaining=left)

    @api.model
    def _count_due(self):
        self.flush_model()
        query = SQL(
            "SELECT count(*) FROM (SELECT FROM gestor_sms_log"
            " WHERE state IN ('queued', 'scheduled') AND due_at <= %s LIMIT 1000) due",
            fields.Datetime.now(),
        )
        return self.env.execute_query(query)[0][0]

    # === FIRST PHASE: CLAIM ===

    @api.model
    def _claim(self, limit):
        """Lock what is due and mark what may be sent.

        :return: (number of rows dealt with, [(settings, [(message, alone), …]), …])
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                # The language is that of the reader of the reasons: the author.
                "SELECT log.id, COALESCE(author.lang, company.lang)"
                " FROM gestor_sms_log log"
                " LEFT JOIN res_users u ON u.id = log.author_id"
                " LEFT JOIN res_partner author ON author.id = u.partner_id"
                " JOIN res_company c ON c.id = log.company_id"
                " JOIN res_partner company ON company.id = c.partner_id"
                " WHERE log.state IN ('queued', 'scheduled') AND log.due_at <= %s"
                " ORDER BY log.due_at, log.id LIMIT %s"
                " FOR UPDATE OF log SKIP LOCKED",
                fields.Datetime.now(),
                limit,
            )
        )
        logs = self.sudo().browse(row[0] for row in rows)
        logs.invalidate_recordset(flush=False)
        logs.fetch(NEEDED)
        jobs = []
        languages = dict(rows)
        for lang, group in logs.grouped(lambda log: languages[log.id]).items():
            speaking = group.with_context(lang=lang)
            for provider, group in speaking.grouped("provider_id").items():
                allowed = group._pass_gate(provider)
                settings = allowed and allowed._get_provider_settings(provider)
                if settings:
                    jobs.append((settings, allowed._mark_sending()))
        return len(logs), jobs

    def _by_language(self):
        """Yield the logs in the language of those who will read the reasons."""
        for lang, logs in self.grouped(
            lambda log: log.author_id.lang or log.company_id.partner_id.lang
        ).items():
            yield logs.with_context(lang=lang)

    def _mark_sending(self):
        # What was refused before is sent alone, so that a faulty number does not
        # spoil the call for others.
        claimed = [
            (Message(log.uuid, log.number, log.body), log.attempts > 0) for log in self
        ]
        update_rows(
            self.browse(),
            SQL("id = ANY(%s)", self.ids),
            {
                "state": "sending",
                "attempt_at": fields.Datetime.now(),
                "attempts": SQL("COALESCE(attempts, 0) + 1"),
                "reason": False,
            },
        )
        return claimed

    def _get_provider_settings(self, provider):
        """Return the settings, or None when the operator cannot be used now."""
        try:
            provider._get_operator()
        except UserError as error:
            self._postpone(str(error))
            return None
        return provider._get_settings()

    # === THE GATE ===

    def _pass_gate(self, provider):
        """Return the logs that may be sent now; the others get their reason."""
        verdicts = provider._gestor_sms_gate([log._get_gate_message() for log in self])
        refused = defaultdict(self.browse)
        deferred = defaultdict(self.browse)
        if not verdicts:
            return self
        allowed = self.filtered(lambda log: log.uuid not in verdicts)
        for log in self - allowed:
            verdict = verdicts[log.uuid]
            if verdict.until:
                deferred[verdict] |= log
            else:
                refused[verdict.reason] |= log
        for reason, logs in refused.items():
            logs._advance("blocked", {"reason": reason[:200]})
        for verdict, logs in deferred.items():
            logs.write(
                {
                    "state": "scheduled",
                    "due_at": verdict.until,
                    "reason": verdict.reason[:200],
                }
            )
            self._trigger_queue(verdict.until)
        return allowed

    def _get_gate_message(self):
        return GateMessage(
            key=self.uuid,
            number=self.number or "",
            partner_id=self.partner_id.id,
            body=self.body or "",
            purpose=self.purpose,
            res_model=self.res_model or "",
            res_id=self.res_id or 0,
        )

    # === SECOND PHASE: CALL (no transaction is open) ===

    @api.model
    def _call_operators(self, jobs):
        """Hand the messages over; return {uuid: outcome}. Never raises."""
        outcomes = {}
        deadline = time.monotonic() + CALL_SECONDS
        for settings, claimed in jobs:
            operator = get_operator(settings)
            broken = None
            for body, messages in self._split_calls(claimed):
                if broken or time.monotonic() > deadline:
                    reason = broken or "out of time"
                    outcome = Outcome(Result.NOT_SENT, reason)
                    outcomes.update({m.uuid: outcome for m in messages})
                    continue
                found, broken = self._call_operator(operator, body, messages)
                outcomes.update(found)
        return outcomes

    @api.model
    def _split_calls(self, claimed):
        """Return [(text, messages)], each number at most once in a call."""
        calls = []
        groups = defaultdict(list)
        for message, alone in claimed:
            if alone:
                calls.append((message.body, [message]))
                continue
            group = groups[message.body]
            for numbers, messages in group:
                if message.number not in numbers:
                    numbers.add(message.number)
                    messages.append(message)
                    break
            else:
                group.append(({message.number}, [message]))
        for body, group in groups.items():
            calls += [(body, messages) for _numbers, messages in group]
        return calls

    @api.model
    def _call_operator(self, operator, body, messages):
        """Return (outcomes, reason to stop calling this operator for now)."""
        try:
            return operator.send(body, messages), None
        except NotSentError as error:
            outcome = Outcome(Result.NOT_SENT, str(error))
            broken = str(error) if error.stop else None
        except UnknownOutcomeError as error:
            outcome, broken = Outcome(Result.UNKNOWN, str(error)), str(error)
        except Exception as error:  # whatever it is, it may have come after the call
            _logger.exception("SMS operator %s failed", operator.settings.key)
            outcome = Outcome(Result.UNKNOWN, type(error).__name__)
            broken = type(error).__name__
        return {message.uuid: outcome for message in messages}, broken

    # === THIRD PHASE: RECORD ===

    @api.model
    def _record(self, outcomes):
        """Write what operators said; rows that went further meanwhile stay."""
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM gestor_sms_log WHERE uuid = ANY(%s)"
                " ORDER BY id FOR NO KEY UPDATE",
                list(outcomes),
            )
        )
        logs = self.sudo().browse(row[0] for row in rows)
        logs.invalidate_recordset(flush=False)
        logs.fetch(["uuid", "state"])
        logs._write_details(outcomes)
        spoken = logs.filtered(lambda log: outcomes[log.uuid].result in WITH_TEXTS)
        (logs - spoken)._write_results(outcomes)
        for speaking in spoken._by_language():
            speaking._write_results(outcomes)

    def _write_results(self, outcomes):
        texts = self and self._get_result_texts()
        for (result, detail), group in self.grouped(
            lambda log: (outcomes[log.uuid].result, outcomes[log.uuid].reason)
        ).items():
            reason = detail or False
            if result in texts:
                reason = (texts[result] % {"detail": detail})[:200]
            if result is Result.NOT_SENT:
                group.filtered(lambda log: log.state == "sending")._postpone(reason)
                continue
            state = RESULT_STATES[result]
            vals = {"reason": reason}
            if state == "sent":
                vals["sent_at"] = fields.Datetime.now()
            group._advance(state, vals)

    @api.model
    def _get_result_texts(self):
        return {
            Result.NOT_SENT: self.env._("Not sent: %(detail)s", detail="%(detail)s"),
            Result.REFUSED: self.env._(
                "Refused by the operator: %(detail)s", detail="%(detail)s"
            ),
            Result.UNKNOWN: self.env._(
                "State unknown, not sent again: %(detail)s", detail="%(detail)s"
            ),
        }

    def _write_details(self, outcomes):
        """Write identifiers, parts and costs of all rows by one statement."""
        rows = [
            (log.id, o.provider_ref, o.parts, o.cost)
            for log in self
            if (o := outcomes[log.uuid]).provider_ref
        ]
        if not rows:
            return
        ids, refs, parts, costs = map(list, zip(*rows, strict=True))
        self.env.cr.execute(
            SQL(
                """
                UPDATE gestor_sms_log log
                   SET provider_ref = new.ref,
                       parts = COALESCE(NULLIF(new.parts, 0), log.parts),
                       cost = COALESCE(
                            new.cost,
                            COALESCE(NULLIF(new.parts, 0), log.parts) * op.price)
                  FROM unnest(%s::int[], %s::text[], %s::int[], %s::numeric[])
                       AS new(id, ref, parts, cost), gestor_sms_provider op
                 WHERE log.id = new.id AND op.id = log.provider_id
                """,
                ids,
                refs,
                parts,
                costs,
            )
        )
        self.invalidate_recordset(["provider_ref", "parts", "cost"])

    def _postpone(self, reason):
        """Try again later what surely was not sent; after some times, no more."""
        for attempts, logs in self.grouped("attempts").items():
            if attempts >= MAX_ATTEMPTS:
                logs._advance("failed", {"reason": reason[:200]})
                continue
            minutes = BACKOFF_MINUTES[max(attempts - 1, 0)]
            due_at = fields.Datetime.now() + timedelta(minutes=minutes)
            # The only way back: nothing has left, so nothing can be doubled.
            logs.write(
                {
                    "state": "queued",
                    "due_at": due_at,
                    "attempts": max(attempts, 1),
                    "reason": reason[:200],
                }
            )
            self._trigger_queue(due_at)

    # === WHAT WAS LOST ===

    @api.model
    def _give_up_stale(self):
        """Rows whose sender died are not known: they are never sent by themselves."""
        before = fields.Datetime.now() - STALE
        stale = self.sudo().search(
            [("state", "=", "sending"), ("attempt_at", "<", before)], limit=1000
        )
        for logs in stale.try_lock_for_update()._by_language():
            reason = logs.env._(
                "State unknown, not sent again: the server stopped while sending."
            )
            logs._advance("unknown", {"reason": reason})

    @api.model
    def _ask_operators(self):
        """Ask for the state of the unknown and the sent, where it can be asked."""
        now = fields.Datetime.now()
        kinds = self.env["gestor.sms.provider"]._get_kinds_to_ask()

        def select():
            logs = (
                self.sudo()
                .search(
                    [
                        ("state", "in", ("unknown", "sent")),
                        ("provider_id.kind", "in", kinds),
                        ("attempt_at", ">", now - timedelta(days=ASK_DAYS)),
                        "|",
                        ("asked_at", "=", False),
                        ("asked_at", "<", now - ASK_EVERY),
                    ],
                    limit=ASK_LIMIT,
                    order="asked_at NULLS FIRST, id",
                )
                .try_lock_for_update()
            )
            logs.write({"asked_at": now})
            return [
                (provider._get_settings(), group.mapped("uuid"))
                for provider, group in logs.grouped("provider_id").items()
                if provider.sudo().token
            ]

        for settings, uuids in self._in_transaction(select):
            try:
                outcomes = get_operator(settings).ask(uuids)
            except (NotSentError, UnknownOutcomeError) as error:
                _logger.info("SMS operator %s: no reports: %s", settings.key, error)
                continue
            if outcomes:
                self._in_transaction(lambda found=outcomes: self._record(found))

    # === DELIVERY REPORTS ===

    @api.model
    def _apply_reports(self, provider, rows):
        """Move messages by delivery reports; unknown ones are passed over."""
        uuids = [uuid for uuid, _ref, _state in rows if uuid]
        refs = [ref for _uuid, ref, _state in rows if ref]
        logs = self.sudo().search(
            [
                ("provider_id", "=", provider.id),
                "|",
                ("uuid", "in", uuids),
                ("provider_ref", "in", refs),
            ]
        )
        logs = logs.filtered(lambda log: RANKS[log.state] >= RANKS["sending"])
        by_uuid = logs.grouped("uuid")
        by_ref = logs.grouped("provider_ref")
        for uuid, ref, state in rows:
            log = by_uuid.get(uuid) or by_ref.get(ref)
            if log:
                log._advance(state, {"reason": False} if state == "delivered" else {})


WITH_TEXTS = (Result.NOT_SENT, Result.REFUSED, Result.UNKNOWN)
RESULT_STATES = {
    Result.SENT: "sent",
    Result.DELIVERED: "delivered",
    Result.UNDELIVERED: "undelivered",
    Result.REFUSED: "failed",
    Result.UNKNOWN: "unknown",
}
