from odoo import api, fields, models
from odoo.exceptions import UserError


class GestorRegistryVerify(models.TransientModel):
    """Choose registries for many clients; the asking is a background job."""

    _name = "gestor.registry.verify"
    _description = "Verify Clients in Registries"

    registry_ids = fields.Many2many(
        "gestor.registry",
        string="Registries",
        default=lambda self: self._default_registries(),
        required=True,
    )
    partner_ids = fields.Many2many(
        "res.partner",
        string="Clients",
        default=lambda self: self._default_partners(),
    )
    partner_count = fields.Integer(compute="_compute_partner_count")

    @api.model
    def _default_registries(self):
        return self.env["gestor.registry"].search([("code", "=", "vat_list")])

    @api.model
    def _default_partners(self):
        if self.env.context.get("active_model") != "res.partner":
            return []
        return self.env["res.partner"].browse(self.env.context.get("active_ids", []))

    @api.depends("partner_ids")
    def _compute_partner_count(self):
        for wizard in self:
            wizard.partner_count = len(wizard.partner_ids)

    def action_start(self):
        self.ensure_one()
        self.env["res.partner"]._gestor_check_registry_role()
        self.partner_ids.check_access("read")
        batches = self.env["gestor.batch"]
        for registry in self.registry_ids:
            packets = self.env["gestor.registry.packet"]._split(
                self.partner_ids, registry
            )
            if packets:
                label = self.env._("Verify in %s", registry.name)
                batches |= batches.start(packets, "verify", label=label)
        if not batches:
            raise UserError(
                self.env._("None of these clients has a number that can be verified.")
            )
        if len(batches) == 1:
            return batches.action_open()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Background Jobs"),
            "res_model": "gestor.batch",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", batches.ids)],
        }
