from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.registry_types import RegistryError

DEFAULT_LIMIT = 15000


class AccountPaymentRegister(models.TransientModel):
    _inherit = "account.payment.register"

    gestor_check_state = fields.Selection(
        [
            ("none", "Not needed"),
            ("missing", "Not checked"),
            ("confirmed", "Listed"),
            ("denied", "Not listed"),
            ("unknown", "Unknown"),
        ],
        compute="_compute_gestor_check",
    )
    gestor_registry_check_id = fields.Many2one(
        "gestor.registry.check",
        string="Account Check",
        compute="_compute_gestor_check",
    )

    @api.depends(
        "partner_bank_id", "payment_type", "partner_id", "amount", "company_id"
    )
    def _compute_gestor_check(self):
        for wizard in self:
            check = self.env["gestor.registry.check"]
            state = "none"
            if wizard._gestor_needs_account_check():
                check = wizard._gestor_get_todays_check()
                state = check.outcome or "missing"
            wizard.gestor_check_state = state
            wizard.gestor_registry_check_id = check

    @api.model
    def _gestor_get_limit(self):
        # sudo: a number from the settings.
        parameters = self.env["ir.config_parameter"].sudo()
        value = parameters.get_param("gestor_clients.account_check_limit")
        return float(value) if value else DEFAULT_LIMIT

    def _gestor_needs_account_check(self):
        """Bills of Polish firms over the limit of the tax acts, for Polish payers.

        The limit counts the value of the transaction, the whole bill with tax, not
        the instalment that is paid.
        """
        partner = self.partner_id.commercial_partner_id
        if (
            self.payment_type != "outbound"
            or self.company_id.country_id.code != "PL"
            or not partner._gestor_registry_number("vat_list")
        ):
            return False
        zloty = self.env.ref("base.PLN")
        bills = self.line_ids.move_id.filtered(
            lambda move: move.commercial_partner_id == partner
        )
        values = [
            move.currency_id._convert(
                abs(move.amount_total),
                zloty,
                move.company_id,
                move.invoice_date or self.payment_date or fields.Date.today(),
            )
            for move in bills
        ]
        return any(value > self._gestor_get_limit() for value in values)

    def _gestor_get_todays_check(self):
        """Return today's check of this account, made by anybody."""
        account = self.partner_bank_id.sanitized_acc_number or ""
        registry = self.env["gestor.registry"]
        midnight = SQL(
            "(%s::timestamp AT TIME ZONE 'Europe/Warsaw') AT TIME ZONE 'UTC'",
            registry._today(),
        )
        rows = self.env.execute_query(SQL("SELECT %s", midnight))
        return self.env["gestor.registry.check"].search(
            [
                ("kind", "=", "account"),
                ("partner_id", "=", self.partner_id.commercial_partner_id.id),
                ("account", "=", account.removeprefix("PL")),
                ("checked_at", ">=", rows[0][0]),
            ],
            limit=1,
        )

    def action_gestor_check_account(self):
        """Look the account up and show the outcome in the same dialogue."""
        self.ensure_one()
        if not self.partner_bank_id:
            raise UserError(self.env._("Choose the supplier's bank account first."))
        try:
            checks = self.partner_id._gestor_verify_account(
                self.partner_bank_id.acc_number
            )
        except RegistryError as error:
            registry = self.env["gestor.registry"]._get("vat_list")
            raise UserError(registry._describe_error(error)) from error
        if not checks:
            raise UserError(
                self.env._("This is no Polish account number, so it cannot be listed.")
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Pay"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
            "context": self.env.context,
        }

    def _create_payments(self):
        payments = super()._create_payments()
        for wizard in self:
            check = wizard.gestor_registry_check_id
            if check:
                paid = payments.filtered(
                    lambda p, w=wizard: p.partner_bank_id == w.partner_bank_id
                )
                paid.gestor_registry_check_id = check
        return payments
