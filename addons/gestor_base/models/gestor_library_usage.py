from odoo import api, fields, models


class GestorLibraryUsage(models.Model):
    """Says which attachment was made from which version of a document."""

    _name = "gestor.library.usage"
    _description = "Use of a Library Document"
    _order = "id desc"

    document_id = fields.Many2one(
        "gestor.library.document",
        string="Library Document",
        required=True,
        index=True,
        ondelete="cascade",
    )
    version_id = fields.Many2one(
        "gestor.library.document.version", required=True, ondelete="cascade"
    )
    attachment_id = fields.Many2one(
        "ir.attachment", required=True, index=True, ondelete="cascade"
    )
    res_model = fields.Char(related="attachment_id.res_model", related_sudo=True)
    res_id = fields.Many2oneReference(
        related="attachment_id.res_id", model_field="res_model", related_sudo=True
    )
    res_name = fields.Char(string="Used In", compute="_compute_res_name")

    @api.depends("res_model", "res_id")
    def _compute_res_name(self):
        """Name only the documents that the user may read."""
        self.res_name = False
        for model, usages in self.grouped("res_model").items():
            if not model or model not in self.env:
                continue
            records = self.env[model].browse(usages.mapped("res_id")).exists()
            names = {
                record.id: record.display_name
                for record in records._filtered_access("read")
            }
            for usage in usages:
                usage.res_name = names.get(usage.res_id, False)

    def action_open_document(self):
        """Open what the file is attached to."""
        self.ensure_one()
        return self.env["gestor.info.card"].action_open(self.res_model, self.res_id)
