from odoo import api, fields, models
from odoo.fields import Domain


class GestorClientPricelist(models.Model):
    """The price list of a client in a period.

    It goes before the price list chosen on the client's form; nothing is switched
    when a period begins or ends, the day decides each time a price is asked for.
    """

    _name = "gestor.client.pricelist"
    _description = "Client's Price List"
    _inherit = ["gestor.client.part.mixin"]
    _order = "partner_id, date_from desc, id desc"

    partner_id = fields.Many2one(
        "res.partner", string="Client", required=True, ondelete="cascade", index=True
    )
    pricelist_id = fields.Many2one(
        "product.pricelist",
        string="Price List",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="pricelist_id.company_id", store=True)
    date_from = fields.Date(string="From", help="Empty: since ever.")
    date_to = fields.Date(string="To", help="The last day; empty: for ever.")
    is_current = fields.Boolean(string="In Force", compute="_compute_is_current")
    note = fields.Char()

    # Overlapping periods are allowed: the one that began last is in force.
    _dates = models.Constraint(
        "CHECK (date_from IS NULL OR date_to IS NULL OR date_from <= date_to)",
        "The period ends before it begins.",
    )

    @api.depends("date_from", "date_to")
    def _compute_is_current(self):
        today = fields.Date.context_today(self)
        for period in self:
            period.is_current = (
                not period.date_from or period.date_from <= today
            ) and (not period.date_to or period.date_to >= today)

    @api.model
    def _get_current(self, partner_ids, day):
        """Return {partner id: price list} of those who have one on a day."""
        domain = (
            Domain("partner_id", "in", list(partner_ids))
            & Domain("company_id", "in", [False, self.env.company.id])
            & Domain("pricelist_id.active", "=", True)
            & (Domain("date_from", "=", False) | Domain("date_from", "<=", day))
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", day))
        )
        current = {}
        # Whoever sells to the client gets its prices.
        for period in self.sudo().search(domain, order="date_from DESC NULLS LAST, id"):
            current.setdefault(period.partner_id.id, period.pricelist_id)
        return current
