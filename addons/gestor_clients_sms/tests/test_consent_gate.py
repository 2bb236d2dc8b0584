from odoo.tests import tagged

from odoo.addons.gestor_clients.tests.contact_common import ContactCommon
from odoo.addons.gestor_sms.tests.common import SmsCommon


@tagged("post_install", "-at_install")
class TestSmsConsentGate(SmsCommon, ContactCommon):
    """K14: no SMS passes the register of consents by."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.willing.phone = "+48500300300"
        cls.silent.phone = "+48500400400"
        cls._consent(cls.willing, channel="sms")

    def _send_for(self, purpose, partners, body="Promocja"):
        return self._send(partners, body, gestor_purpose=purpose)

    def test_marketing_needs_a_consent(self):
        logs = self._send_for("marketing", self.willing + self.silent)
        sent = self._run_queue()
        self.assertEqual([message.number for message in sent], ["+48500300300"])
        refused = logs.filtered(lambda log: log.partner_id == self.silent)
        self.assertEqual(refused.state, "blocked")
        self.assertTrue(refused.reason)

    def test_consent_withdrawn_while_waiting_counts(self):
        logs = self._send_for("marketing", self.willing)
        self._consent(self.willing, "withdrawn", channel="sms")
        self.assertFalse(self._run_queue())
        self.assertEqual(logs.state, "blocked")

    def test_other_purposes_pass(self):
        for purpose in ("transactional", "debt"):
            self._send_for(purpose, self.silent, f"Sprawa {purpose}")
        self.assertEqual(len(self._run_queue()), 2)

    def test_objection_stops_what_needs_no_consent(self):
        self._consent(self.silent, "withdrawn", channel="sms", purpose_id=self.debt.id)
        expected = not self._may(self.silent, "debt", "sms")
        self._send_for("debt", self.silent)
        self.assertEqual(not self._run_queue(), expected)

    def test_number_of_nobody_gets_no_marketing(self):
        log = self._send_for("marketing", self.willing)
        log.partner_id = False
        self.assertFalse(self._run_queue())
        self.assertEqual(log.state, "blocked")

    def test_stop_link_withdraws_the_consent(self):
        self.env["phone.blacklist"]._add(["+48500300300"])
        self.assertFalse(self._may(self.willing, channel="sms"))
        self.assertTrue(self._may(self.willing), "the e-mail is another matter")

    def test_one_question_for_a_purpose(self):
        clients = self.env["res.partner"].create(
            [{"name": f"K{n}", "phone": f"+4850050{n:04}"} for n in range(30)]
        )

        def cost(partners):
            logs = self._send_for("marketing", partners, f"Razem {len(partners)}")
            messages = [log._get_gate_message() for log in logs]
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            verdicts = self.provider._gestor_sms_gate(messages)
            self.assertEqual(len(verdicts), len(partners))
            return self.env.cr.sql_log_count - before

        cost(clients[:1])
        self.assertEqual(cost(clients[:5]), cost(clients))
