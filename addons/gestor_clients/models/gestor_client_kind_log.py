from odoo import api, fields, models


class GestorClientKindLog(models.Model):
    """The history of clients becoming standard and, rarely, potential again.

    Rows are written by the change itself and are never edited.
    """

    _name = "gestor.client.kind.log"
    _inherit = ["gestor.client.part.mixin"]
    _description = "Change of a Client's Kind"
    _order = "date desc, id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner", string="Client", required=True, index=True, ondelete="cascade"
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now, index=True)
    kind_from = fields.Selection("_selection_kind", string="From")
    kind_to = fields.Selection("_selection_kind", string="To", required=True)
    user_id = fields.Many2one(
        "res.users", string="By", default=lambda self: self.env.user
    )
    reason = fields.Char()
    document = fields.Reference("_selection_document")

    @api.model
    def _selection_kind(self):
        return (
            self.env["res.partner"]
            ._fields["gestor_client_kind"]
            ._description_selection(self.env)
        )

    @api.model
    def _selection_document(self):
        """Return the kinds of documents that make a client standard; add to them."""
        return [("account.move", self.env._("Invoice"))]
