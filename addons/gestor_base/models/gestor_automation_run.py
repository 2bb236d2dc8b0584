import logging
from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..tools.job_errors import SkipRecord, describe
from .gestor_job_mixin import CONFLICTS, get_names, open_form

_logger = logging.getLogger(__name__)

CHUNK = 50
COUNT_CAP = 1000
MAX_DEPTH = 5
BACKOFF_MINUTES, BACKOFF_FACTOR, BACKOFF_MAX = 5, 4, 24 * 60
OPEN_STATES = ("planned", "to_approve")


class GestorAutomationRun(models.Model):
    """The ledger of automatic actions: one row per action, record and occurrence.

    The row is marked in the transaction that does the work, so the work is done
    once however often a process dies. Rows are written by SQL in :meth:`_insert`
    and changed by the executor and the buttons only; users read them.
    """

    _name = "gestor.automation.run"
    _inherit = ["gestor.job.mixin"]
    _description = "Planned Action"
    _order = "due_at, id"
    _rec_name = "action_name"

    action_id = fields.Many2one(
        "gestor.automation.action", readonly=True, ondelete="set null"
    )
    action_name = fields.Char(readonly=True)
    kind = fields.Char(readonly=True)
    res_model = fields.Char(string="Kind of Record", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", required=True, readonly=True
    )
    record_name = fields.Char(compute="_compute_record_name")
    occurrence = fields.Char(required=True, readonly=True)
    planned_at = fields.Datetime(string="Planned for", required=True, readonly=True)
    due_at = fields.Datetime(
        string="Next Attempt", required=True, readonly=True, help="When it will run."
    )
    state = fields.Selection(
        [
            ("to_approve", "To Approve"),
            ("planned", "Planned"),
            ("done", "Done"),
            ("skipped", "Skipped"),
            ("failed", "Failed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
    )
    attempts = fields.Integer(readonly=True)
    error = fields.Char(string="Reason", readonly=True)
    is_notified = fields.Boolean(readonly=True)
    result_model = fields.Char(string="Kind of Result", readonly=True)
    result_id = fields.Many2oneReference(
        string="Result", model_field="result_model", readonly=True
    )
    done_at = fields.Datetime(string="Done on", readonly=True)
    approved_by_id = fields.Many2one("res.users", string="Approved by", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True, index=True)
    responsible_id = fields.Many2one("res.users", readonly=True, index=True)
    depth = fields.Integer(
        readonly=True, help="How many automatic actions led to this one."
    )
    can_manage = fields.Boolean(compute="_compute_can_manage")

    _occurrence_unique = models.UniqueIndex(
        "(action_id, res_model, res_id, occurrence)",
        "This action is planned for this record already.",
    )
    _due_index = models.Index("(due_at, id) WHERE state = 'planned'")
    _record_index = models.Index("(res_model, res_id)")
    _failed_index = models.Index(
        "(action_id) WHERE state = 'failed' AND is_notified IS NOT TRUE"
    )

    # === COMPUTE ===

    @api.depends("res_model", "res_id")
    @api.depends_context("uid", "allowed_company_ids", "lang")
    def _compute_record_name(self):
        names = get_names(self.env, [(run.res_model, run.res_id) for run in self])
        for run in self:
            run.record_name = names.get((run.res_model, run.res_id), False)

    @api.depends("responsible_id")
    @api.depends_context("uid")
    def _compute_can_manage(self):
        manager = self.env.user.has_group("gestor_base.group_manager")
        for run in self:
            run.can_manage = manager or run.responsible_id == self.env.user

    # === PLANNING ===

    @api.model
    def _insert(self, action, due):
        """Write due moments into the ledger; those it has already are left alone.

        :param due: list of (record id, occurrence, moment, company id or None)
        :return: how many rows are new
        """
        if not due:
            return 0
        self.env.flush_all()
        depth = self.env.context.get("gestor_automation_depth", 0)
        stopped = depth > MAX_DEPTH
        state = "to_approve" if action.needs_approval else "planned"
        error = self.env._("Stopped: automatic actions started each other in a loop.")
        ids, keys, moments, companies = map(list, zip(*due, strict=True))
        query = SQL(
            """
            INSERT INTO gestor_automation_run (
                   action_id, action_name, kind, res_model, res_id, occurrence,
                   planned_at, due_at, state, attempts, error, company_id,
                   responsible_id, depth, create_uid, create_date, write_uid,
                   write_date)
            SELECT %(action)s, %(name)s, %(kind)s, %(model)s, due.res_id,
                   due.occurrence, due.moment, due.moment, %(state)s, 0, %(error)s,
                   COALESCE(due.company, %(company)s), %(responsible)s, %(depth)s,
                   %(uid)s, %(now)s, %(uid)s, %(now)s
              FROM unnest(%(ids)s::int[], %(keys)s::text[], %(moments)s::timestamp[],
                          %(companies)s::int[])
                   AS due(res_id, occurrence, moment, company)
                ON CONFLICT DO NOTHING
            """,
            action=action.id,
            name=action.name,
            kind=action.kind,
            model=action.model,
            state="cancelled" if stopped else state,
            error=error if stopped else None,
            company=action.company_id.id or None,
            responsible=action.responsible_id.id,
            depth=depth,
            uid=self.env.uid,
            now=self.env.cr.now(),
            ids=ids,
            keys=keys,
            moments=moments,
            companies=[company or None for company in companies],
        )
        self.env.cr.execute(query)
        count = self.env.cr.rowcount
        self.invalidate_model()
        return count

    @api.model
    def _trigger_executor(self):
        """Wake the executor, once per transaction."""
        precommit = self.env.cr.precommit
        if not precommit.data.get("gestor.automation.trigger"):
            precommit.data["gestor.automation.trigger"] = True
            self.env.ref("gestor_base.cron_automation_execute").sudo()._trigger()

    # === ACTIONS ===

    def action_approve(self):
        runs = self._filter_manageable(("to_approve",))
        runs.write({"state": "planned", "approved_by_id": self.env.uid})
        runs._trigger_executor()

    def action_skip(self):
        """Leave the record alone this time."""
        reason = self.env._("Skipped by %(user)s.", user=self.env.user.name)
        runs = self._filter_manageable((*OPEN_STATES, "failed"))
        runs.write({"state": "skipped", "error": reason})

    def action_retry(self):
        runs = self._filter_manageable(("failed",))
        runs._requeue()
        runs._trigger_executor()

    def action_run_now(self):
        """Run at once, here; an approval waits no longer."""
        runs = self._filter_manageable((*OPEN_STATES, "failed"))
        runs.filtered(lambda run: run.state == "to_approve").write(
            {"approved_by_id": self.env.uid}
        )
        runs._requeue()
        runs._lock(SQL("id IN %s", tuple(runs.ids) or (0,)), len(runs))._execute()

    def action_open_record(self):
        self.ensure_one()
        return open_form(self.res_model, self.res_id)

    def action_open_result(self):
        self.ensure_one()
        return open_form(self.result_model, self.result_id)

    def _filter_manageable(self, states):
        self.check_access("read")
        if not self.env.su and not all(self.mapped("can_manage")):
            raise AccessError(
                self.env._(
                    "Only the responsible user or a Gestor administrator may do this."
                )
            )
        return self.sudo().filtered(lambda run: run.state in states)

    def _requeue(self):
        self.write(
            {
                "state": "planned",
                "due_at": fields.Datetime.now(),
                "attempts": 0,
                "error": False,
                "is_notified": False,
            }
        )

    @api.model
    def _cancel_open(self, domain, reason):
        runs = self.search([*domain, ("state", "in", OPEN_STATES)])
        runs.write({"state": "cancelled", "error": reason})

    @api.model
    def _get_known(self, action):
        """Return the (record id, occurrence) that an action has in the ledger."""
        recent = fields.Datetime.now() - timedelta(days=31)
        domain = [("action_id", "=", action.id), ("planned_at", ">=", recent)]
        return {(run.res_id, run.occurrence) for run in self.search(domain)}

    @api.model
    def _move_records(self, model, source_ids, target_id):
        """Move the runs of merged records to the record that stays.

        Of runs for the same occasion one moves, a done one rather than another; the
        rest ends with its record, so that nothing is done twice.
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE gestor_automation_run SET res_id = %(target)s
                 WHERE res_id <> %(target)s AND id IN (
                       SELECT DISTINCT ON (action_id, occurrence) id
                         FROM gestor_automation_run
                        WHERE res_model = %(model)s AND res_id IN %(ids)s
                        ORDER BY action_id, occurrence, res_id = %(target)s DESC,
                              state = 'done' DESC, id)
                """,
                target=target_id,
                model=model,
                ids=(target_id, *source_ids),
            )
        )
        self.invalidate_model()

    # === EXECUTION ===

    @api.model
    def _cron_execute(self):
        def step(limit):
            due = SQL("due_at <= %s", fields.Datetime.now())
            runs = self._lock(due, limit)
            runs._execute()
            return len(runs)

        self._run_in_chunks(step, CHUNK, self._count_due)
        self._notify_failures()

    @api.model
    def _lock(self, condition, limit):
        """Lock planned runs that no other executor holds, in the order of time."""
        self.env.flush_all()
        query = SQL(
            "SELECT id FROM gestor_automation_run WHERE state = 'planned' AND %s"
            " ORDER BY due_at, id LIMIT %s FOR UPDATE SKIP LOCKED",
            condition,
            limit,
        )
        return self.sudo().browse(self._execute_ids(query))

    @api.model
    def _count_due(self):
        domain = [("state", "=", "planned"), ("due_at", "<=", fields.Datetime.now())]
        return self.sudo().search_count(domain, limit=COUNT_CAP)

    def _execute(self):
        """Do locked runs and mark them; the caller commits both."""
        groups = defaultdict(self.browse)
        for run in self:
            groups[run.action_id, run.depth] |= run
        for (action, depth), runs in groups.items():
            if not action.active:
                runs._mark_skipped(self.env._("The action is gone or archived."))
                continue
            # A record can be due twice: then each run has its own turn.
            turns = defaultdict(self.browse)
            seen = defaultdict(int)
            for run in runs:
                turns[seen[run.res_id]] |= run
                seen[run.res_id] += 1
            for turn in turns.values():
                turn._execute_action(
                    action.with_context(gestor_automation_depth=depth + 1)
                )

    def _execute_action(self, action):
        """Do runs of one action, all at once; if that fails, one by one."""
        try:
            with self.env.cr.savepoint():
                acting = action._get_acting()
                records = self._filter_valid(action)
                results = {}
                if records:
                    method = getattr(acting, f"_gestor_run_{acting.sudo().kind}")
                    results = method(records.with_env(acting.env)) or {}
        except CONFLICTS:
            raise
        except SkipRecord as skip:
            # Asked for by one record: the others have their own turn.
            if len(self) > 1:
                self._execute_one_by_one(action)
            else:
                self._mark_skipped(describe(skip))
            return
        except Exception as error:  # the edge of the job: kept on the run
            if len(self) > 1:
                self._execute_one_by_one(action)
                return
            _logger.info("Automatic action %s failed", action.id, exc_info=True)
            self._mark_failed(action, error)
            return
        done = self.filtered(lambda run: run.res_id in records._ids)
        done._mark_done(results)
        reason = self.env._("The record is gone or no longer matches the condition.")
        (self - done)._mark_skipped(reason)

    def _execute_one_by_one(self, action):
        for run in self:
            run._execute_action(action)

    def _filter_valid(self, action):
        """Return the records that still match, and whose date has not moved."""
        records = action._filter_targets(self.mapped("res_id"))
        if action.trigger != "date":
            return records
        anchors = {run.res_id: run.occurrence.split("#")[0] for run in self}
        manual = {run.res_id for run in self if run.occurrence.startswith("manual:")}
        name = action.date_field_id.name
        return records.filtered(
            lambda r: r.id in manual or str(r[name] or "") == anchors[r.id]
        )

    def _mark_done(self, results):
        now = fields.Datetime.now()
        for run in self:
            vals = {"state": "done", "done_at": now, "error": False}
            result = results.get(run.res_id)
            if isinstance(result, models.BaseModel) and len(result) == 1:
                vals.update(result_model=result._name, result_id=result.id)
            vals["attempts"] = run.attempts + 1
            run.write(vals)

    def _mark_skipped(self, reason):
        self.write(
            {"state": "skipped", "error": reason, "done_at": fields.Datetime.now()}
        )

    def _mark_failed(self, action, error):
        attempts = self.attempts + 1
        vals = {"attempts": attempts, "error": describe(error)}
        if action.on_error == "retry" and attempts < action.max_attempts:
            minutes = BACKOFF_MINUTES * BACKOFF_FACTOR ** (attempts - 1)
            wait = timedelta(minutes=min(minutes, BACKOFF_MAX))
            vals["due_at"] = fields.Datetime.now() + wait
        else:
            vals.update(state="failed", done_at=fields.Datetime.now())
        self.write(vals)

    @api.model
    def _notify_failures(self):
        """Tell each responsible user once about the new failures of an action."""
        query = SQL(
            "UPDATE gestor_automation_run SET is_notified = TRUE"
            " WHERE state = 'failed' AND is_notified IS NOT TRUE RETURNING id"
        )
        self.env.flush_all()
        failed = self.sudo().browse(self._execute_ids(query))
        failed.invalidate_recordset(["is_notified"])
        for (action_name, user), runs in failed.grouped(
            lambda run: (run.action_name, run.responsible_id)
        ).items():
            runs._notify_failure(action_name, user)
        self.env["ir.cron"]._commit_progress()

    def _notify_failure(self, action_name, user):
        texts = self.with_context(lang=user.lang).env
        body = texts._(
            "Failed for %(count)s records. The first reason: %(error)s",
            count=len(self),
            error=self[0].error,
        )
        self.env["mail.thread"].message_notify(
            model=self._name,
            res_id=self[0].id,
            partner_ids=user.partner_id.ids,
            subject=texts._("Automatic action: %(name)s", name=action_name),
            body=body,
        )
