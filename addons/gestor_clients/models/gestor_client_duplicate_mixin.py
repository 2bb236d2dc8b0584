from odoo import api, models
from odoo.exceptions import UserError
from odoo.modules.db import FunctionStatus
from odoo.tools import SQL

from ..tools.identifiers import digits, nip_key

LIMIT = 8
SIMILAR_ENOUGH = 0.55
PHONE_LENGTH = 9
PHONE_DIGITS = SQL(r"right(regexp_replace(phone, '\D', '', 'g'), 9)")
EMAIL_DOMAIN = SQL("split_part(lower(email), '@', 2)")
# Mailboxes of the public say nothing about a firm.
PUBLIC_DOMAINS = frozenset(
    "gmail.com outlook.com hotmail.com yahoo.com icloud.com live.com proton.me"
    " wp.pl o2.pl onet.pl op.pl interia.pl interia.eu gazeta.pl poczta.fm tlen.pl"
    " poczta.onet.pl vp.pl buziaczek.pl".split()
)
SHOWN = ("display_name", "vat", "city", "phone", "email", "active", "is_company")


class GestorClientDuplicateMixin(models.AbstractModel):
    """Finding clients that may be the one being typed, and what to do about it."""

    _name = "gestor.client.duplicate.mixin"
    _description = "Guard against Duplicates"

    @api.model
    def _gestor_searched(self, column):
        """Return the expression that the host searches by, so that indexes match."""
        if self.env.registry.has_unaccent == FunctionStatus.INDEXABLE:
            return SQL("unaccent(%s)", column)
        return column

    @api.model
    def gestor_find_duplicates(self, values, partner_id=False):
        """Return clients that may be the one typed on a form.

        :param dict values: vat, country_id, parent_id, name, phone, email
        :return: dict with ``nip`` and ``similar`` (lists of dicts) and ``hidden``,
            whether the number belongs to a client that the user may not see
        """
        self.check_access("read")
        family = self._gestor_get_family(partner_id, values.get("parent_id"))
        country = self.env["res.country"].browse(values.get("country_id") or False)
        key = nip_key(values.get("vat"), country.code)
        same = self.browse()
        if key:
            # sudo: whether a number is taken is told to all, by whom only to those
            # who may read the client.
            same = (
                self.sudo()
                .with_context(active_test=False)
                .search([("gestor_nip_key", "=", key), ("id", "not in", family)])
            )
        readable = same.sudo(False)._filtered_access("read")
        ids = self._gestor_find_similar_ids(values, [*family, *same.ids])
        similar = self.search([("id", "in", ids)])
        similar = similar.sorted(lambda partner: ids.index(partner.id))
        return {
            "nip": readable.read(SHOWN, load=None),
            "similar": similar.read(SHOWN, load=None),
            "hidden": len(same) > len(readable),
        }

    @api.model
    def _gestor_get_family(self, partner_id, parent_id):
        """Return the ids that are no duplicates: itself, its head office, branches."""
        partner = self.browse(filter(None, [partner_id, parent_id]))
        family = partner | partner.parent_id
        if partner_id:
            family |= self.browse(partner_id).child_ids
        return family.ids

    @api.model
    def _gestor_find_similar_ids(self, values, excluded):
        """Return ids by likeness: e-mail, phone, domain, then similar names.

        One query, each branch of which is answered by an index of its own.
        """
        branches = list(self._gestor_get_similarity_branches(values))
        if not branches:
            return []
        self.env["res.partner"].flush_model(
            ["complete_name", "phone", "email", "active", "parent_id", "is_company"]
        )
        self.env.cr.execute(
            SQL(
                "SELECT set_config('pg_trgm.similarity_threshold', %s, true)",
                str(SIMILAR_ENOUGH),
            )
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM (%s) found WHERE id NOT IN %s
              GROUP BY id ORDER BY max(score) DESC, id LIMIT %s
                """,
                SQL(" UNION ALL ").join(branches),
                tuple(excluded) or (0,),
                LIMIT,
            )
        )
        return [row[0] for row in rows]

    @api.model
    def _gestor_get_similarity_branches(self, values):
        template = (
            "(SELECT id, %s AS score FROM res_partner WHERE active AND %s LIMIT 50)"
        )
        email = (values.get("email") or "").strip().lower()
        if "@" in email:
            yield SQL(template, SQL("3.0"), SQL("lower(email) = %s", email))
            domain = email.rpartition("@")[2]
            if domain and domain not in PUBLIC_DOMAINS:
                yield SQL(
                    template,
                    SQL("0.6"),
                    SQL(
                        "email IS NOT NULL AND %s = %s AND parent_id IS NULL",
                        EMAIL_DOMAIN,
                        domain,
                    ),
                )
        phone = digits(values.get("phone"))[-PHONE_LENGTH:]
        if len(phone) == PHONE_LENGTH:
            match = SQL("phone IS NOT NULL AND %s = %s", PHONE_DIGITS, phone)
            yield SQL(template, SQL("2.0"), match)
        name = " ".join((values.get("name") or "").split())
        if len(name) >= 4 and self.env.registry.has_trigram:
            column = self._gestor_searched(SQL.identifier("complete_name"))
            typed = self._gestor_searched(SQL("%s", name))
            yield SQL(
                "(SELECT id, similarity(%s, %s) AS score FROM res_partner"
                " WHERE active AND %s %% %s ORDER BY 2 DESC LIMIT 50)",
                column,
                typed,
                column,
                typed,
            )

    # === WHAT TO DO ===

    @api.model
    def gestor_create_head_office(self, values, existing_id):
        """Save the typed client as the head office of the one that exists."""
        existing = self.browse(existing_id)
        existing.check_access("write")
        # The number is free for a moment: as a branch the existing one shares it.
        vat = values.get("vat") or existing.vat
        head = self.create({**values, "vat": False, "is_company": True})
        existing.write({"parent_id": head.id, "type": "branch", "is_company": True})
        country = values.get("country_id") or existing.country_id.id
        existing.write({"vat": False})
        head.write({"vat": vat, "country_id": country})
        existing.write({"vat": vat})
        return head.id

    def gestor_use_found(self, values):
        """Complete an existing client by what was typed; nothing is overwritten."""
        self.ensure_one()
        empty = {
            name: value
            for name, value in values.items()
            if value and name in self._fields and not self[name]
        }
        empty.pop("parent_id", None)
        if empty:
            self.write(empty)
        if not self.active:
            self.action_unarchive()
        return self.id

    def _gestor_merge_action(self, other):
        """Open the host's dialogue that merges two contacts."""
        if not self or not other:
            raise UserError(self.env._("Two clients are needed to merge."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Merge"),
            "res_model": "base.partner.merge.automatic.wizard",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "active_model": "res.partner",
                "active_ids": (self | other).ids,
            },
        }

    def gestor_merge_with(self, other_id):
        self.ensure_one()
        return self._gestor_merge_action(self.browse(other_id))
