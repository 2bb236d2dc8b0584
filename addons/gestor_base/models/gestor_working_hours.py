from odoo import api, fields, models
from odoo.exceptions import ValidationError


class GestorWorkingHours(models.Model):
    """A weekly window in which a user prefers to work.

    Own rows rather than the host's calendars: those are shared, and only an
    administrator of the host may change them, while these are each user's own.
    """

    _name = "gestor.working.hours"
    _description = "Preferred Working Hours"
    _order = "user_id, weekday, hour_from, id"
    _rec_name = "weekday"

    user_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.user,
    )
    weekday = fields.Selection(
        [
            ("0", "Monday"),
            ("1", "Tuesday"),
            ("2", "Wednesday"),
            ("3", "Thursday"),
            ("4", "Friday"),
            ("5", "Saturday"),
            ("6", "Sunday"),
        ],
        required=True,
        default="0",
    )
    hour_from = fields.Float(string="From", required=True, default=8)
    hour_to = fields.Float(string="To", required=True, default=16)

    _check_hours = models.Constraint(
        "CHECK (hour_from >= 0 AND hour_from < hour_to AND hour_to <= 24)",
        "Hours go from 0 to 24, the later one second.",
    )
    _overlap = models.Constraint(
        "EXCLUDE USING gist (int4range(user_id, user_id, '[]') WITH &&,"
        " int4range(weekday::int, weekday::int, '[]') WITH &&,"
        " numrange(hour_from::numeric, hour_to::numeric, '[)') WITH &&)",
        "These hours overlap others of the same day.",
    )

    @api.constrains("user_id")
    def _check_user(self):
        if any(row.user_id.share for row in self.sudo()):
            raise ValidationError(self.env._("Only internal users have working hours."))
