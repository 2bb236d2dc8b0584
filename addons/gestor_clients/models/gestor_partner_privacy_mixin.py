from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext

# Accounting Act, Art. 74; Tax Ordinance, Art. 86 with Art. 70: five years from the
# end of the year.
RETENTION_YEARS = 5
# What stays when documents must be kept: they are printed from the client's card.
DOCUMENT_FIELDS = {
    "name",
    "street",
    "street2",
    "city",
    "zip",
    "state_id",
    "country_id",
    "vat",
    "company_registry",
    "gestor_regon",
    "gestor_krs",
    "ref",
    "lang",
}
PERSONAL_FIELDS = {
    "email",
    "phone",
    "website",
    "function",
    "comment",
    "image_1920",
    "barcode",
    "partner_latitude",
    "partner_longitude",
    "industry_id",
    "category_id",
    "gestor_contact_channel",
    "gestor_contact_note",
    "gestor_interest_ids",
    "gestor_set_ids",
    "gestor_birth_date",
    "gestor_pesel",
    "gestor_founding_date",
}
PART_FIELDS = (
    "gestor_window_ids",
    "gestor_jubilee_ids",
    "gestor_email_ids",
    "gestor_print_profile_ids",
)
# Technical tables about everybody; messages are gathered on their own.
SKIPPED_MODELS = ("ir.", "bus.", "mail.", "base.", "gestor.automation.", "res.users.")
MAX_MESSAGES = 2000
TECHNICAL_FIELDS = {
    "id",
    "display_name",
    "create_uid",
    "create_date",
    "write_uid",
    "write_date",
    "sequence",
    "partner_id",
}
TECHNICAL_PREFIXES = ("message_", "activity_", "my_", "signup_", "first_partner")


class GestorPartnerPrivacyMixin(models.AbstractModel):
    """The rights of a person: to see the data held, and to be forgotten."""

    _name = "gestor.partner.privacy.mixin"
    _description = "Client's Rights to Data"

    # === EXPORT ===

    def _gestor_personal_data(self):
        """Return all data held on a client, as plain values by section.

        Override it to add what is not in a field of the client or of a record that
        names the client.
        """
        self.ensure_one()
        # The answer to a person must be whole, whatever the user may see; who may
        # ask for it is decided by the wizard.
        partner = self.sudo()
        return {
            "card": dict(
                self._gestor_read_cells(partner, self._get_gestor_card_fields())
            ),
            "consents": self._gestor_read_rows(partner.gestor_consent_ids),
            "emails": self._gestor_read_rows(partner.gestor_email_ids),
            "jubilees": self._gestor_read_rows(partner.gestor_jubilee_ids),
            "contact_times": partner.gestor_window_ids.mapped("display_name"),
            "interests": partner.gestor_interest_ids.mapped("complete_name"),
            "records": partner._gestor_find_records(),
            "messages": partner._gestor_read_messages(),
        }

    @api.model
    def _get_gestor_card_fields(self):
        """Return the fields of the card that hold data of the client."""
        kinds = {
            "char",
            "text",
            "html",
            "date",
            "datetime",
            "integer",
            "float",
            "selection",
            "many2one",
            "boolean",
        }
        return [
            name
            for name, field in self._fields.items()
            if field.store
            and field.type in kinds
            and name not in TECHNICAL_FIELDS
            and not name.startswith(TECHNICAL_PREFIXES)
            and field.groups != "base.group_system"
        ]

    @api.model
    def _gestor_read_cells(self, record, names):
        """Return [(label, value)] of the fields of one record that have a value."""
        rows = []
        for name in names:
            field = record._fields[name]
            value = record[name]
            if not value:
                continue
            if field.type == "many2one":
                value = value.display_name
            elif field.type == "selection":
                labels = dict(field._description_selection(self.env))
                value = labels.get(value, value)
            elif field.type == "html":
                value = html2plaintext(value)
            elif field.type in ("date", "datetime"):
                value = field.to_string(value)
            label = field.get_description(self.env, ["string"])["string"]
            rows.append((label, value))
        return rows

    @api.model
    def _gestor_read_rows(self, records):
        names = [
            name
            for name, field in records._fields.items()
            if (field.store or field.related)
            and name not in TECHNICAL_FIELDS
            and not name.startswith(TECHNICAL_PREFIXES)
            and field.type not in ("one2many", "many2many", "json", "binary")
        ]
        return [dict(self._gestor_read_cells(record, names)) for record in records]

    def _gestor_find_records(self):
        """Return records of any kind that name the client: what, which, when."""
        found = []
        for model, names in self._get_gestor_referring_fields().items():
            records = self.env[model].sudo().with_context(active_test=False)
            for name in names:
                for record in records.search([(name, "in", self.ids)], order="id"):
                    found.append(
                        {
                            "kind": self.env["ir.model"]._get(model).name,
                            "name": record.display_name,
                            "created": fields.Datetime.to_string(record.create_date),
                        }
                    )
        return found

    @api.model
    def _get_gestor_referring_fields(self):
        """Return {model: stored fields that point at a client}."""
        domain = [
            ("relation", "=", "res.partner"),
            ("ttype", "in", ("many2one", "many2many")),
            ("store", "=", True),
        ]
        found = {}
        for field in self.env["ir.model.fields"].sudo().search(domain):
            model = self.env.registry.get(field.model)
            if (
                model is None
                or model._transient
                or model._abstract
                or not model._auto
                or field.model.startswith(SKIPPED_MODELS)
                or field.model in self._get_gestor_part_models()
            ):
                continue
            found.setdefault(field.model, []).append(field.name)
        return found

    @api.model
    def _get_gestor_part_models(self):
        return {"gestor.consent", *(self._fields[n].comodel_name for n in PART_FIELDS)}

    def _gestor_read_messages(self):
        domain = [
            "|",
            ("author_id", "=", self.id),
            "&",
            ("model", "=", "res.partner"),
            ("res_id", "=", self.id),
        ]
        messages = self.env["mail.message"].sudo().search(domain, limit=MAX_MESSAGES)
        return [
            {
                "date": fields.Datetime.to_string(message.date),
                "subject": message.subject or message.record_name or "",
                "text": html2plaintext(message.body or ""),
            }
            for message in messages
        ]

    # === RETENTION ===

    def _gestor_retention(self):
        """Return [(what, how many, kept until)] of documents the law keeps.

        An addon with documents of its own that must be kept adds them.
        """
        self.ensure_one()
        # The duty to keep does not depend on who asks.
        moves = self.env["account.move"].sudo()
        domain = [
            "|",
            ("partner_id", "=", self.id),
            ("commercial_partner_id", "=", self.id),
            ("state", "=", "posted"),
            ("date", ">=", self._get_gestor_kept_since()),
        ]
        [(count, last)] = moves._read_group(domain, [], ["__count", "date:max"])
        if not count:
            return []
        label = self.env._("Accounting documents")
        return [(label, count, date(last.year + RETENTION_YEARS, 12, 31))]

    @api.model
    def _get_gestor_kept_since(self):
        """Return the first day whose documents must still be kept today."""
        today = fields.Date.context_today(self)
        return date(today.year - RETENTION_YEARS, 1, 1)

    # === ANONYMISATION ===

    def _gestor_anonymise(self, reason=None):
        """Remove the data of a person, or as much as the law allows; log it.

        :raises UserError: for a user, whose account must be closed first
        """
        self.ensure_one()
        self.check_access("write")
        # The person's data is also where the user does not look.
        partner = self.sudo().with_context(tracking_disable=True, mail_notrack=True)
        partner._check_gestor_anonymise()
        kept = self._gestor_retention()
        for name in PART_FIELDS:
            partner[name].unlink()
        self.env["gestor.consent"]._anonymise(partner)
        partner._gestor_erase_messages()
        partner.write(partner._get_gestor_blank_vals(full=not kept))
        return self._gestor_log_anonymised(kept, reason)

    def _check_gestor_anonymise(self):
        if self.with_context(active_test=False).user_ids:
            raise UserError(
                self.env._("This is a user of the system: close the account first.")
            )
        if self.env["res.company"].sudo().search_count([("partner_id", "=", self.id)]):
            raise UserError(self.env._("This is a company of the system."))

    def _get_gestor_blank_vals(self, full):
        """Return values that empty the card, all of it or what documents need not."""
        names = PERSONAL_FIELDS | (
            DOCUMENT_FIELDS - {"name", "lang"} if full else set()
        )
        vals = {name: False for name in names if name in self._fields}
        for name in vals:
            if self._fields[name].type == "many2many":
                vals[name] = [(5,)]
        vals["gestor_anonymised_at"] = fields.Datetime.now()
        if full:
            vals["name"] = self.env._("Anonymised client %(number)s", number=self.id)
            vals["active"] = False
        return vals

    def _gestor_erase_messages(self):
        """Delete the client's own chatter, which tells the old values of fields."""
        messages = self.env["mail.message"].sudo()
        messages.search(
            [("model", "=", "res.partner"), ("res_id", "=", self.id)]
        ).unlink()
        authored = messages.search([("author_id", "=", self.id)])
        authored.write({"email_from": False})
        attachments = self.env["ir.attachment"].sudo()
        attachments.search(
            [
                ("res_model", "=", "res.partner"),
                ("res_id", "=", self.id),
                ("res_field", "=", False),
            ]
        ).unlink()

    def _gestor_log_anonymised(self, kept, reason):
        # Written past the user's rights: nobody may write the log by hand.
        return (
            self.env["gestor.personal.data.log"]
            .sudo()
            .create(
                {
                    "user_id": self.env.uid,
                    "partner_id": self.id,
                    "action": "limited" if kept else "full",
                    "reason": reason,
                    "kept_until": max((row[2] for row in kept), default=False),
                    "details": "\n".join(f"{row[0]}: {row[1]}" for row in kept),
                }
            )
        )
