from odoo.tests import new_test_user, tagged

from odoo.addons.base.tests.common import BaseCommon


@tagged("post_install", "-at_install")
class TestStockCard(BaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Card = cls.env["gestor.info.card"].with_context(lang="en_US")
        cls.client = cls.env["res.partner"].create({"name": "Hurtownia Alfa"})
        warehouse = cls.env["stock.warehouse"].create(
            {"name": "Magazyn testowy", "code": "GT1"}
        )
        cls.picking = cls.env["stock.picking"].create(
            {
                "partner_id": cls.client.id,
                "picking_type_id": warehouse.out_type_id.id,
                "location_id": warehouse.lot_stock_id.id,
                "location_dest_id": cls.env.ref("stock.stock_location_customers").id,
            }
        )
        cls.keeper = new_test_user(
            cls.env, "gestor_magazynier", groups="stock.group_stock_user"
        )
        cls.stranger = new_test_user(cls.env, "gestor_bez_magazynu")

    def _get_items(self, record, user):
        card = self.Card.with_user(user).get_card(record._name, record.id)
        return {
            (item["model"], item["res_id"]): item
            for group in card["groups"]
            for item in group["items"]
        }

    def test_warehouse_document_is_on_the_card_of_the_client(self):
        item = self._get_items(self.client, self.keeper)[
            "stock.picking", self.picking.id
        ]
        self.assertEqual(item["name"], self.picking.name)
        self.assertEqual(item["state"], "Draft")
        self.assertEqual(item["can_print"], "print")
        back = self._get_items(self.picking, self.keeper)
        self.assertEqual(
            back["res.partner", self.client.id]["relation"], "Business partner"
        )

    def test_stranger_to_the_warehouse_sees_neither_document_nor_link(self):
        other = self.env["res.partner"].create({"name": "Serwis Beta"})
        link = self.picking.gestor_link_with(other)
        seen = self._get_items(other, self.keeper)["stock.picking", self.picking.id]
        self.assertEqual(seen["link_id"], link.id)
        self.assertFalse(self._get_items(self.client, self.stranger))
        self.assertFalse(self._get_items(other, self.stranger))
        self.assertFalse(
            self.env["gestor.link"]
            .with_user(self.stranger)
            .search_count([("id", "=", link.id)])
        )

    def test_print_is_the_delivery_slip(self):
        action = self.Card.with_user(self.keeper).action_print(
            "stock.picking", self.picking.id
        )
        report = self.env.ref("stock.action_report_delivery")
        self.assertEqual(action["report_name"], report.report_name)

    def test_return_is_a_relation(self):
        back = self.picking.copy({"return_id": self.picking.id})
        items = self._get_items(self.picking, self.keeper)
        self.assertEqual(items["stock.picking", back.id]["relation"], "Return")

    def test_deleting_the_document_deletes_its_links(self):
        link = self.picking.gestor_link_with(self.client)
        self.picking.unlink()
        self.assertFalse(link.exists())
