from dataclasses import replace

from odoo import api, fields, models

from ..tools.autotext_values import Autotext
from ..tools.polish import get_first_name, get_greeting, get_vocative

FIELD_KINDS = {
    "char": "text",
    "text": "text",
    "html": "html",
    "integer": "integer",
    "float": "number",
    "monetary": "money",
    "date": "date",
    "datetime": "datetime",
    "boolean": "text",
    "selection": "text",
    "many2one": "text",
}
SECRET_WORDS = (
    "password",
    "passwd",
    "token",
    "secret",
    "key",
    "hash",
    "totp",
    "signup",
    "credential",
    "pesel",
    "salt",
)
TECHNICAL_FIELDS = {
    "id",
    "create_uid",
    "create_date",
    "write_uid",
    "write_date",
    "display_name",
    "active",
    "color",
    "sequence",
}
TECHNICAL_PREFIXES = ("message_", "activity_", "my_activity_", "website_message_")
# Their fields are given by declared autotexts only.
CLOSED_MODELS = ("ir.", "res.users", "res.company", "mail.", "base.", "bus.", "auth")


class GestorAutotextTokens(models.AbstractModel):
    """What autotexts there are: general ones, of clients, and fields."""

    _name = "gestor.autotext.tokens"
    _description = "Definitions of Autotexts"

    # === HELPERS FOR ADDONS ===

    @api.model
    def _via(self, field_name, model):
        """Return the autotexts of a related model, for use on this one.

        ``self._via("partner_id", "res.partner")`` gives ``{client.name}`` and the
        like to a document that has a client.
        """
        hook = getattr(self, f"_autotexts_{model.replace('.', '_')}")
        return [
            autotext
            if autotext.const
            else replace(autotext, path=f"{field_name}.{autotext.path}".rstrip("."))
            for autotext in hook()
        ]

    # === GENERAL ===

    @api.model
    def _get_general_autotexts(self):
        """Return the autotexts that need no record. Override to add some."""
        dates = (self.env._("Dates"),)
        company = (self.env._("Our company"),)
        user = (self.env._("User"),)
        return [
            Autotext(
                "today", self.env._("Today"), dates, kind="date", const="_const_today"
            ),
            Autotext(
                "now",
                self.env._("Now, with the hour"),
                dates,
                kind="datetime",
                const="_const_now",
            ),
            Autotext(
                "month",
                self.env._("This month"),
                dates,
                kind="month",
                const="_const_month",
                unit="m",
            ),
            Autotext(
                "year",
                self.env._("This year"),
                dates,
                kind="date",
                const="_const_year",
                unit="y",
            ),
            *self._get_const_fields("company", company, "_const_company"),
            *self._get_const_fields("user", user, "_const_user"),
        ]

    def _get_const_fields(self, root, group, const):
        labels = {
            "name": self.env._("Name"),
            "email": self.env._("E-mail address"),
            "phone": self.env._("Phone"),
        }
        if root == "company":
            labels.update(
                vat=self.env._("Tax number (NIP)"),
                company_registry=self.env._("Register number"),
                website=self.env._("Website"),
                street=self.env._("Street"),
                zip=self.env._("Postal code"),
                city=self.env._("City"),
            )
        else:
            labels.update(
                function=self.env._("Job position"), signature=self.env._("Signature")
            )
        return [
            Autotext(
                f"{root}.{name}",
                label,
                group,
                name,
                kind="html" if name == "signature" else "text",
                const=const,
            )
            for name, label in labels.items()
        ]

    def _const_today(self):
        return fields.Date.context_today(self)

    def _const_now(self):
        now = fields.Datetime.context_timestamp(self, fields.Datetime.now())
        return now.replace(tzinfo=None)

    def _const_month(self):
        return fields.Date.context_today(self).replace(day=1)

    def _const_year(self):
        return fields.Date.context_today(self).replace(month=1, day=1)

    def _const_company(self):
        return self.env.company

    def _const_user(self):
        return self.env.user

    # === CLIENTS ===

    @api.model
    def _autotexts_res_partner(self):
        group = (self.env._("Client"),)
        address = (*group, self.env._("Address"))
        keeper = (*group, self.env._("Keeper"))
        return [
            Autotext("client.name", self.env._("Name"), group, "name"),
            Autotext(
                "client.company",
                self.env._("Name of the company"),
                group,
                "commercial_company_name",
            ),
            Autotext(
                "client.first_name",
                self.env._("First name"),
                group,
                compute="_compute_first_name",
            ),
            Autotext(
                "client.vocative",
                self.env._("First name in the vocative"),
                group,
                compute="_compute_vocative",
            ),
            Autotext(
                "client.greeting",
                self.env._("Polite greeting"),
                group,
                compute="_compute_greeting",
            ),
            Autotext("client.email", self.env._("E-mail address"), group, "email"),
            Autotext("client.phone", self.env._("Phone"), group, "phone"),
            Autotext("client.vat", self.env._("Tax number (NIP)"), group, "vat"),
            Autotext("client.ref", self.env._("Reference"), group, "ref"),
            Autotext("client.function", self.env._("Job position"), group, "function"),
            Autotext("client.website", self.env._("Website"), group, "website"),
            Autotext(
                "client.address",
                self.env._("Whole address"),
                address,
                compute="_compute_address",
            ),
            Autotext("client.street", self.env._("Street"), address, "street"),
            Autotext("client.zip", self.env._("Postal code"), address, "zip"),
            Autotext("client.city", self.env._("City"), address, "city"),
            Autotext(
                "client.country", self.env._("Country"), address, "country_id.name"
            ),
            Autotext("client.keeper", self.env._("Name"), keeper, "user_id.name"),
            Autotext(
                "client.keeper_email",
                self.env._("E-mail address"),
                keeper,
                "user_id.email",
            ),
            Autotext(
                "client.keeper_phone", self.env._("Phone"), keeper, "user_id.phone"
            ),
        ]

    @api.model
    def _autotexts_res_users(self):
        """A text for colleagues: the fields of their own contact."""
        group = (self.env._("Colleague"),)
        return [
            Autotext("colleague.name", self.env._("Name"), group, "name"),
            Autotext("colleague.email", self.env._("E-mail address"), group, "email"),
            Autotext("colleague.phone", self.env._("Phone"), group, "phone"),
        ]

    def _compute_first_name(self, partners):
        return {
            partner.id: "" if partner.is_company else get_first_name(partner.name)
            for partner in partners
        }

    def _compute_vocative(self, partners):
        names = self._compute_first_name(partners)
        return {key: get_vocative(name) if name else "" for key, name in names.items()}

    def _compute_greeting(self, partners):
        """Greet in the language of the text; only Polish has the vocative."""
        if not (self.env.lang or "").startswith("pl"):
            return {
                partner.id: self.env._("Dear Sir or Madam")
                if partner.is_company
                else self.env._("Dear %(name)s", name=get_first_name(partner.name))
                for partner in partners
            }
        names = self._compute_first_name(partners)
        return {key: get_greeting(name) for key, name in names.items()}

    def _compute_address(self, partners):
        return {
            partner.id: "\n".join(
                line
                for line in partner._display_address(without_company=True).splitlines()
                if line.strip()
            )
            for partner in partners
        }

    # === FIELDS ===

    @api.model
    def _get_field_autotexts(self, model, declared):
        """Return ``{field.<name>}`` for the plain fields of a model.

        Only stored or related values that a user could export, nothing secret or
        technical; a field of a model already declared is not repeated.
        """
        if model.startswith(CLOSED_MODELS):
            return []
        taken = {autotext.path for autotext in declared}
        group = (self.env._("Other fields"),)
        found = []
        for name, field in self.env[model]._fields.items():
            if name not in taken and self._is_open_field(name, field):
                label = field.get_description(self.env, ["string"])["string"]
                kind = FIELD_KINDS[field.type]
                found.append(Autotext(f"field.{name}", label, group, name, kind=kind))
        return sorted(found, key=lambda autotext: autotext.label.casefold())

    @api.model
    def _is_open_field(self, name, field):
        """Tell whether a field may stand in texts. Override to close more."""
        return (
            field.type in FIELD_KINDS
            and field.exportable
            and (field.store or bool(field.related))
            and name not in TECHNICAL_FIELDS
            and not name.startswith(("_", *TECHNICAL_PREFIXES))
            and not any(word in name for word in SECRET_WORDS)
        )

    # === FORMS ===

    @api.model
    def _get_form_labels(self):
        """Return the labels of the forms that the menu offers."""
        return {
            "words": self.env._("in words"),
            "money": self.env._("as an amount"),
            "number": self.env._("as a number"),
            "date": self.env._("short date"),
            "long": self.env._("long date"),
            "weekday": self.env._("day of the week"),
            "month": self.env._("month and year"),
            "nominative": self.env._("month: what (marzec)"),
            "genitive": self.env._("month: of what (marca)"),
            "in": self.env._("month: when (w marcu)"),
            "year": self.env._("year"),
            "workday": self.env._("next working day"),
            "upper": self.env._("CAPITALS"),
            "lower": self.env._("small letters"),
        }
