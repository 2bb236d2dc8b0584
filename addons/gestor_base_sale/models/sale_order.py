from odoo import api, models

STATE_TONES = {"sent": "info", "sale": "success", "cancel": "danger"}


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "gestor.linked.mixin"]

    @api.model
    def _gestor_card_kind(self):
        return {
            "name": self.env._("Quotation or order"),
            "plural": self.env._("Quotations and orders"),
            "icon": "fa-shopping-cart",
            "sequence": 20,
            "list_view": "sale.sale_order_tree",
        }

    def _gestor_card_relations(self):
        relations = super()._gestor_card_relations()
        for partner, label in self._get_gestor_partner_labels().items():
            domain = [("id", "=", partner.id)]
            relations.append((f"partner_{partner.id}", label, "res.partner", domain))
        invoices = self.sudo().order_line.invoice_lines.move_id
        if invoices:
            label = self.env._("Invoice of the order")
            domain = [("id", "in", invoices.ids)]
            relations.append(("invoices", label, "account.move", domain))
        return relations

    def _get_gestor_partner_labels(self):
        """One label for each partner of the order; the client's comes first."""
        return {
            self.partner_shipping_id: self.env._("Delivery address"),
            self.partner_invoice_id: self.env._("Invoice address"),
            self.partner_id: self.env._("Client"),
        }

    def _gestor_card_items(self):
        items = super()._gestor_card_items()
        for order in self:
            items[order.id].update(
                name=order.name,
                subtitle=order.partner_id.sudo().display_name or "",
                date=order.date_order,
                amount=order.amount_total,
                currency=order.currency_id,
                state=order._gestor_selection_label("state"),
                state_tone=STATE_TONES.get(order.state, "muted"),
            )
        return items

    def _gestor_card_print_report(self):
        return "sale.action_report_saleorder"

    def _gestor_card_mail_action(self):
        self.ensure_one()
        return self.action_quotation_send()
