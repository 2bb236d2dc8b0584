from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.sale.tests.common import SaleCommon


class GestorSaleCommon(SaleCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Card = cls.env["gestor.info.card"].with_context(lang="en_US")
        cls.own = cls._create_seller("gestor_wlasne", "own")
        cls.team_member = cls._create_seller("gestor_zespol", "team")
        cls.all_user = cls._create_seller("gestor_wszystkie", "all")
        cls.outsider = cls._create_seller("gestor_spoza", "team")
        cls.team = cls.env["crm.team"].create({"name": "Zespół Południe"})
        cls.membership = cls.env["crm.team.member"].create(
            {"crm_team_id": cls.team.id, "user_id": cls.team_member.id}
        )
        cls.client = cls.env["res.partner"].create(
            {"name": "Hurtownia Alfa", "is_company": True}
        )
        cls.other = cls.env["res.partner"].create({"name": "Serwis Beta"})
        cls.own_order = cls._create_order(cls.own)
        cls.foreign_order = cls._create_order(cls.all_user)

    @classmethod
    def _create_seller(cls, login, level, **vals):
        return new_test_user(
            cls.env, login, groups=f"gestor_base.group_offers_{level}", **vals
        )

    @classmethod
    def _create_order(cls, user, **vals):
        return cls.env["sale.order"].create(
            {
                "partner_id": cls.client.id,
                "user_id": user.id,
                "team_id": cls.team.id,
                "order_line": [
                    Command.create({"product_id": cls.product.id, "price_unit": 50})
                ],
                **vals,
            }
        )

    def _get_items(self, record, user):
        self.env.invalidate_all()
        card = self.Card.with_user(user).get_card(record._name, record.id)
        return {
            (item["model"], item["res_id"]): item
            for group in card["groups"]
            for item in group["items"]
        }
