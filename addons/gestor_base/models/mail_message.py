from odoo import fields, models


class MailMessage(models.Model):
    _inherit = "mail.message"

    gestor_for_user_id = fields.Many2one(
        "res.users",
        string="In Place of",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
