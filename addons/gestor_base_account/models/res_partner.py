from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _gestor_card_relations(self):
        relations = super()._gestor_card_relations()
        domain = [
            ("commercial_partner_id", "=", self.commercial_partner_id.id),
            ("move_type", "!=", "entry"),
        ]
        relations.append(("invoices", self.env._("Invoice"), "account.move", domain))
        return relations
