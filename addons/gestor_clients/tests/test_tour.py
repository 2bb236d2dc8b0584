from odoo.tests import HttpCase, new_test_user, tagged

from .common import NIP_MF, RegistriesCommon


@tagged("post_install", "-at_install", "gestor_tour")
class TestClientRegistryTour(RegistriesCommon, HttpCase):
    def test_agent_fetches_a_client_and_adds_its_branch(self):
        """Fetched, compared, filled, proven; again: a branch (K4, K19), in Polish."""
        self.env["res.lang"]._activate_lang("pl_PL")
        self.env["ir.module.module"].search(
            [("name", "in", ("base", "gestor_base", "gestor_clients"))]
        )._update_translations(["pl_PL"])
        user = new_test_user(
            self.env,
            "gestor_handlowiec",
            groups="gestor_base.group_clients_own",
            lang="pl_PL",
            tz="Europe/Warsaw",
        )
        self.start_tour(
            "/odoo/gestor-clients", "gestor_client_registry_tour", login=user.login
        )
        firm = self.Partner.search([("gestor_nip_key", "=", NIP_MF)])
        self.assertEqual(firm.gestor_regon, "276592498")
        self.assertEqual(firm.create_uid, user)
        codes = set(firm.gestor_check_ids.registry_id.mapped("code"))
        self.assertLessEqual({"bir", "vat_list"}, codes)
        branch = firm.child_ids
        self.assertEqual((branch.type, branch.is_company), ("branch", True))
        self.assertEqual(branch.name, "Oddział w Krakowie")
        self.assertFalse(branch.gestor_nip_key)
