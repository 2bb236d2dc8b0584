from odoo import api, models


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = [
        "res.partner",
        "gestor.linked.mixin",
        "gestor.automation.mixin",
        "gestor.participant.mixin",
        "gestor.substituted.mixin",
    ]

    _gestor_substitution_area = "clients"

    @api.model
    def _gestor_card_kind(self):
        return {
            "name": self.env._("Client or contact"),
            "plural": self.env._("Clients and contacts"),
            "icon": "fa-user-o",
            "sequence": 10,
        }

    def _gestor_card_relations(self):
        relations = super()._gestor_card_relations()
        children = [("parent_id", "=", self.id)]
        parent = [("id", "=", self.parent_id.id)]
        label = self.env._("Contact or address")
        relations.append(("contacts", label, "res.partner", children))
        if self.parent_id:
            label = self.env._("Company")
            relations.append(("company", label, "res.partner", parent))
        return relations

    def _gestor_card_items(self):
        items = super()._gestor_card_items()
        for partner in self:
            details = (partner.email, partner.phone, partner.city)
            items[partner.id].update(
                name=partner.name or partner.display_name,
                subtitle=" · ".join(filter(None, details)),
                icon="fa-building-o" if partner.is_company else "fa-user-o",
            )
        return items

    def _gestor_card_mail_action(self):
        self.ensure_one()
        return self._prepare_gestor_composer_action(self, default_partner_ids=self.ids)
