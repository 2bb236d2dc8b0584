from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from .common import NIP_MF, RegistriesCommon

ACCOUNT = "12101010100075912221000000"


@tagged("post_install", "-at_install")
class TestPayment(AccountTestInvoicingCommon, RegistriesCommon):
    """K19: accounts of suppliers are looked up before big bills are paid."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.company_data["company"]
        cls.company.country_id = cls.poland
        cls.env["ir.config_parameter"].set_param(
            "gestor_clients.account_check_limit", "15000"
        )
        zloty = cls.env.ref("base.PLN")
        zloty.active = True
        cls.zloty = zloty
        cls.supplier = cls._create_firm("Dostawca", NIP_MF)
        cls.bank = cls.env["res.partner.bank"].create(
            {"partner_id": cls.supplier.id, "acc_number": f"PL{ACCOUNT}",
             "allow_out_payment": True}
        )  # fmt: skip

    def _pay(self, amount, **vals):
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.supplier.id,
                "invoice_date": fields.Date.today(),
                "currency_id": self.zloty.id,
                "partner_bank_id": self.bank.id,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Stal", "price_unit": amount, "tax_ids": []}
                    )
                ],
                **vals,
            }
        )
        bill.action_post()
        return (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=bill.ids)
            .create({"partner_bank_id": self.bank.id})
        )

    def test_small_bills_need_no_check(self):
        self.assertEqual(self._pay(15000).gestor_check_state, "none")

    def test_big_bills_warn_until_the_account_is_checked(self):
        wizard = self._pay(15000.01)
        self.assertEqual(wizard.gestor_check_state, "missing")
        self.server.accounts = {(NIP_MF, ACCOUNT)}
        action = wizard.action_gestor_check_account()
        self.assertEqual(action["res_id"], wizard.id)
        wizard.invalidate_recordset()
        self.assertEqual(wizard.gestor_check_state, "confirmed")
        payment = wizard._create_payments()
        check = payment.gestor_registry_check_id
        self.assertEqual((check.account, check.outcome), (ACCOUNT, "confirmed"))
        self.assertTrue(check.request_id)

    def test_an_account_that_is_not_listed(self):
        wizard = self._pay(20000)
        wizard.action_gestor_check_account()
        wizard.invalidate_recordset()
        self.assertEqual(wizard.gestor_check_state, "denied")

    def test_the_list_is_down(self):
        wizard = self._pay(20000)
        self.server.scenario = "html"
        wizard.action_gestor_check_account()
        wizard.invalidate_recordset()
        self.assertEqual(wizard.gestor_check_state, "unknown")
        self.assertTrue(wizard._create_payments(), "paying is not forbidden")

    def test_yesterdays_check_is_too_old(self):
        wizard = self._pay(20000)
        self.supplier._gestor_verify_account(f"PL{ACCOUNT}")
        self.env.cr.execute(
            "UPDATE gestor_registry_check"
            " SET checked_at = checked_at - interval '1 day'"
        )
        self.env.invalidate_all()
        self.assertEqual(wizard.gestor_check_state, "missing")

    def test_money_that_comes_in_needs_no_check(self):
        wizard = self._pay(20000, move_type="out_invoice", partner_bank_id=False)
        self.assertEqual(wizard.gestor_check_state, "none")
