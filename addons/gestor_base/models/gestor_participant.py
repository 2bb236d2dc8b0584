from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL


class GestorParticipant(models.Model):
    """Somebody involved in a record beside its keeper.

    Who may read the record sees its participants, who may write on it changes them.
    """

    _name = "gestor.participant"
    _inherit = ["gestor.attached.mixin"]
    _description = "Participant"
    _order = "sequence, id"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner", string="Person", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users", compute="_compute_user_id", store=True, index="btree_not_null"
    )
    role_id = fields.Many2one("gestor.participant.role", ondelete="restrict")
    sequence = fields.Integer(default=10)
    note = fields.Char()
    is_follower = fields.Boolean(
        string="Follows",
        compute="_compute_is_follower",
        store=True,
        readonly=False,
        precompute=False,
    )
    added_follower = fields.Boolean(
        readonly=True, copy=False, help="Following began with the participation."
    )

    _attached_to = "gestor.participant.mixin"

    # One index for the whole record, its person and role: a person without a role
    # is there once too.
    _person_unique = models.UniqueIndex(
        "(res_model, res_id, partner_id, COALESCE(role_id, 0))",
        "This person takes part in this role already.",
    )

    # === COMPUTE ===

    @api.depends("partner_id.user_ids.active", "partner_id.user_ids.share")
    def _compute_user_id(self):
        for participant in self:
            # Users are read to store who takes part, whoever adds the person.
            users = participant.partner_id.sudo().user_ids
            users = users.filtered(lambda u: u.active and not u.share)
            participant.user_id = users[:1]

    @api.depends("role_id", "partner_id")
    def _compute_is_follower(self):
        """Follow by the role; without one, users do and people outside do not."""
        for participant in self:
            if participant.role_id:
                participant.is_follower = participant.role_id.is_follower
            else:
                participant.is_follower = bool(participant.user_id)

    # === CRUD ===

    @api.model_create_multi
    def create(self, vals_list):
        participants = super().create(vals_list)
        participants._follow()
        return participants

    def write(self, vals):
        who = {"partner_id", "role_id", "is_follower"} & vals.keys()
        if who:
            self._unfollow()
        result = super().write(vals)
        if who:
            self._follow()
        return result

    def unlink(self):
        self._unfollow()
        return super().unlink()

    # === FOLLOWING ===

    def _group_by_record(self):
        """Return {(model, partner): participants} of models with a chatter."""
        groups = defaultdict(self.browse)
        for row in self.sudo():
            if row.res_model in self.env and hasattr(
                self.env[row.res_model], "message_subscribe"
            ):
                groups[row.res_model, row.partner_id] |= row
        return groups

    def _follow(self):
        """Make followers of those who are to be and were not before."""
        rows = self.filtered("is_follower")
        for (model, partner), group in rows._group_by_record().items():
            known = self._get_followed(model, partner, group)
            new = group.filtered(lambda row, known=known: row.res_id not in known)
            # Who may change participants may add followers by them.
            self.env[model].sudo().browse(new.mapped("res_id")).message_subscribe(
                partner.ids
            )
            new.added_follower = True

    @api.model
    def _get_followed(self, model, partner, group):
        followers = (
            self.env["mail.followers"]
            .sudo()
            .search(
                [
                    ("res_model", "=", model),
                    ("res_id", "in", group.mapped("res_id")),
                    ("partner_id", "=", partner.id),
                ]
            )
        )
        return set(followers.mapped("res_id"))

    def _unfollow(self):
        """Take back the following that participation began, unless another keeps it."""
        rows = self.sudo().filtered("added_follower")
        for (model, partner), group in rows._group_by_record().items():
            others = self.sudo().search(
                [
                    ("res_model", "=", model),
                    ("res_id", "in", group.mapped("res_id")),
                    ("partner_id", "=", partner.id),
                    ("is_follower", "=", True),
                    ("id", "not in", self.ids),
                ]
            )
            others.added_follower = True
            ids = set(group.mapped("res_id")) - set(others.mapped("res_id"))
            self.env[model].sudo().browse(ids).message_unsubscribe(partner.ids)
            group.added_follower = False

    # === MERGING ===

    @api.model
    def _move_records(self, model, source_ids, target_id):
        """Give the participants of merged records to the one that stays."""
        self._move_column("res_id", source_ids, target_id, model)

    @api.model
    def _move_people(self, source_ids, target_id):
        """Let the partner that stays take part in place of the merged ones."""
        self._move_column("partner_id", source_ids, target_id)

    @api.model
    def _move_column(self, column, source_ids, target_id, model=None):
        """Move rows by SQL, dropping those that would be there twice."""
        if not source_ids:
            return
        self.env.flush_all()
        key = ["res_model", "res_id", "partner_id"]
        key.remove(column)
        scope = SQL("res_model = %s", model) if model else SQL("TRUE")
        self.env.cr.execute(
            SQL(
                """
                WITH rows AS (
                    SELECT id, row_number() OVER (
                        PARTITION BY %(key)s, COALESCE(role_id, 0)
                        ORDER BY (%(column)s = %(target)s) DESC, id
                    ) AS place
                    FROM gestor_participant
                    WHERE %(column)s = ANY(%(ids)s) AND %(scope)s
                )
                DELETE FROM gestor_participant
                USING rows
                WHERE rows.id = gestor_participant.id AND rows.place > 1
                """,
                key=SQL(", ").join(SQL.identifier(name) for name in key),
                column=SQL.identifier(column),
                target=target_id,
                ids=[*source_ids, target_id],
                scope=scope,
            )
        )
        self.env.cr.execute(
            SQL(
                "UPDATE gestor_participant SET %s = %s WHERE %s = ANY(%s) AND %s",
                SQL.identifier(column),
                target_id,
                SQL.identifier(column),
                list(source_ids),
                scope,
            )
        )
        self.env.invalidate_all(flush=False)
