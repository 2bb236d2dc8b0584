from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.gestor_sms.tools.gate import Verdict

from .common import SmsCommon


@tagged("post_install", "-at_install")
class TestGate(SmsCommon):
    """D7: refusals, quiet hours and limits hold on every way to the operator."""

    def _send_by_every_way(self):
        """Write to the client by each way there is; return their names."""
        client = self.client
        template = self.env["sms.template"].create(
            {
                "name": "Szablon",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "body": "Akcja serwera {{ object.name }}",
            }
        )
        actions = {
            method: self.env["ir.actions.server"].create(
                {
                    "name": "SMS",
                    "model_id": template.model_id.id,
                    "state": "sms",
                    "sms_template_id": template.id,
                    "sms_method": method,
                }
            )
            for method in ("sms", "comment", "note")
        }
        automation = self.env["gestor.automation.action"].create(
            {
                "name": "SMS",
                "model": "res.partner",
                "trigger": "manual",
                "kind": "sms",
                "sms_text_id": self._create_text("Automat {client.name}").id,
            }
        )
        composer = self.env["sms.composer"].create(
            {"composition_mode": "numbers", "numbers": client.phone, "body": "Numery"}
        )
        mass = {"use_exclusion_list": False}
        return {
            "message_post": lambda: client.message_post(
                body="Post", message_type="sms", sms_numbers=[client.phone]
            ),
            "_message_sms": lambda: client._message_sms("Wiadomość"),
            "schedule_mass": lambda: client._message_sms_schedule_mass(
                "Masowo", **mass
            ),
            "mass_now": lambda: client._message_sms_schedule_mass(
                "Od razu", mass_force_send=True, **mass
            ),
            "composer": lambda: self._send(client, "Kompozytor"),
            "composer_many": lambda: self._send(
                client + self.other_client, "Wielu", use_exclusion_list=False
            ),
            "composer_numbers": composer.action_send_sms,
            "direct": lambda: self.env["sms.sms"]
            .create({"number": client.phone, "body": "Wprost"})
            .send(),
            "automation": lambda: automation.run_on(client).action_run_now(),
            **{
                f"server_action_{method}": action.with_context(
                    active_model="res.partner",
                    active_ids=client.ids,
                    active_id=client.id,
                ).run
                for method, action in actions.items()
            },
        }

    def test_every_way_passes_the_gate(self):
        ways = self._send_by_every_way()
        asked = []
        provider_class = self.registry["gestor.sms.provider"]
        original = provider_class._gestor_sms_gate

        def gate(provider, messages):
            asked.extend(messages)
            verdicts = original(provider, messages)
            return verdicts | {m.key: Verdict("nie") for m in messages}

        for name, send in ways.items():
            with (
                self.subTest(way=name),
                patch.object(provider_class, "_gestor_sms_gate", gate),
            ):
                before = self.Log.search([], limit=1).id or 0
                send()
                logs = self.Log.search([("id", ">", before)])
                self.assertTrue(logs)
                asked.clear()
                self.assertFalse(self._run_queue())
                self.assertEqual(set(logs.mapped("state")), {"blocked"})
                self.assertEqual({m.key for m in asked}, set(logs.mapped("uuid")))

    def test_every_way_honours_refusals(self):
        ways = self._send_by_every_way()
        self._refuse(self.client.phone)
        self._refuse(self.other_client.phone)
        for name, send in ways.items():
            with self.subTest(way=name):
                before = self.Log.search([], limit=1).id or 0
                send()
                self.assertFalse(self._run_queue())
                logs = self.Log.search([("id", ">", before)])
                self.assertEqual(set(logs.mapped("state")), {"blocked"})

    def test_every_way_leaves_a_log_and_is_sent(self):
        self.provider.duplicate_minutes = 0
        for name, send in self._send_by_every_way().items():
            with self.subTest(way=name):
                send()
                self.assertTrue(self._run_queue())

    def test_staff_is_told_in_spite_of_refusals(self):
        self._refuse(self.client.phone)
        log = self._send(self.client, gestor_purpose="staff")
        self.assertTrue(self._run_queue())
        self.assertEqual(log.state, "sent")

    @freeze_time("2026-03-10 21:30:00")
    def test_quiet_hours_put_off(self):
        self.provider.write({"quiet_from": 21, "quiet_to": 8})
        log = self._send(self.client)
        self.assertFalse(self._run_queue())
        self.assertEqual(log.state, "scheduled")
        self.assertEqual(str(log.due_at), "2026-03-11 07:00:00")
        with freeze_time("2026-03-11 07:00:01"):
            self.assertTrue(self._run_queue())

    def test_same_text_goes_once(self):
        first = self._send(self.client, "Raz")
        second = self._send(self.client, "Raz")
        self.assertEqual(len(self._run_queue()), 1)
        self.assertEqual((first.state, second.state), ("sent", "blocked"))
        first.attempt_at -= timedelta(minutes=11)
        self._send(self.client, "Raz")
        self.assertEqual(len(self._run_queue()), 1)

    def test_daily_limit(self):
        self.provider.daily_limit = 2
        for text in ("Raz", "Dwa", "Trzy"):
            self._send(self.client, text)
        self.assertEqual(len(self._run_queue()), 2)
        self._send(self.client, "Cztery")
        self.assertFalse(self._run_queue())

    def test_faulty_messages_are_left_out(self):
        self.provider.max_parts = 2
        for vals, word in (
            ({"number": False, "body": "x"}, "no number"),
            ({"number": "12", "body": "x"}, "wrong"),
            ({"number": "+48500100100", "body": " "}, "empty"),
            ({"number": "+48500100100", "body": "x" * 307}, "longer"),
        ):
            with self.subTest(word=word):
                log = self.env["sms.sms"].create(vals).gestor_log_id
                self.assertFalse(self._run_queue())
                self.assertEqual(log.state, "blocked")
                self.assertIn(word, log.reason)

    def test_recipients_of_the_host_are_told_why(self):
        lost = self._create_client("Bez numeru", False)
        twin = self._create_client("Bliźniak", self.client.phone)
        logs = self._send(self.client + lost + twin, "Razem")
        by_partner = {log.partner_id: log for log in logs}
        self.assertEqual(by_partner[self.client].state, "queued")
        self.assertEqual(by_partner[lost].state, "blocked")
        self.assertIn("no number", by_partner[lost].reason)
        self.assertIn("twice", by_partner[twin].reason)

    def test_queries_do_not_grow_with_messages(self):
        logs = self._send(self.client + self.other_client, "x")
        messages = [log._get_gate_message() for log in logs]
        self.env.flush_all()
        with self.assertQueryCount(4):
            self.provider._gestor_sms_gate(messages * 20)
