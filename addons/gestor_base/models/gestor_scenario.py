from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from ..tools.scenario_graph import draw


class GestorScenario(models.Model):
    """The stages that records of a kind go through, and the ways between them."""

    _name = "gestor.scenario"
    _description = "Scenario"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: the scenario serves all companies."
    )
    model = fields.Selection(
        selection="_selection_model",
        string="For",
        required=True,
        default=lambda self: self._default_model(),
    )
    description = fields.Text()
    stage_ids = fields.One2many(
        "gestor.scenario.stage", "scenario_id", string="Stages", copy=True
    )
    transition_ids = fields.One2many(
        "gestor.scenario.transition", "scenario_id", string="Transitions"
    )
    stage_count = fields.Integer(compute="_compute_stage_count")
    graph = fields.Html(compute="_compute_graph", sanitize=False, string="Picture")

    # === COMPUTE ===

    @api.model
    def _selection_model(self):
        names = self.env["ir.model"]
        return [(name, names._get(name).name) for name in self._get_models()]

    @api.model
    def _get_models(self):
        """Return the models whose records may have a scenario."""
        mixin = self.env.registry["gestor.scenario.mixin"]
        return sorted(
            name
            for name, model in self.env.registry.items()
            if issubclass(model, mixin) and not model._abstract and model._auto
        )

    @api.model
    def _default_model(self):
        return next(iter(self._get_models()), False)

    @api.model
    def default_get(self, fields):
        """Begin with three stages: most scenarios have them."""
        values = super().default_get(fields)
        if "stage_ids" in fields and "stage_ids" not in values:
            names = [
                (self.env._("New"), "new"),
                (self.env._("In Progress"), "progress"),
                (self.env._("Done"), "done"),
            ]
            values["stage_ids"] = [
                Command.create({"name": name, "kind": kind, "sequence": place * 10})
                for place, (name, kind) in enumerate(names, 1)
            ]
        return values

    @api.depends("stage_ids")
    def _compute_stage_count(self):
        for scenario in self:
            scenario.stage_count = len(scenario.stage_ids)

    @api.depends(
        "stage_ids.name",
        "stage_ids.kind",
        "stage_ids.sequence",
        "transition_ids.from_stage_id",
        "transition_ids.to_stage_id",
        "transition_ids.name",
    )
    def _compute_graph(self):
        for scenario in self:
            stages = scenario.stage_ids.sorted(lambda s: (s.sequence, s.id))
            nodes = [(stage.id, stage.name or "", stage.kind) for stage in stages]
            arrows = [
                (t.from_stage_id.id, t.to_stage_id.id, t.name or "")
                for t in scenario.transition_ids
            ]
            scenario.graph = Markup(draw(nodes, arrows, escape))

    # === CHECKS ===

    @api.constrains("name", "model", "active", "stage_ids")
    def _check_stages(self):
        for scenario in self:
            kinds = scenario.stage_ids.mapped("kind")
            if "new" not in kinds:
                raise ValidationError(
                    self.env._(
                        "The scenario “%(name)s” needs a stage to begin with, of the"
                        " kind “New”.",
                        name=scenario.name,
                    )
                )

    @api.constrains("model")
    def _check_model(self):
        logs = self.env["gestor.stage.log"].sudo()
        for scenario in self:
            domain = [
                ("scenario_id", "=", scenario.id),
                ("res_model", "!=", scenario.model),
            ]
            if logs.search_count(domain, limit=1):
                raise ValidationError(
                    self.env._("The scenario is in use: its kind of records stays.")
                )

    # === CRUD ===

    @api.model_create_multi
    def create(self, vals_list):
        scenarios = super().create(vals_list)
        for scenario, vals in zip(scenarios, vals_list, strict=True):
            if not vals.get("transition_ids") and not self.env.context.get(
                "gestor_no_transitions"
            ):
                scenario._make_line()
        return scenarios

    def _make_line(self):
        """Lead from each stage to the next, so that a new scenario can be used."""
        stages = self.stage_ids.sorted(lambda s: (s.sequence, s.id))
        self.env["gestor.scenario.transition"].create(
            [
                {
                    "scenario_id": self.id,
                    "from_stage_id": stage.id,
                    "to_stage_id": following.id,
                    "name": following.name,
                }
                for stage, following in zip(stages, stages[1:], strict=False)
            ]
        )

    def copy_data(self, default=None):
        data = super().copy_data(default)
        for scenario, vals in zip(self, data, strict=True):
            if "name" not in (default or {}):
                vals["name"] = self.env._("%(name)s (copy)", name=scenario.name)
        return data

    def copy(self, default=None):
        """Copy the whole: stages with their automatic actions, and transitions."""
        # Its transitions are copied below, not made anew.
        bare = self.with_context(gestor_no_transitions=True)
        copies = super(GestorScenario, bare).copy(default)
        for scenario, new in zip(self, copies, strict=True):
            old = scenario.stage_ids.sorted(lambda s: (s.sequence, s.id))
            made = new.stage_ids.sorted(lambda s: (s.sequence, s.id))
            mapping = dict(zip(old.ids, made.ids, strict=True))
            scenario.transition_ids._copy_to(new, mapping)
            old._copy_actions(mapping)
        return copies.with_context(gestor_no_transitions=None)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unused(self):
        if self._is_used():
            raise UserError(self.env._("The scenario is in use: archive it instead."))

    def unlink(self):
        if self._is_used():
            return super().unlink()  # which refuses it
        self.transition_ids.unlink()
        self.with_context(gestor_scenario_unlink=True).stage_ids.unlink()
        return super().unlink()

    def _is_used(self):
        # Whether it is used must not depend on which records the user may see.
        logs = self.env["gestor.stage.log"].sudo()
        return bool(logs.search_count([("scenario_id", "in", self.ids)], limit=1))

    # === BUSINESS ===

    def _get_start_stage(self):
        """Return the first stage of the kind "New"."""
        self.ensure_one()
        stages = self.stage_ids.filtered(lambda s: s.kind == "new" and s.active)
        return stages.sorted(lambda s: (s.sequence, s.id))[:1]
