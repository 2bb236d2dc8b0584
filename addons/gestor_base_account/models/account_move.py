from odoo import api, fields, models

STATE_TONES = {
    "paid": "success",
    "in_payment": "success",
    "partial": "warning",
    "not_paid": "danger",
}


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "gestor.linked.mixin"]

    # Salesmen may read their invoices but no payments: without this the host's
    # number of payments (account/models/account_move.py) keeps them from opening
    # the form of an invoice, also from a card.
    reconciled_payment_ids = fields.Many2many(compute_sudo=True)

    @api.model
    def _gestor_card_kind(self):
        domain = [("move_type", "!=", "entry")]
        return {
            "name": self.env._("Invoice"),
            "plural": self.env._("Invoices"),
            "icon": "fa-file-text-o",
            "sequence": 30,
            "domain": domain,
            "list_view": "account.view_invoice_tree",
        }

    def _gestor_card_relations(self):
        relations = super()._gestor_card_relations()
        payments = self.sudo().matched_payment_ids
        payments |= self.sudo()._get_reconciled_payments()
        for key, label, model, ids in (
            (
                "client",
                self.env._("Business partner"),
                "res.partner",
                self.partner_id.ids,
            ),
            (
                "reversed",
                self.env._("Corrected invoice"),
                "account.move",
                self.sudo().reversed_entry_id.ids,
            ),
            (
                "reversals",
                self.env._("Credit note"),
                "account.move",
                self.sudo().reversal_move_ids.ids,
            ),
            ("payments", self.env._("Payment"), "account.payment", payments.ids),
        ):
            if ids:
                relations.append((key, label, model, [("id", "in", ids)]))
        return relations

    def _gestor_card_items(self):
        items = super()._gestor_card_items()
        for move in self:
            paid = move.state == "posted" and move.payment_state in STATE_TONES
            items[move.id].update(
                subtitle=move.partner_id.sudo().display_name or "",
                date=move.invoice_date or move.date,
                amount=move.amount_total_in_currency_signed
                if move.is_invoice()
                else move.amount_total,
                currency=move.currency_id,
                state=move._gestor_selection_label(
                    "payment_state" if paid else "state"
                ),
                state_tone=STATE_TONES[move.payment_state] if paid else "muted",
            )
        return items

    def _gestor_card_print_report(self):
        if self.move_type == "entry":
            return super()._gestor_card_print_report()
        return "account.account_invoices"

    def _gestor_card_mail_action(self):
        """Send through the host's wizard who may use it, else as a message."""
        self.ensure_one()
        wizard = self.env["account.move.send.wizard"]
        is_sendable = self.state == "posted" and self.is_sale_document()
        if is_sendable and wizard.has_access("create"):
            return self.action_send_and_print()
        return super()._gestor_card_mail_action()
