from odoo import api, fields, models
from odoo.exceptions import UserError


class GestorClientSetAdd(models.TransientModel):
    """Put the clients chosen on a list into a set."""

    _name = "gestor.client.set.add"
    _description = "Add to a Client Set"

    set_id = fields.Many2one(
        "gestor.client.set", string="Set", domain="[('kind', '=', 'static')]"
    )
    name = fields.Char(string="New Set", help="Makes a new set with this name.")
    partner_ids = fields.Many2many("res.partner", string="Clients")
    partner_count = fields.Integer(
        string="Chosen Clients", compute="_compute_partner_count"
    )

    @api.model
    def default_get(self, fields_list):
        """Take the records that were ticked on the list."""
        values = super().default_get(fields_list)
        if self.env.context.get("active_model") == "res.partner":
            values["partner_ids"] = [(6, 0, self.env.context.get("active_ids", []))]
        return values

    @api.depends("partner_ids")
    def _compute_partner_count(self):
        for add in self:
            add.partner_count = len(add.partner_ids)

    def action_add(self):
        """Add the clients and say how many are new in the set."""
        self.ensure_one()
        sets = self.env["gestor.client.set"]
        if not self.set_id and not self.name:
            raise UserError(self.env._("Choose a set or give a name for a new one."))
        chosen = self.set_id or sets.create({"name": self.name, "kind": "static"})
        count = chosen._add_partners(self.partner_ids)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "“%(name)s”: %(count)s new clients", name=chosen.name, count=count
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
