import re

from odoo import api, fields, models, tools
from odoo.fields import Domain

LINK_SCOPE = "gestor_clients.consent_link"
LINK_PATTERN = re.compile(r"(\d{1,10})-(\d{1,10})-([0-9a-f]{64})")


class GestorPartnerConsentMixin(models.AbstractModel):
    """Consents of a client and the one gate that every sender asks."""

    _name = "gestor.partner.consent.mixin"
    _description = "Client with Consents"

    gestor_consent_ids = fields.One2many(
        "gestor.consent",
        "partner_id",
        string="Register of Consents",
        readonly=True,
        groups="gestor_base.group_user",
    )
    gestor_consent_state_ids = fields.One2many(
        "gestor.consent.state",
        "partner_id",
        string="Consents",
        readonly=True,
        groups="gestor_base.group_user",
    )
    gestor_consent_url = fields.Char(
        string="Withdrawal Link",
        compute="_compute_gestor_consent_url",
        exportable=False,
        groups="gestor_base.group_user",
    )
    gestor_anonymised_at = fields.Datetime(
        string="Anonymised", readonly=True, copy=False
    )

    # === THE GATE ===

    @api.private
    def _gestor_may_contact(self, purpose, channel):
        """Tell whom nothing may be sent for a purpose by a channel, and why.

        Every sender asks before it sends, for all its recipients at once; the
        number of queries does not depend on how many they are.

        :param purpose: code, id or record of `gestor.consent.purpose`;
            "transactional" for what is not advertising
        :param channel: "email", "sms", "phone" or "post"
        :return: {partner id: reason as text, or None where sending is allowed}
        """
        purpose = self.env["gestor.consent.purpose"]._get_purpose(purpose)
        reasons = dict.fromkeys(self.ids)
        if not self.ids or not purpose._asks_register():
            return reasons
        # A sender need not be allowed to read the register to obey it.
        consents = self.env["gestor.consent"].sudo()
        states = consents._get_states(self.ids, purpose, channel)
        blocked = self._gestor_get_blacklisted(channel) if purpose.needs_consent else ()
        for partner_id in reasons:
            reason = purpose._get_refusal(states.get(partner_id))
            if not reason and partner_id in blocked:
                reason = self.env._("The address is on the blacklist.")
            reasons[partner_id] = reason
        return reasons

    def _gestor_get_blacklisted(self, channel):
        """Return the ids of partners whose address is blacklisted.

        Override it in an addon that brings another list, phone numbers for instance.
        """
        if channel != "email":
            return set()
        # The list is the administrator's; only whether an address is on it is used.
        blacklist = self.env["mail.blacklist"].sudo()
        emails = {p.id: p.email_normalized for p in self.sudo()}
        found = blacklist.search_fetch(
            [("email", "in", list(filter(None, set(emails.values()))))], ["email"]
        )
        blocked = set(found.mapped("email"))
        return {key for key, email in emails.items() if email in blocked}

    @api.model
    def _gestor_may_mail(self, purpose, addresses):
        """Ask the gate for bare addresses: {normalised address: reason or None}.

        Nobody's address has no consent; of several clients with one address, all
        must agree.
        """
        purpose = self.env["gestor.consent.purpose"]._get_purpose(purpose)
        if not addresses or not purpose._asks_register():
            return dict.fromkeys(addresses)
        # Whose address it is does not depend on who may see the client.
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        partners = partners.search_fetch(
            [("email_normalized", "in", list(addresses))], ["email_normalized"]
        )
        reasons = partners._gestor_may_contact(purpose, "email")
        answer = {}
        for partner in partners:
            reason = reasons[partner.id] or answer.get(partner.email_normalized)
            answer[partner.email_normalized] = reason
        unknown = purpose._get_refusal(None)
        return {address: answer.get(address, unknown) for address in addresses}

    # === WITHDRAWAL LINK ===

    @api.depends_context("company")
    def _compute_gestor_consent_url(self):
        for partner in self:
            partner.gestor_consent_url = (
                partner.id and partner._get_gestor_consent_url() or False
            )

    def _get_gestor_consent_url(self):
        self.ensure_one()
        company = self.env.company.root_id.id
        token = f"{self.id}-{company}-{self._sign_gestor_link(self.id, company)}"
        return f"{self.get_base_url()}/gestor/consent/{token}"

    @api.model
    def _sign_gestor_link(self, partner_id, company_id):
        # The database's secret signs, which only the superuser reads.
        return tools.hmac(self.env(su=True), LINK_SCOPE, (partner_id, company_id))

    @api.model
    def _find_by_gestor_link(self, token):
        """Return (partner, company) of a link, both empty for a wrong one.

        The client of a link sent before a merge is found by the register.
        """
        partner, company = self.env["res.partner"], self.env["res.company"]
        parts = LINK_PATTERN.fullmatch(token or "")
        if not parts:
            return partner, company
        partner_id, company_id = int(parts[1]), int(parts[2])
        signature = self._sign_gestor_link(partner_id, company_id)
        if not tools.consteq(signature, parts[3]):
            return partner, company
        # The signature is the right to act for this client.
        partner = partner.sudo().browse(partner_id).exists()
        if not partner:
            first = Domain("first_partner_id", "=", partner_id)
            consents = self.env["gestor.consent"].sudo().search(first, limit=1)
            partner = consents.partner_id
        return partner, company.sudo().browse(company_id).exists()

    # === ACTIONS ===

    def action_gestor_record_consent(self):
        """Open the entry of a consent."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Enter a Consent"),
            "res_model": "gestor.consent.record",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_partner_id": self.id},
        }

    def action_gestor_export_data(self):
        """Open the data held on the client."""
        self.ensure_one()
        return self._get_gestor_personal_data_action(
            self.env._("Data of the Client"), "gestor.personal.data.export"
        )

    def action_gestor_erase_data(self):
        """Open what anonymisation would remove and what it must leave."""
        self.ensure_one()
        return self._get_gestor_personal_data_action(
            self.env._("Anonymise the Client"), "gestor.personal.data.erase"
        )

    def _get_gestor_personal_data_action(self, name, model):
        wizard = self.env[model].create({"partner_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
        }
