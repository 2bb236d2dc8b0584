from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install", "gestor_tour")
class TestLinkTour(HttpCase):
    def test_salesman_links_an_invoice_and_adds_a_file(self):
        """A salesman of own records works in Polish, from both ends (K20, D12)."""
        self.env["res.lang"]._activate_lang("pl_PL")
        self.env["ir.module.module"].search(
            [("name", "in", ("gestor_base", "gestor_base_account", "gestor_base_sale"))]
        )._update_translations(["pl_PL"])
        seller = new_test_user(
            self.env,
            "gestor_handlowiec",
            groups="gestor_base.group_offers_own",
            lang="pl_PL",
        )
        client, other = self.env["res.partner"].create(
            [
                {"name": "Hurtownia Podróż", "is_company": True, "user_id": seller.id},
                {"name": "Serwis Podróż", "is_company": True},
            ]
        )
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": other.id,
                "invoice_user_id": seller.id,
                "name": "GST/2026/0001",
                "invoice_line_ids": [
                    Command.create({"name": "Usługa", "price_unit": 100, "tax_ids": []})
                ],
            }
        )
        self.start_tour("/odoo/gestor-clients", "gestor_link_tour", login=seller.login)
        file = (
            self.env["ir.attachment"]
            .search([("res_model", "=", "res.partner"), ("res_id", "=", client.id)])
            .filtered(lambda attachment: attachment.name == "umowa.txt")
        )
        self.assertEqual(file.create_uid, seller)
        self.assertFalse(client.gestor_link_count)
        self.assertFalse(invoice.gestor_link_count)
