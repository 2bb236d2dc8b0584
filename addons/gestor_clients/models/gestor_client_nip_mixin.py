from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..tools.identifiers import nip_key

KEY_FIELDS = ("vat", "country_id", "parent_id", "is_company", "company_id", "active")


class GestorClientNipMixin(models.AbstractModel):
    """One client per tax number, however it is spelled.

    The key belongs to the head of a firm: contacts inherit the number from it, and
    a branch may share the number of its head office; neither has a key.
    """

    _name = "gestor.client.nip.mixin"
    _description = "Unique NIP"

    gestor_nip_key = fields.Char(
        string="NIP Key",
        compute="_compute_gestor_nip_key",
        store=True,
        # Not precomputed: the check below speaks before the database does.
        copy=False,
        index="btree_not_null",
        export_string_translation=False,
    )
    gestor_nip_conflict = fields.Boolean(
        string="Repeated NIP",
        copy=False,
        readonly=True,
        help="The number was repeated before Gestor began to guard it.",
    )

    @api.depends("vat", "country_id.code", "is_company", "parent_id.vat")
    def _compute_gestor_nip_key(self):
        for partner in self:
            parent = partner.parent_id
            key = None
            if partner.is_company or not parent:
                key = nip_key(partner.vat, partner.country_id.code)
            if key and parent and key == nip_key(parent.vat, parent.country_id.code):
                key = None
            partner.gestor_nip_key = key

    @api.constrains("vat", "country_id", "parent_id", "is_company", "company_id")
    def _check_gestor_nip_unique(self):
        """Say who has the number; the constraint in the database is the guard."""
        self._gestor_refuse_repeated_nip()

    @api.constrains("active")
    def _check_gestor_nip_restored(self):
        self._gestor_refuse_repeated_nip()

    def _gestor_refuse_repeated_nip(self):
        guarded = self.filtered(
            lambda p: p.gestor_nip_key and p.active and not p.gestor_nip_conflict
        )
        for partner, other in guarded._gestor_find_same_nip().items():
            name = (
                other.display_name
                if partner._gestor_may_read(other)
                else self.env._("a client that you may not see")
            )
            raise ValidationError(
                self.env._(
                    "The tax number %(number)s already belongs to %(name)s. Open that "
                    "client, or add this one as its branch.",
                    number=partner.vat,
                    name=name,
                )
            )

    def _gestor_may_read(self, other):
        """Tell whether the user may read another client while this one is refused.

        Rules search, and a search writes out what is pending: the mark keeps the
        constraint from speaking before the message is made. sudo: only the mark.
        """
        pending = self.sudo()
        pending.gestor_nip_conflict = True
        # The host writes parts of a partner as superuser.
        readable = other.sudo(False)._filtered_access("read")
        pending.gestor_nip_conflict = False
        return bool(readable)

    def _gestor_find_same_nip(self):
        """Return {partner: another active one with its key}, by one query.

        What the transaction has changed is not written before: the constraint in the
        database would answer instead, without a name.
        """
        mine = self.filtered("gestor_nip_key")
        if not mine:
            return {}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT mine.id, array_agg(other.id ORDER BY other.id)
                  FROM unnest(%s::integer[], %s::varchar[], %s::integer[])
                       AS mine (id, key, company_id)
                  JOIN res_partner other
                    ON other.gestor_nip_key = mine.key AND other.id <> mine.id
                   AND other.active AND other.gestor_nip_conflict IS NOT TRUE
                   AND (other.company_id = mine.company_id
                        OR other.company_id IS NULL OR mine.company_id IS NULL)
              GROUP BY mine.id
                """,
                mine.ids,
                mine.mapped("gestor_nip_key"),
                [partner.company_id.id or None for partner in mine],
            )
        )
        found = mine._gestor_find_same_nip_here()
        # sudo: a duplicate counts also when the user may not see it; the caller
        # shows its name only to those who may.
        partners = self.env["res.partner"].sudo()
        for mine_id, other_ids in rows:
            key = self.browse(mine_id).gestor_nip_key
            others = partners.browse(other_ids).filtered(
                lambda p, key=key: p.gestor_nip_key == key and p.active
            )
            if others:
                found[self.browse(mine_id)] = others[0]
        return found

    def _gestor_find_same_nip_here(self):
        """Find those that repeat one another among the records themselves."""
        found, seen = {}, defaultdict(list)
        for partner in self:
            for other in seen[partner.gestor_nip_key]:
                companies = {partner.company_id.id, other.company_id.id}
                if len(companies) == 1 or False in companies:
                    found[partner] = other.sudo()
            seen[partner.gestor_nip_key].append(partner)
        return found

    @api.model
    def gestor_find_by_nip(self, numbers, country_code=None):
        """Return the ids of clients by tax number in any spelling, by one query.

        :param list numbers: tax numbers as people type them
        :return: dict of lists of ids the user may read, archived ones included
        """
        keys = {number: nip_key(number, country_code) for number in numbers}
        wanted = tuple({key for key in keys.values() if key})
        found = defaultdict(list)
        if wanted:
            partners = self.with_context(active_test=False).search_fetch(
                [("gestor_nip_key", "in", wanted)],
                ["gestor_nip_key"],
                order="id",
            )
            for partner in partners:
                found[partner.gestor_nip_key].append(partner.id)
        return {number: found.get(key, []) for number, key in keys.items()}

    def _gestor_release_nip_conflicts(self):
        """Guard again those repeated numbers that are repeated no more."""
        flagged = self.sudo().filtered("gestor_nip_conflict")
        if not flagged:
            return
        # Of two that repeat each other the first one comes under guard.
        solved = flagged - flagged.browse(
            [partner.id for partner in flagged._gestor_find_same_nip()]
        )
        solved.gestor_nip_conflict = False
        # sudo: the report is about clients of everybody.
        self.env["gestor.nip.duplicate"].sudo().search(
            [("partner_id", "in", solved.ids)]
        ).unlink()
