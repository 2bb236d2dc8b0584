import logging

import psycopg2

from odoo import api, fields, models
from odoo.tools import SQL

from .gestor_client_duplicate_mixin import EMAIL_DOMAIN, PHONE_DIGITS
from .gestor_client_nip_mixin import KEY_FIELDS

_logger = logging.getLogger(__name__)

TRIGRAM_COLUMNS = ("complete_name", "email", "ref", "vat", "company_registry")


class ResPartnerIdentity(models.Model):
    """One client per tax number, and what clients are searched by."""

    _name = "res.partner"
    _inherit = [
        "res.partner",
        "gestor.client.duplicate.mixin",
        "gestor.client.identifier.mixin",
        "gestor.client.nip.mixin",
        "gestor.client.registry.mixin",
    ]

    type = fields.Selection(
        selection_add=[("branch", "Branch")], ondelete={"branch": "set default"}
    )

    # Ranges need no extension and let "for all companies" (no company) collide with
    # each company; a unique index could not see that, nor could a search in Python
    # see what another transaction is about to commit. Deferrable means checked at
    # the end of a statement, so that two clients may swap their numbers.
    _gestor_nip_unique = models.Constraint(
        """EXCLUDE USING gist (
            int8range(
                hashtextextended(gestor_nip_key, 0),
                hashtextextended(gestor_nip_key, 0),
                '[]'
            ) WITH =,
            int4range(company_id, company_id, '[]') WITH &&
        ) WHERE (
            gestor_nip_key IS NOT NULL AND active
            AND gestor_nip_conflict IS NOT TRUE
        ) DEFERRABLE INITIALLY IMMEDIATE""",
        "This tax number belongs to another client already. Open that client, or add "
        "this one as its branch.",
    )

    def init(self):
        result = super().init()
        self._gestor_create_search_indexes()
        return result

    @api.model
    def _gestor_create_search_indexes(self):
        """Index what people search clients by; without pg_trgm it stays slow."""
        if not self.env.registry.has_trigram:
            _logger.warning("PostgreSQL has no pg_trgm: searching clients is slow.")
            return
        for column in TRIGRAM_COLUMNS:
            self.env.cr.execute(
                SQL(
                    "CREATE INDEX IF NOT EXISTS %s ON res_partner"
                    " USING gin (%s gin_trgm_ops)",
                    SQL.identifier(f"gestor_res_partner_{column}_trgm"),
                    self._gestor_searched(SQL.identifier(column)),
                )
            )
        self.env.cr.execute(
            SQL(
                "CREATE INDEX IF NOT EXISTS gestor_res_partner_phone_digits"
                " ON res_partner (%s) WHERE phone IS NOT NULL",
                PHONE_DIGITS,
            )
        )
        self.env.cr.execute(
            SQL(
                "CREATE INDEX IF NOT EXISTS gestor_res_partner_domain"
                " ON res_partner (%s) WHERE email IS NOT NULL",
                EMAIL_DOMAIN,
            )
        )
        self.env.cr.execute(
            SQL(
                "CREATE INDEX IF NOT EXISTS gestor_res_partner_email_lower"
                " ON res_partner (lower(email)) WHERE email IS NOT NULL"
            )
        )

    def _compute_vies_valid(self):
        """A check that cannot be made must not stop the client from being saved.

        The host catches some errors of the connection; the libraries below raise
        others, depending on their versions.
        """
        try:
            return super()._compute_vies_valid()
        except psycopg2.Error:
            raise
        except Exception:
            _logger.info("VIES was not asked about the partners %s", self.ids)
            self.vies_valid = False
            return None

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._gestor_clean_identifiers(v) for v in vals_list])

    def write(self, vals):
        result = super().write(self._gestor_clean_identifiers(vals))
        if any(name in vals for name in KEY_FIELDS):
            self._gestor_release_nip_conflicts()
        return result

    @api.onchange("parent_id", "company_type")
    def _onchange_gestor_branch(self):
        """A firm under a firm is its branch, with an address of its own."""
        under_firm = self.is_company and self.parent_id.is_company
        if under_firm and self.type == "contact":
            self.type = "branch"
        elif self.type == "branch" and not under_firm:
            self.type = "contact"
