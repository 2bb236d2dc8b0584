import base64
import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools.mimetypes import guess_mimetype


class GestorLibraryDocument(models.Model):
    """A file kept for all: a price list, a certificate, general conditions.

    The file has versions; what is attached to a mail or a document is always
    a copy of the current one, so later versions do not change what was sent.
    """

    _name = "gestor.library.document"
    _description = "Library Document"
    _inherit = ["mail.thread", "mail.activity.mixin", "gestor.linked.mixin"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    description = fields.Text()
    tag_ids = fields.Many2many("gestor.library.tag", string="Tags")
    lang = fields.Selection(
        selection="_selection_lang", string="Language", help="Empty: any language."
    )
    date_from = fields.Date(string="Valid From", tracking=True)
    date_to = fields.Date(string="Valid To", tracking=True)
    is_valid = fields.Boolean(
        string="Valid", compute="_compute_is_valid", search="_search_is_valid"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Keeper",
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        index=True,
        tracking=True,
    )
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: the file serves all companies."
    )
    active = fields.Boolean(default=True)
    version_ids = fields.One2many(
        "gestor.library.document.version", "document_id", string="Versions"
    )
    version_count = fields.Integer(compute="_compute_version_count")
    current_version_id = fields.Many2one(
        "gestor.library.document.version",
        string="Current Version",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        domain="[('document_id', '=', id)]",
    )
    file = fields.Binary(compute="_compute_file", inverse="_inverse_file")
    file_name = fields.Char(related="current_version_id.file_name", readonly=False)
    mimetype = fields.Char(related="current_version_id.mimetype", store=True)
    checksum = fields.Char(related="current_version_id.checksum")
    version_number = fields.Integer(related="current_version_id.number")
    size_label = fields.Char(string="Size", compute="_compute_size_label")
    usage_ids = fields.One2many("gestor.library.usage", "document_id")
    usage_count = fields.Integer(string="Used In", compute="_compute_usage_count")

    @api.model
    def _selection_lang(self):
        return self.env["res.lang"].get_installed()

    # === COMPUTE ===

    @api.depends("date_from", "date_to")
    def _compute_is_valid(self):
        today = fields.Date.context_today(self)
        for document in self:
            start, end = document.date_from, document.date_to
            document.is_valid = (not start or start <= today) and (
                not end or today <= end
            )

    def _search_is_valid(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        valid = (Domain("date_from", "=", False) | Domain("date_from", "<=", today)) & (
            Domain("date_to", "=", False) | Domain("date_to", ">=", today)
        )
        return valid if True in value else ~valid

    @api.depends("version_ids")
    def _compute_version_count(self):
        groups = self.env["gestor.library.document.version"]._read_group(
            [("document_id", "in", self.ids)], ["document_id"], ["__count"]
        )
        counts = {document.id: count for document, count in groups}
        for document in self:
            document.version_count = counts.get(document.id, 0)

    @api.depends("current_version_id")
    @api.depends_context("bin_size")
    def _compute_file(self):
        for document in self:
            document.file = document.current_version_id.file

    @api.depends("current_version_id.size")
    def _compute_size_label(self):
        attachments = self.env["ir.attachment"]
        for document in self:
            size = document.current_version_id.size
            document.size_label = attachments._format_gestor_size(size) if size else ""

    @api.depends("usage_ids")
    def _compute_usage_count(self):
        domain = [("document_id", "in", self.ids), ("attachment_id.res_id", "!=", 0)]
        # The number of uses is no secret, their names are.
        groups = (
            self.env["gestor.library.usage"]
            .sudo()
            ._read_group(domain, ["document_id"], ["__count"])
        )
        counts = {document.id: count for document, count in groups}
        for document in self:
            document.usage_count = counts.get(document.id, 0)

    def _inverse_file(self):
        for document in self.filtered("file"):
            document._add_version(document.file, document.file_name)

    # === CHECKS ===

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for document in self:
            if (
                document.date_from
                and document.date_to
                and document.date_to < document.date_from
            ):
                raise ValidationError(
                    self.env._("“%s” ends before it begins.", document.name)
                )

    # === CRUD ===

    @api.model_create_multi
    def create(self, vals_list):
        """A new document takes its file as version one."""
        files = [
            (vals.pop("file", None), vals.pop("file_name", None)) for vals in vals_list
        ]
        for vals, (_file, file_name) in zip(vals_list, files, strict=True):
            vals.setdefault("name", self._get_name_from_file(file_name))
        documents = super().create(vals_list)
        for document, (file, file_name) in zip(documents, files, strict=True):
            if file:
                document._add_version(file, file_name)
        return documents

    def write(self, vals):
        """A new file becomes a new version; the old ones are kept."""
        vals = dict(vals)
        file, file_name = vals.pop("file", None), vals.pop("file_name", None)
        result = super().write(vals) if vals else True
        if file:
            self.check_access("write")
            for document in self:
                document._add_version(file, file_name)
        elif file_name:
            self.current_version_id.write({"file_name": file_name})
        return result

    def copy(self, default=None):
        """A copy starts with the current file as its version one."""
        copies = super().copy(default)
        for old, new in zip(self, copies, strict=True):
            if old.current_version_id:
                version = old.current_version_id.with_context(bin_size=False)
                new._add_version(version.file, version.file_name)
        return copies

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for document, vals in zip(self, vals_list, strict=True):
            if "name" not in (default or {}):
                vals["name"] = self.env._("%(name)s (copy)", name=document.name)
        return vals_list

    # === ACTIONS ===

    def action_download(self):
        self.ensure_one()
        return self.current_version_id.action_download()

    def action_open_usages(self):
        """List where the file was attached, as far as the user may read it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Used in"),
            "res_model": "gestor.library.usage",
            "view_mode": "list",
            "domain": [
                ("document_id", "=", self.id),
                ("attachment_id.res_id", "!=", 0),
            ],
        }

    # === BUSINESS ===

    @api.model
    def _get_name_from_file(self, file_name):
        return (file_name or "").rpartition(".")[0] or file_name or self.env._("File")

    def _add_version(self, file, file_name=None, note=None):
        """Add a content and make it current; the same content adds nothing.

        :param file: the content in base64, as Binary fields hold it
        """
        self.ensure_one()
        content = base64.b64decode(file)
        checksum = hashlib.sha1(content, usedforsecurity=False).hexdigest()
        current = self.current_version_id
        if current.checksum == checksum:
            if file_name and file_name != current.file_name:
                current.file_name = file_name
            return current
        # Two uploads at once must not take the same number.
        self.lock_for_update()
        last = self.env["gestor.library.document.version"].search(
            [("document_id", "=", self.id)], order="number desc", limit=1
        )
        version = last.create(
            {
                "document_id": self.id,
                "number": last.number + 1,
                "file": file,
                "file_name": file_name or last.file_name or self.name,
                "mimetype": guess_mimetype(content, "application/octet-stream"),
                "size": len(content),
                "checksum": checksum,
                "note": note,
            }
        )
        self.current_version_id = version
        return version

    @api.model
    def create_from_files(self, files):
        """Make a document of each dropped file.

        :param files: list of ``name`` and ``data`` (base64)
        :return: ids of the documents
        """
        return self.create(
            [{"file_name": file["name"], "file": file["data"]} for file in files]
        ).ids

    def _gestor_attach_to(self, record):
        """Copy the current files to ``record`` as its attachments; return them.

        :raises AccessError: if the user may not read a document or change the
            record
        """
        record.ensure_one()
        record.with_env(self.env).check_access("write")
        return self._copy_to_attachments(record._name, record.id)

    def get_composer_attachments(self):
        """Return copies of the current files for a mail that is being written."""
        attachments = self._copy_to_attachments("mail.compose.message", 0)
        return [
            {
                "id": attachment.id,
                "name": attachment.name,
                "mimetype": attachment.mimetype,
            }
            for attachment in attachments
        ]

    def _copy_to_attachments(self, model, res_id):
        self.check_access("read")
        versions = self.current_version_id.with_context(bin_size=False)
        missing = self.filtered(lambda document: not document.current_version_id)
        if missing:
            raise UserError(
                self.env._("“%s” has no file yet.", missing[0].display_name)
            )
        attachments = self.env["ir.attachment"].create(
            [
                {
                    "name": version.file_name,
                    "datas": version.file,
                    "mimetype": version.mimetype,
                    "res_model": model,
                    "res_id": res_id,
                }
                for version in versions
            ]
        )
        # Users only read the register of uses.
        self.env["gestor.library.usage"].sudo().create(
            [
                {
                    "document_id": version.document_id.id,
                    "version_id": version.id,
                    "attachment_id": attachment.id,
                }
                for version, attachment in zip(versions, attachments, strict=True)
            ]
        )
        return attachments

    # === HOOKS OF THE INFO CARD ===

    @api.model
    def _gestor_card_kind(self):
        return {
            "name": self.env._("Library document"),
            "plural": self.env._("Library documents"),
            "icon": "fa-book",
            "sequence": 85,
        }

    def _gestor_card_items(self):
        items = super()._gestor_card_items()
        for document in self:
            details = (document.file_name, document.size_label)
            items[document.id].update(
                subtitle=" · ".join(filter(None, details)),
                date=document.current_version_id.create_date,
                icon="fa-book",
                state=False if document.is_valid else self.env._("Out of date"),
                state_tone="warning",
            )
        return items

    def _gestor_card_print_action(self):
        return self.action_download() if self.current_version_id else False
