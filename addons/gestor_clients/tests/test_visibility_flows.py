from odoo.fields import Command
from odoo.tests import Form, HttpCase, tagged

from .core_common import OWN, ClientsCommon


@tagged("post_install", "-at_install")
class TestVisibilityFlows(ClientsCommon):
    """The rule on contacts stands in nobody's way in the host's ordinary work."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._create_client_user(
            "klienci_fakturzysta", f"{OWN},account.group_account_invoice"
        )
        cls.kept = cls._create_firm(
            "Klient własny", user_id=cls.seller.id, email="klient@example.com"
        )
        cls.hidden = cls._create_firm(
            "Klient cudzy", user_id=cls.jan.id, email="cudzy@example.com"
        )

    def test_invoice_is_made_posted_and_read(self):
        form = Form(
            self.env["account.move"]
            .with_user(self.seller)
            .with_context(default_move_type="out_invoice")
        )
        form.partner_id = self.kept.with_user(self.seller)
        with form.invoice_line_ids.new() as line:
            line.name = "Usługa"
            line.price_unit = 10
        move = form.save()
        move.action_post()
        self.assertEqual(move.state, "posted")
        self.assertEqual(self.kept.gestor_client_kind, "standard")
        self.env.invalidate_all()
        Form(move)

    def test_invoice_of_a_hidden_client_opens(self):
        """Who may read all invoices is told the name on them."""
        move = self._post_invoice(self.hidden).with_user(self.seller)
        self.env.invalidate_all()
        found = move.web_read(
            {
                "name": {},
                "partner_id": {"fields": {"display_name": {}}},
                "invoice_partner_display_name": {},
            }
        )
        self.assertEqual(found[0]["invoice_partner_display_name"], "Klient cudzy")

    def test_chatter_with_a_hidden_author_and_follower(self):
        self.kept.message_subscribe(self.hidden.ids)
        self.kept.message_post(body="Pytanie", author_id=self.hidden.id)
        self.env.invalidate_all()
        client = self.kept.with_user(self.seller)
        client.message_post(
            body="Odpowiedź",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.jan.partner_id.ids,
        )
        self.env.invalidate_all()
        from odoo.addons.mail.tools.discuss import Store

        data = Store().add(client.message_ids).get_result()
        self.assertGreaterEqual(len(data["mail.message"]), 2)

    def test_activity_and_meeting(self):
        client = self.kept.with_user(self.seller)
        client.activity_schedule("mail.mail_activity_data_call", user_id=self.jan.id)
        event = (
            self.env["calendar.event"]
            .with_user(self.seller)
            .create(
                {
                    "name": "Spotkanie",
                    "start": "2026-05-05 10:00:00",
                    "stop": "2026-05-05 11:00:00",
                    "partner_ids": [
                        Command.set([self.kept.id, self.seller.partner_id.id])
                    ],
                }
            )
        )
        self.env.invalidate_all()
        self.assertEqual(len(event.with_user(self.jan).attendee_ids), 2)

    def test_own_profile(self):
        user = self.seller.with_user(self.seller)
        user.write({"signature": "<p>S</p>"})
        user.partner_id.write({"phone": "+48 600 100 200"})
        self.assertEqual(user.partner_id.phone, "+48 600 100 200")

    def test_search_screens(self):
        partners = self.env["res.partner"].with_user(self.seller)
        names = [name for _id, name in partners.name_search("Klient")]
        self.assertIn("Klient własny", names)
        self.assertNotIn("Klient cudzy", names)
        groups = partners.formatted_read_group(
            [("name", "like", "Klient")], ["user_id"], ["__count"]
        )
        self.assertTrue(groups)
        self.assertTrue(
            partners.search_panel_select_multi_range(
                "gestor_relationship_id", enable_counters=True
            )
        )

    def test_no_query_for_each_row(self):
        firms = self.env["res.partner"].create(
            [
                {"name": f"Szereg {n}", "is_company": True, "user_id": self.seller.id}
                for n in range(100)
            ]
        )
        spec = {"complete_name": {}, "gestor_client_kind": {}, "email": {}}
        partners = self.env["res.partner"].with_user(self.seller)
        domain = [("id", "in", firms.ids)]
        partners.web_search_read(domain, spec, limit=10)
        counts = []
        for limit in (10, 100):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual(
                len(partners.web_search_read(domain, spec, limit=limit)["records"]),
                limit,
            )
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1)


@tagged("post_install", "-at_install")
class TestLogin(HttpCase):
    def test_limited_user_opens_the_program(self):
        self.env["res.users"].create(
            {
                "name": "Klienci Logowanie",
                "login": "klienci_logowanie",
                "password": "klienci_logowanie",
                "group_ids": [Command.set(self.env.ref(OWN).ids)],
            }
        )
        self.authenticate("klienci_logowanie", "klienci_logowanie")
        response = self.url_open("/odoo")
        self.assertEqual(response.status_code, 200)
        self.assertIn("session_info", response.text)
