from odoo import fields, models


class GestorClientKindChange(models.TransientModel):
    """The reason for which a standard client is potential again."""

    _name = "gestor.client.kind.change"
    _description = "Make a Client Potential Again"

    partner_id = fields.Many2one("res.partner", string="Client", required=True)
    reason = fields.Char(required=True)

    def action_confirm(self):
        """Take the client back."""
        self.ensure_one()
        self.partner_id.check_access("write")
        self.partner_id._gestor_make_potential(self.reason)
        return {"type": "ir.actions.act_window_close"}
