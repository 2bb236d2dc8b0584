from odoo import api, fields, models
from odoo.exceptions import UserError


class GestorScenarioStage(models.Model):
    """A stage; its automatic actions are done on the records that enter or leave it."""

    _name = "gestor.scenario.stage"
    _inherit = ["gestor.automation.mixin"]
    _description = "Stage of a Scenario"
    _order = "scenario_id, sequence, id"

    _gestor_automation_is_target = False

    name = fields.Char(required=True, translate=True)
    scenario_id = fields.Many2one(
        "gestor.scenario", required=True, index=True, ondelete="cascade"
    )
    model = fields.Selection(related="scenario_id.model", string="For")
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [
            ("new", "New"),
            ("progress", "In Progress"),
            ("waiting", "Waiting"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="progress",
    )
    assignee_id = fields.Many2one(
        "res.users",
        string="Assigned to",
        domain=[("share", "=", False)],
        help="Who is to take care of a record that enters the stage.",
    )
    assignee_role_id = fields.Many2one(
        "gestor.participant.role",
        string="Assigned by Role",
        help="The first participant of the record in this role.",
    )
    planned_hours = fields.Float(
        string="Planned Duration", help="Hours; the record is late after them."
    )
    fold = fields.Boolean(help="Folded in the board view.")
    color = fields.Integer()
    customer_name = fields.Char(
        string="Name for the Customer",
        translate=True,
        help="Empty: the customer sees the name of the stage.",
    )
    transition_ids = fields.One2many(
        "gestor.scenario.transition", "from_stage_id", string="Ways Out"
    )

    # === CHECKS ===

    @api.constrains("kind", "active", "scenario_id")
    def _check_scenario(self):
        self.scenario_id._check_stages()

    # === CRUD ===

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unused(self):
        """A stage that records are or were in is part of their history."""
        # Whether it is used must not depend on which records the user may see.
        logs = self.env["gestor.stage.log"].sudo()
        if logs.search_count([("stage_id", "in", self.ids)], limit=1):
            raise UserError(self.env._("The stage is in use: archive it instead."))

    def unlink(self):
        scenarios = self.scenario_id
        result = super().unlink()
        if not self.env.context.get("gestor_scenario_unlink"):
            scenarios.exists()._check_stages()
        return result

    def _copy_actions(self, mapping):
        """Copy the automatic actions to the stages of a copied scenario."""
        actions = self.env["gestor.automation.action"].with_context(active_test=False)
        domain = [("owner_model", "=", self._name), ("owner_id", "in", self.ids)]
        for action in actions.search(domain):
            vals = {"owner_id": mapping[action.owner_id]}
            if action.stage_relation == self._name:
                vals["stage_value_id"] = mapping.get(
                    action.stage_value_id, action.stage_value_id
                )
            if action.target_relation == self._name:
                vals["target_value_id"] = mapping.get(
                    action.target_value_id, action.target_value_id
                )
            action.copy(vals)

    # === AUTOMATION ===

    def _gestor_automation_target_domain(self, action):
        """Records in the stage; for leaving it, those of the scenario."""
        if action.trigger == "leave":
            return [("gestor_scenario_id", "=", self.scenario_id.id)]
        return [("gestor_stage_id", "=", self.id)]

    def _gestor_automation_defaults(self, vals):
        """Say which stage it is: the editor of a stage does not ask for it."""
        model = self.scenario_id.model
        values = {"model": model, **vals}
        if vals.get("trigger") in ("stage", "leave"):
            field = self.env["ir.model.fields"]._get(model, "gestor_stage_id")
            values.update(stage_field_id=field.id, stage_value_id=self.id)
        return values

    @api.model
    def _get_gestor_automation_page(self):
        page = super()._get_gestor_automation_page()
        field = page.find(".//field[@name='gestor_automation_ids']")
        field.set(
            "context",
            f"{{'default_owner_model': '{self._name}', 'default_model': model,"
            " 'default_trigger': 'stage'}",
        )
        return page

    # === BUSINESS ===

    def _get_customer_name(self):
        """Return the name that customers see."""
        self.ensure_one()
        return self.customer_name or self.name
