from datetime import datetime, timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import recurrence

CHUNK = 5000
HORIZON_DAYS = 7
# More days of the calendar than N working days can ever take.
WORKING_DAYS_FACTOR, WORKING_DAYS_SLACK = 2, 20
MONTH_DAYS = {"months": 31, "years": 366, "weeks": 7, "days": 1, "hours": 1}
# The others are planned when they happen.
PLANNED_TRIGGERS = ("created", "date", "repeat")


class GestorAutomationPlanner(models.AbstractModel):
    """Finds what is due and writes it into the ledger, by sets and idempotently.

    Each due moment has an occurrence key, the same whenever it is computed; the
    unique index of the ledger makes planning twice harmless.
    """

    _name = "gestor.automation.planner"
    _description = "Planner of Automatic Actions"

    # === PLANNING ===

    @api.model
    def _cron_plan(self):
        """Plan what falls due within the horizon; commits after each chunk."""
        until = fields.Datetime.now() + timedelta(days=HORIZON_DAYS)
        actions = self.sudo().search([("trigger", "in", PLANNED_TRIGGERS)])
        for number, action in enumerate(actions, 1):
            for due in action._iter_due(until):
                self.env["gestor.automation.run"]._insert(action, due)
                self.env["ir.cron"]._commit_progress(
                    len(due), remaining=len(actions) - number
                )
        self.env["gestor.automation.run"]._trigger_executor()

    def _plan(self, until=None, ids=None):
        """Plan now, within the current transaction; return how many are new."""
        until = until or fields.Datetime.now() + timedelta(days=HORIZON_DAYS)
        count = 0
        for action in self.sudo():
            for due in action._iter_due(until, ids):
                count += self.env["gestor.automation.run"]._insert(action, due)
        return count

    def _iter_due(self, until, ids=None, limit=None):
        """Yield lists of (record id, occurrence, moment, company) up to ``until``."""
        self.ensure_one()
        if self.trigger not in PLANNED_TRIGGERS:
            return
        last = 0
        while rows := self._fetch_anchors(until, ids, last):
            last = rows[-1][0]
            due = self._compute_due(rows, until)
            if due:
                yield due[:limit] if limit else due
            if len(rows) < CHUNK:
                return

    def _fetch_anchors(self, until, ids, last):
        """Return (id, anchor, company) of the next records that have no run yet."""
        records = self._get_actor_model()
        domain = self._get_target_domain() & Domain("id", ">", last)
        if ids is not None:
            domain &= Domain("id", "in", ids)
        query = records.with_context(active_test=False)._search(domain, order="id")
        anchor = self._get_anchor_sql(records, query)
        company = SQL("NULL::integer")
        if "company_id" in records._fields and records._fields["company_id"].store:
            company = records._field_to_sql(query.table, "company_id", query)
        record_id = SQL.identifier(query.table, "id")
        if self.trigger != "repeat":
            query.add_where(SQL("%s IS NOT NULL", anchor))
            query.add_where(self._get_window_sql(anchor, until))
        if not self._is_repeating():
            query.add_where(self._get_unplanned_sql(record_id, anchor))
        query.limit = CHUNK
        return self.env.execute_query(query.select(record_id, anchor, company))

    def _get_anchor_sql(self, records, query):
        if self.trigger == "repeat":
            return SQL("%s::timestamp", self.start_at)
        name = "create_date" if self.trigger == "created" else self.date_field_id.name
        sql = records._field_to_sql(query.table, name, query)
        if records._fields[name].type == "date":
            return sql
        return SQL("date_trunc('second', %s)", sql)

    def _get_unplanned_sql(self, record_id, anchor):
        """Return the condition that the ledger has no row of this occurrence."""
        key = SQL("'created'") if self.trigger == "created" else SQL("%s::text", anchor)
        # A scalar subquery asks the unique index record by record; NOT EXISTS becomes
        # a join, badly planned while the statistics do not know the new rows.
        return SQL(
            "(SELECT 1 FROM gestor_automation_run run"
            " WHERE run.action_id = %s AND run.res_model = %s"
            " AND run.res_id = %s AND run.occurrence = %s LIMIT 1) IS NULL",
            self.id,
            self.model,
            record_id,
            key,
        )

    def _get_window_sql(self, anchor, until):
        """Return a coarse condition on the anchor; the exact one is Python's."""
        if self.delay_unit == "working_days":
            days = abs(self.delay) * WORKING_DAYS_FACTOR + WORKING_DAYS_SLACK
        else:
            days = abs(self.delay) * MONTH_DAYS[self.delay_unit]
        slack = timedelta(days=days + 2)
        before = SQL("%s <= %s", anchor, until + slack)
        if self._is_repeating():
            return before
        return SQL("%s AND %s >= %s", before, anchor, self.since - slack)

    def _compute_due(self, rows, until):
        moments = {}
        due = []
        for res_id, anchor, company in rows:
            if anchor not in moments:
                moments[anchor] = self._get_moments(anchor, until)
            due += [(res_id, key, at, company) for key, at in moments[anchor]]
        return due

    def _get_moments(self, anchor, until):
        """Return the (occurrence, UTC moment) of an anchor between since and until."""
        key = "created" if self.trigger == "created" else str(anchor)
        zone = self._get_zone()
        if not isinstance(anchor, datetime):
            anchor = recurrence.to_utc(recurrence.at_hour(anchor, self.hour), zone)
        if not self._is_repeating():
            moment = self._shift(anchor, zone)
            return [(key, moment)] if self.since <= moment <= until else []
        first = max(self.since, fields.Datetime.now() - timedelta(days=HORIZON_DAYS))
        anchor = self._shift(anchor, zone)
        end = min(until, self.repeat_until or until)
        found = recurrence.occurrences(
            anchor, self.repeat_interval, self.repeat_unit, zone, first, end
        )
        return [(f"{key}#{moment}", moment) for moment in found]

    def _shift(self, moment, zone):
        if not self.delay and self.delay_unit != "working_days":
            return moment
        return recurrence.shift(
            moment, self.delay, self.delay_unit, zone, self._is_day_off
        )

    def _is_day_off(self, day):
        """Tell whether a day is off for the whole company, by its calendar."""
        company = self.company_id or self.responsible_id.company_id
        start = recurrence.to_utc(recurrence.at_hour(day, 12), self._get_zone())
        leaves = self.env["resource.calendar.leaves"].sudo()
        domain = [
            ("resource_id", "=", False),
            ("company_id", "=", company.id),
            ("date_from", "<=", start),
            ("date_to", ">=", start),
        ]
        return bool(leaves.search_count(domain, limit=1))

    def _get_zone(self):
        return (
            self.responsible_id.tz or self.company_id.partner_id.tz or "Europe/Warsaw"
        )

    def _is_repeating(self):
        return bool(self.repeat_unit) and self.trigger in ("date", "repeat")

    @api.model
    def _get_company(self, record):
        return record.company_id.id if "company_id" in record._fields else None
