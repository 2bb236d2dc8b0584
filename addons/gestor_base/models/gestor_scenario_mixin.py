from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

# A mark of a write that has been checked. An object, so that no call from outside
# can put it into its context.
ENTERING = object()


class GestorScenarioMixin(models.AbstractModel):
    """Records that go through the stages of a scenario.

    Inherit it, first in the list of parents, and put ``gestor_stage_id`` (widget
    ``statusbar``) and the widget ``gestor_transitions`` into the header of the form.
    The stage changes along the transitions only, whoever writes it and from where;
    the history is written in the same transaction. Context keys of a move:
    ``gestor_stage_reason`` and, for managers, ``gestor_stage_override``.
    """

    _name = "gestor.scenario.mixin"
    _description = "Records with a Scenario"

    # Who may move out of order and change the scenario of a record.
    _gestor_scenario_manager_group = "gestor_base.group_manager"
    # The field that the assignee of a stage is written to, if the model has it.
    _gestor_assignee_field = "user_id"

    gestor_scenario_id = fields.Many2one(
        "gestor.scenario",
        string="Scenario",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self._gestor_default_scenario(),
        domain=lambda self: [("model", "=", self._name)],
    )
    gestor_stage_id = fields.Many2one(
        "gestor.scenario.stage",
        string="Stage",
        index=True,
        ondelete="restrict",
        copy=False,
        domain="[('scenario_id', '=', gestor_scenario_id)]",
        group_expand="_group_expand_gestor_stages",
    )
    gestor_stage_kind = fields.Selection(
        related="gestor_stage_id.kind", string="Kind of Stage", store=True
    )
    gestor_stage_entered_at = fields.Datetime(
        string="In Stage Since", readonly=True, copy=False
    )
    gestor_stage_due_at = fields.Datetime(
        string="Stage Due", readonly=True, copy=False, index=True
    )
    gestor_stage_log_ids = fields.One2many(
        "gestor.stage.log",
        "res_id",
        string="History of Stages",
        domain=lambda self: [("res_model", "=", self._name)],
        readonly=True,
    )
    gestor_transitions = fields.Json(
        compute="_compute_gestor_transitions", exportable=False
    )

    # === COMPUTE ===

    @api.model
    def _gestor_default_scenario(self):
        domain = [
            ("model", "=", self._name),
            ("company_id", "in", [False, self.env.company.id]),
        ]
        return self.env["gestor.scenario"].search(domain, limit=1)

    @api.model
    def _group_expand_gestor_stages(self, stages, domain):
        """Show all stages of the scenarios on the board, also the empty ones."""
        return self.env["gestor.scenario.stage"].search(
            [("scenario_id", "in", stages.scenario_id.ids)]
        )

    @api.depends("gestor_stage_id")
    @api.depends_context("uid", "lang")
    def _compute_gestor_transitions(self):
        for record in self:
            record.gestor_transitions = [
                {
                    "id": transition.id,
                    "name": transition.name,
                    "kind": transition.to_stage_id.kind,
                }
                for transition in record._gestor_get_transitions()
            ]

    def _gestor_get_transitions(self):
        """Return the ways out of the present stage that are open to the user."""
        self.ensure_one()
        transitions = self.gestor_stage_id.transition_ids
        return transitions.filtered(
            lambda t: t.to_stage_id.active and t._is_open_to_user()
        )

    # === CRUD ===

    @api.model_create_multi
    def create(self, vals_list):
        """Every record begins at the start of its scenario."""
        records = super().create(vals_list)
        starts = records.grouped(lambda record: record._gestor_get_start())
        for stage, group in starts.items():
            group._gestor_enter(stage, None)
        return records

    def _gestor_get_start(self):
        self.ensure_one()
        start = self.gestor_stage_id
        if not start:
            return self.gestor_scenario_id._get_start_stage()
        if start.scenario_id != self.gestor_scenario_id or start.kind != "new":
            raise UserError(
                self.env._(
                    "“%(stage)s” is not a stage to begin the scenario with.",
                    stage=start.name,
                )
            )
        return start

    def write(self, vals):
        if self.env.context.get("gestor_stage_entering") is ENTERING:
            checked = self.with_context(gestor_stage_entering=None)
            return super(GestorScenarioMixin, checked).write(vals)
        vals = dict(vals)
        scenario_id = vals.get("gestor_scenario_id")
        if scenario_id and any(r.gestor_scenario_id.id != scenario_id for r in self):
            scenario = self.env["gestor.scenario"].browse(scenario_id)
            self._gestor_change_scenario(scenario)
            vals.pop("gestor_stage_id", None)
        vals.pop("gestor_scenario_id", None)
        stage_id = vals.pop("gestor_stage_id", None)
        # What the same call fills in counts for the conditions of the move.
        result = super().write(vals) if vals else True
        if stage_id:
            self._gestor_move_to(self.env["gestor.scenario.stage"].browse(stage_id))
        return result

    def unlink(self):
        name, ids = self._name, self.ids
        result = super().unlink()
        if ids:
            # The history goes with the record; nobody may delete rows of it.
            logs = self.env["gestor.stage.log"].sudo()
            logs.search([("res_model", "=", name), ("res_id", "in", ids)]).unlink()
        return result

    # === ACTIONS ===

    def action_gestor_move(self, transition_id, reason=None):
        """Go a way: the button of a transition.

        :param int transition_id: its beginning must be where the records are
        :return: the action that asks for a reason, when one is needed, or True
        """
        transition = self.env["gestor.scenario.transition"].browse(transition_id)
        self._gestor_lock()
        if not transition.exists() or any(
            record.gestor_stage_id != transition.from_stage_id for record in self
        ):
            raise UserError(
                self.env._("Somebody has moved it in the meantime; reload the page.")
            )
        reason = reason or self.env.context.get("gestor_stage_reason")
        if transition.needs_reason and not reason:
            return self._gestor_ask_reason(transition.to_stage_id, transition)
        records = self.with_context(gestor_stage_reason=reason)
        records.write({"gestor_stage_id": transition.to_stage_id.id})
        return True

    def action_gestor_override(self):
        """Let a manager choose any stage, with a reason."""
        self._gestor_check_manager()
        return self._gestor_ask_reason()

    def _gestor_ask_reason(self, stage=None, transition=None):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change the Stage"),
            "res_model": "gestor.stage.move",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_res_model": self._name,
                "default_res_ids": self.ids,
                "default_scenario_id": self.gestor_scenario_id[:1].id,
                "default_stage_id": stage.id if stage else False,
                "default_transition_id": transition.id if transition else False,
            },
        }

    # === MOVING ===

    def _gestor_is_manager(self):
        return self.env.su or self.env.user.has_group(
            self._gestor_scenario_manager_group
        )

    def _gestor_check_manager(self):
        if not self._gestor_is_manager():
            raise UserError(self.env._("Only a manager may move it out of order."))

    def _gestor_lock(self):
        """Hold the rows until the end of the transaction.

        Who comes second while the first still works gets a message at once; who
        comes after the first has committed is repeated by Odoo and finds the
        records in another stage.
        """
        records = self.filtered("id")
        if records.try_lock_for_update(allow_referencing=True) != records:
            raise UserError(
                self.env._("Somebody is moving it at this moment; try again.")
            )

    def _gestor_move_to(self, stage):
        moved = self.filtered(lambda record: record.gestor_stage_id != stage)
        if not moved:
            return
        moved._gestor_lock()
        override = bool(self.env.context.get("gestor_stage_override"))
        reason = self.env.context.get("gestor_stage_reason")
        if override:
            moved._gestor_check_manager()
            if not reason:
                raise UserError(self.env._("Give a reason for moving out of order."))
        for record in moved:
            if override:
                record._gestor_check_own_stage(stage)
            else:
                record._gestor_check_way(stage, reason)
        moved._gestor_enter(stage, reason, override)

    def _gestor_check_own_stage(self, stage):
        if stage.scenario_id != self.gestor_scenario_id:
            raise UserError(
                self.env._(
                    "“%(stage)s” does not belong to the scenario of the record.",
                    stage=stage.name,
                )
            )

    def _gestor_check_way(self, stage, reason):
        """Check that a way leads to the stage and that the user may go it.

        :raises UserError: saying what is in the way
        """
        self.ensure_one()
        present = self.gestor_stage_id
        way = present.transition_ids.filtered(lambda t: t.to_stage_id == stage)
        if not way:
            raise UserError(
                self.env._(
                    "There is no transition from “%(present)s” to “%(stage)s”.",
                    present=present.name,
                    stage=stage.name,
                )
            )
        if not self.env.su and not way._is_open_to_user():
            raise UserError(
                self.env._(
                    "You may not do “%(name)s”: it is for %(groups)s.",
                    name=way.name,
                    groups=", ".join(way.sudo().group_ids.mapped("full_name")),
                )
            )
        missing = way._get_missing_labels(self)
        if missing:
            raise UserError(
                self.env._(
                    "Fill in before “%(name)s”: %(fields)s.",
                    name=way.name,
                    fields=", ".join(missing),
                )
            )
        if not self.filtered_domain(way._get_condition()):
            raise UserError(
                self.env._(
                    "The record does not fulfil the condition of “%(name)s”.",
                    name=way.name,
                )
            )
        if way.needs_reason and not reason:
            raise UserError(self.env._("Give a reason for “%(name)s”.", name=way.name))

    def _gestor_enter(self, stage, reason, override=False):
        """Write the stage, its history and its assignee, for all records at once."""
        now = fields.Datetime.now()
        self._gestor_log_move(stage, now, reason, override)
        entering = self.with_context(gestor_stage_entering=ENTERING)
        for assignee, records in entering.grouped(
            lambda record: record._gestor_get_stage_assignee(stage)
        ).items():
            records.write(records._gestor_prepare_stage_vals(stage, assignee, now))

    def _gestor_log_move(self, stage, now, reason, override):
        # Nobody has rights on the history: it is written by moving only.
        logs = self.env["gestor.stage.log"].sudo()
        logs.search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("left_at", "=", False),
            ]
        ).left_at = now
        self.env.flush_all()  # one open row a record: the old ones are closed first
        absent = self._gestor_get_acting_map()
        logs.create(
            [
                {
                    "res_model": self._name,
                    "res_id": record.id,
                    "scenario_id": stage.scenario_id.id,
                    "from_stage_id": (record.gestor_stage_id - stage).id,
                    "stage_id": stage.id,
                    "entered_at": now,
                    "user_id": self.env.uid,
                    "for_user_id": absent.get(record.id),
                    "reason": reason,
                    "is_override": override,
                }
                for record in self
            ]
        )

    def _gestor_prepare_stage_vals(self, stage, assignee, now):
        """Return what entering a stage writes. Extend it for fields of the model."""
        due = stage.planned_hours and now + timedelta(hours=stage.planned_hours)
        vals = {
            "gestor_stage_id": stage.id,
            "gestor_stage_entered_at": now,
            "gestor_stage_due_at": due or False,
        }
        if assignee and self._gestor_assignee_field in self._fields:
            vals[self._gestor_assignee_field] = assignee.id
        return vals

    def _gestor_get_stage_assignee(self, stage):
        if stage.assignee_id:
            return stage.assignee_id
        if stage.assignee_role_id and "gestor_participant_ids" in self._fields:
            people = self.gestor_participant_ids.filtered(
                lambda p: p.role_id == stage.assignee_role_id and p.user_id
            )
            return people[:1].user_id
        return self.env["res.users"]

    def _gestor_get_acting_map(self):
        """Return {record id: id of the absent user for whom the user acts}."""
        if hasattr(self, "_gestor_acting_for_all"):
            return {key: user.id for key, user in self._gestor_acting_for_all().items()}
        return {}

    def _gestor_change_scenario(self, scenario):
        """Begin another scenario from its start, which is a manager's decision."""
        self._gestor_check_manager()
        self._gestor_lock()
        if scenario.model != self._name:
            raise UserError(self.env._("The scenario is for other records."))
        changed = self.filtered(lambda r: r.gestor_scenario_id != scenario)
        entering = changed.with_context(gestor_stage_entering=ENTERING)
        entering.write({"gestor_scenario_id": scenario.id})
        reason = self.env.context.get("gestor_stage_reason")
        changed._gestor_enter(scenario._get_start_stage(), reason, True)
