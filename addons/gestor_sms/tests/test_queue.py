from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.gestor_sms.models import gestor_sms_queue
from odoo.addons.gestor_sms.tools.outcome import (
    NotSentError,
    Outcome,
    Result,
    UnknownOutcomeError,
)
from odoo.addons.sms.tools.sms_api import SmsApiBase

from .common import SmsCommon


def not_sent(body, messages):
    raise NotSentError("HTTP 400")


def unknown(body, messages):
    raise UnknownOutcomeError("ReadTimeout")


@tagged("post_install", "-at_install")
class TestQueue(SmsCommon):
    """D7: each SMS at most once."""

    def test_nothing_leaves_inside_a_transaction(self):
        with self._operator() as calls:
            log = self._send(self.client)
        self.assertEqual((calls, log.state), ([], "queued"))

    def test_sent_with_reference_parts_and_cost(self):
        log = self._send(self.client, "ą" * 100, gestor_replace_polish=False)
        messages = self._run_queue()
        self.assertEqual([m.uuid for m in messages], [log.uuid])
        self.assertEqual((log.state, log.parts), ("sent", 2))
        self.assertAlmostEqual(log.cost, 0.2)
        self.assertTrue(log.sent_at and log.provider_ref)
        self.assertFalse(self._run_queue())

    def test_state_reaches_the_chatter(self):
        log = self._send(self.client)
        notification = log.mail_message_id.notification_ids
        self.assertEqual(notification.notification_status, "ready")
        self._run_queue()
        self.assertEqual(notification.notification_status, "pending")
        self.Log._apply_reports(self.provider, [(log.uuid, "", "delivered")])
        self.assertEqual(notification.notification_status, "sent")

    def test_one_call_for_one_text(self):
        self._send(self.client + self.other_client, "Ten sam")
        with self._operator() as calls:
            self.Log._cron_send()
        self.assertEqual([len(messages) for _body, messages in calls], [2])

    def test_a_number_is_once_in_a_call(self):
        """Answers are told apart by number with one of the operators."""
        self.provider.duplicate_minutes = 0
        twin = self._create_client("Bliźniak", "+48500100100")
        self._send(self.client, "Ten sam")
        self._send(twin, "Ten sam")
        with self._operator() as calls:
            self.Log._cron_send()
        self.assertEqual([len(messages) for _body, messages in calls], [1, 1])

    def test_not_sent_is_tried_again_and_given_up(self):
        log = self._send(self.client)
        uuids = set()
        for attempt in range(1, gestor_sms_queue.MAX_ATTEMPTS + 1):
            uuids |= {m.uuid for m in self._run_queue(not_sent)}
            self.assertEqual(log.attempts, attempt)
            self.assertFalse(self._run_queue(not_sent))
            log.due_at = fields.Datetime.now()
        self.assertEqual(uuids, {log.uuid})
        self.assertEqual(log.state, "failed")
        self.assertIn("HTTP 400", log.reason)

    def test_after_a_refusal_each_is_sent_alone(self):
        logs = self._send(self.client + self.other_client, "Ten sam")
        self._run_queue(not_sent)
        logs.due_at = fields.Datetime.now()
        with self._operator() as calls:
            self.Log._cron_send()
        self.assertEqual([len(messages) for _body, messages in calls], [1, 1])

    def test_unknown_is_never_sent_by_itself(self):
        log = self._send(self.client)
        self._run_queue(unknown)
        self.assertEqual(log.state, "unknown")
        self.assertIn("ReadTimeout", log.reason)
        self.assertFalse(self._run_queue())
        sms = self.env["sms.sms"].search([("gestor_log_id", "=", log.id)])
        self.assertEqual(sms.state, "error")
        sms.resend_failed()
        sms.send()
        sms._send()
        self.assertFalse(self._run_queue())

    @mute_logger("odoo.addons.gestor_sms.models.gestor_sms_queue")
    def test_any_exception_is_unknown(self):
        def broken(body, messages):
            raise ValueError("x")

        log = self._send(self.client)
        self._run_queue(broken)
        self.assertEqual(log.state, "unknown")

    def test_after_an_outage_the_rest_waits(self):
        clients = self.client + self.other_client
        logs = self._send(clients, "{client.name}")
        with self._operator(unknown) as calls:
            self.Log._cron_send()
        self.assertEqual(len(calls), 1)
        self.assertEqual(sorted(logs.mapped("state")), ["queued", "unknown"])

    def test_person_sends_the_unknown_again_once(self):
        log = self._send(self.client, user=self.seller)
        self._run_queue(unknown)
        log.with_user(self.seller).action_send_again()
        again = self.Log.search([("resent_of_id", "=", log.id)])
        self.assertNotEqual(again.uuid, log.uuid)
        self.assertEqual(log.state, "unknown")
        self.assertIn(self.seller.name, log.reason)
        self.assertEqual([m.uuid for m in self._run_queue()], [again.uuid])
        with self.assertRaises(UserError):
            log.with_user(self.seller).action_send_again()

    def test_sent_cannot_be_sent_again(self):
        log = self._send(self.client)
        self._run_queue()
        with self.assertRaises(UserError):
            log.action_send_again()

    def test_row_of_a_dead_sender_is_unknown(self):
        log = self._send(self.client)
        self.Log._claim(10)
        self.assertEqual(log.state, "sending")
        self.assertFalse(self._run_queue())
        self.assertEqual(log.state, "sending")
        log.attempt_at -= timedelta(minutes=11)
        self.assertFalse(self._run_queue())
        self.assertEqual(log.state, "unknown")

    def test_late_answer_moves_the_unknown_forward(self):
        log = self._send(self.client)
        self.Log._claim(10)
        log.state = "unknown"
        self.Log._record({log.uuid: Outcome(Result.SENT, provider_ref="r")})
        self.assertEqual((log.state, log.provider_ref), ("sent", "r"))

    def test_late_not_sent_does_not_move_the_unknown_back(self):
        log = self._send(self.client)
        self.Log._claim(10)
        log.state = "unknown"
        self.Log._record({log.uuid: Outcome(Result.NOT_SENT, "x")})
        self.assertEqual(log.state, "unknown")

    def test_scheduled_waits_and_can_be_cancelled(self):
        later = fields.Datetime.now() + timedelta(hours=1)
        first = self._send(self.client, gestor_scheduled_at=later)
        second = self._send(self.other_client, gestor_scheduled_at=later)
        self.assertEqual(first.state, "scheduled")
        self.assertFalse(self._run_queue())
        first.action_cancel()
        self.assertEqual(first.state, "cancelled")
        (first + second).due_at = fields.Datetime.now()
        self.assertEqual([m.uuid for m in self._run_queue()], [second.uuid])
        with self.assertRaises(UserError):
            second.action_cancel()

    def test_two_companies_wait_together(self):
        other = self.env["res.company"].create({"name": "Druga"})
        provider = self._create_provider(company_id=other.id, sender="Druga")
        provider.action_use()
        first = self._send(self.client)
        values = [{"number": "+48500300300", "body": "Druga"}]
        sms = self.env["sms.sms"].with_company(other).create(values)
        self.assertEqual(sms.gestor_log_id.company_id, other)
        self.assertEqual(len(self._run_queue()), 2)
        self.assertEqual((first.state, sms.gestor_log_id.state), ("sent", "sent"))

    def test_host_queue_splits_companies_and_leaves_ours(self):
        ours = self._send(self.client)
        companies = self.env["res.company"].create([{"name": "A"}, {"name": "B"}])
        for company in companies:
            record = self._create_client("Obcy", "+48500400400")
            record.company_id = company
            message = record.message_post(body="x", message_type="comment")
            message.record_company_id = company
            self.env["sms.sms"].create(
                {
                    "number": "+48500400400",
                    "body": company.name,
                    "mail_message_id": message.id,
                }
            )
        sent = []

        def send_batch(api, messages, delivery_reports_url=False):
            sent.append([message["content"] for message in messages])
            return []

        class Api(SmsApiBase):
            _send_sms_batch = send_batch

        companies_class = type(self.env["res.company"])
        self.patch(companies_class, "_get_sms_api_class", lambda company: Api)
        self.env["sms.sms"]._process_queue()
        self.assertEqual(sorted(sent), [["A"], ["B"]])
        self.assertEqual(ours.state, "queued")

    def test_reports_move_forward_only(self):
        log = self._send(self.client)
        report = [(log.uuid, "", "delivered")]
        self.Log._apply_reports(self.provider, report)
        self.assertEqual(log.state, "queued")
        self._run_queue()
        self.Log._apply_reports(self.provider, [("", log.provider_ref, "undelivered")])
        self.assertEqual(log.state, "undelivered")
        self.Log._apply_reports(self.provider, report * 2)
        self.assertEqual(log.state, "delivered")
        self.Log._apply_reports(self.provider, [(log.uuid, "", "undelivered")])
        self.assertEqual(log.state, "delivered")

    def test_report_of_another_operator_changes_nothing(self):
        log = self._send(self.client)
        self._run_queue()
        other = self._create_provider(name="Inny")
        self.Log._apply_reports(other, [(log.uuid, "", "delivered")])
        self.assertEqual(log.state, "sent")

    def test_operator_is_asked_about_the_unknown(self):
        log = self._send(self.client)
        self._run_queue(unknown)
        self.provider.write({"kind": "serwersms", "token": "t"})
        answer = {log.uuid: Outcome(Result.DELIVERED, provider_ref="x", parts=1)}
        self.patch(
            gestor_sms_queue,
            "get_operator",
            lambda settings: type("Op", (), {"ask": lambda s, uuids: answer})(),
        )
        self.Log._ask_operators()
        self.assertEqual((log.state, log.provider_ref), ("delivered", "x"))

    def test_operator_without_token_keeps_messages(self):
        self.provider.kind = "smsapi"
        log = self._send(self.client)
        self.assertFalse(self._run_queue())
        self.assertEqual(log.state, "queued")
        self.assertIn("token", log.reason)

    def test_queries_of_a_chunk(self):
        """The number of queries is the same for 5 and for 40 messages."""
        counts = []
        for number in (5, 40):
            clients = self.env["res.partner"].create(
                [
                    {"name": f"K{n}", "phone": f"+48 501 {number:03} {n:03}"}
                    for n in range(number)
                ]
            )
            self._send(clients, "Razem")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._run_queue()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)
