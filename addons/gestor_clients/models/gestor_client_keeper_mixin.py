from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

ALL_CLIENTS = "gestor_base.group_clients_all"
TEAM_CLIENTS = "gestor_base.group_clients_team"


class GestorClientKeeperMixin(models.AbstractModel):
    """Guardians, and which clients a user sees because of them.

    A client is seen as a whole: the head office, its branches, their contacts and
    addresses. Who keeps a part of it, or substitutes for a keeper, sees all of it
    and edits what is his. A client kept by nobody is everybody's, as the host's
    orders without a salesperson are (sale/security/ir_rules.xml).

    The record rules name the search fields of this class only. Who keeps what and
    who substitutes whom is asked for by sub-queries at the moment of each query:
    the cache of evaluated rules holds nothing that could be stale.
    """

    _name = "gestor.client.keeper.mixin"
    _description = "Guardians of Clients"

    gestor_guardian_ids = fields.One2many(
        "gestor.client.guardian",
        "partner_id",
        string="Guardians",
        groups="base.group_user",
    )
    gestor_can_see = fields.Boolean(
        string="Visible to Me",
        compute="_compute_gestor_can_see",
        search="_search_gestor_can_see",
        exportable=False,
    )
    gestor_can_edit = fields.Boolean(
        string="Editable by Me",
        compute="_compute_gestor_can_edit",
        search="_search_gestor_can_edit",
        exportable=False,
    )

    # === COMPUTE ===

    @api.depends("user_id", "parent_id", "gestor_head_office_id", "partner_share")
    @api.depends_context("uid")
    def _compute_gestor_can_see(self):
        """Rules are asked in this way about single records; one query for all."""
        self._gestor_compute_by_search("gestor_can_see")

    @api.depends("user_id", "parent_id", "gestor_head_office_id", "partner_share")
    @api.depends_context("uid")
    def _compute_gestor_can_edit(self):
        self._gestor_compute_by_search("gestor_can_edit")

    def _gestor_compute_by_search(self, name):
        everyone = self.sudo().with_context(active_test=False)
        domain = Domain("id", "in", self._origin.ids) & Domain(name, "=", True)
        ids = set(everyone._search(domain))
        for partner in self:
            # One that is not saved yet is in nobody's way.
            partner[name] = not partner._origin or partner._origin.id in ids

    @api.model
    def _search_gestor_can_see(self, operator, value):
        if operator != "in":
            return NotImplemented
        users = self._gestor_get_acting_query()
        kept = self._gestor_get_kept_heads_query(users)
        represented = SQL(
            "(SELECT r.person_id FROM gestor_client_representative r"
            " JOIN res_partner c ON c.id = r.partner_id"
            " WHERE r.active AND c.gestor_head_office_id IN %s)",
            kept,
        )
        return (
            Domain("partner_share", "=", False)
            | Domain("id", "in", SQL("(SELECT partner_id FROM res_company)"))
            | Domain("gestor_head_office_id", "in", kept)
            | Domain("id", "in", represented)
            | Domain("gestor_is_participant", "=", True)
            | self._gestor_get_unkept_domain()
        )

    @api.model
    def _search_gestor_can_edit(self, operator, value):
        if operator != "in":
            return NotImplemented
        users = self._gestor_get_acting_query()
        kept = SQL(
            "(SELECT id FROM res_partner WHERE user_id IN %s UNION ALL %s)",
            users,
            self.env["gestor.client.guardian"]._get_client_query(users),
        )
        return (
            Domain("partner_share", "=", False)
            | Domain("id", "in", kept)
            | Domain("commercial_partner_id", "in", kept)
            | Domain("gestor_head_office_id", "in", kept)
            | self._gestor_get_unkept_domain()
        )

    @api.model
    def _gestor_get_acting_query(self):
        """Return the sub-query of users whose clients the user works with: himself,
        whom he substitutes for now and, with the role of a team, its members.

        This is the place where substitutions and teams join the rules.
        """
        users = SQL("SELECT %s", self.env.uid)
        if self.env.user.has_group(TEAM_CLIENTS):
            team = self.env.user._gestor_get_team_members()
            users = SQL("SELECT unnest(%s)", [self.env.uid, *team.ids])
        return SQL("(%s UNION ALL %s)", users, self._gestor_get_absent_query())

    @api.model
    def _gestor_get_kept_heads_query(self, users):
        self.env["res.partner"].flush_model(["user_id", "gestor_head_office_id"])
        return SQL(
            "(SELECT gestor_head_office_id FROM res_partner WHERE user_id IN %s"
            " UNION ALL SELECT gestor_head_office_id FROM res_partner"
            " WHERE id IN %s)",
            users,
            self.env["gestor.client.guardian"]._get_client_query(users),
        )

    @api.model
    def _gestor_get_unkept_domain(self):
        """Return the condition "nobody keeps any part of the client"."""
        guardians = self.env["gestor.client.guardian"]._get_client_query()
        self.env["res.partner"].flush_model(["user_id", "gestor_head_office_id"])

        def to_sql(_model, alias, _query):
            # One look at an index for each row, not a list of all kept clients.
            return SQL(
                "NOT EXISTS (SELECT FROM res_partner kept"
                " WHERE kept.gestor_head_office_id = %s"
                " AND (kept.user_id IS NOT NULL OR kept.id IN %s))",
                SQL.identifier(alias, "gestor_head_office_id"),
                guardians,
            )

        return Domain.custom(to_sql=to_sql)

    # === CRUD ===

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        kept = partners.browse(
            partner.id
            for partner, vals in zip(partners, vals_list, strict=True)
            if vals.get("user_id") and partner.commercial_partner_id == partner
        )
        if kept:
            self.env["gestor.client.guardian"]._pull_main(kept)
        return partners

    def write(self, vals):
        result = super().write(vals)
        if "user_id" in vals and not self.env.context.get("gestor_guardian_pushed"):
            clients = self.filtered(lambda p: p.commercial_partner_id == p)
            if clients:
                self.env["gestor.client.guardian"]._pull_main(clients)
        return result
