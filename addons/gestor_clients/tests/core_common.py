from odoo import SUPERUSER_ID
from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

OWN = "gestor_base.group_clients_own"


class ClientsCommon(AccountTestInvoicingCommon):
    """Anna and Jan keep clients of their own, Ewa leads a team, the boss manages."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The host's class acts as an accountant; clients are prepared by nobody.
        company = cls.company_data["company"]
        context = {"tracking_disable": True, "allowed_company_ids": company.ids}
        cls.env = cls.env(user=SUPERUSER_ID, context=context)
        cls.Partner = cls.env["res.partner"]
        cls.anna = cls._create_client_user("klienci_anna", OWN)
        cls.jan = cls._create_client_user("klienci_jan", OWN)
        cls.ewa = cls._create_client_user(
            "klienci_ewa", "gestor_base.group_clients_team"
        )
        cls.all = cls._create_client_user(
            "klienci_wszyscy", "gestor_base.group_clients_all"
        )
        cls.boss = cls._create_client_user(
            "klienci_szef", "gestor_base.group_clients_manager"
        )
        cls.firm = cls._create_firm("Hurtownia Alfa")

    @classmethod
    def _create_client_user(cls, login, groups):
        return new_test_user(
            cls.env,
            login,
            groups,
            company_id=cls.company_data["company"].id,
            company_ids=[Command.set(cls.company_data["company"].ids)],
            tz="Europe/Warsaw",
        )

    @classmethod
    def _create_firm(cls, name, **vals):
        return cls.env["res.partner"].create({"name": name, "is_company": True, **vals})

    @classmethod
    def _create_branch(cls, name, parent, **vals):
        return cls._create_firm(name, parent_id=parent.id, type="other", **vals)

    @classmethod
    def _create_person(cls, name, **vals):
        return cls.env["res.partner"].create({"name": name, **vals})

    @classmethod
    def _post_invoice(cls, partner, amount=100.0, move_type="out_invoice"):
        move = cls.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": partner.id,
                "invoice_date": "2026-03-10",
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Usługa",
                            "price_unit": amount,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        move.action_post()
        return move

    def _sees(self, user, record):
        """Tell whether the user finds and may read a record, which must agree."""
        self.env.flush_all()
        self.env.invalidate_all()
        record = record.with_user(user)
        found = record.with_context(active_test=False).search([("id", "=", record.id)])
        self.assertEqual(
            bool(found), record.has_access("read"), record.sudo().display_name
        )
        return bool(found)

    def _edits(self, user, record):
        self.env.flush_all()
        self.env.invalidate_all()
        return record.with_user(user).has_access("write")
