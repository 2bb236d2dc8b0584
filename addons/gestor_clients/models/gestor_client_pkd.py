from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.identifiers import PKD


class GestorClientPkd(models.Model):
    _name = "gestor.client.pkd"
    _inherit = ["gestor.client.part.mixin"]
    _description = "Activity of a Client by PKD"
    _order = "is_main desc, code, id"
    _rec_name = "code"

    partner_id = fields.Many2one(
        "res.partner", string="Client", required=True, index=True, ondelete="cascade"
    )
    code = fields.Char(string="PKD Code", required=True)
    name = fields.Char(string="Activity")
    is_main = fields.Boolean(string="Main")

    _code_unique = models.UniqueIndex(
        "(partner_id, code)", "The client has this PKD code already."
    )
    _main_unique = models.UniqueIndex(
        "(partner_id) WHERE is_main", "A client has one main activity."
    )

    @api.constrains("code")
    def _check_code(self):
        for activity in self:
            if not PKD.fullmatch(activity.code):
                raise ValidationError(
                    self.env._(
                        "“%(code)s” is no PKD code: four digits and a letter, "
                        "such as 6201Z.",
                        code=activity.code,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals["code"] = self._clean(vals.get("code"))
        return super().create(vals_list)

    def write(self, vals):
        if "code" in vals:
            vals = {**vals, "code": self._clean(vals["code"])}
        return super().write(vals)

    @api.model
    def _clean(self, code):
        """62.01.Z, 6201z and 6201Z are one code."""
        return (code or "").replace(".", "").replace(" ", "").upper()
