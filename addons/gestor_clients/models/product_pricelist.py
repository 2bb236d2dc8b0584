from odoo import api, fields, models


class ProductPricelist(models.Model):
    _inherit = "product.pricelist"

    @api.model
    def _get_partner_pricelist_multi(self, partner_ids):
        """A client's own list that is in force today goes first.

        Contact persons and addresses have the list of their company.
        """
        result = super()._get_partner_pricelist_multi(partner_ids)
        feature = self.env["res.groups"]._is_feature_enabled(
            "product.group_product_pricelist"
        )
        if not feature or not partner_ids:
            return result
        partners = self.env["res.partner"].browse(partner_ids).sudo()
        companies = {p.id: p.commercial_partner_id.id for p in partners}
        current = self.env["gestor.client.pricelist"]._get_current(
            {*companies, *companies.values()}, fields.Date.context_today(self)
        )
        if not current:
            return result
        for partner_id, company_id in companies.items():
            own = current.get(partner_id) or current.get(company_id)
            if own:
                result[partner_id] = own.with_env(self.env)
        return result
