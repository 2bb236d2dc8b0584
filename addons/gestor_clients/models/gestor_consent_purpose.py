from odoo import api, fields, models
from odoo.exceptions import UserError

# The word that senders use for whatever is not advertising.
TRANSACTIONAL = "transactional"


class GestorConsentPurpose(models.Model):
    """What clients are contacted for, and whether the law asks for their consent."""

    _name = "gestor.consent.purpose"
    _description = "Purpose of Contact"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        help="Programs name the purpose by it; do not change it later.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    legal_basis = fields.Selection(
        [
            ("consent", "Consent (Art. 6.1.a GDPR)"),
            ("contract", "Performance of a contract (Art. 6.1.b)"),
            ("law", "Legal obligation (Art. 6.1.c)"),
            ("interest", "Legitimate interest (Art. 6.1.f)"),
        ],
        required=True,
        default="consent",
    )
    needs_consent = fields.Boolean(
        default=True,
        help="Nothing is sent for this purpose without a valid consent to the "
        "channel. Marketing by e-mail, SMS and phone always needs one.",
    )
    can_object = fields.Boolean(
        string="Objection Stops It",
        help="For purposes without consent: a refusal or withdrawal in the register "
        "stops messages for the purpose.",
    )
    description = fields.Text(translate=True)
    text_ids = fields.One2many("gestor.consent.text", "purpose_id", string="Wordings")

    _code_uniq = models.UniqueIndex("(code)", "This code is already used.")
    _consent_basis = models.Constraint(
        "CHECK (legal_basis != 'consent' OR needs_consent)",
        "A purpose that rests on consent needs consent.",
    )

    def write(self, vals):
        """Senders name purposes by code, and what was consented to stays."""
        if "code" in vals and any(p.code != vals["code"] for p in self):
            used = self.env["gestor.consent"].sudo()
            if used.search_count([("purpose_id", "in", self.ids)], limit=1):
                raise UserError(
                    self.env._("The code of a purpose that is in use cannot change.")
                )
        return super().write(vals)

    @api.model
    def _get_purpose(self, purpose):
        """Return the record for a record, an id or a code.

        :raises UserError: for a code that does not exist: a sender whose purpose is
            not known must not send
        """
        if isinstance(purpose, models.BaseModel):
            return purpose.sudo()
        purposes = self.sudo().with_context(active_test=False)
        if isinstance(purpose, int):
            return purposes.browse(purpose)
        code = "service" if purpose == TRANSACTIONAL else purpose
        names = ["code", "name", "needs_consent", "can_object"]
        found = purposes.search_fetch([("code", "=", code)], names, limit=1)
        if not found:
            raise UserError(
                self.env._("There is no purpose of contact “%(code)s”.", code=code)
            )
        return found

    def _asks_register(self):
        return self.needs_consent or self.can_object

    def _get_refusal(self, state):
        """Return why a consent (decision, valid until) does not do, or None."""
        decision, valid_until = state or (None, None)
        today = fields.Date.context_today(self)
        if decision == "withdrawn":
            return self.env._("The consent “%(name)s” was withdrawn.", name=self.name)
        if decision == "refused":
            return self.env._("The consent “%(name)s” was refused.", name=self.name)
        if not self.needs_consent:
            return None
        if not decision:
            return self.env._("There is no consent “%(name)s”.", name=self.name)
        if valid_until and valid_until < today:
            return self.env._(
                "The consent “%(name)s” expired on %(date)s.",
                name=self.name,
                date=fields.Date.to_string(valid_until),
            )
        return None
