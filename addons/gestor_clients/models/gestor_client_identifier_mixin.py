from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import identifiers

CLEANERS = {
    "gestor_regon": identifiers.clean_regon,
    "gestor_krs": identifiers.clean_krs,
    "gestor_pesel": identifiers.digits,
}
ZEROS = "0000000000"


class GestorClientIdentifierMixin(models.AbstractModel):
    """Polish identifiers of firms and people, checked before they are stored."""

    _name = "gestor.client.identifier.mixin"
    _description = "Polish Identifiers"

    gestor_regon = fields.Char(string="REGON", copy=False, index="btree_not_null")
    gestor_krs = fields.Char(string="KRS", copy=False, index="btree_not_null")
    # Not tracked on purpose: the number must not get into the chatter.
    gestor_pesel = fields.Char(
        string="PESEL",
        copy=False,
        groups="gestor_base.group_clients_manager,gestor_clients.group_personal_data",
    )
    gestor_legal_form_id = fields.Many2one(
        "gestor.client.legal.form", string="Legal Form", index="btree_not_null"
    )
    gestor_founding_date = fields.Date(string="Founded on")
    gestor_pkd_ids = fields.One2many(
        "gestor.client.pkd", "partner_id", string="Activities (PKD)"
    )

    @api.model
    def _gestor_clean_identifiers(self, vals):
        """Return values with identifiers without dashes and spaces."""
        cleaned = {
            name: clean(vals[name])
            for name, clean in CLEANERS.items()
            if isinstance(vals.get(name), str)
        }
        # An entry without any digit stays, to be refused by the check.
        return {**vals, **{n: v or vals[n] for n, v in cleaned.items()}}

    @api.constrains("gestor_regon")
    def _check_gestor_regon(self):
        for partner in self.filtered("gestor_regon"):
            if not identifiers.is_regon(partner.gestor_regon):
                raise ValidationError(
                    self.env._(
                        "The REGON %(number)s is wrong: it has 9 or 14 digits, the "
                        "last of which must fit the others.",
                        number=partner.gestor_regon,
                    )
                )

    @api.constrains("gestor_krs")
    def _check_gestor_krs(self):
        for partner in self.filtered("gestor_krs"):
            if not identifiers.is_krs(partner.gestor_krs):
                raise ValidationError(
                    self.env._(
                        "The KRS number %(number)s is wrong: it has 10 digits.",
                        number=partner.gestor_krs,
                    )
                )

    @api.constrains("gestor_pesel")
    def _check_gestor_pesel(self):
        for partner in self.sudo().filtered("gestor_pesel"):
            if not identifiers.is_pesel(partner.gestor_pesel):
                # The number itself is left out: messages end up in logs.
                raise ValidationError(
                    self.env._(
                        "This PESEL is wrong: it has 11 digits that hold a date of "
                        "birth, the last of which must fit the others."
                    )
                )

    @api.constrains("vat", "country_id")
    def _check_gestor_nip(self):
        """What the host lets through: zeros, and a NIP where no country is set."""
        home = self.env.company.country_id.code or "PL"
        for partner in self.filtered("vat"):
            country = partner.country_id.code
            prefix, number = identifiers.split_prefix(partner.vat)
            if country not in ("PL", False) or prefix not in ("PL", ""):
                continue
            zeros = number == ZEROS
            typed = home == "PL" and len(number) == 10 and number.isdigit()
            if zeros or ((typed or prefix) and not identifiers.is_nip(number)):
                raise ValidationError(
                    self.env._(
                        "The NIP %(number)s is wrong: it has 10 digits, the last of "
                        "which must fit the others. For a number of another country "
                        "set the country first.",
                        number=partner.vat,
                    )
                )
