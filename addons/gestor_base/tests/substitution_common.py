from odoo.fields import Command

from .common import GestorLinkCommon

SEEN = "['|', ('gestor_seen_by_me', '=', True), ('user_ids', '!=', False)]"


class SubstitutionCommon(GestorLinkCommon):
    """Anna keeps clients, Jan may substitute for her, Ewa is a stranger."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Substitution = cls.env["gestor.substitution"]
        groups = "gestor_base.group_user,base.group_partner_manager"
        warsaw = {"tz": "Europe/Warsaw", "notification_type": "inbox"}
        cls.anna = cls._create_user("subst_anna", groups, **warsaw)
        cls.jan = cls._create_user("subst_jan", groups, **warsaw)
        cls.ewa = cls._create_user("subst_ewa", groups, **warsaw)
        cls.boss = cls._create_user(
            "subst_szef", "gestor_base.group_manager,base.group_partner_manager"
        )
        cls.people = cls.anna | cls.jan | cls.ewa
        cls.kept = cls._create_partner("Klient Anny", user_id=cls.anna.id)

    @classmethod
    def _add_rule(cls):
        """Let the three see their own partners and those they substitute for."""
        group = cls.env["res.groups"].create(
            {"name": "Own clients", "user_ids": [Command.set(cls.people.ids)]}
        )
        cls.env["ir.rule"].create(
            {
                "name": "Own clients",
                "model_id": cls.env["ir.model"]._get_id("res.partner"),
                "domain_force": SEEN,
                "groups": [Command.link(group.id)],
            }
        )

    @classmethod
    def _substitute(cls, absent=None, substitute=None, as_user=None, **vals):
        absent = absent or cls.anna
        return cls.Substitution.with_user(as_user or absent).create(
            {
                "user_id": absent.id,
                "substitute_id": (substitute or cls.jan).id,
                "date_from": "2026-03-27",
                "date_to": "2026-03-29",
                **vals,
            }
        )

    def _sees(self, user, record=None):
        record = (record or self.kept).with_user(user)
        record.invalidate_recordset()
        found = record.search([("id", "=", record.id)])
        self.assertEqual(bool(found), record.has_access("write"))
        return bool(found)
