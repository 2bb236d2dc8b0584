from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from ..tools.gate import Verdict
from ..tools.quiet_hours import get_end_of_quiet
from ..tools.sms_text import measure

SENT_STATES = ("sending", "sent", "delivered", "undelivered", "unknown")


class GestorSmsGate(models.Model):
    """The one place that every message passes before the operator gets it."""

    _inherit = "gestor.sms.provider"

    def _gestor_sms_gate(self, messages):
        """Return {key: Verdict} of the messages that must not be sent now.

        Override to refuse more, for lack of a consent, say: call ``super()`` and
        add to the answer. It is asked for whole batches, right before sending and
        by the composer: no query per message.

        :param messages: list of ``tools.gate.GateMessage``
        """
        self.ensure_one()
        verdicts = {}
        for check in (
            self._gate_content,
            self._gate_blacklist,
            self._gate_duplicates,
            self._gate_daily_limit,
            self._gate_quiet_hours,
        ):
            open_messages = [m for m in messages if m.key not in verdicts]
            verdicts.update(check(open_messages))
        return verdicts

    def _gate_content(self, messages):
        texts = {
            "missing": self.env._("There is no number."),
            "wrong": self.env._("The number is wrong."),
            "empty": self.env._("The text is empty."),
            "long": self.env._(
                "The text is longer than %(count)s parts.", count=self.max_parts
            ),
        }
        verdicts = {}
        longest = self.max_parts
        for message in messages:
            fault = None
            digits = message.number.removeprefix("+")
            if not message.number:
                fault = "missing"
            elif not (message.number.startswith("+") and digits.isdigit()):
                fault = "wrong"
            elif not message.body.strip():
                fault = "empty"
            elif measure(message.body).parts > longest:
                fault = "long"
            if fault:
                verdicts[message.key] = Verdict(texts[fault])
        return verdicts

    def _gate_blacklist(self, messages):
        """Refusals hold for clients; the company's own staff is told at work."""
        asked = [m for m in messages if m.purpose != "staff"]
        if not asked:
            return {}
        # By SQL: a search would parse each number anew, and they are clean here.
        self.env["phone.blacklist"].flush_model(["number", "active"])
        rows = self.env.execute_query(
            SQL(
                "SELECT number FROM phone_blacklist WHERE active AND number = ANY(%s)",
                [message.number for message in asked],
            )
        )
        numbers = {row[0] for row in rows}
        verdict = Verdict(self.env._("The number is on the list of refusals."))
        return {m.key: verdict for m in asked if m.number in numbers}

    def _gate_duplicates(self, messages):
        """The same text to the same number: once, however many rows there are."""
        if not self.duplicate_minutes or not messages:
            return {}
        since = fields.Datetime.now() - timedelta(minutes=self.duplicate_minutes)
        # Of other users too: what counts is what the recipient gets.
        logs = self.env["gestor.sms.log"].sudo()
        logs.flush_model()
        seen = set(
            self.env.execute_query(
                SQL(
                    "SELECT log.number, log.body FROM gestor_sms_log log"
                    " JOIN unnest(%s::text[], %s::text[]) AS new(number, body)"
                    " ON log.number = new.number AND log.body = new.body"
                    " WHERE log.attempt_at >= %s AND log.state = ANY(%s)"
                    " AND log.company_id = %s",
                    [m.number for m in messages],
                    [m.body for m in messages],
                    since,
                    list(SENT_STATES),
                    self.company_id.id,
                )
            )
        )
        verdict = Verdict(self.env._("The same text went to this number just now."))
        repeated = []
        for message in messages:
            pair = (message.number, message.body)
            if pair in seen:
                repeated.append(message)
            seen.add(pair)
        # A person who says that a message was not sent wants it sent.
        again = self._get_resent(repeated)
        return {m.key: verdict for m in repeated if m.key not in again}

    def _get_resent(self, messages):
        """Return the keys of those that were sent again by a person."""
        if not messages:
            return set()
        rows = self.env.execute_query(
            SQL(
                "SELECT uuid FROM gestor_sms_log"
                " WHERE uuid = ANY(%s) AND resent_of_id IS NOT NULL",
                [message.key for message in messages],
            )
        )
        return {row[0] for row in rows}

    def _gate_daily_limit(self, messages):
        if not self.daily_limit or not messages:
            return {}
        since = fields.Datetime.now() - timedelta(days=1)
        self.env["gestor.sms.log"].flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT number, count(*) FROM gestor_sms_log"
                " WHERE number = ANY(%s) AND attempt_at >= %s AND state = ANY(%s)"
                " AND company_id = %s GROUP BY number",
                list({m.number for m in messages}),
                since,
                list(SENT_STATES),
                self.company_id.id,
            )
        )
        counts = dict(rows)
        most = self.daily_limit
        verdict = Verdict(
            self.env._(
                "The number has had %(count)s SMS in a day already.",
                count=self.daily_limit,
            )
        )
        verdicts = {}
        for message in messages:
            counts[message.number] = counts.get(message.number, 0) + 1
            if counts[message.number] > most:
                verdicts[message.key] = verdict
        return verdicts

    def _gate_quiet_hours(self, messages):
        until = get_end_of_quiet(
            fields.Datetime.now(), self.quiet_from, self.quiet_to, self.tz
        )
        if not until:
            return {}
        verdict = Verdict(self.env._("Waits for the end of the quiet hours."), until)
        return {m.key: verdict for m in messages if m.purpose != "staff"}
