from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_datetime

from .gestor_reservation_slots import SLOT_FIELDS

HELD = "confirmed"


class GestorReservation(models.Model):
    """A resource taken for a time: by somebody, or because it is out of use.

    Outages are rows of the same table, one for each place, so that the same
    constraint keeps reservations off them.
    """

    _name = "gestor.reservation"
    _inherit = ["gestor.reservation.slots", "gestor.linked.mixin"]
    _description = "Reservation"
    _order = "date_from desc, id desc"

    name = fields.Char(string="Purpose")
    kind = fields.Selection(
        [("booking", "Reservation"), ("outage", "Out of Use")],
        default="booking",
        required=True,
        readonly=True,
    )
    resource_id = fields.Many2one(
        "gestor.resource", required=True, index=True, ondelete="restrict"
    )
    resource_kind_id = fields.Many2one(
        string="Kind of Resource",
        related="resource_id.kind_id",
        store=True,
        index="btree_not_null",
    )
    color = fields.Integer(related="resource_kind_id.color")
    slot_no = fields.Integer(string="Place", default=1, readonly=True, copy=False)
    date_from = fields.Datetime(
        string="From", required=True, default=lambda self: self._default_date_from()
    )
    date_to = fields.Datetime(
        string="To",
        required=True,
        default=lambda self: self._default_date_from() + timedelta(hours=1),
    )
    hours = fields.Float(compute="_compute_hours", store=True)
    user_id = fields.Many2one(
        "res.users",
        string="Reserved For",
        required=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        index=True,
    )
    partner_id = fields.Many2one("res.partner", string="Client", index="btree_not_null")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    state = fields.Selection(
        [
            ("waiting", "Waiting List"),
            ("confirmed", "Confirmed"),
            ("released", "Released"),
            ("cancelled", "Cancelled"),
        ],
        default=HELD,
        required=True,
        copy=False,
        index=True,
    )
    active = fields.Boolean(default=True)
    note = fields.Text(string="Notes")
    warning = fields.Char(compute="_compute_warning")
    can_edit = fields.Boolean(compute="_compute_can_edit")

    # int4range around the ids: the range operators need no extension.
    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (int4range(resource_id, resource_id, '[]') WITH =, "
        "int4range(slot_no, slot_no, '[]') WITH =, "
        "tsrange(date_from, date_to, '[)') WITH &&) "
        "WHERE (state = 'confirmed' AND active) DEFERRABLE INITIALLY IMMEDIATE",
        "The resource is already reserved in that time.",
    )
    _check_order = models.Constraint(
        "CHECK (date_to > date_from)", "A reservation ends after it begins."
    )
    _check_slot = models.Constraint(
        "CHECK (slot_no > 0)", "Places are counted from one."
    )
    _waiting_index = models.Index("(resource_id, id) WHERE state = 'waiting'")

    @api.model
    def _default_date_from(self):
        now = fields.Datetime.now().replace(minute=0, second=0, microsecond=0)
        return now + timedelta(hours=1)

    # === COMPUTE ===

    @api.depends("date_from", "date_to")
    def _compute_hours(self):
        for reservation in self:
            start, end = reservation.date_from, reservation.date_to
            seconds = (end - start).total_seconds() if start and end else 0
            reservation.hours = seconds / 3600

    @api.depends("name", "resource_id", "date_from", "user_id")
    def _compute_display_name(self):
        for reservation in self:
            parts = [reservation.resource_id.display_name, reservation.name]
            if not reservation.name and reservation.user_id:
                parts[1] = reservation.user_id.name
            reservation.display_name = ": ".join(filter(None, parts))

    @api.depends("resource_id", "date_from", "date_to", "state", "kind")
    def _compute_warning(self):
        """Say while typing what saving would refuse, and what looks odd."""
        wishes = [
            (index, r.resource_id.id, r.date_from, r.date_to, r._origin.id or 0)
            for index, r in enumerate(self)
            if r.resource_id
            and r.date_from
            and r.date_to
            and r.date_from < r.date_to
            and r.state == HELD
            and r.kind == "booking"
        ]
        taken = self._get_taken(wishes)
        for index, reservation in enumerate(self):
            holders = [found for _slot, found in taken.get(index, [])]
            resource = reservation.resource_id
            if len(holders) >= (resource.capacity or 1):
                reservation.warning = self._describe_conflict(resource.id, holders)
            elif index in taken and reservation._is_outside_hours():
                reservation.warning = self.env._(
                    "Outside the working hours of “%s”.", resource.display_name
                )
            else:
                reservation.warning = False

    def _is_outside_hours(self):
        resource = self.resource_id
        if not resource.resource_calendar_id:
            return False
        open_times = resource._origin._get_open_times(self.date_from, self.date_to)
        hours = open_times[resource._origin.id]
        covered = sum((end - start for start, end in hours), timedelta())
        return covered < self.date_to - self.date_from

    @api.depends_context("uid")
    def _compute_can_edit(self):
        editable = self.filtered("id")._filtered_access("write")
        for reservation in self:
            reservation.can_edit = not reservation.id or reservation in editable

    # === CHECKS ===

    @api.constrains("resource_id", "company_id")
    def _check_company_may_use(self):
        for reservation in self:
            resource = reservation.resource_id.sudo()
            owner = resource.company_id
            allowed = owner | resource.allowed_company_ids
            if owner and reservation.company_id not in allowed:
                raise ValidationError(
                    self.env._(
                        "“%(company)s” may not use “%(name)s”.",
                        company=reservation.company_id.name,
                        name=resource.display_name,
                    )
                )

    # === CRUD ===

    @api.model_create_multi
    def create(self, vals_list):
        """Give each a free place.

        :raises UserError: when the resource is taken, saying by whom
        """
        vals_list = [self._add_defaults(vals) for vals in vals_list]
        # In one order everywhere: two who book the same things never deadlock.
        order = sorted(range(len(vals_list)), key=lambda i: _sort_key(vals_list[i]))
        wishes = [
            (index, *_get_times(vals_list[index]), 0)
            for index in order
            if self._is_wish(vals_list[index])
        ]
        creator = super()

        def save(slots):
            for index, slot in slots.items():
                vals_list[index]["slot_no"] = slot
            return creator.create([vals_list[index] for index in order])

        records = self._save_on_slots(wishes, save)
        places = dict(zip(order, records.ids, strict=True))
        return self.browse([places[index] for index in range(len(vals_list))])

    @api.model
    def _add_defaults(self, vals):
        names = ["resource_id", "date_from", "date_to", "state", "kind"]
        return {**self.default_get([n for n in names if n not in vals]), **vals}

    @api.model
    def _is_wish(self, vals):
        """Tell whether values ask for a place that is to be found."""
        return (
            all(vals.get(name) for name in ("resource_id", "date_from", "date_to"))
            and vals.get("state") == HELD
            and vals.get("kind") == "booking"
            and vals.get("active", True)
            and str(vals["date_from"]) < str(vals["date_to"])
        )

    def write(self, vals):
        """Move or change; what becomes free goes to the waiting list."""
        if not SLOT_FIELDS & vals.keys():
            return super().write(vals)
        freed = self.filtered(lambda r: r.state == HELD and r.active).resource_id
        wishes = self._get_new_wishes(vals)
        writer = super()

        def save(slots):
            result = writer.write(vals)
            for slot in set(slots.values()):
                ids = [res_id for res_id, number in slots.items() if number == slot]
                super(GestorReservation, self.browse(ids)).write({"slot_no": slot})
            return result

        result = self._save_on_slots(wishes, save)
        freed._gestor_promote_waiting()
        return result

    def _get_new_wishes(self, vals):
        """Return the wishes of the bookings that are to be held after a change."""
        wishes = []
        for reservation in self.sorted(lambda r: (r.resource_id.id, r.date_from)):
            after = {
                name: vals.get(name, reservation[name])
                for name in ("date_from", "date_to", "state", "kind", "active")
            }
            after["resource_id"] = vals.get("resource_id", reservation.resource_id.id)
            if self._is_wish(after):
                wishes.append((reservation.id, *_get_times(after), reservation.id))
        return wishes

    def unlink(self):
        freed = self.filtered(lambda r: r.state == HELD).resource_id
        result = super().unlink()
        freed._gestor_promote_waiting()
        return result

    # === ACTIONS ===

    def action_confirm(self):
        """Take the resource, if it is free."""
        return self.write({"state": HELD})

    def action_wait(self):
        """Queue up: the first that fits gets what becomes free."""
        return self.write({"state": "waiting"})

    def action_cancel(self):
        return self.write({"state": "cancelled"})

    @api.private
    def swap(self):
        """Exchange the resources of two reservations, at once.

        :raises UserError: unless there are two, or when a third is in the way
        """
        if len(self) != 2 or len(self.resource_id) != 2:
            raise UserError(
                self.env._("Choose two reservations of different resources.")
            )
        self.check_access("write")
        first, second = self
        places = [(r.resource_id.id, r.slot_no) for r in (second, first)]

        def save(_slots):
            for reservation, (resource_id, slot) in zip(self, places, strict=True):
                vals = {"resource_id": resource_id, "slot_no": slot}
                super(GestorReservation, reservation).write(vals)

        self._save_on_slots([], save)
        (first.resource_id | second.resource_id)._gestor_promote_waiting()
        return True

    def action_swap(self):
        return self.swap()

    # === BUSINESS ===

    def _gestor_release(self, reason):
        """Give back what cannot be kept, and tell those who had it."""
        self.with_context(gestor_no_promotion=True).write({"state": "released"})
        for user, reservations in self.grouped("user_id").items():
            reservations._notify(
                user,
                self.env._("Reservation released"),
                self.env._("You have to do without it: %s", reason),
            )

    def _gestor_announce_promotion(self):
        for user, reservations in self.grouped("user_id").items():
            reservations._notify(
                user,
                self.env._("Your reservation is confirmed"),
                self.env._("It was on the waiting list and a place became free."),
            )

    def _notify(self, user, subject, reason):
        """Send one message about reservations of a user."""
        lines = Markup().join(
            Markup("<li>%s</li>") % reservation._describe_time() for reservation in self
        )
        # The message concerns the resource: a reservation has no discussion.
        self[:1].resource_id.sudo().message_notify(
            partner_ids=user.partner_id.ids,
            subject=subject,
            body=Markup("<p>%s</p><ul>%s</ul>") % (reason, lines),
        )

    def _describe_time(self):
        start = format_datetime(self.env, self.date_from, dt_format="dd.MM.y HH:mm")
        end = format_datetime(self.env, self.date_to, dt_format="dd.MM.y HH:mm")
        return f"{self.resource_id.display_name}, {start} – {end}"


def _get_times(vals):
    start, end = (
        fields.Datetime.to_datetime(vals[name]) for name in ("date_from", "date_to")
    )
    return vals["resource_id"], start, end


def _sort_key(vals):
    return vals.get("resource_id") or 0, str(vals.get("date_from") or "")
