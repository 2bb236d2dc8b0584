from odoo import fields, models
from odoo.exceptions import UserError

from ..tools.registry_types import RegistryError


class GestorAutomationAction(models.Model):
    _inherit = "gestor.automation.action"

    kind = fields.Selection(
        selection_add=[("registry_verify", "Verify a client in a registry")],
        ondelete={"registry_verify": "cascade"},
    )
    registry_id = fields.Many2one("gestor.registry", ondelete="cascade")

    def _get_required_parameters(self):
        return {
            **super()._get_required_parameters(),
            "registry_verify": ["registry_id"],
        }

    def _gestor_run_registry_verify(self, records):
        """Ask about all due clients at once; a used up limit is tried again later."""
        if records._name != "res.partner":
            raise UserError(self.env._("Only clients are verified in registries."))
        try:
            checks = records._gestor_verify(self.registry_id)
        except RegistryError as error:
            raise UserError(self.registry_id._describe_error(error)) from error
        return {check.partner_id.id: check for check in checks}
