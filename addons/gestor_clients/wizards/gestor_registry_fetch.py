from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools.identifiers import digits, nip_key

# In this order a registry overrules the next one.
PRECEDENCE = ("bir", "ceidg", "krs", "vat_list", "vies")
TYPED = (
    "name", "vat", "email", "phone", "website", "street", "street2", "zip", "city",
    "state_id", "country_id", "is_company", "parent_id", "type", "lang", "comment",
    "gestor_regon", "gestor_krs", "gestor_founding_date", "user_id", "company_id",
    "ref", "function",
)  # fmt: skip


class GestorRegistryFetch(models.TransientModel):
    """What registries say beside what the client file says, to be ticked."""

    _name = "gestor.registry.fetch"
    _description = "Data from Registries"

    partner_id = fields.Many2one("res.partner", string="Client", readonly=True)
    typed = fields.Json(readonly=True)
    number = fields.Char(readonly=True)
    line_ids = fields.One2many("gestor.registry.fetch.line", "wizard_id")
    check_ids = fields.Many2many(
        "gestor.registry.check", string="Registries", readonly=True
    )
    notes = fields.Text(readonly=True)
    people = fields.Json(readonly=True)
    people_text = fields.Text(string="Representatives", readonly=True)

    # === ASKING ===

    @api.model
    def _start(self, partner, values):
        """Ask the registries and return the wizard with the differences."""
        typed = {name: values[name] for name in TYPED if values.get(name)}
        numbers = self._get_numbers(partner, typed)
        if not numbers:
            raise UserError(
                self.env._("Enter a NIP, REGON or KRS number first, without mistakes.")
            )
        answers, notes = self._ask_all(numbers, partner, typed)
        found = [(registry, verdict) for registry, verdict in answers if verdict.data]
        if not found:
            missing = [
                self.env._("%s does not know this number.", registry.name)
                for registry, verdict in answers
                if not verdict.error
            ]
            raise UserError("\n".join(missing + notes))
        wizard = self.create(
            {
                "partner_id": partner.id,
                "typed": typed,
                "number": numbers.get("nip") or next(iter(numbers.values())),
                "notes": "\n".join(notes),
            }
        )
        wizard._add_evidence(answers, numbers)
        wizard._add_lines(found)
        return wizard

    @api.model
    def _get_numbers(self, partner, typed):
        """Return the numbers to ask by: NIP, REGON, KRS, or a foreign VAT number."""
        vat = typed.get("vat") or partner.vat
        country = partner.country_id
        if typed.get("country_id"):
            country = self.env["res.country"].browse(typed["country_id"])
        key = nip_key(vat, country.code)
        numbers = {
            "nip": key if key and key.isdigit() else None,
            "vat": key if key and not key.isdigit() else None,
            "regon": digits(typed.get("gestor_regon") or partner.gestor_regon),
            "krs": digits(typed.get("gestor_krs") or partner.gestor_krs),
        }
        return {name: number for name, number in numbers.items() if number}

    def _ask_all(self, numbers, partner, typed):
        """Ask in turn: the court register is asked by the number GUS has told."""
        registries = self.env["gestor.registry"].search([("is_fetched", "=", True)])
        by_code = {registry.code: registry for registry in registries}
        answers, notes = [], []
        known = dict(numbers)
        for code in ("bir", "ceidg", "vat_list", "krs", "vies"):
            registry = by_code.get(code)
            if not registry or not self._is_worth_asking(code, known, answers):
                continue
            if not registry.is_ready:
                notes.append(self.env._("%s is not set up: no key.", registry.name))
                continue
            verdict = registry._lookup(known)
            if verdict.error:
                notes.append(registry._describe_error(verdict.error))
            answers.append((registry, verdict))
            if verdict.data:
                for name in ("nip", "regon", "krs"):
                    if code != "vies" and getattr(verdict.data, name):
                        known.setdefault(name, getattr(verdict.data, name))
        answers.sort(key=lambda pair: PRECEDENCE.index(pair[0].code))
        return answers, notes

    @api.model
    def _is_worth_asking(self, code, numbers, answers):
        if code == "vies":
            return "vat" in numbers
        if code == "krs":
            return "krs" in numbers
        if code == "ceidg":
            # Firms of people only; GUS has told whether this is one.
            told = [verdict.data for _registry, verdict in answers if verdict.data]
            return "nip" in numbers and (not told or told[0].is_person)
        if code == "vat_list":
            return "nip" in numbers
        return bool(numbers.keys() & {"nip", "regon", "krs"})

    def _add_evidence(self, answers, numbers):
        checks = self.env["gestor.registry.check"]
        partner = self.partner_id
        for registry, verdict in answers:
            if verdict.error and verdict.error.code in ("quota", "off", "address"):
                continue
            names = ("krs",) if registry.code == "krs" else ("nip", "vat", "regon")
            number = next((numbers[n] for n in names if n in numbers), None)
            number = number or (verdict.data and verdict.data.krs) or self.number
            checks |= checks._log(registry, number, verdict, partner)
        self.check_ids = checks

    # === COMPARING ===

    def _add_lines(self, found):
        values, sources = {}, {}
        people, accounts = [], []
        for registry, verdict in found:
            for name, value in self._read(verdict.data, registry.code).items():
                if value and name not in values:
                    values[name] = value
                    sources[name] = registry
            people += [
                {"name": p.name, "role": p.role}
                for p in verdict.data.people
                if "*" not in p.name
            ]
            accounts += verdict.data.accounts
        self.people = people
        self.people_text = "\n".join(
            f"{p['name']}, {p['role']}" if p["role"] else p["name"] for p in people
        )
        commands = [
            Command.create(line)
            for name, value in values.items()
            if (line := self._prepare_line(name, value, sources[name]))
        ]
        commands += self._prepare_account_lines(accounts, found)
        self.line_ids = commands

    def _read(self, data, code):
        """Return values of the client's fields, as plain data."""
        address = {}
        if data.city and code != "vies":
            address = {
                "street": data.street,
                "zip": data.zip,
                "city": data.city,
                "state_id": self._find_state(data.state),
                "country_id": self.env.ref("base.pl").id,
            }
        return {
            "name": data.name,
            "vat": self.number if self.number.isdigit() and data.nip else None,
            "gestor_regon": data.regon,
            "gestor_krs": data.krs,
            "gestor_legal_form": data.legal_form,
            **address,
            "phone": data.phone,
            "email": data.email,
            "website": data.website,
            "gestor_founding_date": data.founded,
            "gestor_pkd_ids": [
                {"code": p.code, "name": p.name, "is_main": p.is_main} for p in data.pkd
            ],
        }

    @api.model
    def _find_state(self, name):
        if not name:
            return None
        poland = self.env.ref("base.pl")
        state = self.env["res.country.state"].search(
            [("country_id", "=", poland.id), ("name", "=ilike", name)], limit=1
        )
        return state.id

    def _get_current(self, name):
        """Return what the form says now: what was typed, or what is stored."""
        if name == "gestor_legal_form":
            return self.partner_id.gestor_legal_form_id.name
        if name == "gestor_pkd_ids":
            return self.partner_id.gestor_pkd_ids.mapped("code")
        if name in (self.typed or {}):
            return self.typed[name]
        value = self.partner_id[name]
        if isinstance(value, models.BaseModel):
            return value.id
        return fields.Date.to_string(value) if name.endswith("_date") else value

    def _prepare_line(self, name, value, registry):
        current = self._get_current(name)
        if self._is_same(name, current, value):
            return None
        return {
            "field_name": name,
            "label": self._get_label(name),
            "current": self._format(name, current),
            "found": self._format(name, value),
            "value": value,
            "registry_id": registry.id,
            "is_accepted": not current,
        }

    @api.model
    def _is_same(self, name, current, value):
        if name == "gestor_pkd_ids":
            return set(current) == {row["code"] for row in value}
        if name == "vat":
            return nip_key(current, "PL") == nip_key(value, "PL")
        if isinstance(value, str) and isinstance(current, str):
            return " ".join(current.split()).lower() == " ".join(value.split()).lower()
        return current == value

    @api.model
    def _get_label(self, name):
        if name == "state_id":
            return self.env._("Voivodship")
        field = "gestor_legal_form_id" if name == "gestor_legal_form" else name
        description = self.env["res.partner"]._fields[field].get_description(self.env)
        return description["string"]

    @api.model
    def _format(self, name, value):
        if not value:
            return ""
        if name == "state_id":
            return self.env["res.country.state"].browse(value).name
        if name == "country_id":
            return self.env["res.country"].browse(value).name
        if name == "gestor_pkd_ids":
            return ", ".join(
                row["code"] if isinstance(row, dict) else row for row in value
            )
        return str(value)

    def _prepare_account_lines(self, accounts, found):
        known = {bank.sanitized_acc_number for bank in self.partner_id.sudo().bank_ids}
        registry = next((r for r, _v in found if r.code == "vat_list"), None)
        return [
            Command.create(
                {
                    "field_name": "bank_ids",
                    "label": self.env._("Bank account"),
                    "current": "",
                    "found": account,
                    "value": account,
                    "registry_id": registry.id,
                    "is_accepted": False,
                }
            )
            for account in dict.fromkeys(accounts)
            if not known & {account, f"PL{account}"}
        ]

    # === FILLING ===

    def action_apply(self):
        """Write what was ticked; a client that is not saved yet is created by it.

        The dialogue of a new form reads the id and opens the client.
        """
        self.ensure_one()
        self.env["res.partner"]._gestor_check_registry_role()
        accepted = self.line_ids.filtered("is_accepted")
        vals = accepted._get_values()
        partner = self.partner_id
        if partner:
            partner.write(vals)
        else:
            partner = partner.create({"is_company": True, **(self.typed or {}), **vals})
            self.check_ids._attach(partner)
        accepted._apply_lists(partner)
        if self.people:
            partner._gestor_add_representatives(self.people)
        return {
            "type": "ir.actions.act_window_close",
            "infos": {"gestor_partner_id": partner.id},
        }
