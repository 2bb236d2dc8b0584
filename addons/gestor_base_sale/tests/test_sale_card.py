from odoo.tests import Form, tagged

from .common import GestorSaleCommon


@tagged("post_install", "-at_install")
class TestSaleCard(GestorSaleCommon):
    def test_order_is_on_the_card_of_the_client(self):
        key = ("sale.order", self.own_order.id)
        item = self._get_items(self.client, self.own)[key]
        self.assertEqual(item["name"], self.own_order.name)
        self.assertEqual(item["state"], "Quotation")
        self.assertEqual(item["can_print"], "print")
        self.assertIn("50", item["amount"])
        self.assertNotIn(
            ("sale.order", self.foreign_order.id),
            self._get_items(self.client, self.own),
        )

    def test_order_shows_client_and_addresses_once(self):
        address = self.env["res.partner"].create(
            {"name": "Rampa 2", "type": "delivery", "parent_id": self.client.id}
        )
        self.own_order.partner_shipping_id = address
        items = self._get_items(self.own_order, self.own)
        self.assertEqual(items["res.partner", self.client.id]["relation"], "Client")
        self.assertEqual(
            items["res.partner", address.id]["relation"], "Delivery address"
        )

    def test_order_and_its_invoice_find_each_other(self):
        self.product.invoice_policy = "order"
        self.own_order.action_confirm()
        invoice = self.own_order._create_invoices()
        of_order = self._get_items(self.own_order, self.own)
        self.assertEqual(
            of_order["account.move", invoice.id]["relation"], "Invoice of the order"
        )
        of_invoice = self._get_items(invoice, self.own)
        self.assertEqual(
            of_invoice["sale.order", self.own_order.id]["relation"],
            "Order of the invoice",
        )

    def test_invoice_does_not_show_orders_of_others(self):
        self.product.invoice_policy = "order"
        self.foreign_order.action_confirm()
        invoice = self.foreign_order._create_invoices()
        invoice.invoice_user_id = self.own
        items = self._get_items(invoice, self.own)
        self.assertNotIn(("sale.order", self.foreign_order.id), items)

    def test_salesman_opens_the_form_of_own_invoice(self):
        """The host's count of payments must not stop who may not read payments."""
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.other.id,
                "invoice_user_id": self.own.id,
            }
        )
        action = self.Card.with_user(self.own).action_open("account.move", invoice.id)
        self.env.invalidate_all()
        Move = self.env["account.move"].with_user(self.own)
        form = Form(Move.browse(action["res_id"]), view="account.view_move_form")
        self.assertEqual(form.partner_id, self.other)

    def test_print_and_mail_are_those_of_the_host(self):
        card = self.Card.with_user(self.own)
        action = card.action_print("sale.order", self.own_order.id)
        report = self.env.ref("sale.action_report_saleorder")
        self.assertEqual(action["report_name"], report.report_name)
        action = card.action_mail("sale.order", self.own_order.id)
        self.assertEqual(action["res_model"], "mail.compose.message")
        self.assertTrue(action["context"]["mark_so_as_sent"])

    def test_form_of_the_order_has_the_button(self):
        view = self.env.ref("sale.view_order_form")
        arch = self.env["sale.order"].get_view(view.id, "form")["arch"]
        self.assertEqual(arch.count("action_gestor_open_links"), 1)
