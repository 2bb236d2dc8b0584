from collections import defaultdict

from psycopg2.errors import ExclusionViolation

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_datetime, mute_logger

SLOT_FIELDS = {"resource_id", "date_from", "date_to", "state", "active", "slot_no"}


class GestorReservationSlots(models.AbstractModel):
    """Gives reservations a free place of their resource, or says who has it.

    The truth is kept by the exclusion constraint of the table; what is looked up
    before only makes the message good.
    """

    _name = "gestor.reservation.slots"
    _description = "Places of Reservations"

    # === LOOKING ===

    @api.model
    def _get_taken(self, wishes):
        """Return what is confirmed at the wished times, in one query.

        :param wishes: list of (key, resource id, start, end, own id or 0)
        :return: {key: [(slot number, reservation id), …]}
        """
        taken = {wish[0]: [] for wish in wishes}
        if not wishes:
            return taken
        self.env["gestor.reservation"].flush_model(SLOT_FIELDS)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT wish.key, r.slot_no, r.id
                  FROM (VALUES %s) AS wish (key, resource_id, date_from, date_to, own)
                  JOIN gestor_reservation r
                    ON int4range(r.resource_id, r.resource_id, '[]')
                       = int4range(wish.resource_id, wish.resource_id, '[]')
                   AND tsrange(r.date_from, r.date_to, '[)')
                       && tsrange(wish.date_from, wish.date_to, '[)')
                 WHERE r.state = 'confirmed' AND r.active AND r.id <> wish.own
                 ORDER BY r.date_from, r.id
                """,
                SQL(", ").join(
                    SQL("(%s, %s, %s::timestamp, %s::timestamp, %s)", *wish)
                    for wish in wishes
                ),
            )
        )
        for key, slot, reservation_id in rows:
            taken[key].append((slot, reservation_id))
        return taken

    @api.model
    def _choose_slots(self, wishes, refused=None, strict=True):
        """Return a place for each wish, those of one call never overlapping.

        :param wishes: as for :meth:`_get_taken`; those before go first
        :param refused: {resource id: places that the database did not give}
        :param strict: whether a wish without a place raises, or is left out
        :raises UserError: when a resource is full at a wished time
        """
        taken = self._get_taken(wishes)
        resources = self.env["gestor.resource"].browse({wish[1] for wish in wishes})
        # Whoever may reserve is checked by the rules of reservations.
        capacity = {r.id: r.capacity for r in resources.sudo()}
        given = defaultdict(list)
        chosen = {}
        for key, resource_id, start, end, _own in wishes:
            used = {slot for slot, _reservation in taken[key]}
            used |= (refused or {}).get(resource_id, set())
            used |= {
                slot
                for slot, first, last in given[resource_id]
                if first < end and last > start
            }
            free = set(range(1, capacity[resource_id] + 1)) - used
            if free:
                chosen[key] = min(free)
                given[resource_id].append((chosen[key], start, end))
            elif strict:
                holders = [reservation for _slot, reservation in taken[key]]
                raise UserError(self._describe_conflict(resource_id, holders))
        return chosen

    # === SAYING ===

    @api.model
    def _describe_conflict(self, resource_id, reservation_ids):
        """Say who has the resource and until when."""
        # Whoever wants it may know whom to ask.
        resource = self.env["gestor.resource"].browse(resource_id).sudo()
        holders = self.env["gestor.reservation"].browse(reservation_ids[:3]).sudo()
        lines = [holder._describe_holder() for holder in holders]
        if not lines:
            lines = [self.env._("Somebody has just reserved it. Try another time.")]
        return self.env._(
            "“%(name)s” is taken in that time:\n%(holders)s",
            name=resource.display_name,
            holders="\n".join(lines),
        )

    def _describe_holder(self):
        start = format_datetime(self.env, self.date_from, dt_format="dd.MM.y HH:mm")
        end = format_datetime(self.env, self.date_to, dt_format="dd.MM.y HH:mm")
        if self.kind == "outage":
            return self.env._(
                "out of use, %(start)s – %(end)s: %(reason)s",
                start=start,
                end=end,
                reason=self.name or "",
            )
        return self.env._(
            "%(user)s, %(start)s – %(end)s",
            user=self.user_id.name,
            start=start,
            end=end,
        )

    # === WRITING ===

    @api.model
    def _save_on_slots(self, wishes, save):
        """Find places and save; when another has just taken one, try the next.

        What another transaction has committed meanwhile is not seen by queries
        here, only by the constraint.

        :param save: called with {key: place}, within a savepoint
        """
        refused = defaultdict(set)
        while True:
            chosen = self._choose_slots(wishes, refused)
            try:
                with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                    result = save(chosen)
                    self.env.flush_all()
                    return result
            except ExclusionViolation as error:
                if not wishes:
                    raise UserError(self._describe_taken()) from error
                for key, resource_id, *_times in wishes:
                    refused[resource_id].add(chosen[key])

    def _describe_taken(self):
        return self.env._("The resource is already reserved in that time.")
