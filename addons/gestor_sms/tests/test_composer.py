from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from .common import SmsCommon


@tagged("post_install", "-at_install")
class TestComposer(SmsCommon):
    """D7: writing SMS to one and to many."""

    def _form(self, records, user=None, **context):
        composer = self.env["sms.composer"].with_user(user or self.seller)
        context = {
            "active_model": records._name,
            "active_id": records[0].id,
            "active_ids": records.ids,
            "sms_composition_mode": "guess",
            **context,
        }
        return Form(composer.with_context(**context))

    def test_one_sees_the_finished_text(self):
        text = self._create_text("Dzień dobry, {client.name}!")
        form = self._form(self.client)
        form.gestor_text_id = text
        self.assertEqual(form.body, "Dzień dobry, Anna Klient!")
        form.save().action_send_sms()
        log = self.Log.search([], limit=1)
        self.assertEqual(log.body, "Dzien dobry, Anna Klient!")
        self.assertEqual((log.partner_id, log.author_id), (self.client, self.seller))
        self.assertIn("Dzien dobry", log.mail_message_id.body)

    def test_many_get_each_his_own(self):
        text = self._create_text("{client.name}")
        form = self._form(self.client + self.other_client)
        form.gestor_text_id = text
        self.assertEqual(form.body, "{client.name}")
        form.gestor_purpose = "marketing"
        form.save().action_send_sms()
        logs = self.Log.search([], limit=2)
        self.assertEqual(
            {log.partner_id: log.body for log in logs},
            {self.client: "Anna Klient", self.other_client: "Piotr Klient"},
        )
        self.assertEqual(set(logs.mapped("purpose")), {"marketing"})
        self.assertEqual(len(logs.mail_message_id), 2)

    def test_each_gets_the_text_in_his_language(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        self.env["res.lang"]._activate_lang("en_US")
        text = self._create_text("Hello")
        text.with_context(lang="pl_PL").body_plain = "Czesc"
        self.client.lang = "pl_PL"
        self.other_client.lang = "en_US"
        form = self._form(self.client + self.other_client)
        form.gestor_text_id = text
        form.save().action_send_sms()
        logs = self.Log.search([], limit=2)
        self.assertEqual(
            {log.partner_id: log.body for log in logs},
            {self.client: "Czesc", self.other_client: "Hello"},
        )

    def test_polish_letters_may_stay(self):
        form = self._form(self.client)
        self.assertTrue(form.gestor_replace_polish)
        form.gestor_replace_polish = False
        form.body = "Żółw"
        form.save().action_send_sms()
        self.assertEqual(self.Log.search([], limit=1).body, "Żółw")

    def test_users_are_written_to_as_staff(self):
        self.seller.phone = "+48500600600"
        form = self._form(self.seller, user=self.env.ref("base.user_admin"))
        self.assertEqual(form.gestor_purpose, "staff")
        form.body = "Zebranie"
        form.save().action_send_sms()
        log = self.Log.search([], limit=1)
        self.assertEqual(log.partner_id, self.seller.partner_id)
        self.assertEqual(log.number, "+48500600600")

    def test_left_out_are_named_before_sending(self):
        lost = self._create_client("Bez numeru", False)
        wrong = self._create_client("Zły numer", "12")
        self._refuse(self.other_client.phone)
        twin = self._create_client("Bliźniak", self.client.phone)
        form = self._form(self.client + lost + wrong + self.other_client + twin)
        lines = form.gestor_left_out.splitlines()
        self.assertEqual(len(lines), 4)
        self.assertNotIn("Anna Klient", form.gestor_left_out)
        for partner in (lost, wrong, self.other_client, twin):
            self.assertIn(partner.name, form.gestor_left_out)

    def test_quiet_hours_are_told(self):
        self.provider.write({"quiet_from": 0, "quiet_to": 24})
        self.assertTrue(self._form(self.client).gestor_deferred)

    def test_faulty_autotext_is_refused(self):
        form = self._form(self.client)
        form.body = "{client.nazwa}"
        with self.assertRaises(ValidationError):
            form.save().action_send_sms()

    def test_estimate(self):
        estimate = self.env["sms.composer"].with_user(self.seller).get_gestor_estimate
        values = {
            "res_model": "res.partner",
            "res_ids": (self.client + self.other_client).ids,
            "body": "{client.name} " + "x" * 148,
            "replace": True,
        }
        self.assertEqual(estimate(values), {"parts": 3, "longest": 2})
        self.assertIn("fault", estimate({**values, "body": "{x.y}"}))
        self.assertEqual(estimate({}), {"parts": 0, "longest": 0})

    def test_estimate_reads_only_what_the_user_may(self):
        estimate = self.env["sms.composer"].with_user(self.seller).get_gestor_estimate
        rules = self.env["ir.rule"].sudo().search([], limit=1)
        with self.assertRaises(AccessError):
            estimate({"res_model": "ir.rule", "res_ids": rules.ids, "body": "{x}"})

    def test_without_an_operator_the_host_s_way_stays(self):
        self.provider.action_stop_using()
        form = self._form(self.client)
        self.assertFalse(form.gestor_has_provider)

    def test_numbers_without_a_record(self):
        composer = self.env["sms.composer"].create(
            {
                "composition_mode": "numbers",
                "numbers": "+48500700700",
                "body": "{company.name}",
            }
        )
        composer.action_send_sms()
        log = self.Log.search([], limit=1)
        self.assertEqual((log.number, log.res_id), ("+48500700700", 0))
        self.assertNotIn("{", log.body)

    def test_queries_of_many(self):
        """Logged on the client at most 1.5 queries for each, all in all."""
        clients = self.env["res.partner"].create(
            [{"name": f"K{n}", "phone": f"+48 502 000 {n:03}"} for n in range(60)]
        )
        self._send(self.client, "Rozgrzewka")
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self._send(clients, "{client.name}", user=self.seller)
        self.env.flush_all()
        self.assertLess(self.env.cr.sql_log_count - before, 60)
