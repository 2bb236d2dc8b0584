from ast import literal_eval
from datetime import timedelta

from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

EVENTS = ("stage", "leave", "match")
WATCHED = {
    "active",
    "model",
    "trigger",
    "condition",
    "stage_field_id",
    "stage_value_id",
}
# What may be changed without taking over the rights the action runs with.
HARMLESS = {"sequence", "active", "failure_notice_at"}
PREVIEW_LIMIT = 200


class GestorAutomationAction(models.Model):
    """What is to be done by itself, on which records and when."""

    _name = "gestor.automation.action"
    _inherit = ["gestor.automation.kinds", "gestor.automation.planner"]
    _description = "Automatic Action"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True)
    owner_model = fields.Char(string="Kind of Owner", readonly=True)
    owner_id = fields.Many2oneReference(
        string="Owner",
        model_field="owner_model",
        readonly=True,
        help="Empty: the action concerns all records of the kind.",
    )
    model = fields.Selection(
        selection="_selection_model", string="Kind of Records", required=True
    )
    trigger = fields.Selection(
        [
            ("created", "Record created"),
            ("date", "Date of the record"),
            ("repeat", "Repeatedly from a date"),
            ("stage", "Stage entered"),
            ("leave", "Stage left"),
            ("match", "Record changed to match the condition"),
            ("manual", "By hand"),
        ],
        string="When",
        required=True,
        default="created",
    )
    date_field_id = fields.Many2one(
        "ir.model.fields",
        string="Date",
        ondelete="cascade",
        domain="[('model', '=', model), ('ttype', 'in', ('date', 'datetime')),"
        " ('store', '=', True)]",
    )
    hour = fields.Float(string="At", default=8.0, help="For dates without an hour.")
    start_at = fields.Datetime(string="First Time")
    delay = fields.Integer(string="After", help="Negative: before.")
    delay_unit = fields.Selection(
        [
            ("hours", "hours"),
            ("days", "days"),
            ("working_days", "working days"),
            ("weeks", "weeks"),
            ("months", "months"),
            ("years", "years"),
        ],
        default="days",
        required=True,
    )
    repeat_interval = fields.Integer(string="Every", default=1)
    repeat_unit = fields.Selection(
        [
            ("hours", "hours"),
            ("days", "days"),
            ("weeks", "weeks"),
            ("months", "months"),
            ("years", "years"),
        ],
    )
    repeat_until = fields.Datetime(string="Until")
    stage_field_id = fields.Many2one(
        "ir.model.fields",
        string="Field",
        ondelete="cascade",
        domain="[('model', '=', model), ('ttype', '=', 'many2one'),"
        " ('store', '=', True)]",
    )
    stage_relation = fields.Char(
        string="Kind of Stage", related="stage_field_id.relation", store=True
    )
    stage_value_id = fields.Many2oneReference(
        string="Value", model_field="stage_relation"
    )
    condition = fields.Char(
        default="[]",
        required=True,
        help="Checked when the action is planned and again when it runs.",
    )
    since = fields.Datetime(
        string="In Force from",
        required=True,
        default=fields.Datetime.now,
        help="Whatever was due before this moment is left alone.",
    )
    needs_approval = fields.Boolean(
        help="Each planned action waits until the responsible user approves it."
    )
    on_error = fields.Selection(
        [("retry", "Try again later"), ("stop", "Stop at once")],
        default="retry",
        required=True,
    )
    max_attempts = fields.Integer(string="Attempts", default=4)
    responsible_id = fields.Many2one(
        "res.users",
        string="Responsible",
        required=True,
        default=lambda self: self.env.user,
        help="Approves, and is told about failures.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="With the Rights of",
        required=True,
        default=lambda self: self.env.user,
        readonly=True,
        help="Who last changed the action: it cannot do more than this user.",
    )
    run_count = fields.Integer(string="Planned", compute="_compute_run_count")

    _owner_index = models.Index("(owner_model, owner_id)")
    _check_attempts = models.Constraint(
        "CHECK (max_attempts BETWEEN 1 AND 20)", "Give 1 to 20 attempts."
    )
    _check_interval = models.Constraint(
        "CHECK (repeat_interval > 0)", "Repeat at least every one unit."
    )

    @api.model
    def _selection_model(self):
        names = self.env["ir.model"]
        return [
            (name, names._get(name).name)
            for name in sorted(self.env.registry)
            if self._is_target_model(name)
            and self.env.registry[name]._gestor_automation_is_target
        ]

    @api.model
    def _is_target_model(self, name):
        model = self.env.registry[name]
        if model._abstract or model._transient or not model._auto:
            return False
        mixin = self.env.registry["gestor.automation.mixin"]
        return issubclass(model, mixin)

    def _compute_run_count(self):
        groups = self.env["gestor.automation.run"]._read_group(
            [("action_id", "in", self.ids)], ["action_id"], ["__count"]
        )
        counts = {action.id: count for action, count in groups}
        for action in self:
            action.run_count = counts.get(action.id, 0)

    # === CHECKS ===

    @api.constrains("condition", "model")
    def _check_condition(self):
        for action in self:
            try:
                action._get_condition().validate(self.env[action.model])
            except (ValueError, SyntaxError, TypeError) as error:
                raise ValidationError(
                    self.env._(
                        "The condition of “%(name)s” is not valid: %(error)s",
                        name=action.name,
                        error=error,
                    )
                ) from error

    @api.constrains(
        "trigger",
        "model",
        "date_field_id",
        "stage_field_id",
        "stage_value_id",
        "start_at",
        "repeat_unit",
    )
    def _check_trigger(self):
        needs = {
            "date": ["date_field_id"],
            "repeat": ["start_at", "repeat_unit"],
            "stage": ["stage_field_id", "stage_value_id"],
            "leave": ["stage_field_id", "stage_value_id"],
        }
        for action in self:
            for name in needs.get(action.trigger, []):
                if not action[name]:
                    label = self._fields[name].get_description(self.env)["string"]
                    raise ValidationError(
                        self.env._(
                            "The action “%(name)s” needs: %(field)s.",
                            name=action.name,
                            field=label,
                        )
                    )

    @api.constrains(
        "model",
        "date_field_id",
        "stage_field_id",
        "user_field_id",
        "target_field_id",
        "mail_template_id",
        "report_id",
    )
    def _check_fields_of_model(self):
        """Parameters must belong to the records' model, not to one chosen before."""
        for action in self.sudo():
            used = (
                action.date_field_id
                | action.stage_field_id
                | action.user_field_id
                | action.target_field_id
            )
            foreign = used.filtered(lambda f, a=action: f.model != a.model)
            others = {action.mail_template_id.model, action.report_id.model}
            if foreign or others - {action.model, False}:
                raise ValidationError(
                    self.env._(
                        "The fields, template and printout of “%(name)s” must belong"
                        " to its kind of records.",
                        name=action.name,
                    )
                )

    # === CRUD ===

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not self.env.su:
                vals["user_id"] = self.env.uid
            if vals.get("owner_id") and not vals.get("owner_model"):
                vals["owner_model"] = self.env.context.get("default_owner_model")
        actions = super().create([self._complete_owned(vals) for vals in vals_list])
        actions._check_owner()
        self.env.registry.clear_cache()
        return actions

    def write(self, vals):
        """Who changes what an action does lends it his own rights."""
        if not self.env.su and not vals.keys() <= HARMLESS:
            vals = {**vals, "user_id": self.env.uid}
        if "trigger" in vals and len(self) == 1:
            owner = {"owner_model": self.owner_model, "owner_id": self.owner_id}
            vals = self._complete_owned({**owner, **vals})
        result = super().write(vals)
        if not vals.keys() <= HARMLESS:
            self._check_server_action()
        if {"owner_model", "owner_id"} & vals.keys():
            self._check_owner()
        if WATCHED & vals.keys():
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        runs = self.env["gestor.automation.run"].sudo()
        runs._cancel_open(
            [("action_id", "in", self.ids)], self.env._("The action was deleted.")
        )
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    def _complete_owned(self, vals):
        """Let the owner say what follows from owning the action."""
        model, owner_id = vals.get("owner_model"), vals.get("owner_id")
        if not owner_id or model not in self._get_owner_models():
            return vals
        return self.env[model].browse(owner_id)._gestor_automation_defaults(vals)

    def _check_owner(self):
        """An own action of a record asks for the right to write on the record."""
        for action in self.filtered(lambda a: a.owner_id or a.owner_model):
            model = action.owner_model
            if not action.owner_id or model not in self._get_owner_models():
                raise ValidationError(self.env._("Such a record has no own actions."))
            self.env[action.owner_model].browse(action.owner_id).check_access("write")

    @api.model
    def _get_owner_models(self):
        return {model for model in self.env.registry if self._is_target_model(model)}

    # === TARGETS ===

    def _get_condition(self):
        return Domain(literal_eval(self.condition or "[]"))

    def _get_target_domain(self):
        """Return the records that the action concerns, by owner, company, condition."""
        domain = self._get_condition()
        if self.owner_id:
            owner = self.env[self.owner_model].browse(self.owner_id)
            domain &= Domain(owner._gestor_automation_target_domain(self))
        if self.company_id and "company_id" in self.env[self.model]._fields:
            domain &= Domain("company_id", "in", [False, self.company_id.id])
        if self.trigger == "stage":
            domain &= Domain(self.stage_field_id.name, "=", self.stage_value_id)
        if self.trigger == "leave":
            domain &= Domain(self.stage_field_id.name, "!=", self.stage_value_id)
        return domain

    def _get_acting(self):
        """Return the action in the environment its work is done in."""
        user = self.sudo().user_id
        company = self.sudo().company_id or user.company_id
        acting = self.with_user(user).with_company(company)
        companies = company.ids if self.sudo().company_id else user.company_ids.ids
        return acting.with_context(
            allowed_company_ids=companies, tz=self._get_zone(), lang=user.lang
        )

    def _get_actor_model(self):
        return self._get_acting().env[self.model]

    def _filter_targets(self, ids):
        """Return those of the records that exist, can be read and match, now."""
        records = self._get_actor_model().with_context(active_test=False)
        return records.search(self._get_target_domain() & Domain("id", "in", ids))

    # === EVENTS ===

    @api.model
    @tools.ormcache("model")
    def _get_watchers(self, model):
        """Return ((action id, trigger, names of watched fields or None), …)."""
        watchers = []
        domain = [("model", "=", model), ("trigger", "in", ("created", *EVENTS))]
        for action in self.sudo().with_context(active_test=True).search(domain):
            names = None
            if action.trigger in EVENTS:
                names = action._get_watched_fields()
            watchers.append((action.id, action.trigger, names))
        return tuple(watchers)

    def _get_watched_fields(self):
        """Return the fields whose change can make a record match; None: any."""
        if self.trigger in ("stage", "leave"):
            return frozenset([self.stage_field_id.name])
        model = self.env[self.model]
        names = {
            c.field_expr.split(".")[0] for c in self._get_condition().iter_conditions()
        }
        if any(not model._fields[n].store or model._fields[n].compute for n in names):
            return None
        return frozenset(names)

    def _get_event_matches(self, records):
        """Return the records in the state that each action waits for, by action."""
        matches = {}
        for action in self.sudo():
            if action.trigger in ("stage", "leave"):
                name, value = action.stage_field_id.name, action.stage_value_id
                found = records.sudo().filtered(lambda r, n=name, v=value: r[n].id == v)
                if action.trigger == "leave":
                    found = records.sudo() - found
            else:
                found = records.sudo().filtered_domain(action._get_condition())
            matches[action.id] = set(found.ids)
        return matches

    # === ACTIONS ===

    def action_open_runs(self):
        self.ensure_one()
        xmlid = "gestor_base.gestor_automation_run_action"
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {**action, "domain": [("action_id", "=", self.id)], "context": {}}

    def action_preview(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What would run"),
            "res_model": "gestor.automation.preview",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_action_id": self.id},
        }

    def action_plan_now(self):
        """Plan at once what falls due, without waiting for the scheduled job."""
        self.check_access("write")
        self._plan()
        self.env["gestor.automation.run"]._trigger_executor()
        return self.action_open_runs()

    # === BUSINESS ===

    @api.private
    def run_on(self, records, delay=None):
        """Plan the action by hand on records; return the new runs."""
        self.ensure_one()
        if records._name != self.model:
            raise UserError(self.env._("The action is for other records."))
        records.check_access("read")
        at = fields.Datetime.now() + (delay or timedelta())
        key = f"manual:{self.env.cr.now()}"
        due = [(r.id, key, at, self._get_company(r)) for r in records]
        runs = self.env["gestor.automation.run"].sudo()
        runs._insert(self.sudo(), due)
        runs._trigger_executor()
        return runs.search([("action_id", "=", self.id), ("occurrence", "=", key)])

    @api.model
    def _move_owner(self, model, source_ids, target_id):
        """Give the own actions of merged records to the record that stays."""
        actions = self.sudo().with_context(active_test=False)
        domain = [("owner_model", "=", model), ("owner_id", "in", source_ids)]
        actions.search(domain).write({"owner_id": target_id})
        self.env["gestor.automation.run"]._move_records(model, source_ids, target_id)

    def _get_preview(self, days):
        """Return ([(record name, moment)], number of all) of the coming days.

        Nothing is written. Runs that are in the ledger already are not counted
        among them: they are in the list of planned actions.
        """
        self.ensure_one()
        until = fields.Datetime.now() + timedelta(days=days)
        due = [row for rows in self.sudo()._iter_due(until) for row in rows]
        if self._is_repeating():
            known = self.env["gestor.automation.run"].sudo()._get_known(self)
            due = [row for row in due if row[:2] not in known]
        due.sort(key=lambda row: row[2])
        shown = due[:PREVIEW_LIMIT]
        records = self.env[self.model].browse({row[0] for row in shown})
        names = {r.id: r.display_name for r in records._filtered_access("read")}
        hidden = self.env._("(hidden)")
        return [(names.get(row[0], hidden), row[2]) for row in shown], len(due)
