from odoo import api, fields, models
from odoo.exceptions import ValidationError


class GestorClientRepresentative(models.Model):
    """A person who represents a client: one person may represent many.

    A contact of one firm can represent another; nobody is entered twice.
    """

    _name = "gestor.client.representative"
    _inherit = ["gestor.client.part.mixin"]
    _description = "Representative of a Client"
    _order = "is_main desc, sequence, id"
    _rec_name = "person_id"

    partner_id = fields.Many2one(
        "res.partner", string="Client", required=True, index=True, ondelete="cascade"
    )
    person_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("is_company", "=", False)],
    )
    role_id = fields.Many2one("gestor.client.representative.role", ondelete="restrict")
    department = fields.Char()
    job = fields.Char(
        compute="_compute_contact", store=True, readonly=False, precompute=True
    )
    phone = fields.Char(
        compute="_compute_contact", store=True, readonly=False, precompute=True
    )
    email = fields.Char(
        compute="_compute_contact", store=True, readonly=False, precompute=True
    )
    date_from = fields.Date(string="From")
    date_to = fields.Date(string="To")
    is_main = fields.Boolean(string="Main")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    note = fields.Char()

    _person_unique = models.UniqueIndex(
        "(partner_id, person_id, COALESCE(role_id, 0))"
        " WHERE active AND date_to IS NULL",
        "This person represents the client in this role already.",
    )
    _main_unique = models.UniqueIndex(
        "(partner_id) WHERE is_main AND active",
        "A client has one main representative.",
    )
    _not_itself = models.Constraint(
        "CHECK (partner_id <> person_id)", "Nobody represents himself."
    )
    _dates_ordered = models.Constraint(
        "CHECK (date_to IS NULL OR date_from IS NULL OR date_to >= date_from)",
        "The last day is before the first one.",
    )

    # === COMPUTE ===

    @api.depends("person_id")
    def _compute_contact(self):
        """Propose what is known of the person; what is typed here stays."""
        for row in self:
            row.job = row.job or row.person_id.function
            row.phone = row.phone or row.person_id.phone
            row.email = row.email or row.person_id.email

    @api.constrains("person_id")
    def _check_person(self):
        for row in self:
            if row.person_id.is_company:
                raise ValidationError(
                    self.env._("%s is a firm; persons represent.", row.person_id.name)
                )

    # === CRUD ===

    @api.model_create_multi
    def create(self, vals_list):
        """A new main representative takes the place of the one before."""
        # Rows that have just been ended are out of the way of the unique indexes.
        self.flush_model()
        mains = [vals for vals in vals_list if vals.get("is_main")]
        self._step_down([vals["partner_id"] for vals in mains if "partner_id" in vals])
        return super().create(vals_list)

    def write(self, vals):
        if vals.get("is_main"):
            others = self.filtered(lambda row: not row.is_main)
            self._step_down(others.partner_id.ids)
        return super().write(vals)

    def _step_down(self, partner_ids):
        """Let the main representatives of clients go on as ordinary ones."""
        if partner_ids and not self.env.context.get("gestor_merging"):
            domain = [("partner_id", "in", partner_ids), ("is_main", "=", True)]
            mains = self.search(domain)
            mains.write({"is_main": False})
            mains.flush_recordset(["is_main"])

    # === BUSINESS ===

    @api.model
    def _move_partners(self, source_ids, target_id):
        """Move rows of merged clients and persons; collisions are archived."""
        rows = self.sudo().with_context(active_test=False, gestor_merging=True)
        ids = [*source_ids, target_id]
        domain = ["|", ("partner_id", "in", ids), ("person_id", "in", ids)]
        known, mains = set(), set()
        for row in rows.search(domain).sorted(lambda row: row._get_place(target_id)):
            ends = {
                name: target_id if row[name].id in source_ids else row[name].id
                for name in ("partner_id", "person_id")
            }
            if len(set(ends.values())) == 1:
                row.unlink()  # it was about the two that are one now
                continue
            key = (*ends.values(), row.role_id.id)
            is_main = row.is_main and ends["partner_id"] not in mains
            is_open = row.active and not row.date_to
            values = {**ends, "is_main": is_main and row.active}
            if is_open and key in known:
                values.update(active=False, is_main=False)
            if is_open:
                known.add(key)
            if values["is_main"]:
                mains.add(ends["partner_id"])
            row.write(values)
        rows.env.flush_all()

    def _get_place(self, target_id):
        stays = target_id in (self.partner_id.id, self.person_id.id)
        return (not self.active, not stays, not self.is_main, self.id)
