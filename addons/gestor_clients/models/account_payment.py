from odoo import fields, models


class AccountPayment(models.Model):
    _inherit = "account.payment"

    gestor_registry_check_id = fields.Many2one(
        "gestor.registry.check",
        string="Account Check",
        copy=False,
        readonly=True,
        index="btree_not_null",
        help="The proof that the account was looked up on the list of VAT taxpayers.",
    )
