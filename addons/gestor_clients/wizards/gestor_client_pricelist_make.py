from odoo import api, fields, models
from odoo.exceptions import UserError


class GestorClientPricelistMake(models.TransientModel):
    """Make a client's own price list from another list, or from another client's."""

    _name = "gestor.client.pricelist.make"
    _description = "Make a Client's Price List"

    partner_id = fields.Many2one("res.partner", string="Client", required=True)
    source = fields.Selection(
        [("list", "A price list"), ("client", "Another client's list")],
        string="Made from",
        required=True,
        default="list",
    )
    source_partner_id = fields.Many2one("res.partner", string="The Other Client")
    source_pricelist_id = fields.Many2one(
        "product.pricelist",
        string="Price List",
        compute="_compute_source_pricelist_id",
        store=True,
        readonly=False,
    )
    mode = fields.Selection(
        [("copy", "Own copy of the list"), ("same", "The same list")],
        required=True,
        default="copy",
    )
    name = fields.Char(compute="_compute_name", store=True, readonly=False)
    date_from = fields.Date(string="From", default=fields.Date.context_today)
    date_to = fields.Date(string="To")

    @api.depends("source", "source_partner_id")
    def _compute_source_pricelist_id(self):
        for make in self:
            if make.source == "client":
                other = make.source_partner_id
                make.source_pricelist_id = other and other.property_product_pricelist

    @api.depends("partner_id")
    def _compute_name(self):
        for make in self:
            make.name = make.partner_id.display_name

    def action_make(self):
        """Make the list and give it to the client for the period."""
        self.ensure_one()
        if not self.source_pricelist_id:
            raise UserError(self.env._("Choose the list to start from."))
        pricelist = self.source_pricelist_id
        if self.mode == "copy":
            pricelist = pricelist.copy({"name": self.name or pricelist.name})
        self.env["gestor.client.pricelist"].create(
            {
                "partner_id": self.partner_id.id,
                "pricelist_id": pricelist.id,
                "date_from": self.date_from,
                "date_to": self.date_to,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "product.pricelist",
            "res_id": pricelist.id,
            "views": [(False, "form")],
        }
