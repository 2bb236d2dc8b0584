from odoo import fields, models


class GestorResourceFinderLine(models.TransientModel):
    _name = "gestor.resource.finder.line"
    _description = "Free Time of a Resource"
    _order = "date_from, id"

    finder_id = fields.Many2one("gestor.resource.finder", ondelete="cascade")
    resource_id = fields.Many2one("gestor.resource", readonly=True)
    date_from = fields.Datetime(string="Free From", readonly=True)
    free_to = fields.Datetime(readonly=True)

    def action_reserve(self):
        self.ensure_one()
        return self.finder_id._reserve(self.resource_id.id, self.date_from)
