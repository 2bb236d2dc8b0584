from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _gestor_card_relations(self):
        relations = super()._gestor_card_relations()
        orders = self.sudo().line_ids.sale_line_ids.order_id
        if orders:
            label = self.env._("Order of the invoice")
            domain = [("id", "in", orders.ids)]
            relations.append(("orders", label, "sale.order", domain))
        return relations
