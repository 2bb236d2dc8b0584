from odoo import api, models

STATE_TONES = {"done": "success", "assigned": "info", "cancel": "danger"}


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["stock.picking", "gestor.linked.mixin"]

    @api.model
    def _gestor_card_kind(self):
        return {
            "name": self.env._("Warehouse document"),
            "plural": self.env._("Warehouse documents"),
            "icon": "fa-truck",
            "sequence": 40,
            "list_view": "stock.vpicktree",
        }

    def _gestor_card_relations(self):
        relations = super()._gestor_card_relations()
        for key, label, records in (
            ("partner", self.env._("Business partner"), self.partner_id),
            ("backorder_of", self.env._("Backorder of"), self.sudo().backorder_id),
            ("backorders", self.env._("Backorder"), self.sudo().backorder_ids),
            ("return_of", self.env._("Return of"), self.sudo().return_id),
            ("returns", self.env._("Return"), self.sudo().return_ids),
        ):
            if records:
                domain = [("id", "in", records.ids)]
                relations.append((key, label, records._name, domain))
        return relations

    def _gestor_card_items(self):
        items = super()._gestor_card_items()
        for picking in self:
            partner = picking.partner_id.sudo().display_name
            operation = picking.picking_type_id.sudo().name
            items[picking.id].update(
                subtitle=" · ".join(filter(None, (operation, partner))),
                date=picking.date_done or picking.scheduled_date,
                state=picking._gestor_selection_label("state"),
                state_tone=STATE_TONES.get(picking.state, "muted"),
            )
        return items

    def _gestor_card_print_report(self):
        return "stock.action_report_delivery"
