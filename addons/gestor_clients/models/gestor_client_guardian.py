from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class GestorClientGuardian(models.Model):
    """A user who looks after a client; the main one is the host's salesperson.

    The main guardian and ``res.partner.user_id`` are one truth in two places, kept
    in step from both sides. Past guardians stay as archived rows.
    """

    _name = "gestor.client.guardian"
    _inherit = ["gestor.client.part.mixin"]
    _description = "Guardian of a Client"
    _order = "is_main desc, sequence, id"
    _rec_name = "user_id"

    partner_id = fields.Many2one(
        "res.partner", string="Client", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Guardian",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("share", "=", False)],
        default=lambda self: self.env.user,
    )
    role_id = fields.Many2one("gestor.client.guardian.role", ondelete="restrict")
    is_main = fields.Boolean(string="Main")
    sequence = fields.Integer(default=10)
    date_from = fields.Date(string="From", default=fields.Date.context_today)
    date_to = fields.Date(string="To", help="The last day. Empty: no end.")
    active = fields.Boolean(default=True)
    note = fields.Char()

    _main_unique = models.UniqueIndex(
        "(partner_id) WHERE is_main AND active",
        "A client has one main guardian.",
    )
    _user_unique = models.UniqueIndex(
        "(partner_id, user_id, COALESCE(role_id, 0)) WHERE active AND date_to IS NULL",
        "This user is a guardian of the client in this role already.",
    )
    _main_open = models.Constraint(
        "CHECK (NOT (is_main AND active) OR date_to IS NULL)",
        "The main guardian has no end date: choose another main one first.",
    )
    _dates_ordered = models.Constraint(
        "CHECK (date_to IS NULL OR date_from IS NULL OR date_to >= date_from)",
        "The last day is before the first one.",
    )

    def init(self):
        """Salespeople of the time before the addon become main guardians."""
        result = super().init()
        self.env.cr.execute(
            """
            INSERT INTO gestor_client_guardian (partner_id, user_id, is_main, active,
                sequence, create_uid, write_uid, create_date, write_date)
            SELECT p.id, p.user_id, TRUE, TRUE, 10, 1, 1,
                now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
              FROM res_partner p
             WHERE p.user_id IS NOT NULL AND (p.is_company OR p.parent_id IS NULL)
               AND NOT EXISTS (
                   SELECT FROM gestor_client_guardian g
                    WHERE g.partner_id = p.id AND g.active
                      AND (g.is_main OR (g.user_id = p.user_id AND g.role_id IS NULL
                           AND g.date_to IS NULL)))
            """
        )
        return result

    # === CRUD ===

    @api.model_create_multi
    def create(self, vals_list):
        """A new main guardian takes the place of the one before."""
        # Rows that have just been ended are out of the way of the unique indexes.
        self.flush_model()
        rows = [vals for vals in vals_list if vals.get("is_main")]
        self._step_down([vals["partner_id"] for vals in rows if vals.get("partner_id")])
        guardians = super().create(vals_list)
        guardians._push_main()
        return guardians

    def write(self, vals):
        clients = self.filtered("is_main").partner_id
        if vals.get("is_main"):
            others = self.filtered(lambda guardian: not guardian.is_main)
            self._step_down(others.partner_id.ids)
        result = super().write(vals)
        if vals.keys() & {"is_main", "user_id", "active", "partner_id"}:
            self._push_main(clients)
        return result

    def unlink(self):
        clients = self.filtered("is_main").partner_id
        result = super().unlink()
        self.browse()._push_main(clients)
        return result

    # === BUSINESS ===

    def _step_down(self, partner_ids):
        """Let the main guardians of clients go on as ordinary ones."""
        if partner_ids and not self.env.context.get("gestor_guardian_pulled"):
            domain = [("partner_id", "in", partner_ids), ("is_main", "=", True)]
            mains = self.search(domain)
            # The salesperson is set once, by the new one.
            mains = mains.with_context(gestor_guardian_pulled=True)
            mains.write({"is_main": False})
            mains.flush_recordset(["is_main"])

    def _push_main(self, clients=None):
        """Make the salespersons of clients follow their main guardians."""
        if self.env.context.get("gestor_guardian_pulled"):
            return
        clients = (clients or self.partner_id.browse()) | self.filtered(
            "is_main"
        ).partner_id
        if not clients:
            return
        domain = [("partner_id", "in", clients.ids), ("is_main", "=", True)]
        mains = {row.partner_id: row.user_id for row in self.sudo().search(domain)}
        for client in clients.exists():
            user = mains.get(client, self.env["res.users"])
            if client.user_id != user:
                client.with_context(gestor_guardian_pushed=True).user_id = user

    @api.model
    def _pull_main(self, clients):
        """Make the main guardians of clients follow their salespersons.

        The one before is ended; a guardian who becomes the salesperson is promoted.
        """
        rows = self.sudo().with_context(gestor_guardian_pulled=True)
        rows = rows.search([("partner_id", "in", clients.ids)])
        wanted = {client.id: client.user_id.id for client in clients}
        ended = rows.filtered(
            lambda row: row.is_main and row.user_id.id != wanted[row.partner_id.id]
        )
        ended._end()
        ended.flush_recordset()  # the index is asked row by row
        served = set()
        for row in (rows - ended).sorted(lambda row: not row.is_main):
            is_wanted = row.user_id.id == wanted[row.partner_id.id] and not row.date_to
            if is_wanted and row.partner_id.id not in served:
                served.add(row.partner_id.id)
                if not row.is_main:
                    row.is_main = True
        new = [
            {"partner_id": client_id, "user_id": user_id, "is_main": True}
            for client_id, user_id in wanted.items()
            if user_id and client_id not in served
        ]
        return rows.create(new)

    def _end(self):
        """Archive guardians whose time is over; their last day is today."""
        today = fields.Date.context_today(self)
        for guardian in self:
            first = guardian.date_from
            guardian.write(
                {
                    "is_main": False,
                    "active": False,
                    "date_to": max(today, first) if first else today,
                }
            )

    @api.model
    def _get_in_force_domain(self):
        today = fields.Date.context_today(self)
        started = Domain("date_from", "=", False) | Domain("date_from", "<=", today)
        going_on = Domain("date_to", "=", False) | Domain("date_to", ">=", today)
        return started & going_on & Domain("active", "=", True)

    @api.model
    def _get_client_query(self, users=None):
        """Return the sub-query of clients kept at this moment, by some users or any.

        :param users: an SQL sub-query of user ids
        """
        today = fields.Date.context_today(self)
        self.flush_model()
        return SQL(
            "(SELECT partner_id FROM gestor_client_guardian WHERE active"
            " AND (date_from IS NULL OR date_from <= %(today)s)"
            " AND (date_to IS NULL OR date_to >= %(today)s) AND %(users)s)",
            today=today,
            users=SQL("user_id IN %s", users) if users else SQL("TRUE"),
        )

    @api.model
    def _move_clients(self, source_ids, target_id):
        """Give the guardians of merged clients to the one that stays.

        The host deletes all rows of a table when one collides. The main guardian of
        the client that stays remains the main one; who is there twice is kept once.
        """
        rows = self.sudo().with_context(active_test=False, gestor_guardian_pulled=True)
        moved = rows.search([("partner_id", "in", source_ids)])
        kept = rows.search([("partner_id", "=", target_id)])
        has_main = any(row.is_main and row.active for row in kept)
        known = {row._get_key() for row in kept if row.active and not row.date_to}
        for row in moved.sorted(lambda row: (not row.is_main, row.id)):
            is_open = row.active and not row.date_to
            values = {"partner_id": target_id, "is_main": row.is_main and not has_main}
            if is_open and row._get_key() in known:
                values = {"partner_id": target_id, "is_main": False, "active": False}
            elif is_open:
                known.add(row._get_key())
                has_main = has_main or values["is_main"]
            row.write(values)
        rows.env.flush_all()
        self._push_main(self.env["res.partner"].browse(target_id))

    def _get_key(self):
        return (self.user_id.id, self.role_id.id)
