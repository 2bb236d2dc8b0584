from odoo import fields, models
from odoo.exceptions import UserError


class GestorStageMove(models.TransientModel):
    """Asks for the reason of a move, and a manager for the stage as well."""

    _name = "gestor.stage.move"
    _description = "Change of a Stage"

    res_model = fields.Char(required=True)
    res_ids = fields.Json(required=True)
    scenario_id = fields.Many2one("gestor.scenario", required=True)
    transition_id = fields.Many2one("gestor.scenario.transition")
    stage_id = fields.Many2one(
        "gestor.scenario.stage",
        string="New Stage",
        required=True,
        domain="[('scenario_id', '=', scenario_id)]",
    )
    reason = fields.Char(required=True)

    def action_move(self):
        """Move the records, by the transition or out of order."""
        self.ensure_one()
        if self.res_model not in self.env["gestor.scenario"]._get_models():
            raise UserError(self.env._("Such records have no scenario."))
        records = self.env[self.res_model].browse(self.res_ids)
        records.check_access("write")
        if self.transition_id:
            records.action_gestor_move(self.transition_id.id, reason=self.reason)
        else:
            records = records.with_context(
                gestor_stage_override=True, gestor_stage_reason=self.reason
            )
            records.write({"gestor_stage_id": self.stage_id.id})
        return {"type": "ir.actions.act_window_close"}
