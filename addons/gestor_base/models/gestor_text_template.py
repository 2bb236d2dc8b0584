from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import html2plaintext, is_html_empty

from .whole_html import WholeHtml


class GestorTextTemplate(models.Model):
    """A ready text with autotexts: one for each thing that is written often.

    The texts of each language are whole (``translate=True``), not translated
    sentence by sentence: an English letter need not follow the Polish one. A
    language without its own text gets the one in English, as everywhere in the
    host.
    """

    _name = "gestor.text.template"
    _description = "Text Template"
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [
            ("note", "Note"),
            ("email", "E-mail message"),
            ("sms", "SMS"),
            ("offer_opening", "Opening text of an offer"),
            ("offer_closing", "Closing text of an offer"),
            ("contract", "Content of a contract"),
            ("print", "Text on prints"),
        ],
        required=True,
        default="note",
        index=True,
    )
    model = fields.Selection(
        selection="_selection_model",
        string="For",
        help="What the text is written about. It decides which autotexts there are; "
        "empty: any record, with the general autotexts only.",
    )
    is_plain = fields.Boolean(compute="_compute_is_plain")
    subject = fields.Char(translate=True)
    body = WholeHtml(translate=True)
    body_plain = fields.Text(string="Plain Text", translate=True)
    excerpt = fields.Char(compute="_compute_excerpt")
    tag_ids = fields.Many2many("gestor.text.tag", string="Tags")
    visibility = fields.Selection(
        [
            ("own", "Only me"),
            ("team", "Chosen people"),
            ("crm_team", "Chosen teams"),
            ("all", "Everybody"),
        ],
        required=True,
        default="own",
        string="Seen by",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        index=True,
    )
    member_ids = fields.Many2many(
        "res.users",
        "gestor_text_template_member_rel",
        string="Chosen People",
        domain=[("share", "=", False)],
    )
    team_ids = fields.Many2many("crm.team", string="Chosen Teams")
    company_id = fields.Many2one(
        "res.company",
        index=True,
        help="Empty: the text serves all companies.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    favourite_user_ids = fields.Many2many(
        "res.users", "gestor_text_template_favourite_rel", copy=False
    )
    is_favourite = fields.Boolean(
        string="Favourite",
        compute="_compute_is_favourite",
        inverse="_inverse_is_favourite",
        search="_search_is_favourite",
    )

    # === COMPUTE ===

    @api.model
    def _selection_model(self):
        return self.env["gestor.autotext"].get_models()

    @api.model
    def _get_plain_kinds(self):
        """Return the kinds whose text has no formatting. Override to add some."""
        return {"sms"}

    @api.depends("kind")
    def _compute_is_plain(self):
        plain = self._get_plain_kinds()
        for template in self:
            template.is_plain = template.kind in plain

    @api.depends("is_plain", "body", "body_plain")
    @api.depends_context("lang")
    def _compute_excerpt(self):
        for template in self:
            text = (
                template.body_plain
                if template.is_plain
                else html2plaintext(template.body or "", include_references=False)
            )
            template.excerpt = " ".join((text or "").split())[:200]

    @api.depends("favourite_user_ids")
    @api.depends_context("uid")
    def _compute_is_favourite(self):
        for template in self:
            template.is_favourite = self.env.user in template.sudo().favourite_user_ids

    def _inverse_is_favourite(self):
        for template in self:
            template._set_favourite(template.is_favourite)

    def _search_is_favourite(self, operator, value):
        if operator != "in":
            return NotImplemented
        mine = Domain("favourite_user_ids", "in", self.env.uid)
        return mine if True in value else ~mine

    # === CHECKS ===

    @api.constrains("subject", "body", "body_plain", "model", "kind")
    def _check_autotexts(self):
        """Faults of autotexts are told when a text is saved, in each language."""
        langs = [code for code, _name in self.env["res.lang"].get_installed()]
        for code in langs:
            for template in self.with_context(lang=code):
                template._check_texts()

    def _check_texts(self):
        self.ensure_one()
        autotext = self.env["gestor.autotext"]
        for fname, html in (("subject", False), *[self._get_body_field()]):
            try:
                autotext.check(self[fname], self.model or None, html)
            except ValidationError as error:
                label = self._fields[fname].get_description(self.env, ["string"])
                raise ValidationError(
                    self.env._(
                        "Text “%(name)s”, %(field)s:\n%(faults)s",
                        name=self.name,
                        field=label["string"],
                        faults=error.args[0],
                    )
                ) from error

    @api.constrains("visibility", "user_id")
    def _check_owner(self):
        """A text seen by its owner only, without an owner, would be lost."""
        for template in self:
            if template.visibility == "own" and not template.user_id:
                raise ValidationError(
                    self.env._("A text that only its owner sees must have an owner.")
                )

    # === CRUD ===

    def write(self, vals):
        if set(vals) == {"is_favourite"}:
            # Who may read a text may mark it, for himself only.
            self.check_access("read")
            for template in self:
                template._set_favourite(vals["is_favourite"])
            return True
        return super().write(vals)

    def _set_favourite(self, is_favourite):
        command = fields.Command.link if is_favourite else fields.Command.unlink
        self.sudo().write({"favourite_user_ids": [command(self.env.uid)]})

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for template, vals in zip(self, vals_list, strict=True):
            if "name" not in (default or {}):
                vals["name"] = self.env._("%(name)s (copy)", name=template.name)
            vals["user_id"] = self.env.uid
        return vals_list

    # === BUSINESS ===

    def _get_body_field(self):
        """Return (name of the field of the body, whether it is HTML)."""
        return ("body_plain", False) if self.is_plain else ("body", True)

    def _gestor_render(self, records, lang=None):
        """Write the text for each record, in the language of its reader.

        :return: {id: {"subject": str, "body": Markup or str}}
        """
        self.ensure_one()
        autotext = self.env["gestor.autotext"]
        result = {}
        for code, group in autotext._split_by_lang(records, lang):
            template = self.with_context(lang=code)
            fname, html = template._get_body_field()
            bodies = autotext.render(template[fname] or "", group, code, html)
            subjects = autotext.render(template.subject or "", group, code)
            for record_id, body in bodies.items():
                result[record_id] = {"subject": subjects[record_id], "body": body}
        return {record.id: result[record.id] for record in records}

    @api.model
    def get_insertable(self, kind=None, model=None):
        """Return the texts that the button "Insert text" offers."""
        domain = Domain("model", "in", [model or False, False])
        if kind:
            domain &= Domain("kind", "in", [kind] if isinstance(kind, str) else kind)
        templates = self.search(domain)
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        values = [
            {
                "id": template.id,
                "name": template.name,
                "kind": kinds[template.kind],
                "excerpt": template.excerpt,
                "is_favourite": template.is_favourite,
                "tags": template.tag_ids.mapped("name"),
            }
            for template in templates
        ]
        return sorted(values, key=lambda item: not item["is_favourite"])

    def get_text_for(self, model, res_id, html=True):
        """Return subject and body for a record, to be put into its field.

        :param html: what the field holds: a plain text is made HTML and back
        """
        self.ensure_one()
        self.check_access("read")
        if res_id:
            record = self.env[model].browse(res_id)
            record.check_access("read")
            text = self._gestor_render(record)[record.id]
        else:
            text = self._render_without_record()
        return {"subject": text["subject"], "body": self._adapt(text["body"], html)}

    def _render_without_record(self):
        """A record not saved yet has no values: only general autotexts do."""
        if self.model:
            raise ValidationError(
                self.env._("Save the document first: the text takes values from it.")
            )
        autotext = self.env["gestor.autotext"]
        fname, html = self._get_body_field()
        return {
            "subject": autotext.render_general(self.subject or ""),
            "body": autotext.render_general(self[fname] or "", html=html),
        }

    def _adapt(self, body, html):
        if not html:
            return html2plaintext(body) if isinstance(body, Markup) else body
        if isinstance(body, Markup):
            return body
        lines = escape(body).splitlines()
        return Markup("<p>%s</p>") % Markup("<br>").join(lines)

    # === PREVIEW ===

    @api.model
    def get_preview(self, values, res_id=False, lang=None):
        """Render a text being written, for the preview beside it.

        :param values: ``model``, ``is_plain``, ``subject``, ``body``
        :return: ``subject`` and ``body``, or ``faults``; ``record`` is the one
            shown: the first that the user may read when none is chosen
        """
        model = values.get("model") or None
        html = not values.get("is_plain")
        autotext = self.env["gestor.autotext"]
        faults = [
            *autotext._get_faults(values.get("subject"), model, False),
            *autotext._get_faults(values.get("body"), model, html),
        ]
        record = self._get_preview_record(model, res_id)
        result = {"faults": faults, "record": record.id if record else False}
        if faults or (model and not record):
            return result
        for fname, is_html in (("subject", False), ("body", html)):
            body = values.get(fname) or ""
            if record:
                texts = autotext.render(body, record, lang=lang, html=is_html)
                result[fname] = texts[record.id]
            else:
                result[fname] = autotext.render_general(body, lang, is_html)
        if html and is_html_empty(result["body"]):
            result["body"] = ""
        return result

    def _get_preview_record(self, model, res_id):
        if not model or model not in dict(self._selection_model()):
            return None
        records = self.env[model]
        if res_id:
            record = records.browse(res_id)
            record.check_access("read")
            return record
        if not records.has_access("read"):
            return None
        return records.search([], limit=1, order="id desc")
