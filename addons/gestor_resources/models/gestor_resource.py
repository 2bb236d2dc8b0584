from datetime import timedelta, timezone

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_datetime

MAX_CAPACITY = 200


class GestorResource(models.Model):
    """Something shared that can be reserved: a car, a room, a set of tools."""

    _name = "gestor.resource"
    _inherit = [
        "resource.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "image.mixin",
        "gestor.linked.mixin",
    ]
    _description = "Resource"
    _order = "kind_id, name, id"

    name = fields.Char(
        related="resource_id.name", store=True, readonly=False, required=True
    )
    active = fields.Boolean(
        related="resource_id.active", store=True, readonly=False, default=True
    )
    # Empty, and not the company's hours of the host: a car drives at night too.
    resource_calendar_id = fields.Many2one(
        default=False,
        help="When it may be used; empty: around the clock.",
    )
    code = fields.Char(
        string="Number", copy=False, help="Registration, inventory or room number."
    )
    kind_id = fields.Many2one("gestor.resource.kind", string="Kind", index=True)
    color = fields.Integer(related="kind_id.color")
    capacity = fields.Integer(
        default=1,
        required=True,
        tracking=True,
        help="How many reservations there may be at the same time.",
    )
    allowed_company_ids = fields.Many2many(
        "res.company",
        string="Other Companies",
        help="Companies that may use it besides its own.",
    )
    responsible_id = fields.Many2one(
        "res.users",
        string="Responsible",
        domain=[("share", "=", False)],
        index="btree_not_null",
        tracking=True,
        help="Is told when reservations are released or the resource breaks down.",
    )
    place = fields.Char(help="Where it is kept.")
    note = fields.Html(string="Notes")
    reservation_ids = fields.One2many("gestor.reservation", "resource_id")
    reservation_count = fields.Integer(
        string="Coming Reservations", compute="_compute_use"
    )
    state = fields.Selection(
        [("free", "Free"), ("busy", "In Use"), ("out", "Out of Use")],
        string="Now",
        compute="_compute_use",
        search="_search_state",
    )
    state_until = fields.Datetime(string="Until", compute="_compute_use")
    state_label = fields.Char(string="State", compute="_compute_state_label")

    _check_capacity = models.Constraint(
        f"CHECK (capacity BETWEEN 1 AND {MAX_CAPACITY})",
        "The capacity is a number from 1 to 200.",
    )
    _code_uniq = models.UniqueIndex(
        "(COALESCE(company_id, 0), code) WHERE code IS NOT NULL",
        "There is a resource with this number already.",
    )

    # === COMPUTE ===

    @api.depends("reservation_ids.state", "capacity")
    def _compute_use(self):
        now = fields.Datetime.now()
        rows = self.env["gestor.reservation"]._read_group(
            [
                ("resource_id", "in", self.ids),
                ("state", "=", "confirmed"),
                ("date_to", ">", now),
            ],
            ["resource_id", "kind"],
            ["__count", "id:recordset"],
        )
        for resource in self:
            mine = [row for row in rows if row[0] == resource]
            coming = {kind: count for _resource, kind, count, _found in mine}
            resource.reservation_count = coming.get("booking", 0)
            current = {
                kind: found.filtered(lambda r: r.date_from <= now)
                for _resource, kind, _count, found in mine
            }
            outages = current.get("outage", self.env["gestor.reservation"])
            bookings = current.get("booking", self.env["gestor.reservation"])
            resource.state = "free"
            resource.state_until = False
            if outages:
                resource.state = "out"
                resource.state_until = max(outages.mapped("date_to"))
            elif len(bookings) >= resource.capacity:
                resource.state = "busy"
                resource.state_until = min(bookings.mapped("date_to"))

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        groups = self.env["gestor.reservation"]._read_group(
            [
                ("state", "=", "confirmed"),
                ("date_from", "<=", now),
                ("date_to", ">", now),
            ],
            ["resource_id", "kind"],
            ["__count"],
        )
        out = {resource.id for resource, kind, _count in groups if kind == "outage"}
        busy = {
            resource.id
            for resource, kind, count in groups
            if kind == "booking" and count >= resource.capacity
        } - out
        ids = set()
        if "out" in value:
            ids |= out
        if "busy" in value:
            ids |= busy
        if "free" in value:
            return [("id", "not in", list((out | busy) - ids))]
        return [("id", "in", list(ids))]

    @api.depends("state", "state_until")
    def _compute_state_label(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        far = fields.Datetime.now() + timedelta(days=3650)
        for resource in self:
            label = labels.get(resource.state, "")
            if resource.state_until and resource.state_until < far:
                until = format_datetime(
                    self.env, resource.state_until, dt_format="dd.MM HH:mm"
                )
                label = self.env._("%(state)s until %(time)s", state=label, time=until)
            resource.state_label = label

    @api.depends("code")
    def _compute_display_name(self):
        for resource in self:
            code = f" ({resource.code})" if resource.code else ""
            resource.display_name = f"{resource.name or ''}{code}"

    # === CHECKS ===

    @api.constrains("capacity")
    def _check_capacity_used(self):
        """Coming reservations must not stand on places that are taken away."""
        for resource in self:
            beyond = resource.reservation_ids.filtered_domain(
                [
                    ("slot_no", ">", resource.capacity),
                    ("state", "=", "confirmed"),
                    ("date_to", ">", fields.Datetime.now()),
                ]
            )
            if beyond:
                raise ValidationError(
                    self.env._(
                        "“%(name)s” has %(count)s coming reservations on places"
                        " beyond the new capacity: move or cancel them first.",
                        name=resource.display_name,
                        count=len(beyond),
                    )
                )

    # === CRUD ===

    def _prepare_resource_values(self, vals, tz):
        values = super()._prepare_resource_values(vals, tz)
        values["resource_type"] = "material"
        # The host would give it the hours of the company.
        values.setdefault("calendar_id", False)
        return values

    # === ACTIONS ===

    def action_open_reservations(self):
        self.ensure_one()
        xmlid = "gestor_resources.gestor_reservation_action"
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {
            **action,
            "domain": [("resource_id", "=", self.id)],
            "context": {"default_resource_id": self.id},
        }

    def action_reserve(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reserve"),
            "res_model": "gestor.reservation",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_resource_id": self.id},
        }

    def action_out_of_use(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Out of use"),
            "res_model": "gestor.resource.outage",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_resource_ids": self.ids},
        }

    def action_back_in_use(self):
        """End the outages that go on now."""
        now = fields.Datetime.now()
        outages = self.reservation_ids.filtered(
            lambda r: r.kind == "outage"
            and r.state == "confirmed"
            and r.date_from <= now < r.date_to
        )
        outages.check_access("write")
        for outage in outages:
            # An outage of this very second would become empty.
            outage.date_to = max(now, outage.date_from + timedelta(seconds=1))
        return True

    # === BUSINESS ===

    @api.private
    def get_busy(self, start, end):
        """Return the taken times of each resource, of all its places, in one query.

        :param start: datetime, UTC
        :param end: datetime, UTC
        :return: {resource id: [(slot number, start, end), …]} in the order of time
        """
        found = {resource_id: [] for resource_id in self.ids}
        # Taken is taken, whether or not the user may see by whom.
        rows = (
            self.env["gestor.reservation"]
            .sudo()
            .search_fetch(
                [
                    ("resource_id", "in", self.ids),
                    ("state", "=", "confirmed"),
                    ("date_from", "<", end),
                    ("date_to", ">", start),
                ],
                ["resource_id", "slot_no", "date_from", "date_to"],
                order="date_from, id",
            )
        )
        for row in rows:
            found[row.resource_id.id].append((row.slot_no, row.date_from, row.date_to))
        return found

    @api.private
    def find_free(self, start, end, duration, limit=5):
        """Return the times when a place is free for at least ``duration``.

        Only within the working hours of the resource, if it has any.

        :param duration: timedelta
        :param limit: how many times per resource
        :return: {resource id: [(start, end), …]}, UTC, each as long as it stays free
        """
        busy = self.get_busy(start, end)
        open_times = self._get_open_times(start, end)
        return {
            resource.id: resource._get_free_times(
                open_times[resource.id], busy[resource.id], duration
            )[:limit]
            for resource in self
        }

    def _gestor_promote_waiting(self):
        """Give free places to those who wait, the first come first."""
        if not self or self.env.context.get("gestor_no_promotion"):
            return
        # The queue is served whoever frees a place, also one who may not change it.
        reservations = self.env["gestor.reservation"].sudo()
        waiting = reservations.search(
            [
                ("resource_id", "in", self.ids),
                ("state", "=", "waiting"),
                ("date_from", ">", fields.Datetime.now()),
            ],
            order="id",
        )
        wishes = [
            (r.id, r.resource_id.id, r.date_from, r.date_to, r.id) for r in waiting
        ]
        fitting = reservations._choose_slots(wishes, strict=False)
        promoted = waiting.filtered(lambda r: r.id in fitting)
        if promoted:
            promoted.write({"state": "confirmed"})
            promoted._gestor_announce_promotion()

    def _get_open_times(self, start, end):
        """Return [(start, end), …] of working hours by resource id."""
        times = {resource.id: [(start, end)] for resource in self}
        for calendar, resources in self.grouped("resource_calendar_id").items():
            if not calendar:
                continue
            hosts = resources.resource_id
            intervals = calendar._work_intervals_batch(
                start.replace(tzinfo=timezone.utc),
                end.replace(tzinfo=timezone.utc),
                resources=hosts,
            )
            for resource in resources:
                times[resource.id] = [
                    (_naive(first), _naive(last))
                    for first, last, _rows in intervals[resource.resource_id.id]
                ]
        return times

    def _get_free_times(self, open_times, busy, duration):
        """Return the parts of open times in which one place stays free."""
        free = set()
        for slot in range(1, self.capacity + 1):
            taken = [(first, last) for number, first, last in busy if number == slot]
            for start, end in open_times:
                for first, last in _subtract(start, end, taken):
                    if last - first >= duration:
                        free.add((first, last))
        return sorted(free)


def _naive(moment):
    return moment.astimezone(timezone.utc).replace(tzinfo=None)


def _subtract(start, end, taken):
    """Yield what is left of an interval; ``taken`` is in the order of time."""
    for first, last in taken:
        if last <= start:
            continue
        if first >= end:
            break
        if first > start:
            yield start, first
        start = max(start, last)
    if start < end:
        yield start, end
