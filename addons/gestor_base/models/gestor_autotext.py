from collections import defaultdict
from difflib import get_close_matches

from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import html2plaintext
from odoo.tools.misc import babel_locale_parse, posix_to_ldml

from ..tools.autotext_syntax import parse_text
from ..tools.autotext_values import (
    FORMATTERS,
    FORMS_BY_KIND,
    FormatError,
    Locale,
    Money,
    apply_forms,
    check_forms,
    shift,
)

SAFE_SCHEMES = ("http://", "https://", "mailto:", "tel:", "/", "#")


class GestorAutotext(models.AbstractModel):
    """Replaces autotexts in texts by the values of records. Nothing is evaluated.

    What may stand in a text is declared by :class:`Autotext`. An addon declares
    the autotexts of its model by inheriting this one and adding a method named
    after the model: ``_autotexts_sale_order`` for ``sale.order``. See
    :meth:`_autotexts_res_partner`, and :meth:`_via` for the autotexts of a
    related record.
    """

    _name = "gestor.autotext"
    _description = "Autotexts"
    _inherit = ["gestor.autotext.tokens"]

    # === PUBLIC METHODS ===

    @api.model
    @api.private
    def render(self, body, records, lang=None, html=False):
        """Replace the autotexts of a text by the values of each record.

        The text is parsed once; fields are read in batches, with the rights of
        the acting user.

        :param records: records of one model; an empty recordset gives an empty
            answer, see :meth:`render_general` for texts without a record
        :param lang: language of the values; by default that of each record's
            recipient, see :meth:`_get_langs`
        :param html: whether the body is HTML: values are escaped then
        :return: {id: text}, of Markup when ``html``
        :raises ValidationError: if the text has a fault, see :meth:`check`
        """
        if not records:
            return {}
        parsed = self._parse_valid(body, records._name, html)
        result = {}
        for code, group in self._split_by_lang(records, lang):
            result.update(self._render_group(parsed, group, code, html))
        return {record.id: result[record.id] for record in records}

    @api.model
    @api.private
    def render_general(self, body, lang=None, html=False):
        """Replace the autotexts of a text that belongs to no record."""
        parsed = self._parse_valid(body, None, html)
        code = lang or self.env.lang or "en_US"
        user = self.env.user
        return self._render_group(parsed, user, code, html, general=True)[user.id]

    @api.model
    @api.private
    def check(self, body, model=None, html=False):
        """Raise ValidationError that names every faulty autotext of a text.

        :param model: name of the model of the records; None allows only the
            autotexts that need no record
        """
        faults = self._get_faults(body, model, html)
        if faults:
            raise ValidationError("\n".join(faults))

    @api.model
    def get_tree(self, model=None):
        """Return the tree of the insertion menu: groups and autotexts.

        Each autotext has ``key``, ``label``, and ``forms``: its usual forms with
        what they give. Fields that the user may not read are left out.
        """
        tree = []
        groups = {}
        for autotext in self._get_definitions(model).values():
            if self._is_readable(autotext, model):
                children = self._get_tree_node(tree, groups, autotext.group)
                children.append(self._describe(autotext))
        return tree

    @api.model
    def get_models(self):
        """Return [(model, label)] of the models that have autotexts."""
        names = [
            name.removeprefix("_autotexts_")
            for name in dir(type(self))
            if name.startswith("_autotexts_")
        ]
        known = {model.replace(".", "_"): model for model in self.env}
        found = [known[name] for name in names if name in known]
        label = self.env["ir.model"]._get
        return sorted(
            ((model, label(model).sudo().name) for model in found),
            key=lambda item: item[1],
        )

    # === DEFINITIONS ===

    @api.model
    def _get_definitions(self, model=None):
        """Return the autotexts of a model by key, the general ones included."""
        found = list(self._get_general_autotexts())
        if model:
            hook = getattr(self, f"_autotexts_{model.replace('.', '_')}", None)
            own = hook() if hook else []
            found = [*own, *found, *self._get_field_autotexts(model, own)]
        definitions = {}
        for autotext in found:
            definitions.setdefault(autotext.key, autotext)
        return definitions

    @api.model
    def _is_readable(self, autotext, model):
        """Tell whether the user may read each field on the way to the value."""
        if autotext.const or not autotext.path:
            return True
        target = self.env[model] if model else None
        for name in autotext.path.split("."):
            field = target._fields.get(name) if target is not None else None
            if field is None or not target._has_field_access(field, "read"):
                return False
            target = self.env[field.comodel_name] if field.comodel_name else None
        return True

    def _get_tree_node(self, tree, groups, path):
        """Return the list of children of a group, made when it is not there."""
        children = tree
        for depth in range(1, len(path) + 1):
            key = path[:depth]
            if key not in groups:
                node = {"label": path[depth - 1], "children": []}
                groups[key] = node["children"]
                children.append(node)
            children = groups[key]
        return children

    def _describe(self, autotext):
        forms = FORMS_BY_KIND.get(autotext.kind, ())
        labels = self._get_form_labels()
        return {
            "key": autotext.key,
            "label": autotext.label,
            "kind": autotext.kind,
            "forms": [
                {"form": form, "label": labels[form]}
                for form in forms
                if form in labels
            ],
        }

    # === CHECKING ===

    def _parse_valid(self, body, model, html):
        self.check(body, model, html)
        return parse_text(str(body or ""), html)

    def _get_faults(self, body, model, html):
        parsed = parse_text(str(body or ""), html)
        faults = [self._describe_syntax_fault(fault) for fault in parsed.faults]
        if parsed.tokens:
            definitions = self._get_definitions(model)
            for token in parsed.tokens:
                fault = self._get_token_fault(token, definitions, model)
                if fault:
                    faults.append(fault)
        return faults

    def _describe_syntax_fault(self, fault):
        if fault.kind == "unclosed":
            return self.env._(
                "%(text)s: the brace is not closed. "
                "For a brace in the text write it twice: {{.",
                text=fault.source,
            )
        if fault.kind == "markup":
            return self.env._(
                "%(text)s: a part of the autotext has its own formatting. "
                "Write it anew or clear its formatting.",
                text=fault.source,
            )
        return self.env._(
            "%(text)s is not an autotext. For a brace in the text write it twice: {{.",
            text=fault.source,
        )

    def _get_token_fault(self, token, definitions, model):
        autotext = definitions.get(token.key)
        if not autotext:
            return self._describe_unknown(token, definitions, model)
        if not self._is_readable(autotext, model):
            return self.env._(
                "%(text)s: you may not read this field.", text=token.source
            )
        if token.offsets and autotext.kind not in ("date", "datetime", "month"):
            return self.env._(
                "%(text)s: only a date can be moved by days or months.",
                text=token.source,
            )
        form = check_forms(autotext.kind, token.formatters)
        return form is not None and self._describe_wrong_form(token, form, autotext)

    def _describe_unknown(self, token, definitions, model):
        near = get_close_matches(token.key, definitions, n=3, cutoff=0.6)
        if near:
            return self.env._(
                "%(text)s: there is no such autotext. Did you mean %(near)s?",
                text=token.source,
                near=", ".join(f"{{{key}}}" for key in near),
            )
        if not model:
            return self.env._(
                "%(text)s: a text for any kind of record has no such autotext. "
                "Choose what the text is for.",
                text=token.source,
            )
        return self.env._("%(text)s: there is no such autotext.", text=token.source)

    def _describe_wrong_form(self, token, form, autotext):
        if form in FORMATTERS and form not in FORMS_BY_KIND.get(autotext.kind, ()):
            return self.env._(
                "%(text)s: the form “%(form)s” does not fit this value.",
                text=token.source,
                form=form,
            )
        if form in FORMATTERS:
            return self.env._(
                "%(text)s: the form “%(form)s” lacks its values or has too many.",
                text=token.source,
                form=form,
            )
        near = get_close_matches(form, FORMATTERS, n=3, cutoff=0.5)
        return self.env._(
            "%(text)s: there is no form “%(form)s”. Forms that fit: %(near)s.",
            text=token.source,
            form=form,
            near=", ".join(near or FORMS_BY_KIND.get(autotext.kind, ())),
        )

    # === RENDERING ===

    def _split_by_lang(self, records, lang):
        if lang:
            return [(lang, records)]
        groups = defaultdict(list)
        langs = self._get_langs(records)
        for record in records:
            groups[langs.get(record.id) or self.env.lang or "en_US"].append(record.id)
        # The groups share the prefetching of all records.
        return [
            (code, records.browse(ids).with_prefetch(records._prefetch_ids))
            for code, ids in groups.items()
        ]

    @api.model
    def _get_langs(self, records):
        """Return {id: language code} of those who will read the texts.

        Override for models whose recipient is not in ``partner_id``.
        """
        if records._name == "res.partner":
            partners = {record.id: record for record in records}
        elif "partner_id" in records._fields:
            partners = {record.id: record.partner_id for record in records}
        else:
            return {}
        active = {code for code, _name in self.env["res.lang"].get_installed()}
        return {
            key: partner.lang
            for key, partner in partners.items()
            if partner and partner.lang in active
        }

    def _render_group(self, parsed, records, lang, html, general=False):
        """Render for records that share a language."""
        scope = self.with_context(lang=lang)
        records = records.with_context(lang=lang)
        locale = scope._get_locale()
        model = None if general else records._name
        definitions = scope._get_definitions(model)
        cache = {}
        values = {
            token: scope._render_token(
                token, definitions[token.key], records, locale, html, cache
            )
            for token in parsed.tokens
        }
        pieces = [
            values[piece] if not isinstance(piece, str) else piece
            for piece in parsed.pieces
        ]
        join = Markup if html else str
        return {
            record_id: join(
                "".join(
                    piece if isinstance(piece, str) else piece[record_id]
                    for piece in pieces
                )
            )
            for record_id in records.ids
        }

    def _render_token(self, token, autotext, records, locale, html, cache):
        """Return the text of one autotext: one for all records, or {id: text}."""
        if autotext.const:
            const = getattr(self, autotext.const)()
            if isinstance(const, models.BaseModel):
                const = self._read_values(autotext, const, html, cache)[const.id]
            return self._format(token, autotext, const, locale, html)
        raw = self._read_values(autotext, records, html, cache)
        known = {}
        result = {}
        for record_id, value in raw.items():
            text = known.get(value)
            if text is None or value is True or value is False or value == 0:
                text = self._format(token, autotext, value, locale, html)
                known[value] = text
            result[record_id] = text
        return result

    def _read_values(self, autotext, records, html, cache):
        """Return {id: value}; the fields are read for all records at once."""
        key = (autotext.path, autotext.compute, records._name)
        if key not in cache:
            cache[key] = self._follow(autotext, records, html)
        return cache[key]

    def _follow(self, autotext, records, html):
        *links, last = autotext.path.split(".") if autotext.path else [""]
        if autotext.compute:
            links = [*links, last] if last else links
        targets = {record.id: record for record in records}
        for link in links:
            targets = {key: target[link][:1] for key, target in targets.items()}
        if not autotext.compute:
            return self._read_field(targets, last, html)
        union = next(iter(targets.values())).union(*targets.values())
        computed = getattr(self, autotext.compute)(union)
        return {key: computed.get(target.id) for key, target in targets.items()}

    def _read_field(self, targets, name, html):
        sample = next(iter(targets.values()))
        field = sample._fields[name]
        convert = getattr(self, f"_convert_{field.type}", None)
        if not convert:
            return {key: target[name] for key, target in targets.items()}
        return {
            key: convert(target, field, html) if target else None
            for key, target in targets.items()
        }

    def _format(self, token, autotext, value, locale, html):
        for offset in token.offsets:
            unit = offset.unit or autotext.unit
            value = shift(value, offset.count, unit, locale)
        try:
            text = apply_forms(value, autotext.kind, token.formatters, locale)
        except FormatError as error:
            raise UserError(
                self.env._("%(text)s: the form does not fit.", text=token.source)
            ) from error
        if not html:
            return html2plaintext(text) if isinstance(text, Markup) else text
        if token.place == "url":
            return str(escape(self._get_safe_url(text)))
        if token.place == "attribute":
            return str(escape(text))
        if isinstance(text, Markup):
            return str(text)
        return str(escape(text)).replace("\n", "<br>")

    def _get_safe_url(self, text):
        """Values of fields must not become scripts in an address."""
        text = text.strip()
        if not text or text.lower().startswith(SAFE_SCHEMES):
            return text
        head = text.partition("/")[0]
        return "#" if ":" in head and "@" not in head else f"https://{text}"

    # === CONVERSIONS OF FIELDS ===

    def _convert_many2one(self, record, field, html):
        return record[field.name].display_name

    def _convert_selection(self, record, field, html):
        return dict(field._description_selection(self.env)).get(record[field.name])

    def _convert_html(self, record, field, html):
        return record[field.name] or ""

    def _convert_datetime(self, record, field, html):
        value = record[field.name]
        return value and fields.Datetime.context_timestamp(self, value).replace(
            tzinfo=None
        )

    def _convert_monetary(self, record, field, html):
        currency = record[field.get_currency_field(record)]
        return self._get_money(record[field.name], currency)

    @api.model
    def _get_money(self, amount, currency):
        """Return an amount with its currency, for ``compute`` methods."""
        if not currency:
            return Money(amount, "", "")
        return Money(
            amount,
            currency.name,
            currency.symbol,
            currency.decimal_places,
            currency.position == "before",
        )

    def _get_locale(self):
        lang = self.env["res.lang"]._get_data(code=self.env.lang or "en_US")
        code = self.env.lang or "en_US"
        # A language that is not active has no settings: ISO dates then.
        pattern = posix_to_ldml(
            lang.date_format or "%Y-%m-%d", locale=babel_locale_parse(code)
        )
        return Locale(
            code,
            lang.decimal_point or ".",
            lang.thousands_sep or "\xa0",
            pattern,
            self._get_day_off(),
            self.env._("yes"),
            self.env._("no"),
        )

    @api.model
    def _get_day_off(self):
        """Return a function that tells the company's own days off, or None.

        Its answers are read from the working hours of the company when first
        asked, by one query.
        """
        calendar = self.env.company.sudo().resource_calendar_id
        days = None

        def is_off(day):
            nonlocal days
            if days is None:
                days = self._get_company_days_off(calendar)
            return day in days

        return is_off if calendar else None

    def _get_company_days_off(self, calendar):
        """Return the days that the company's calendar excludes as a whole."""
        days = set()
        for leave in calendar.global_leave_ids:
            start, end = (
                fields.Datetime.context_timestamp(
                    self.with_context(tz=calendar.tz), moment
                )
                for moment in (leave.date_from, leave.date_to)
            )
            for ordinal in range(start.date().toordinal(), end.date().toordinal() + 1):
                day = fields.Date.today().fromordinal(ordinal)
                days.add(day)
        return days
