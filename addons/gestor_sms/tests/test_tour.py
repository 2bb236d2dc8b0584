from odoo.tests import HttpCase, tagged

from .common import SmsCommon


@tagged("post_install", "-at_install", "gestor_tour")
class TestSmsTour(SmsCommon, HttpCase):
    def test_salesman_sends_an_sms(self):
        """D7: in Polish, from a ready text; it is in the list and on the client."""
        self.env["res.lang"]._activate_lang("pl_PL")
        modules = self.env["ir.module.module"]
        modules.search(
            [("name", "in", ("gestor_base", "gestor_sms"))]
        )._update_translations(["pl_PL"])
        seller = self.seller
        seller.lang = "pl_PL"
        client = self._create_client("Tomasz Odbiorca", "+48500123123", lang="pl_PL")
        client.is_company = False
        self._create_text("Dziękuję, {client.greeting}.", name="Podziękowanie SMS")
        self.start_tour("/odoo/gestor-clients", "gestor_sms_tour", login=seller.login)
        log = self.Log.search([("partner_id", "=", client.id)])
        self.assertEqual(log.author_id, seller)
        self.assertIn("Panie Tomaszu", log.body)
        self.assertIn(self.company.name, log.body)
        self._run_queue()
        self.assertEqual(log.state, "sent")
        self.assertIn("Panie Tomaszu", client.message_ids[0].body)
