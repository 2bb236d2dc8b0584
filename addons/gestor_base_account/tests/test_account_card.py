from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon


@tagged("post_install", "-at_install")
class TestAccountCard(AccountTestInvoicingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Card = cls.env["gestor.info.card"].with_context(lang="en_US")
        cls.client = cls.env["res.partner"].create(
            {"name": "Hurtownia Alfa", "is_company": True, "email": "alfa@example.com"}
        )
        cls.contact = cls.env["res.partner"].create(
            {"name": "Ewa Nowak", "parent_id": cls.client.id}
        )
        cls.invoice = cls._create_gestor_invoice(cls.client)

    @classmethod
    def _create_gestor_invoice(cls, partner, **vals):
        invoice = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_date": "2026-03-02",
                "invoice_line_ids": [
                    Command.create({"name": "Usługa", "price_unit": 100, "tax_ids": []})
                ],
                **vals,
            }
        )
        invoice.action_post()
        return invoice

    def _get_items(self, record):
        card = self.Card.get_card(record._name, record.id)
        return {
            (item["model"], item["res_id"]): item
            for group in card["groups"]
            for item in group["items"]
        }

    def test_invoice_is_on_the_card_of_client_and_contact(self):
        key = ("account.move", self.invoice.id)
        for partner in (self.client, self.contact):
            item = self._get_items(partner)[key]
            self.assertIn(self.invoice.name, item["name"])
            self.assertIn("100", item["amount"])
            self.assertEqual(item["state"], "Not Paid")
            self.assertEqual(item["state_tone"], "danger")
            self.assertEqual(item["can_print"], "print")
            self.assertEqual(item["relation"], "")

    def test_entries_are_not_invoices_of_the_client(self):
        entry = self.env["account.move"].create(
            {"move_type": "entry", "partner_id": self.client.id}
        )
        self.assertNotIn(("account.move", entry.id), self._get_items(self.client))
        with self.assertRaisesRegex(UserError, "no print"):
            self.Card.action_print("account.move", entry.id)

    def test_client_invoice_and_file_find_each_other(self):
        stranger = self.env["res.partner"].create({"name": "Serwis Beta"})
        file = self.env["ir.attachment"].create(
            {
                "name": "protokół.pdf",
                "res_model": "account.move",
                "res_id": self.invoice.id,
            }
        )
        self.invoice.gestor_link_with(stranger, reason="płatnik")
        file.gestor_link_with(stranger)
        of_invoice = self._get_items(self.invoice)
        self.assertEqual(of_invoice["res.partner", stranger.id]["reason"], "płatnik")
        self.assertIn(("res.partner", self.client.id), of_invoice)
        self.assertIn(("ir.attachment", file.id), of_invoice)
        of_stranger = self._get_items(stranger)
        self.assertTrue(of_stranger["account.move", self.invoice.id]["link_id"])
        self.assertTrue(of_stranger["ir.attachment", file.id]["link_id"])
        of_file = self._get_items(file)
        self.assertIn(("account.move", self.invoice.id), of_file)
        self.assertIn(("res.partner", stranger.id), of_file)

    def test_credit_note_and_payment_are_relations(self):
        reversal = self.invoice._reverse_moves()
        items = self._get_items(self.invoice)
        self.assertEqual(items["account.move", reversal.id]["relation"], "Credit note")
        back = self._get_items(reversal)["account.move", self.invoice.id]
        self.assertEqual(back["relation"], "Corrected invoice")
        payment = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=self.invoice.ids)
            .create({})
            ._create_payments()
        )
        self.assertIn(("account.payment", payment.id), self._get_items(self.invoice))
        self.assertEqual(
            self.Card.action_open("account.payment", payment.id)["res_id"], payment.id
        )

    def test_paid_invoice_has_a_green_state(self):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.invoice.ids
        ).create({})._create_payments()
        item = self._get_items(self.client)["account.move", self.invoice.id]
        self.assertEqual(item["state_tone"], "success")

    def test_print_and_mail_are_those_of_the_host(self):
        action = self.Card.action_print("account.move", self.invoice.id)
        self.assertEqual(action["type"], "ir.actions.report")
        report = self.env.ref("account.account_invoices")
        self.assertEqual(action["report_name"], report.report_name)
        self.assertEqual(action["context"]["active_ids"], self.invoice.ids)
        action = self.Card.action_mail("account.move", self.invoice.id)
        self.assertEqual(action["res_model"], "account.move.send.wizard")
        draft = self.invoice.copy()
        action = self.Card.action_mail("account.move", draft.id)
        self.assertEqual(action["res_model"], "mail.compose.message")

    def test_merge_of_partners_moves_links_of_invoices(self):
        twin = self.env["res.partner"].create({"name": "Hurtownia Alfa bis"})
        other = self._create_gestor_invoice(self.client)
        twin.gestor_link_with(other, reason="dubel")
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (twin | self.client).ids, self.client
        )
        item = self._get_items(self.client)["account.move", other.id]
        self.assertEqual(item["reason"], "dubel")

    def test_form_of_the_invoice_has_the_button(self):
        view = self.env.ref("account.view_move_form")
        arch = self.env["account.move"].get_view(view.id, "form")["arch"]
        self.assertEqual(arch.count("action_gestor_open_links"), 1)
