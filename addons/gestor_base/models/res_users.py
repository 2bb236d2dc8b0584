from collections import defaultdict
from datetime import datetime, time, timedelta

from pytz import timezone, utc

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import polish_days
from .gestor_substitution import DEFAULT_TZ

OWN_FIELDS = ["gestor_default_substitute_ids", "gestor_working_hours_ids"]


class ResUsers(models.Model):
    _inherit = "res.users"

    gestor_default_substitute_ids = fields.One2many(
        "gestor.substitute.default",
        "user_id",
        string="Default Substitutes",
        help="The first one who is not away is proposed.",
    )
    gestor_working_hours_ids = fields.One2many(
        "gestor.working.hours",
        "user_id",
        string="Preferred Working Hours",
        help="In the time zone of the user. Empty: the hours of the company.",
    )
    gestor_substitution_ids = fields.One2many(
        "gestor.substitution", "user_id", string="Substitutions"
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return super().SELF_READABLE_FIELDS + OWN_FIELDS

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return super().SELF_WRITEABLE_FIELDS + OWN_FIELDS

    # === SUBSTITUTION ===

    def action_gestor_away(self):
        """Open a new substitution for the user, with the usual substitute."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("I Am Away"),
            "res_model": "gestor.substitution",
            "views": [(False, "form")],
            "target": "current",
            "context": {"default_user_id": self.id},
        }

    @api.model
    def action_gestor_i_am_away(self):
        """Open a new substitution for who asks: the entry of the user's menu."""
        return self.env.user.action_gestor_away()

    # === TEAMS ===

    def _gestor_get_team_members(self):
        """Return the members of the teams that the users lead or belong to."""
        # Who is in which team is no secret inside the company.
        teams = self.env["crm.team"].sudo()
        domain = Domain("user_id", "in", self.ids)
        domain |= Domain(
            "crm_team_member_ids",
            "any",
            [("user_id", "in", self.ids), ("active", "=", True)],
        )
        return (
            teams.search(domain)
            .crm_team_member_ids.filtered("active")
            .user_id.sudo(False)
        )

    # === WORKING HOURS ===

    def _gestor_get_working_calendars(self):
        """Return {user id: host calendar} that wins over the preferred hours.

        Hook: an addon that knows the contracts of employees returns theirs.
        """
        return {}

    def _gestor_working_intervals(self, start, end):
        """Return {user id: [(start, end), …]} of working time in a period.

        :param datetime start: naive, in UTC, as ``end`` and the results
        """
        calendars = self._gestor_get_working_calendars()
        rows = self._gestor_get_hours()
        result = {}
        for user in self:
            calendar = calendars.get(user.id)
            if not calendar and user.id not in rows:
                calendar = user.sudo().company_id.resource_calendar_id
            if calendar:
                result[user.id] = self._gestor_get_calendar_intervals(
                    calendar, start, end
                )
            else:
                zone = timezone(user.sudo().tz or DEFAULT_TZ)
                result[user.id] = self._gestor_get_row_intervals(
                    rows.get(user.id, {}), zone, start, end
                )
        return result

    def _gestor_is_working(self, moment):
        """Return {user id: whether it is within working time} at a UTC moment."""
        found = self._gestor_working_intervals(moment, moment + timedelta(seconds=1))
        return {user_id: bool(intervals) for user_id, intervals in found.items()}

    def _gestor_get_hours(self):
        # When a colleague works is asked for by everybody who plans.
        hours = self.env["gestor.working.hours"].sudo()
        rows = defaultdict(lambda: defaultdict(list))
        names = ["user_id", "weekday", "hour_from", "hour_to"]
        for row in hours.search_fetch([("user_id", "in", self.ids)], names):
            bounds = (row.hour_from, row.hour_to)
            rows[row.user_id.id][int(row.weekday)].append(bounds)
        return rows

    def _gestor_get_row_intervals(self, rows, zone, start, end):
        """Lay the weekly windows over the days; public holidays are free."""
        intervals = []
        day = utc.localize(start).astimezone(zone).date()
        last = utc.localize(end).astimezone(zone).date()
        while day <= last:
            if not polish_days.is_public_holiday(day):
                for bounds in rows.get(day.weekday(), []):
                    first, stop = (self._gestor_at_hour(day, h, zone) for h in bounds)
                    first, stop = max(first, start), min(stop, end)
                    if first < stop:
                        intervals.append((first, stop))
            day += timedelta(days=1)
        return intervals

    def _gestor_at_hour(self, day, hour, zone):
        """Return the UTC moment of a wall-clock hour (24: the next midnight)."""
        minutes = round(hour * 60)
        local = datetime.combine(day, time()) + timedelta(minutes=minutes)
        return zone.localize(local).astimezone(utc).replace(tzinfo=None)

    def _gestor_get_calendar_intervals(self, calendar, start, end):
        found = calendar.sudo()._work_intervals_batch(
            utc.localize(start), utc.localize(end)
        )[False]
        return [
            (first.astimezone(utc).replace(tzinfo=None),
             stop.astimezone(utc).replace(tzinfo=None))
            for first, stop, _rows in found
            if not polish_days.is_public_holiday(first.date())
        ]  # fmt: skip
