from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import SmsCommon


@tagged("post_install", "-at_install")
class TestAutomationSms(SmsCommon):
    """D6: automatic actions that send SMS."""

    def _create_action(self, **vals):
        return self.env["gestor.automation.action"].create(
            {
                "name": "Powitanie",
                "model": "res.partner",
                "trigger": "manual",
                "kind": "sms",
                "sms_text_id": self._create_text("Witaj {client.name}").id,
                "sms_purpose": "debt",
                **vals,
            }
        )

    def test_sms_is_queued_and_logged_on_the_client(self):
        action = self._create_action()
        runs = action.run_on(self.client + self.other_client)
        runs.action_run_now()
        self.assertEqual(set(runs.mapped("state")), {"done"})
        logs = self.Log.search([("automation_id", "=", action.id)])
        self.assertEqual(len(logs), 2)
        self.assertEqual(set(logs.mapped("purpose")), {"debt"})
        self.assertEqual(runs[0].result_model, "gestor.sms.log")
        self.assertEqual({run.result_id for run in runs}, set(logs.ids))
        log = logs.filtered(lambda found: found.partner_id == self.client)
        self.assertEqual(log.body, "Witaj Anna Klient")
        self.assertEqual(log.mail_message_id.model, "res.partner")
        self.assertEqual(log.mail_message_id.res_id, self.client.id)
        self.assertEqual(len(self._run_queue()), 2)

    def test_client_without_a_number_is_skipped(self):
        lost = self._create_client("Bez numeru", False)
        run = self._create_action().run_on(lost)
        run.action_run_now()
        self.assertEqual(run.state, "skipped")
        self.assertFalse(self.Log.search([("partner_id", "=", lost.id)]))

    def test_recipients(self):
        self.seller.phone = "+48500600600"
        self.client.user_id = self.seller
        keeper = self.env["ir.model.fields"]._get("res.partner", "user_id").id
        for vals, number in (
            (
                {
                    "sms_recipient": "user",
                    "assignee_source": "field",
                    "user_field_id": keeper,
                },
                "+48500600600",
            ),
            ({"sms_recipient": "number", "sms_number": "500 700 700"}, "+48500700700"),
        ):
            with self.subTest(vals=vals):
                action = self._create_action(**vals)
                action.run_on(self.client).action_run_now()
                log = self.Log.search([("automation_id", "=", action.id)])
                self.assertEqual(log.number, number)
                self.assertEqual(log.res_id, self.client.id)

    def test_needs_a_text(self):
        with self.assertRaises(ValidationError):
            self._create_action(sms_text_id=False)

    def test_company_without_an_operator_fails_with_a_reason(self):
        self.provider.action_stop_using()
        run = self._create_action(on_error="stop").run_on(self.client)
        run.action_run_now()
        self.assertEqual(run.state, "failed")
        self.assertIn(self.company.name, run.error)
