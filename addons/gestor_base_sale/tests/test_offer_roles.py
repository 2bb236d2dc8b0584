from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import GestorSaleCommon


@tagged("post_install", "-at_install")
class TestOfferRoles(GestorSaleCommon):
    """The roles of offers decide on orders and so on the links of orders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.orders = cls.own_order | cls.foreign_order
        cls.links = cls.env["gestor.link"].browse(
            [order.gestor_link_with(cls.other).id for order in cls.orders]
        )

    def _assert_sees(self, user, orders):
        domain = [("id", "in", self.orders.ids)]
        self.assertEqual(self.env["sale.order"].with_user(user).search(domain), orders)
        lines = self.env["sale.order.line"].with_user(user)
        self.assertEqual(
            lines.search([("order_id", "in", self.orders.ids)]).order_id, orders
        )
        links = self.links.filtered(
            lambda link: ("sale.order" in (link.model_a, link.model_b))
            and {link.res_id_a, link.res_id_b} & set(orders.ids)
        )
        Link = self.env["gestor.link"].with_user(user)
        domain = [("id", "in", self.links.ids)]
        self.assertEqual(Link.search(domain), links.sorted("id", reverse=True))
        self.assertEqual(Link.search_count(domain), len(links))
        grouped = Link._read_group(domain, ["model_b"], ["__count"])
        self.assertEqual(sum(count for _model, count in grouped), len(links))
        self.assertEqual(len(Link.name_search("Beta", domain=domain)), len(links))
        items = self._get_items(self.other, user)
        self.assertEqual(
            {res_id for model, res_id in items if model == "sale.order"},
            set(orders.ids),
        )
        for link in (self.links - links).with_user(user):
            with self.assertRaises(AccessError):
                link.read(["reason"])
        for order in self.orders - orders:
            with self.assertRaises(AccessError):
                self.Card.with_user(user).get_card("sale.order", order.id)

    def test_own(self):
        self._assert_sees(self.own, self.own_order)

    def test_team(self):
        self._assert_sees(self.team_member, self.orders)

    def test_member_of_no_team(self):
        self._assert_sees(self.outsider, self.env["sale.order"])

    def test_all(self):
        self._assert_sees(self.all_user, self.orders)

    def test_joining_and_leaving_the_team_works_at_once(self):
        """Nothing of the team is kept in the cached rule."""
        self._assert_sees(self.outsider, self.env["sale.order"])
        joined = self.env["crm.team.member"].create(
            {"crm_team_id": self.team.id, "user_id": self.outsider.id}
        )
        self._assert_sees(self.outsider, self.orders)
        joined.action_archive()
        self._assert_sees(self.outsider, self.env["sale.order"])
        archived = self.orders.with_user(self.outsider).with_context(active_test=False)
        self.assertFalse(archived._filtered_access("read"))

    def test_manager_role_is_the_host_manager(self):
        manager = self._create_seller("gestor_kierownik", "manager")
        self.assertTrue(manager.has_group("sales_team.group_sale_manager"))
        self.assertFalse(self.team_member.has_group("sales_team.group_sale_manager"))
        all_leads = "sales_team.group_sale_salesman_all_leads"
        self.assertFalse(self.team_member.has_group(all_leads))
        self.assertTrue(self.all_user.has_group(all_leads))
