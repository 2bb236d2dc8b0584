from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

KINDS = {
    "bir": "registration",
    "ceidg": "registration",
    "krs": "registration",
    "vat_list": "vat_status",
    "vies": "eu_vat",
}
COLORS = {"confirmed": 10, "denied": 1, "unknown": 3}


class GestorRegistryCheck(models.Model):
    """Proof that a registry was asked, and what it said. Nobody changes it."""

    _name = "gestor.registry.check"
    _description = "Registry Check"
    _order = "checked_at desc, id desc"

    partner_id = fields.Many2one(
        "res.partner", string="Client", readonly=True, index=True, ondelete="restrict"
    )
    registry_id = fields.Many2one(
        "gestor.registry", required=True, readonly=True, ondelete="restrict"
    )
    kind = fields.Selection(
        [
            ("registration", "Registration"),
            ("vat_status", "VAT status"),
            ("eu_vat", "EU VAT number"),
            ("account", "Bank account"),
        ],
        required=True,
        readonly=True,
    )
    outcome = fields.Selection(
        [("confirmed", "Confirmed"), ("denied", "Denied"), ("unknown", "Unknown")],
        required=True,
        readonly=True,
    )
    reason = fields.Selection(
        [
            ("registered", "registered"),
            ("not_found", "not registered"),
            ("ended", "no longer in business"),
            ("nip_cancelled", "NIP cancelled"),
            ("not_active", "not active"),
            ("in_liquidation", "in liquidation or bankruptcy"),
            ("vat_active", "active VAT taxpayer"),
            ("vat_exempt", "exempt from VAT"),
            ("vat_not_registered", "not a VAT taxpayer"),
            ("account_listed", "account listed"),
            ("account_listed_exempt", "account listed, exempt from VAT"),
            ("account_not_listed", "account not listed"),
        ],
        readonly=True,
    )
    message = fields.Char(string="Remark", readonly=True)
    number = fields.Char(string="Number Asked about", required=True, readonly=True)
    account = fields.Char(readonly=True)
    request_id = fields.Char(string="Request Number", readonly=True)
    answer = fields.Json(string="Answer as Data", readonly=True)
    answer_text = fields.Text(string="Answer", compute="_compute_answer_text")
    checked_at = fields.Datetime(string="Asked on", required=True, readonly=True)
    user_id = fields.Many2one("res.users", string="Asked by", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True, index=True)
    color = fields.Integer(compute="_compute_color", export_string_translation=False)

    _latest_index = models.Index("(partner_id, registry_id, kind, id DESC)")

    @api.depends("registry_id.name", "outcome", "reason", "checked_at")
    @api.depends_context("lang", "tz")
    def _compute_display_name(self):
        labels = dict(self._fields["reason"]._description_selection(self.env))
        outcomes = dict(self._fields["outcome"]._description_selection(self.env))
        for check in self:
            moment = fields.Datetime.context_timestamp(self, check.checked_at)
            what = labels.get(check.reason) or outcomes.get(check.outcome)
            day = fields.Date.to_string(moment.date())
            check.display_name = f"{check.registry_id.name}: {what} ({day})"

    @api.depends("outcome")
    def _compute_color(self):
        for check in self:
            check.color = COLORS[check.outcome]

    @api.depends("answer")
    def _compute_answer_text(self):
        for check in self:
            items = (check.answer or {}).items()
            lines = [f"{name}: {value}" for name, value in items if value]
            check.answer_text = "\n".join(lines)

    def write(self, vals):
        """Only the client may come later, when he was not saved yet."""
        if set(vals) != {"partner_id"} or self.filtered("partner_id"):
            raise UserError(
                self.env._("A registry check is a proof: it is not changed.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if self.filtered("partner_id"):
            raise UserError(
                self.env._("A registry check is a proof: it is not deleted.")
            )

    @api.model
    def _log(self, registry, number, verdict, partner=None, kind=None, account=None):
        """Store a verdict as evidence.

        :param partner: may come later, see :meth:`_attach`
        """
        error = verdict.error
        # sudo: nobody may create evidence by himself, only have a registry asked.
        check = self.sudo().create(
            {
                "partner_id": partner.id if partner else False,
                "registry_id": registry.id,
                "kind": kind or KINDS[registry.code],
                "outcome": verdict.outcome,
                "reason": verdict.detail if not error else False,
                "message": registry._describe_error(error) if error else False,
                "number": number,
                "account": account,
                "request_id": verdict.request_id,
                "answer": verdict.answer,
                "checked_at": fields.Datetime.now(),
                "user_id": self.env.uid,
                "company_id": self.env.company.id,
            }
        )
        return check.sudo(False)

    def _attach(self, partner):
        """Give fresh checks of one's own the client who was created after them."""
        # sudo: see _log; what is attached already stays where it is.
        fresh = self.sudo().filtered(
            lambda c: not c.partner_id and c.user_id == self.env.user
        )
        fresh.write({"partner_id": partner.id})

    @api.model
    def _get_latest(self, partners):
        """Return {partner id: latest check of each registry and kind}, one query."""
        rows = []
        if partners.ids:
            rows = self.env.execute_query(
                SQL(
                    """
                    SELECT DISTINCT ON (partner_id, registry_id, kind) partner_id, id
                      FROM gestor_registry_check WHERE partner_id IN %s
                  ORDER BY partner_id, registry_id, kind, id DESC
                    """,
                    tuple(partners.ids),
                )
            )
        found = {}
        for partner, check in rows:
            found.setdefault(partner, []).append(check)
        return found

    @api.autovacuum
    def _gc_unattached(self):
        """Drop checks of clients that were never saved."""
        old = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        self.search([("partner_id", "=", False), ("checked_at", "<", old)]).unlink()
