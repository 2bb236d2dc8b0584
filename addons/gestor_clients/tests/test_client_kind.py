from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestClientKind(TransactionCase):
    def test_new_client_is_potential(self):
        client = self.env["res.partner"].create({"name": "Hurtownia"})
        self.assertEqual(client.gestor_client_kind, "potential")
