from odoo import fields, models


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = [
        "res.partner",
        "gestor.partner.consent.mixin",
        "gestor.partner.contact.mixin",
        "gestor.partner.privacy.mixin",
    ]

    gestor_client_kind = fields.Selection(
        [("potential", "Potential"), ("standard", "Standard")],
        string="Client Kind",
        default="potential",
        index=True,
        tracking=True,
        help="A potential client has bought nothing yet.",
    )
