from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_datetime


class GestorAutomationPreview(models.TransientModel):
    """What an action would do in the coming days; nothing is planned by looking."""

    _name = "gestor.automation.preview"
    _description = "Preview of an Automatic Action"

    action_id = fields.Many2one("gestor.automation.action", required=True)
    days = fields.Integer(default=30, required=True)
    content = fields.Html(compute="_compute_content", sanitize=False)

    @api.depends("action_id", "days")
    def _compute_content(self):
        for preview in self:
            rows, count = preview.action_id._get_preview(min(preview.days, 3660))
            heading = self.env._("Not planned yet: %(count)s", count=count)
            lines = Markup().join(
                Markup("<tr><td>%s</td><td>%s</td></tr>")
                % (format_datetime(self.env, moment), name)
                for name, moment in rows
            )
            preview.content = Markup(
                "<p><strong>%s</strong></p><table class='table table-sm'>%s</table>"
            ) % (heading, lines)
