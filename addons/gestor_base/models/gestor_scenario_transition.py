from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class GestorScenarioTransition(models.Model):
    """A way from one stage to another: who may go it, and under what conditions."""

    _name = "gestor.scenario.transition"
    _description = "Transition between Stages"
    _order = "scenario_id, from_stage_id, sequence, id"

    name = fields.Char(
        string="Name of the Button",
        required=True,
        translate=True,
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
    )
    scenario_id = fields.Many2one(
        "gestor.scenario", required=True, index=True, ondelete="cascade"
    )
    model = fields.Selection(related="scenario_id.model")
    sequence = fields.Integer(default=10)
    from_stage_id = fields.Many2one(
        "gestor.scenario.stage",
        string="From",
        required=True,
        ondelete="cascade",
        domain="[('scenario_id', '=', scenario_id)]",
    )
    to_stage_id = fields.Many2one(
        "gestor.scenario.stage",
        string="To",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('scenario_id', '=', scenario_id), ('id', '!=', from_stage_id)]",
    )
    group_ids = fields.Many2many(
        "res.groups",
        string="Who May",
        help="Empty: everybody who may change the record.",
    )
    required_field_ids = fields.Many2many(
        "ir.model.fields",
        string="Required Fields",
        domain="[('model', '=', model), ('store', '=', True)]",
    )
    condition = fields.Char(
        default="[]", required=True, help="What the record must fulfil."
    )
    needs_reason = fields.Boolean(help="Ask why when the button is pressed.")

    _way_unique = models.UniqueIndex(
        "(from_stage_id, to_stage_id)",
        "There is a transition between these stages already.",
    )
    _check_ends = models.Constraint(
        "CHECK (from_stage_id <> to_stage_id)", "A transition leads to another stage."
    )

    @api.depends("to_stage_id")
    def _compute_name(self):
        for transition in self:
            if not transition.name:
                transition.name = transition.to_stage_id.name

    @api.constrains("scenario_id", "from_stage_id", "to_stage_id")
    def _check_scenario(self):
        for transition in self:
            stages = transition.from_stage_id | transition.to_stage_id
            if stages.scenario_id != transition.scenario_id:
                raise ValidationError(
                    self.env._("Both stages must belong to the scenario.")
                )

    @api.constrains("condition", "scenario_id", "required_field_ids")
    def _check_condition(self):
        for transition in self:
            model = transition.scenario_id.model
            # The fields are those of the model, whoever may look at their list.
            names = set(transition.sudo().required_field_ids.mapped("model"))
            if names - {model}:
                raise ValidationError(
                    self.env._("The required fields must belong to the records.")
                )
            try:
                transition._get_condition().validate(self.env[model])
            except (ValueError, SyntaxError, TypeError) as error:
                raise ValidationError(
                    self.env._(
                        "The condition of “%(name)s” is not valid: %(error)s",
                        name=transition.name,
                        error=error,
                    )
                ) from error

    def _get_condition(self):
        return Domain(literal_eval(self.condition or "[]"))

    def _copy_to(self, scenario, mapping):
        """Copy the transitions to another scenario; mapping: stage ids."""
        data = self.copy_data({"scenario_id": scenario.id})
        for transition, vals in zip(self, data, strict=True):
            vals["from_stage_id"] = mapping[transition.from_stage_id.id]
            vals["to_stage_id"] = mapping[transition.to_stage_id.id]
        self.create(data)

    def _is_open_to_user(self):
        self.ensure_one()
        # Groups of a transition are set by administrators, read by everybody.
        groups = self.sudo().group_ids
        return not groups or bool(groups & self.env.user.all_group_ids)

    def _get_missing_labels(self, record):
        """Return the labels of the required fields that are empty on a record."""
        return [
            record._fields[field.name].get_description(self.env)["string"]
            for field in self.sudo().required_field_ids
            if not record[field.name]
        ]
