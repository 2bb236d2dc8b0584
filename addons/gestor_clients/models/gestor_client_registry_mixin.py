from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.identifiers import EU_PREFIXES, clean_nrb, is_nrb, nip_key
from ..tools.registry_types import RegistryError


class GestorClientRegistryMixin(models.AbstractModel):
    """Fetching and verifying a client in public registries."""

    _name = "gestor.client.registry.mixin"
    _description = "Client in Public Registries"

    gestor_check_ids = fields.One2many(
        "gestor.registry.check", "partner_id", string="Registry Checks"
    )
    gestor_latest_check_ids = fields.Many2many(
        "gestor.registry.check",
        string="Registries",
        compute="_compute_gestor_latest_checks",
    )

    @api.depends("gestor_check_ids")
    def _compute_gestor_latest_checks(self):
        checks = self.env["gestor.registry.check"]
        latest = checks._get_latest(self._origin)
        for partner in self:
            partner.gestor_latest_check_ids = checks.browse(
                latest.get(partner._origin.id, [])
            )

    @api.model
    def _gestor_check_registry_role(self):
        if not self.env.su and not self.env.user.has_group(
            "gestor_base.group_clients_own"
        ):
            raise AccessError(
                self.env._("Only users with a role of clients may ask registries.")
            )

    # === NUMBERS ===

    def _gestor_registry_numbers(self, code):
        """Return {partner id: number} by which a registry knows the clients."""
        numbers = {}
        for partner in self:
            number = partner._gestor_registry_number(code)
            if number:
                numbers[partner.id] = number
        return numbers

    def _gestor_registry_number(self, code):
        """Return the number, or nothing; a branch and a contact have their firm's."""
        if code == "krs":
            return self.gestor_krs or self.commercial_partner_id.gestor_krs
        key = nip_key(self.vat, self.country_id.code)
        if not key:
            return None
        if code == "vies":
            prefixed = f"PL{key}" if key.isdigit() else key
            return prefixed if prefixed[:2] in EU_PREFIXES else None
        return key if key.isdigit() else None

    # === VERIFYING ===

    def _gestor_verify(self, registry):
        """Ask a registry about clients in as few requests as it allows.

        :return: the evidence, one record per client with a number
        :raises RegistryError: when the registry was not asked at all
        """
        self._gestor_check_registry_role()
        self.check_access("read")
        numbers = self._gestor_registry_numbers(registry.code)
        checks = self.env["gestor.registry.check"]
        if not numbers:
            return checks
        verdicts = registry._verify_numbers(numbers.values())
        for partner in self.filtered(lambda p: p.id in numbers):
            number = numbers[partner.id]
            checks |= checks._log(registry, number, verdicts[number], partner)
        self.invalidate_recordset(["gestor_check_ids", "gestor_latest_check_ids"])
        return checks

    def action_gestor_verify(self):
        """Ask every registry that knows clients of this kind, and tell what it said."""
        self.ensure_one()
        self._gestor_check_registry_role()
        messages, asked = [], self.env["gestor.registry.check"]
        for registry in self._gestor_registries_to_verify():
            try:
                asked |= self._gestor_verify(registry)
            except RegistryError as error:
                messages.append(registry._describe_error(error))
        messages = asked.mapped(lambda c: c.message or c.display_name) + messages
        if not messages:
            raise UserError(
                self.env._("Enter the NIP first: registries know clients by it.")
            )
        bad = any(check.outcome != "confirmed" for check in asked) or not asked
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.display_name,
                "message": " · ".join(messages),
                "type": "warning" if bad else "success",
                "sticky": bad,
            },
        }

    def _gestor_registries_to_verify(self):
        """Return the registries worth asking: by numbers, kind and set keys."""
        registries = self.env["gestor.registry"].search([("active", "=", True)])
        foreign = not self._gestor_registry_number("bir")
        return registries.filtered(
            lambda r: r.is_ready
            and self._gestor_registry_number(r.code)
            and (r.code != "ceidg" or not self.is_company)
            and (r.code != "vies" or foreign)
        )

    def _gestor_verify_account(self, account, company=None):
        """Check a bank account of the client on the list of VAT taxpayers.

        :return: the evidence, or an empty set when there is nothing to ask about
        :raises RegistryError: when the registry was not asked at all
        """
        self.ensure_one()
        registry = self.env["gestor.registry"]._get("vat_list")
        nip = self.commercial_partner_id._gestor_registry_number("vat_list")
        number = clean_nrb(account)
        checks = self.env["gestor.registry.check"]
        if not nip or not is_nrb(number):
            return checks
        verdict = registry._check_account(nip, number)
        if verdict.error and verdict.error.code in ("quota", "off", "address"):
            raise verdict.error
        return checks._log(
            registry,
            nip,
            verdict,
            self.commercial_partner_id,
            kind="account",
            account=number,
        )

    # === FETCHING ===

    @api.model
    def gestor_registry_fetch(self, values, partner_id=False):
        """Ask registries about a typed number and return the dialogue that compares.

        It works on a form that is not saved yet: what was typed comes in ``values``.

        :raises UserError: when no registry gave data; the form stays as it is
        """
        self._gestor_check_registry_role()
        partner = self.browse(partner_id)
        partner.check_access("write" if partner else "create")
        wizard = self.env["gestor.registry.fetch"]._start(partner, values or {})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Data from registries"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_gestor_fetch(self):
        self.ensure_one()
        return self.gestor_registry_fetch({}, self.id)

    def _gestor_add_representatives(self, people):
        """Hook: take over representatives that the user ticked in the dialogue.

        :param list people: dicts with name and role
        """

    # === MASS AND AUTOMATIC ===

    def action_gestor_mass_verify(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Verify in registries"),
            "res_model": "gestor.registry.verify",
            "views": [(False, "form")],
            "target": "new",
            "context": {"active_ids": self.ids, "active_model": self._name},
        }
