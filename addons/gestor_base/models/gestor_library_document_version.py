from odoo import api, fields, models
from odoo.exceptions import UserError


class GestorLibraryDocumentVersion(models.Model):
    """One content of a document of the library. It never changes."""

    _name = "gestor.library.document.version"
    _description = "Version of a Library Document"
    _order = "document_id, number desc"
    _rec_name = "file_name"

    document_id = fields.Many2one(
        "gestor.library.document", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="document_id.company_id", store=True)
    user_id = fields.Many2one(related="document_id.user_id", store=True)
    number = fields.Integer(string="Version", readonly=True)
    file = fields.Binary(attachment=True, required=True)
    file_name = fields.Char(required=True)
    mimetype = fields.Char(string="Format", readonly=True)
    size = fields.Integer(readonly=True)
    checksum = fields.Char(readonly=True)
    note = fields.Char(string="What Changed")
    is_current = fields.Boolean(compute="_compute_is_current")

    _number_uniq = models.UniqueIndex(
        "(document_id, number)", "There is a version of this number already."
    )

    @api.depends("document_id.current_version_id")
    def _compute_is_current(self):
        for version in self:
            version.is_current = version == version.document_id.current_version_id

    def write(self, vals):
        if {"file", "document_id", "number"} & set(vals):
            raise UserError(
                self.env._("The file of a version does not change: add a new version.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_current(self):
        for version in self:
            if version.is_current and version.document_id.version_count > 1:
                raise UserError(
                    self.env._(
                        "Version %(number)s is the current one: "
                        "choose another before you delete it.",
                        number=version.number,
                    )
                )

    def action_make_current(self):
        """Return to this version; the others stay in the list."""
        self.ensure_one()
        self.document_id.current_version_id = self
        return True

    def action_download(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/file/{self.file_name}"
            "?download=true",
            "target": "download",
        }
