from collections import defaultdict
from itertools import chain

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, mute_logger

SIDES = ("a", "b")
END_FIELDS = ("model_a", "res_id_a", "model_b", "res_id_b")


class GestorLink(models.Model):
    """A symmetric, hand-made link between two records of any linked models.

    The two ends are kept in a canonical order, so a pair has one row whichever
    end it was made from. A link has no rights of its own: who may read both
    ends sees it, see :meth:`_search` and :meth:`_check_access`.
    """

    _name = "gestor.link"
    _description = "Link between Records"
    _order = "id desc"

    model_a = fields.Selection(
        selection="_selection_model", string="First Kind", required=True, readonly=True
    )
    res_id_a = fields.Many2oneReference(
        string="First Record", model_field="model_a", required=True, readonly=True
    )
    model_b = fields.Selection(
        selection="_selection_model", string="Second Kind", required=True, readonly=True
    )
    res_id_b = fields.Many2oneReference(
        string="Second Record", model_field="model_b", required=True, readonly=True
    )
    reason = fields.Char(help="Why these two belong together.")
    name_a = fields.Char(string="First Name", compute="_compute_ends")
    name_b = fields.Char(string="Second Name", compute="_compute_ends")
    end_a = fields.Json(string="First", compute="_compute_ends", exportable=False)
    end_b = fields.Json(string="Second", compute="_compute_ends", exportable=False)

    # Python compares code points; COLLATE "C" makes PostgreSQL do the same.
    _canonical_order = models.Constraint(
        'CHECK (model_a COLLATE "C" < model_b COLLATE "C"'
        " OR (model_a = model_b AND res_id_a < res_id_b))",
        "A record cannot be linked with itself.",
    )
    _pair_unique = models.UniqueIndex(
        "(model_a, res_id_a, model_b, res_id_b)",
        "These two records are already linked.",
    )
    _second_end_index = models.Index("(model_b, res_id_b)")

    @api.model
    def _selection_model(self):
        return [
            (name, self.env[name]._gestor_card_kind()["name"])
            for name in self._get_linked_models()
        ]

    # === COMPUTE ===

    @api.depends(*END_FIELDS)
    @api.depends_context("lang", "uid", "allowed_company_ids")
    def _compute_ends(self):
        names = self._get_end_names()
        for link in self:
            for side in SIDES:
                model, res_id = link[f"model_{side}"], link[f"res_id_{side}"]
                name = names.get((model, res_id), False)
                link[f"name_{side}"] = name
                link[f"end_{side}"] = {
                    "model": model,
                    "res_id": res_id,
                    "name": name,
                    "icon": self._get_kind(model).get("icon"),
                    "kind": self._get_kind(model).get("name"),
                }

    @api.depends("name_a", "name_b")
    def _compute_display_name(self):
        for link in self:
            link.display_name = f"{link.name_a or '?'} ↔ {link.name_b or '?'}"

    @api.model
    def _search_display_name(self, operator, value):
        """Find links by the name of either end, for any linked model."""
        found = []
        for model in self._get_linked_models():
            comodel = self.env[model].with_context(active_test=False)
            if not comodel.has_access("read"):
                continue
            query = comodel._search([("display_name", operator, value)])
            found += [
                Domain(f"model_{side}", "=", model)
                & Domain(f"res_id_{side}", "in", query)
                for side in SIDES
            ]
        return Domain.OR(found)

    # === ACCESS ===

    @api.model
    def _search(
        self,
        domain,
        offset=0,
        limit=None,
        order=None,
        *,
        active_test=True,
        bypass_access=False,
    ):
        """Keep only the links whose both ends the user may read.

        The rights of the ends become sub-queries of the search, one for each
        model and side that occurs: paging, counting and grouping stay exact and
        the number of queries does not grow with the number of links.
        """
        if not (self.env.su or bypass_access):
            self.browse().check_access("read")
            domain = Domain(domain)
            domain &= self._get_visible_domain(domain)
        return super()._search(
            domain,
            offset,
            limit,
            order,
            active_test=active_test,
            bypass_access=bypass_access,
        )

    @api.model
    def _get_visible_domain(self, domain):
        """Return the condition "both ends readable" for the links in ``domain``."""
        query = super()._search(domain)
        models_sql = [
            self._field_to_sql(query.table, f"model_{s}", query) for s in SIDES
        ]
        rows = self.env.execute_query(
            query.select(SQL("DISTINCT %s", SQL(", ").join(models_sql)))
        )
        result = Domain.TRUE
        for index, side in enumerate(SIDES):
            result &= Domain.OR(
                self._get_readable_end_domain(domain, side, model)
                for model in {row[index] for row in rows}
            )
        return result

    @api.model
    def _get_readable_end_domain(self, domain, side, model):
        if not self._is_linked_model(model) or not self.env[model].has_access("read"):
            return Domain.FALSE
        end_model = Domain(f"model_{side}", "=", model)
        candidates = super()._search(domain & end_model)
        candidate_ids = candidates.subselect(
            self._field_to_sql(candidates.table, f"res_id_{side}", candidates)
        )
        readable = self.env[model]._gestor_search_readable(candidate_ids)
        if readable.is_empty():
            return Domain.FALSE
        return end_model & Domain(f"res_id_{side}", "in", readable)

    def _check_access(self, operation):
        """Derive the rights on links from the rights on their ends.

        * read, create: both ends can be read;
        * write (the reason), unlink: moreover the user made the link, or may
          write on one of the ends.
        """
        result = super()._check_access(operation)
        links = self - result[0] if result else self
        if not any(links._ids):
            return result
        allowed = links._filter_ends_access(operation)
        forbidden = links - allowed
        if not forbidden:
            return result
        forbidden.invalidate_recordset(END_FIELDS)  # read as superuser above
        if result:
            return result[0] + forbidden, result[1]
        return forbidden, lambda: forbidden._make_ends_access_error(operation)

    def _filter_ends_access(self, operation):
        links = self.sudo()
        ends = {link.id: link._get_ends() for link in links}
        readable = self._get_accessible_ends(ends.values(), "read")
        seen = [link for link in links if readable.issuperset(ends[link.id])]
        if operation in ("write", "unlink"):
            others = [link for link in seen if link.create_uid.id != self.env.uid]
            writable = self._get_accessible_ends([ends[x.id] for x in others], "write")
            refused = {x.id for x in others if writable.isdisjoint(ends[x.id])}
            seen = [link for link in seen if link.id not in refused]
        return self.browse([link.id for link in seen])

    @api.model
    def _get_accessible_ends(self, pairs, operation):
        """Return the set of (model, id) of ``pairs`` that allow ``operation``."""
        ids_by_model = defaultdict(set)
        for pair in pairs:
            for model, res_id in pair:
                ids_by_model[model].add(res_id)
        return {
            (model, res_id)
            for model, ids in ids_by_model.items()
            if self._is_linked_model(model)
            for res_id in self.env[model].browse(ids)._gestor_filter_access(operation)
        }

    def _make_ends_access_error(self, operation):
        if operation in ("write", "unlink"):
            return AccessError(
                self.env._(
                    "A link can be changed or removed by the person who made it, or "
                    "by anybody who may edit one of the linked records."
                )
            )
        return AccessError(
            self.env._("You can see and make links only between records you may read.")
        )

    # === CRUD ===

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._prepare_canonical_vals(vals) for vals in vals_list]
        pairs = [self._get_pair(vals) for vals in vals_list]
        if not self.env.su:
            # First the rights: what follows must not tell a stranger anything.
            ends = set(chain.from_iterable(pairs))
            if ends - self._get_accessible_ends(pairs, "read"):
                raise self._make_ends_access_error("create")
        self._check_new_pairs(pairs)
        return super().create(vals_list)

    def write(self, vals):
        if not vals.keys().isdisjoint(END_FIELDS):
            raise UserError(
                self.env._(
                    "The ends of a link cannot be changed. Remove the link and make "
                    "a new one."
                )
            )
        return super().write(vals)

    @api.model
    def _prepare_canonical_vals(self, vals):
        if not all(vals.get(fname) for fname in END_FIELDS):
            raise UserError(self.env._("Choose both records to link."))
        first, second = sorted(self._get_pair(vals))
        return {
            **vals,
            "model_a": first[0],
            "res_id_a": first[1],
            "model_b": second[0],
            "res_id_b": second[1],
        }

    @staticmethod
    def _get_pair(vals):
        return (
            (vals["model_a"], vals["res_id_a"]),
            (vals["model_b"], vals["res_id_b"]),
        )

    @api.model
    def _check_new_pairs(self, pairs):
        """Refuse, with a message people understand, what the database refuses."""
        ids_by_model = defaultdict(set)
        for pair in pairs:
            if pair[0] == pair[1]:
                raise UserError(self.env._("A record cannot be linked with itself."))
            for model, res_id in pair:
                if not self._is_linked_model(model):
                    raise UserError(
                        self.env._(
                            "Records of the kind %(kind)s cannot be linked.", kind=model
                        )
                    )
                ids_by_model[model].add(res_id)
        for model, ids in ids_by_model.items():
            records = self.env[model].sudo().browse(ids)
            if len(records.exists()) != len(ids):
                raise UserError(self.env._("A record to link does not exist any more."))
        if len(set(pairs)) != len(pairs) or self._find_pairs(pairs):
            raise UserError(self.env._("These two records are already linked."))

    # === BUSINESS ===

    def _get_ends(self):
        self.ensure_one()
        return (self.model_a, self.res_id_a), (self.model_b, self.res_id_b)

    @api.model
    def _find_pairs(self, pairs):
        """Return the links, seen or not by the user, of canonical ``pairs``."""
        by_first = defaultdict(list)
        for first, second in pairs:
            by_first[first].append(second)
        domain = Domain.OR(
            Domain("model_a", "=", first[0])
            & Domain("res_id_a", "=", first[1])
            & Domain.OR(
                Domain("model_b", "=", model) & Domain("res_id_b", "=", res_id)
                for model, res_id in seconds
            )
            for first, seconds in by_first.items()
        )
        return self.sudo().search(domain).sudo(False)

    @api.model
    def _get_or_create(self, record, other, reason=None):
        """Link two records, or return their link when there is one already.

        A transaction that made the same link at the same moment is not visible
        in this one (REPEATABLE READ), so losing the race asks for a retry, which
        then finds the link.
        """
        record.check_access("read")
        other.check_access("read")
        pair = tuple(sorted([(record._name, record.id), (other._name, other.id)]))
        if link := self._find_pairs([pair]):
            return link
        vals = dict(zip(END_FIELDS, (*pair[0], *pair[1]), strict=True), reason=reason)
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                return self.create(vals)
        except UniqueViolation as error:
            raise ConcurrencyError("The link was made by another user") from error

    @api.model
    def _get_touching_domain(self, model, ids):
        """Return the domain of the links with an end among ``ids`` of ``model``."""
        return Domain.OR(
            Domain(f"model_{side}", "=", model) & Domain(f"res_id_{side}", "in", ids)
            for side in SIDES
        )

    def _get_other_end(self, model, res_id):
        self.ensure_one()
        first, second = self._get_ends()
        return second if first == (model, res_id) else first

    @api.model
    def _count_by_record(self, model, ids):
        """Return the number of visible links of each of ``ids`` as a dict."""
        counts = dict.fromkeys(ids, 0)
        if not ids or not self.has_access("read"):
            return counts
        for side in SIDES:
            domain = Domain(f"model_{side}", "=", model)
            domain &= Domain(f"res_id_{side}", "in", ids)
            for res_id, count in self._read_group(
                domain, [f"res_id_{side}"], ["__count"]
            ):
                counts[res_id] += count
        return counts

    def _get_end_names(self):
        """Return {(model, id): display name} of the ends, one read per model."""
        ids_by_model = defaultdict(set)
        for link in self:
            for model, res_id in link._get_ends():
                ids_by_model[model].add(res_id)
        names = {}
        for model, ids in ids_by_model.items():
            if self._is_linked_model(model):
                records = self.env[model].browse(ids)
                readable = records.browse(records._gestor_filter_access("read"))
                names.update({(model, rec.id): rec.display_name for rec in readable})
        return names

    @api.model
    def _is_linked_model(self, model):
        """Only models that inherit the mixin can be ends of a link."""
        registry = self.env.registry
        cls = registry.get(model)
        return (
            cls is not None
            and issubclass(cls, registry["gestor.linked.mixin"])
            and not cls._abstract
            and not cls._transient
        )

    @api.model
    def _get_linked_models(self):
        return sorted(filter(self._is_linked_model, self.env.registry))

    @api.model
    def _get_kind(self, model):
        if not self._is_linked_model(model):
            return {}
        return self.env[model]._gestor_card_kind()

    @api.model
    def _move_ends(self, model, source_ids, target_id):
        """Move the links of merged records to the record that stays.

        Set-based, in two statements. Links between the merged records vanish;
        of links that become the same pair the one with a reason, else the
        oldest, stays; the canonical order is made again.
        """
        self.flush_model()
        rows = self.env.execute_query(
            self._get_moved_ends_sql(model, tuple(source_ids), target_id)
        )
        dropped = [row[0] for row in rows if row[3]]
        moved = [row[:3] for row in rows if not row[3]]
        # The pairs that give way go first: the unique index looks at each row.
        self.env.cr.execute("DELETE FROM gestor_link WHERE id = ANY(%s)", [dropped])
        if moved:
            self.env.cr.execute(
                "UPDATE gestor_link SET res_id_a = moved.a, res_id_b = moved.b"
                " FROM unnest(%s::int[], %s::int[], %s::int[]) AS moved(id, a, b)"
                " WHERE gestor_link.id = moved.id",
                [list(column) for column in zip(*moved, strict=True)],
            )
        self.invalidate_model()

    @api.model
    def _get_moved_ends_sql(self, model, source_ids, target_id):
        """Select (id, new first id, new second id, whether it gives way)."""
        return SQL(
            """
            SELECT id, a, b, row_number() OVER (
                       PARTITION BY model_a, model_b, a, b
                       ORDER BY reason IS NULL, id
                   ) > 1 OR (model_a = model_b AND a = b)
            FROM (
                SELECT id, model_a, model_b, reason,
                       CASE WHEN model_a = model_b
                            THEN LEAST(new_a, new_b) ELSE new_a END AS a,
                       CASE WHEN model_a = model_b
                            THEN GREATEST(new_a, new_b) ELSE new_b END AS b
                FROM (
                    SELECT *,
                           CASE WHEN model_a = %(model)s AND res_id_a IN %(source)s
                                THEN %(target)s ELSE res_id_a END AS new_a,
                           CASE WHEN model_b = %(model)s AND res_id_b IN %(source)s
                                THEN %(target)s ELSE res_id_b END AS new_b
                    FROM gestor_link
                    WHERE (model_a = %(model)s AND res_id_a IN %(all)s)
                       OR (model_b = %(model)s AND res_id_b IN %(all)s)
                ) touched
            ) canonical
            """,
            model=model,
            source=source_ids,
            target=target_id,
            all=(*source_ids, target_id),
        )

    # === CRON ===

    @api.autovacuum
    def _gc_vanished_ends(self):
        """Remove links whose end was deleted past the ORM (SQL cascades).

        Links of a model without a class (an addon that does not load) are kept
        as long as the model is still known to the database.
        """
        self.flush_model()
        self.env.cr.execute("""
            DELETE FROM gestor_link
            WHERE model_a NOT IN (SELECT model FROM ir_model)
               OR model_b NOT IN (SELECT model FROM ir_model)
        """)
        for model in self._get_linked_models():
            for side in SIDES:
                self.env.cr.execute(
                    SQL(
                        "DELETE FROM gestor_link link WHERE %(model_field)s = %(model)s"
                        " AND NOT EXISTS (SELECT FROM %(table)s record"
                        " WHERE record.id = %(id_field)s)",
                        model_field=SQL.identifier("link", f"model_{side}"),
                        id_field=SQL.identifier("link", f"res_id_{side}"),
                        model=model,
                        table=SQL.identifier(self.env[model]._table),
                    )
                )
        self.invalidate_model()
