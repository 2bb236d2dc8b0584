from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        """The first posted customer invoice makes a client standard."""
        posted = super()._post(soft)
        invoices = posted.filtered(lambda move: move.move_type == "out_invoice")
        for invoice in invoices:
            # sudo: who posts the invoice need not be allowed to edit the client.
            clients = (invoice.partner_id | invoice.commercial_partner_id).sudo()
            clients._gestor_make_standard(self.env._("First invoice"), invoice)
        return posted
