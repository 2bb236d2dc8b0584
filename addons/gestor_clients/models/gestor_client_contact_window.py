from odoo import api, fields, models

WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]


class GestorClientContactWindow(models.Model):
    """A time of the week when a client likes to be contacted."""

    _name = "gestor.client.contact.window"
    _description = "Preferred Time of Contact"
    _inherit = ["gestor.client.part.mixin"]
    _order = "partner_id, weekday, hour_from, id"

    partner_id = fields.Many2one(
        "res.partner", string="Client", required=True, ondelete="cascade", index=True
    )
    weekday = fields.Selection(WEEKDAYS, string="Day", required=True, default="0")
    hour_from = fields.Float(string="From", required=True, default=8)
    hour_to = fields.Float(string="To", required=True, default=16)

    # Without the client's column: the host's merge of contacts would delete rows.
    _hours_in_day = models.Constraint(
        "CHECK (hour_from >= 0 AND hour_from < hour_to AND hour_to <= 24)",
        "The hours must lie within one day, the end after the start.",
    )

    @api.depends("weekday", "hour_from", "hour_to")
    def _compute_display_name(self):
        days = dict(self._fields["weekday"]._description_selection(self.env))
        for window in self:
            start, end = map(self._format_hour, (window.hour_from, window.hour_to))
            window.display_name = f"{days.get(window.weekday, '')} {start}–{end}"

    @api.model
    def _format_hour(self, hour):
        minutes = round(hour * 60)
        return f"{minutes // 60}:{minutes % 60:02}"

    def _contains(self, moment):
        """Tell whether a moment of the client's local time is in one of these."""
        hour = moment.hour + moment.minute / 60 + moment.second / 3600
        return any(
            int(window.weekday) == moment.weekday()
            and window.hour_from <= hour < window.hour_to
            for window in self
        )
