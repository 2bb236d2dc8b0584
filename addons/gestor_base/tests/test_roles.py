from odoo.tests import tagged

from .common import GestorLinkCommon

AREAS = (
    "clients",
    "activities",
    "resources",
    "offers",
    "service",
    "contracts",
    "mail",
    "reports",
    "sms",
)
LEVELS = ("own", "team", "all", "manager")


@tagged("post_install", "-at_install")
class TestRoles(GestorLinkCommon):
    def _get_group(self, area, level):
        return self.env.ref(f"gestor_base.group_{area}_{level}")

    def test_each_level_implies_the_one_before(self):
        for area in AREAS:
            below = self.env.ref("gestor_base.group_user")
            for level in LEVELS:
                with self.subTest(area=area, level=level):
                    group = self._get_group(area, level)
                    self.assertIn(below, group.implied_ids)
                    self.assertEqual(
                        group.privilege_id,
                        self.env.ref(f"gestor_base.res_groups_privilege_{area}"),
                    )
                below = group

    def test_administrator_has_all_manager_roles(self):
        admin = self.env.ref("base.user_admin")
        self.assertTrue(admin.has_group("gestor_base.group_manager"))
        for area in AREAS:
            self.assertTrue(admin.has_group(f"gestor_base.group_{area}_manager"), area)

    def test_roles_of_one_area_give_none_of_another(self):
        user = self._create_user("gestor_oferty", "gestor_base.group_offers_all")
        self.assertTrue(user.has_group("gestor_base.group_user"))
        self.assertFalse(user.has_group("gestor_base.group_manager"))
        self.assertFalse(user.has_group("gestor_base.group_contracts_own"))

    def test_menus_of_roles(self):
        menus = self.env["ir.ui.menu"]
        root = self.env.ref("gestor_base.gestor_base_menu_root")
        setup = self.env.ref("gestor_base.gestor_base_menu_configuration")
        seller = self._create_user("gestor_menu", "gestor_base.group_offers_own")
        self.assertNotIn(root.id, menus.with_user(self.user)._visible_menu_ids())
        visible = menus.with_user(seller)._visible_menu_ids()
        self.assertIn(root.id, visible)
        self.assertNotIn(setup.id, visible)
        admin = self.env.ref("base.user_admin")
        self.assertIn(setup.id, menus.with_user(admin)._visible_menu_ids())
