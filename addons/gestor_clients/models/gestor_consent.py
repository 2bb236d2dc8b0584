from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

CHANNELS = [
    ("email", "E-mail"),
    ("sms", "SMS"),
    ("phone", "Phone"),
    ("post", "Post"),
]
DECISIONS = [
    ("given", "Given"),
    ("refused", "Refused"),
    ("withdrawn", "Withdrawn"),
]
METHODS = [
    ("paper", "On paper"),
    ("form", "Web form"),
    ("email", "E-mail"),
    ("phone", "By phone"),
    ("talk", "In person"),
    ("link", "Withdrawal link"),
    ("import", "Import"),
    ("other", "Other"),
]
# What makes the trigger let a change through, for one statement of ours.
PASS_SETTING = "gestor.consent_change"


class GestorConsent(models.Model):
    """The register of consents: what a client decided, when and how; only added to.

    A correction is a new entry. The database refuses changes as well, by a trigger;
    it lets through merging of clients, which changes nothing but the client, and
    anonymisation, which empties what tells about a person and nothing else.
    """

    _name = "gestor.consent"
    _description = "Consent"
    _inherit = ["gestor.client.part.mixin"]
    _order = "happened_at desc, id desc"

    partner_id = fields.Many2one(
        "res.partner",
        string="Client",
        required=True,
        ondelete="restrict",
        readonly=True,
    )
    company_id = fields.Many2one(
        "res.company",
        string="Controller",
        required=True,
        ondelete="restrict",
        readonly=True,
        default=lambda self: self.env.company.root_id,
        help="The company the consent was given to.",
    )
    purpose_id = fields.Many2one(
        "gestor.consent.purpose",
        required=True,
        ondelete="restrict",
        readonly=True,
        index=True,
    )
    channel = fields.Selection(CHANNELS, required=True, readonly=True)
    decision = fields.Selection(
        DECISIONS, required=True, default="given", readonly=True
    )
    happened_at = fields.Datetime(
        string="When", required=True, default=fields.Datetime.now, readonly=True
    )
    method = fields.Selection(
        METHODS, string="How", required=True, default="other", readonly=True
    )
    given_by = fields.Char(
        string="By Whom",
        readonly=True,
        help="The person who decided, when it was not the client itself.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Entered by",
        required=True,
        ondelete="restrict",
        readonly=True,
        default=lambda self: self.env.user,
    )
    text_id = fields.Many2one(
        "gestor.consent.text",
        string="Wording",
        ondelete="restrict",
        readonly=True,
        index="btree_not_null",
    )
    valid_until = fields.Date(readonly=True)
    proof_id = fields.Many2one(
        "ir.attachment", string="Proof", ondelete="restrict", readonly=True
    )
    proof_checksum = fields.Char(
        readonly=True, help="Tells later whether the file is still the same."
    )
    ip_address = fields.Char(string="IP Address", readonly=True)
    note = fields.Char(readonly=True)
    first_partner_id = fields.Many2oneReference(
        string="Client at First",
        model_field="first_partner_model",
        readonly=True,
        help="Kept when clients are merged, so that links sent before still work.",
    )
    first_partner_model = fields.Char(default="res.partner", readonly=True)

    _current_index = models.Index(
        "(partner_id, purpose_id, channel, company_id, happened_at DESC, id DESC)"
    )
    _first_index = models.Index("(first_partner_id)")

    def init(self):
        self.env.cr.execute(
            """
            CREATE OR REPLACE FUNCTION gestor_consent_guard() RETURNS trigger AS $$
            DECLARE
                permit text := current_setting('gestor.consent_change', true);
                before jsonb; after jsonb;
            BEGIN
                IF TG_OP = 'UPDATE' AND permit IN ('merge', 'anonymise') THEN
                    before := to_jsonb(OLD); after := to_jsonb(NEW);
                    IF permit = 'merge' THEN
                        before := before - 'partner_id'; after := after - 'partner_id';
                    ELSE
                        before := jsonb_strip_nulls(before)
                            - '{given_by,note,ip_address,proof_id}'::text[];
                        after := jsonb_strip_nulls(after);
                    END IF;
                    IF before = after THEN RETURN NEW; END IF;
                END IF;
                RAISE EXCEPTION 'gestor.consent: the register is only added to'
                    USING ERRCODE = 'check_violation';
            END $$ LANGUAGE plpgsql;
            DROP TRIGGER IF EXISTS gestor_consent_guard ON gestor_consent;
            CREATE TRIGGER gestor_consent_guard BEFORE UPDATE OR DELETE
                ON gestor_consent
                FOR EACH ROW EXECUTE FUNCTION gestor_consent_guard();
            DROP TRIGGER IF EXISTS gestor_consent_guard_all ON gestor_consent;
            CREATE TRIGGER gestor_consent_guard_all BEFORE TRUNCATE
                ON gestor_consent EXECUTE FUNCTION gestor_consent_guard();
            """
        )

    @api.depends("purpose_id.name", "channel", "decision")
    def _compute_display_name(self):
        labels = {
            name: dict(self._fields[name]._description_selection(self.env))
            for name in ("channel", "decision")
        }
        for consent in self:
            parts = (
                consent.purpose_id.name,
                labels["channel"].get(consent.channel),
                labels["decision"].get(consent.decision),
            )
            consent.display_name = " · ".join(filter(None, parts))

    # === CHECKS ===

    @api.constrains("happened_at")
    def _check_happened_at(self):
        now = fields.Datetime.now()
        if any(consent.happened_at > now for consent in self):
            raise ValidationError(self.env._("A consent cannot be from the future."))

    @api.constrains("text_id", "purpose_id")
    def _check_text(self):
        for consent in self:
            if consent.text_id and consent.text_id.purpose_id != consent.purpose_id:
                raise ValidationError(
                    self.env._("The wording belongs to another purpose.")
                )

    @api.constrains("valid_until", "happened_at")
    def _check_valid_until(self):
        for consent in self:
            if consent.valid_until and consent.valid_until < consent.happened_at.date():
                raise ValidationError(
                    self.env._("The consent would end before it was given.")
                )

    # === CRUD ===

    @api.model_create_multi
    def create(self, vals_list):
        # A wording changed just before must be stored before somebody agrees to it.
        self.env["gestor.consent.text"].flush_model()
        for vals in vals_list:
            if not self.env.su:
                vals.update(user_id=self.env.uid, ip_address=False)
            vals.update(
                first_partner_id=vals.get("partner_id"),
                first_partner_model="res.partner",
                proof_checksum=self._get_checksum(vals.get("proof_id")),
            )
        consents = super().create(vals_list)
        consents._take_proofs()
        self.env["gestor.consent.state"].invalidate_model()
        consents.partner_id.invalidate_recordset(["gestor_consent_state_ids"])
        return consents

    def write(self, vals):
        if self:
            raise UserError(
                self.env._(
                    "The register of consents cannot be edited. Add a new entry."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Nothing is deleted from the register of consents."))

    def copy_data(self, default=None):
        raise UserError(
            self.env._("An entry of the register of consents cannot be copied.")
        )

    @api.model
    def _get_checksum(self, attachment_id):
        attachment = self.env["ir.attachment"].browse(attachment_id or [])
        attachment.check_access("write")
        return attachment.checksum

    def _take_proofs(self):
        """Make a proof belong to the entry, which nobody may write on."""
        for consent in self.filtered("proof_id"):
            # The user's right to the file was checked with its checksum.
            proof = consent.proof_id.sudo()
            if proof.res_model != self._name:
                proof.write({"res_model": self._name, "res_id": consent.id})

    # === BUSINESS ===

    @api.model
    def _get_states(self, partner_ids, purpose, channel):
        """Return {partner id: (decision, valid until)} as it is now, in one query."""
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT ON (partner_id) partner_id, decision, valid_until"
                " FROM gestor_consent"
                " WHERE partner_id = ANY(%s) AND purpose_id = %s AND channel = %s"
                " AND company_id = %s"
                " ORDER BY partner_id, happened_at DESC, id DESC",
                list(partner_ids),
                purpose.id,
                channel,
                self.env.company.root_id.id,
            )
        )
        return {row[0]: row[1:] for row in rows}

    @api.model
    def _permit(self, change):
        """Let the trigger pass one kind of change until it is called with ""."""
        self.env.cr.execute(
            SQL("SELECT set_config(%s, %s, true)", PASS_SETTING, change)
        )

    @api.model
    def _anonymise(self, partners):
        """Empty what tells about a person; the decisions stay as evidence."""
        self.flush_model()
        consents = self.sudo().search([("partner_id", "in", partners.ids)])
        proofs = consents.proof_id
        if not consents:
            return
        self._permit("anonymise")
        self.env.cr.execute(
            SQL(
                "UPDATE gestor_consent SET given_by = NULL, note = NULL,"
                " ip_address = NULL, proof_id = NULL WHERE id = ANY(%s)",
                consents.ids,
            )
        )
        self._permit("")
        consents.invalidate_recordset()
        proofs.unlink()

    @api.model
    def _withdraw(self, states, **vals):
        """Enter the withdrawal of consents that hold; return the new entries."""
        return self.create(
            [
                {
                    "partner_id": state.partner_id.id,
                    "company_id": state.company_id.id,
                    "purpose_id": state.purpose_id.id,
                    "channel": state.channel,
                    "decision": "withdrawn",
                    **vals,
                }
                for state in states
            ]
        )

    @api.model
    def _count_by_partner(self, partners):
        counts = defaultdict(int)
        groups = self._read_group(
            [("partner_id", "in", partners.ids)], ["partner_id"], ["__count"]
        )
        counts.update({partner.id: count for partner, count in groups})
        return counts
