from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.base.tests.common import BaseCommon


class GestorLinkCommon(BaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Link = cls.env["gestor.link"]
        cls.Card = cls.env["gestor.info.card"]
        cls.client = cls._create_partner("Hurtownia Alfa", is_company=True)
        cls.other = cls._create_partner("Serwis Beta")
        groups = "base.group_user,base.group_allow_export"
        cls.user = cls._create_user("gestor_anna", groups)
        cls.colleague = cls._create_user("gestor_jan", groups)

    @classmethod
    def _create_partner(cls, name, **vals):
        return cls.env["res.partner"].create({"name": name, **vals})

    @classmethod
    def _create_user(cls, login, groups="base.group_user", **vals):
        return new_test_user(cls.env, login, groups=groups, **vals)

    @classmethod
    def _create_file(cls, name, record=None, **vals):
        return cls.env["ir.attachment"].create(
            {
                "name": name,
                "raw": b"content",
                "res_model": record._name if record else False,
                "res_id": record.id if record else False,
                **vals,
            }
        )

    @classmethod
    def _hide_partners(cls, partners, *users):
        """Make ``partners`` unreadable for ``users`` by a record rule."""
        group = cls.env["res.groups"].create(
            {"name": "Restricted", "user_ids": [Command.set([u.id for u in users])]}
        )
        cls.env["ir.rule"].create(
            {
                "name": "Hide partners",
                "model_id": cls.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', 'not in', {partners.ids})]",
                "groups": [Command.link(group.id)],
                "perm_write": True,
            }
        )

    @classmethod
    def _link_vals(cls, first, second, **vals):
        return {
            "model_a": first._name,
            "res_id_a": first.id,
            "model_b": second._name,
            "res_id_b": second.id,
            **vals,
        }

    def _card_items(self, record, user=None, model=None):
        """Return the items of the card of ``record`` by (model, id)."""
        card = self.Card.with_user(user or self.env.user).get_card(
            record._name, record.id
        )
        return {
            (item["model"], item["res_id"]): item
            for group in card["groups"]
            if not model or group["model"] == model
            for item in group["items"]
        }
