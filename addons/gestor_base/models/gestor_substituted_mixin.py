from lxml import etree

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class GestorSubstitutedMixin(models.AbstractModel):
    """Records with keepers, seen by the substitutes of those who are absent.

    Set ``_gestor_substitution_area`` and, unless it is ``user_id``,
    ``_gestor_keeper_paths``. Then a record rule may say
    ``[('gestor_seen_by_me', '=', True)]``: own records and those of the people
    whom the user substitutes for, at the moment of the query. Only the *name* of
    the field is in the rule; the search method puts a sub-query over
    ``gestor.substitution`` into every query anew, so the cache of evaluated rules
    holds nothing that could be stale. The rules of companies are global and stay:
    a substitute never sees a company that is not his.
    """

    _name = "gestor.substituted.mixin"
    _description = "Records with Keepers"

    _gestor_substitution_area = None
    _gestor_keeper_paths = ("user_id",)

    gestor_seen_by_me = fields.Boolean(
        string="Mine or Substituted",
        compute="_compute_gestor_seen_by_me",
        search="_search_gestor_seen_by_me",
        exportable=False,
    )
    gestor_substituted_by_me = fields.Boolean(
        string="Substituted by Me",
        compute="_compute_gestor_seen_by_me",
        search="_search_gestor_substituted_by_me",
        exportable=False,
    )
    gestor_substitution_note = fields.Char(
        string="Substitution", compute="_compute_gestor_substitution_note"
    )

    # === COMPUTE ===

    @api.depends(lambda self: self._gestor_keeper_paths)
    @api.depends_context("uid")
    def _compute_gestor_seen_by_me(self):
        """Rules are asked in this way about single records, in one query for all."""
        absent = self.env["gestor.substitution"]._get_absent_ids(
            self.env.uid, self._gestor_substitution_area
        )
        for record in self:
            keepers = set(record._gestor_get_keepers().ids)
            record.gestor_substituted_by_me = not absent.isdisjoint(keepers)
            record.gestor_seen_by_me = (
                record.gestor_substituted_by_me or self.env.uid in keepers
            )

    @api.model
    def _search_gestor_seen_by_me(self, operator, value):
        own = SQL("SELECT %s", self.env.uid)
        absent = self._gestor_get_absent_query()
        return self._gestor_get_keeper_domain(
            operator, SQL("(%s UNION ALL %s)", own, absent)
        )

    @api.model
    def _search_gestor_substituted_by_me(self, operator, value):
        return self._gestor_get_keeper_domain(operator, self._gestor_get_absent_query())

    @api.model
    def _gestor_get_absent_query(self):
        return self.env["gestor.substitution"]._get_absent_query(
            self.env.uid, self._gestor_substitution_area
        )

    @api.model
    def _gestor_get_keeper_domain(self, operator, users):
        """Return the condition "one of the keepers is among users" (an SQL query)."""
        if operator != "in":
            return NotImplemented
        domains = []
        for path in self._gestor_keeper_paths:
            *steps, name = path.split(".")
            domain = Domain(name, "in", users)
            for step in reversed(steps):
                # The rules of the rows between are not asked: a rule on this
                # model must not wait for rules that look back at it.
                domain = Domain(step, "any!", domain)
            domains.append(domain)
        return Domain.OR(domains)

    @api.depends(lambda self: self._gestor_keeper_paths)
    @api.depends_context("uid", "lang")
    def _compute_gestor_substitution_note(self):
        """Say on the form who acts for the keepers, or for whom the reader does."""
        keepers = {record: record._gestor_get_keepers() for record in self}
        users = self.env["res.users"].union(*keepers.values())
        found = self.env["gestor.substitution"]._get_substitutes(
            users.ids, self._gestor_substitution_area
        )
        for record, people in keepers.items():
            notes = []
            for user in people:
                names = ", ".join(found.get(user.id, user.browse()).mapped("name"))
                if names:
                    notes.append(
                        self.env._(
                            "%(user)s is substituted by %(names)s.",
                            user=user.name,
                            names=names,
                        )
                    )
            record.gestor_substitution_note = " ".join(notes)

    # === VIEW ===

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Put the banner on every form of the model that has a sheet."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form":
            sheets = arch.xpath("//sheet[not(ancestor::field)]")
            known = arch.xpath("//field[@name='gestor_substitution_note']")
            if sheets and not known:
                sheets[0].addprevious(self._get_gestor_substitution_banner())
        return arch, view

    @api.model
    def _get_gestor_substitution_banner(self):
        banner = etree.Element(
            "div",
            name="gestor_substitution",
            role="status",
            groups="gestor_base.group_user",
            invisible="not gestor_substitution_note",
        )
        banner.set("class", "alert alert-info mb-0")
        etree.SubElement(banner, "i", **{"class": "fa fa-exchange me-2"})
        etree.SubElement(banner, "field", name="gestor_substitution_note")
        return banner

    # === BUSINESS ===

    def _gestor_get_keepers(self):
        """Return the users who keep the records."""
        users = self.env["res.users"].sudo()
        for path in self._gestor_keeper_paths:
            # Names of colleagues are no secret; rows between may be.
            users |= self.sudo().mapped(path)
        return users

    def _gestor_acting_for(self):
        """Return the absent keeper for whom the user acts on the record, if any.

        Empty when the user is a keeper of the record himself.
        """
        self.ensure_one()
        return self._gestor_acting_for_all().get(self.id, self.env["res.users"])

    def _gestor_acting_for_all(self):
        """Return {record id: absent keeper for whom the user acts}, in one query."""
        absent = self.env["gestor.substitution"]._get_absent_ids(
            self.env.uid, self._gestor_substitution_area
        )
        found = {}
        for record in self if absent else ():
            keepers = record._gestor_get_keepers()
            away = keepers.filtered(lambda user: user.id in absent)
            if away and self.env.user not in keepers:
                found[record.id] = away[:1].sudo(False)
        return found
