from datetime import datetime, time, timedelta

from pytz import timezone, utc

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

FOREVER = datetime(9999, 1, 1)
DEFAULT_TZ = "Europe/Warsaw"
# What an ended or running substitution still lets its owner change.
HARMLESS = {"reason", "date_to", "switched_off_at"}


class GestorSubstitution(models.Model):
    """Who acts for an absent user, in which areas and when.

    It gives sight of the records the absent user keeps and copies of what he is
    sent, never his groups. Nothing is written on those records: who substitutes
    whom is asked for at the moment of each query (``gestor.substituted.mixin``),
    so that it begins and ends exactly at its bounds.

    A substitution is not passed on: when the substitute is absent too, his own
    substitutes see his records, not those he looks after for somebody else.
    """

    _name = "gestor.substitution"
    _description = "Substitution"
    _order = "start_at desc, id desc"

    user_id = fields.Many2one(
        "res.users",
        string="Absent User",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
    )
    substitute_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        ondelete="cascade",
        compute="_compute_substitute_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('share', '=', False), ('id', '!=', user_id)]",
    )
    date_from = fields.Date(
        string="From", required=True, default=fields.Date.context_today
    )
    date_to = fields.Date(
        string="To", help="The last day. Empty: until it is switched off."
    )
    switched_on_at = fields.Datetime(readonly=True, copy=False)
    switched_off_at = fields.Datetime(readonly=True, copy=False)
    start_at = fields.Datetime(
        compute="_compute_bounds", store=True, precompute=True, string="Beginning"
    )
    end_at = fields.Datetime(
        compute="_compute_bounds", store=True, precompute=True, string="End"
    )
    area_clients = fields.Boolean(string="Clients", default=True)
    area_activities = fields.Boolean(string="Activities", default=True)
    area_offers = fields.Boolean(string="Offers", default=True)
    area_service = fields.Boolean(string="Service", default=True)
    area_contracts = fields.Boolean(string="Contracts", default=True)
    area_mail = fields.Boolean(string="E-mail", default=True)
    reason = fields.Char()
    state = fields.Selection(
        [("planned", "Planned"), ("active", "Active"), ("ended", "Ended")],
        compute="_compute_state",
        search="_search_state",
    )
    warning = fields.Char(compute="_compute_warning")

    # A pair given twice for a time would end at an unclear moment.
    _pair_overlap = models.Constraint(
        "EXCLUDE USING gist (int4range(user_id, user_id, '[]') WITH &&,"
        " int4range(substitute_id, substitute_id, '[]') WITH &&,"
        " tsrange(start_at, end_at, '[)') WITH &&)"
        " WHERE (end_at IS NULL OR end_at > start_at)",
        "These two already have a substitution in this period.",
    )
    _not_oneself = models.Constraint(
        "CHECK (user_id <> substitute_id)", "Nobody substitutes for himself."
    )
    _check_dates = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "The last day is before the first one.",
    )
    _substitute_index = models.Index("(substitute_id, start_at)")

    # === COMPUTE ===

    @api.depends("user_id")
    def _compute_substitute_id(self):
        """Propose the first default substitute who is not away himself today."""
        for substitution in self:
            if substitution.substitute_id or not substitution.user_id:
                continue
            # The list is a setting that users make for their colleagues to see.
            user = substitution.user_id.sudo()
            people = user.gestor_default_substitute_ids.substitute_id
            people = people.filtered("active")
            away = self._get_absent_users(people)
            substitution.substitute_id = (people - away or people)[:1]

    @api.depends(
        "date_from", "date_to", "switched_on_at", "switched_off_at", "user_id.tz"
    )
    def _compute_bounds(self):
        """Days are those of the absent user: from midnight to midnight there."""
        for substitution in self:
            zone = timezone(substitution.user_id.sudo().tz or DEFAULT_TZ)
            start = self._get_midnight(substitution.date_from, zone)
            end = False
            if substitution.date_to:
                last = substitution.date_to + timedelta(days=1)
                end = self._get_midnight(last, zone)
            if start and substitution.switched_on_at:
                start = max(start, substitution.switched_on_at)
            if substitution.switched_off_at:
                end = min(end or FOREVER, substitution.switched_off_at)
                end = max(end, start or end)
            substitution.start_at = start
            substitution.end_at = end

    @api.model
    def _get_midnight(self, day, zone):
        if not day:
            return False
        moment = zone.localize(datetime.combine(day, time()))
        return moment.astimezone(utc).replace(tzinfo=None)

    @api.depends("start_at", "end_at")
    def _compute_state(self):
        now = fields.Datetime.now()
        for substitution in self:
            if not substitution.start_at:
                substitution.state = False
            elif substitution.end_at and substitution.end_at <= now:
                substitution.state = "ended"
            elif substitution.start_at > now:
                substitution.state = "planned"
            else:
                substitution.state = "active"

    @api.model
    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        ended = Domain("end_at", "<=", now)
        planned = Domain("start_at", ">", now)
        domains = {"ended": ended, "planned": ~ended & planned}
        domains["active"] = ~ended & ~planned
        return Domain.OR(domains[state] for state in value if state in domains)

    @api.depends("substitute_id", "start_at", "end_at")
    def _compute_warning(self):
        for substitution in self:
            substitution.warning = False
            people = substitution.substitute_id
            if people and substitution.start_at:
                away = self._get_absent_users(
                    people, substitution.start_at, substitution.end_at
                )
                if away:
                    substitution.warning = self.env._(
                        "%(name)s is away in this period too; the substitution is"
                        " not passed on.",
                        name=people.name,
                    )

    @api.depends("user_id", "substitute_id")
    def _compute_display_name(self):
        for substitution in self:
            substitution.display_name = self.env._(
                "%(substitute)s for %(user)s",
                substitute=substitution.substitute_id.name or "?",
                user=substitution.user_id.name or "?",
            )

    # === CHECKS ===

    @api.model
    def _get_area_fields(self):
        """Return the fields of the areas, one for each."""
        return [name for name in self._fields if name.startswith("area_")]

    @api.constrains(lambda self: self._get_area_fields())
    def _check_areas(self):
        for substitution in self:
            if not substitution._get_areas():
                raise ValidationError(self.env._("Choose at least one area."))

    def _get_areas(self):
        self.ensure_one()
        return {name for name in self._get_area_fields() if self[name]}

    @api.constrains("user_id", "substitute_id")
    def _check_people(self):
        for substitution in self.sudo():
            people = substitution.user_id | substitution.substitute_id
            if any(people.mapped("share")):
                raise ValidationError(
                    self.env._("Only internal users have substitutes and are ones.")
                )

    def _check_cycles(self):
        """Refuse substitutions that lead back to the absent user.

        :raises ValidationError: if at some moment, in some area, everybody of a
            chain is absent and the chain comes back to its beginning
        """
        self._lock_all()
        for substitution in self.sudo():
            end = substitution.end_at or FOREVER
            if end <= substitution.start_at:
                continue
            rows = self._get_edges(substitution.start_at, end)
            common = substitution._get_areas()
            bounds = (substitution.start_at, end)
            cycle = self._find_cycle(
                rows, substitution.user_id.id, substitution.substitute_id.id,
                bounds, common, [],
            )  # fmt: skip
            if cycle:
                names = substitution.user_id | substitution.substitute_id
                names |= self.env["res.users"].sudo().browse(cycle)
                raise ValidationError(
                    self.env._(
                        "These people would substitute for one another in a circle:"
                        " %(names)s.",
                        names=", ".join(names.mapped("name")),
                    )
                )

    @api.model
    def _lock_all(self):
        """Let one transaction at a time change substitutions.

        A cycle can be made of rows that share no user, hence one lock for all. A
        row is updated rather than an advisory lock taken: the loser's snapshot is
        older than what the winner wrote, and only a conflict makes Odoo repeat it.
        """
        self.env.cr.execute(
            SQL("UPDATE ir_model SET state = state WHERE model = %s", self._name)
        )

    @api.model
    def _get_edges(self, start, end):
        """Return the substitutions of a period by absent user."""
        domain = Domain("start_at", "<", end)
        domain &= Domain("end_at", "=", False) | Domain("end_at", ">", start)
        edges = {}
        for row in self.sudo().search(domain):
            edges.setdefault(row.user_id.id, []).append(
                (row.substitute_id.id, row.start_at, row.end_at or FOREVER,
                 row._get_areas())
            )  # fmt: skip
        return edges

    @api.model
    def _find_cycle(self, edges, goal, user, bounds, areas, path):
        """Return the ids of a chain from ``user`` to ``goal`` with a common moment."""
        for substitute, start, end, its_areas in edges.get(user, []):
            common = areas & its_areas
            start, end = max(bounds[0], start), min(bounds[1], end)
            if not common or start >= end or user in path:
                continue
            if substitute == goal:
                return [*path, user]
            found = self._find_cycle(
                edges, goal, substitute, (start, end), common, [*path, user]
            )
            if found:
                return found
        return None

    # === CRUD ===

    @api.model_create_multi
    def create(self, vals_list):
        substitutions = super().create(vals_list)
        substitutions._check_cycles()
        return substitutions

    def write(self, vals):
        """What has begun is history: it is ended, not rewritten."""
        if "user_id" in vals and any(s.user_id.id != vals["user_id"] for s in self):
            raise UserError(
                self.env._("Make another substitution for another absent user.")
            )
        changed = vals.keys() - HARMLESS
        begun = changed and self.filtered(lambda s: s.state != "planned")
        if begun and not self.env.su:
            raise UserError(
                self.env._("It has begun: end it, and make another substitution.")
            )
        past = {"date_to", "switched_off_at"} & vals.keys()
        if past and not self.env.su and "ended" in self.mapped("state"):
            raise UserError(self.env._("It has ended: make another substitution."))
        result = super().write(vals)
        self._check_cycles()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_planned(self):
        if any(substitution.state != "planned" for substitution in self):
            raise UserError(self.env._("What has begun is kept: end it instead."))

    # === ACTIONS ===

    def action_switch_off(self):
        """End the substitution now, whatever its last day was to be."""
        self.filtered(lambda s: s.state == "active").write(
            {"switched_off_at": fields.Datetime.now()}
        )
        return True

    def action_switch_on(self):
        """Start it at once: a planned one now, an ended one as a new one."""
        self.ensure_one()
        today = self._get_today()
        if self.state == "planned":
            self.write({"date_from": today, "switched_on_at": fields.Datetime.now()})
            return True
        if self.state == "active":
            return True
        keep = self.date_to and self.date_to >= today
        again = self.copy(
            {
                "date_from": today,
                "date_to": keep and self.date_to,
                "switched_on_at": fields.Datetime.now(),
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": again.id,
            "views": [(False, "form")],
        }

    def _get_today(self):
        zone = timezone(self.user_id.sudo().tz or DEFAULT_TZ)
        return utc.localize(fields.Datetime.now()).astimezone(zone).date()

    # === BUSINESS ===

    @api.model
    def _get_running_domain(self, start=None, end=None):
        """Return the condition "in force now", or at any moment of a period."""
        start = start or fields.Datetime.now()
        domain = Domain("end_at", "=", False) | Domain("end_at", ">", start)
        if end is None:
            end_domain = Domain("start_at", "<=", start)
        elif end is False:
            end_domain = Domain.TRUE
        else:
            end_domain = Domain("start_at", "<", end)
        return end_domain & domain

    @api.model
    def _get_absent_users(self, users, start=None, end=None):
        """Return those of the users who have a substitute, now or in a period."""
        domain = Domain("user_id", "in", users.ids)
        domain &= self._get_running_domain(start, end)
        # Absence is told to those who plan, the reason of it is not.
        return self.sudo().search(domain).user_id.sudo(False)

    @api.model
    def _get_absent_query(self, user_id, area=None):
        """Return the sub-query of users whom a user substitutes for at this moment.

        It reads the table at each use: no cache of record rules is in the way.
        """
        conditions = [
            SQL("substitute_id = %s", user_id),
            SQL("start_at <= %s", fields.Datetime.now()),
            SQL("(end_at IS NULL OR end_at > %s)", fields.Datetime.now()),
        ]
        if area:
            conditions.append(SQL.identifier(f"area_{area}"))
        self.flush_model()
        return SQL(
            "(SELECT user_id FROM gestor_substitution WHERE %s)",
            SQL(" AND ").join(conditions),
        )

    @api.model
    def _get_absent_ids(self, user_id, area=None):
        """Return the ids of the users whom a user substitutes for at this moment."""
        query = self._get_absent_query(user_id, area)
        return {row[0] for row in self.env.execute_query(query)}

    @api.model
    def _get_substitutes(self, user_ids, area=None):
        """Return {absent user id: substitutes}, those in force now, in one query."""
        domain = Domain("user_id", "in", user_ids) & self._get_running_domain()
        domain &= Domain("substitute_id.active", "=", True)
        if area:
            domain &= Domain(f"area_{area}", "=", True)
        # Who substitutes whom must not depend on who happens to write a message.
        groups = self.sudo()._read_group(
            domain, ["user_id"], ["substitute_id:recordset"]
        )
        return {user.id: substitutes for user, substitutes in groups}
