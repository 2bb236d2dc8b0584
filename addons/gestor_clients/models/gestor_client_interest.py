from odoo import api, fields, models


class GestorClientInterest(models.Model):
    """What clients are interested in, as a tree."""

    _name = "gestor.client.interest"
    _description = "Interest"
    _parent_store = True
    _parent_name = "parent_id"
    _order = "complete_name"
    _rec_name = "complete_name"
    _rec_names_search = ["name", "complete_name"]

    name = fields.Char(required=True, translate=True)
    complete_name = fields.Char(
        compute="_compute_complete_name", recursive=True, store=True
    )
    parent_id = fields.Many2one(
        "gestor.client.interest", string="Part of", ondelete="restrict", index=True
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("gestor.client.interest", "parent_id")
    color = fields.Integer()
    active = fields.Boolean(default=True)
    partner_ids = fields.Many2many("res.partner", string="Clients")
    partner_count = fields.Integer(
        string="How Many Clients", compute="_compute_partner_count"
    )

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for interest in self:
            parent = interest.parent_id.complete_name
            name = interest.name or ""
            interest.complete_name = f"{parent} / {name}" if parent else name

    @api.depends("partner_ids")
    def _compute_partner_count(self):
        groups = self.env["res.partner"]._read_group(
            [("gestor_interest_ids", "in", self.ids)],
            ["gestor_interest_ids"],
            ["__count"],
        )
        counts = {interest.id: count for interest, count in groups}
        for interest in self:
            interest.partner_count = counts.get(interest.id, 0)

    def action_open_partners(self):
        """Open the clients interested in this or in a part of it."""
        self.ensure_one()
        xmlid = "gestor_base.res_partner_action_clients"
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        domain = [("gestor_interest_ids", "child_of", self.ids)]
        return {**action, "display_name": self.name, "domain": domain}
