from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestDemo(TransactionCase):
    """The demonstration is what the documentation says of it."""

    def test_company_is_polish(self):
        company = self.env.ref("base.main_company")
        self.assertEqual(company.country_id.code, "PL")
        self.assertEqual(company.currency_id.name, "PLN")
        self.assertEqual(company.chart_template, "pl")
        self.assertEqual(company.vat, "PL1234563218")

    def test_amounts_are_written_the_polish_way(self):
        polish = self.env["res.lang"]._lang_get("pl_PL")
        self.assertEqual(polish.format("%.2f", 21750, grouping=True), "21\xa0750,00")

    def test_clients_have_their_public_numbers(self):
        orlen = self.env.ref("gestor_demo.client_orlen")
        self.assertEqual(orlen.vat, "PL7740001454")
        self.assertIn("REGON 610188201", orlen.comment)
        self.assertEqual(orlen.company_registry, "0000028860")

    def test_each_role_is_there(self):
        salesman = self.env.ref("gestor_demo.user_handlowiec")
        self.assertTrue(salesman.has_group("gestor_base.group_offers_own"))
        self.assertFalse(salesman.has_group("gestor_base.group_offers_team"))
        manager = self.env.ref("gestor_demo.user_kierownik")
        self.assertTrue(manager.has_group("gestor_base.group_offers_manager"))
        technician = self.env.ref("gestor_demo.user_serwisant")
        self.assertTrue(technician.has_group("gestor_base.group_service_own"))
        self.assertFalse(technician.has_group("gestor_base.group_offers_own"))
        self.assertTrue(self.env.ref("gestor_demo.user_klient").share)

    def test_salesman_sees_own_documents_only(self):
        salesman = self.env.ref("gestor_demo.user_handlowiec")
        orders = self.env["sale.order"].with_user(salesman).search([])
        self.assertTrue(orders)
        self.assertEqual(orders.user_id, salesman)
        self.assertNotEqual(self.env["sale.order"].search_count([]), len(orders))

    def test_card_of_a_client_shows_all_kinds(self):
        salesman = self.env.ref("gestor_demo.user_handlowiec")
        orlen = self.env.ref("gestor_demo.client_orlen")
        card = (
            self.env["gestor.info.card"]
            .with_user(salesman)
            .get_card("res.partner", orlen.id)
        )
        models = {group["model"] for group in card["groups"]}
        self.assertLessEqual(
            {"res.partner", "sale.order", "account.move", "ir.attachment"}, models
        )

    def test_salesman_has_planned_actions(self):
        salesman = self.env.ref("gestor_demo.user_handlowiec")
        runs = self.env["gestor.automation.run"].with_user(salesman).search([])
        self.assertLessEqual(
            {"planned", "to_approve", "done"}, set(runs.mapped("state"))
        )

    def test_stock_was_not_oversold(self):
        inside = [("location_id.usage", "=", "internal")]
        quants = self.env["stock.quant"].search(inside)
        self.assertTrue(quants)
        self.assertFalse(quants.filtered(lambda quant: quant.quantity < 0))

    def test_no_invitation_was_sent(self):
        mails = self.env["mail.mail"].sudo().search([])
        invited = mails.filtered(lambda mail: ".example" in (mail.email_to or ""))
        self.assertFalse(invited)

    def test_salesman_has_sms_that_reach_nobody(self):
        salesman = self.env.ref("gestor_demo.user_handlowiec")
        logs = self.env["gestor.sms.log"].with_user(salesman).search([])
        self.assertEqual(len(logs), 3)
        self.assertEqual(logs.sudo().provider_id.kind, "file")
        self.assertFalse([log for log in logs if "{" in log.body])
