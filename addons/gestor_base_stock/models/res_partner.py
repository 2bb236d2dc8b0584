from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _gestor_card_relations(self):
        relations = super()._gestor_card_relations()
        client = self.commercial_partner_id
        domain = [("partner_id.commercial_partner_id", "=", client.id)]
        label = self.env._("Warehouse document")
        relations.append(("pickings", label, "stock.picking", domain))
        return relations
