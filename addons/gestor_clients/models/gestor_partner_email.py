from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

PURPOSES = [
    ("offers", "Offers and orders"),
    ("invoices", "Invoices and payments"),
    ("service", "Service"),
    ("other", "Other"),
]


class GestorPartnerEmail(models.Model):
    """An address of a client for documents of one kind."""

    _name = "gestor.partner.email"
    _description = "E-mail Address by Purpose"
    _inherit = ["gestor.client.part.mixin"]
    _order = "partner_id, sequence, id"
    _rec_name = "email"

    partner_id = fields.Many2one(
        "res.partner", string="Client", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    email = fields.Char(string="E-mail", required=True)
    purpose = fields.Selection(PURPOSES, required=True, default="offers")
    note = fields.Char()

    @api.constrains("email")
    def _check_email(self):
        for address in self:
            if not tools.email_normalize(address.email):
                raise ValidationError(
                    self.env._(
                        "“%(email)s” is not an e-mail address.", email=address.email
                    )
                )

    @api.model
    def _get_purposes_by_model(self):
        """Return what the messages about a model's records are for.

        An addon that brings a document adds it here.
        """
        return {
            "sale.order": "offers",
            "crm.lead": "offers",
            "account.move": "invoices",
            "account.payment": "invoices",
            "repair.order": "service",
        }

    @api.model
    def _get_addresses(self, partners, purpose):
        """Return {partner id: [addresses]} of those who have some for a purpose.

        An address of the company serves its contact persons and addresses too.
        """
        owners = partners | partners.commercial_partner_id
        rows = self.search(
            [("partner_id", "in", owners.ids), ("purpose", "=", purpose)]
        )
        found = rows.grouped("partner_id")
        answer = {}
        for partner in partners:
            company = partner.commercial_partner_id
            own = found.get(partner) or found.get(company)
            if own:
                answer[partner.id] = list(dict.fromkeys(own.mapped("email")))
        return answer
