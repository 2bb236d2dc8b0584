from odoo import api, fields, models


class GestorLibraryTag(models.Model):
    _name = "gestor.library.tag"
    _description = "Library Tag"
    _parent_name = "parent_id"
    _parent_store = True
    _order = "complete_name"
    _rec_name = "complete_name"
    _rec_names_search = ["name", "complete_name"]

    name = fields.Char(required=True, translate=True)
    complete_name = fields.Char(
        string="Full Name", compute="_compute_complete_name", store=True, recursive=True
    )
    parent_id = fields.Many2one("gestor.library.tag", index=True, ondelete="restrict")
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("gestor.library.tag", "parent_id", string="Sub-tags")
    color = fields.Integer()
    active = fields.Boolean(default=True)

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for tag in self:
            parent = tag.parent_id.complete_name
            tag.complete_name = f"{parent} / {tag.name}" if parent else tag.name
