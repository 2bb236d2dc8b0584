import re

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

CHUNK = 20
COUNT_CAP = 1000
OPEN_STATES = ("queued", "running")
KEPT_CONTEXT = ("lang", "tz", "allowed_company_ids")
JOB_NAME = re.compile(r"[a-z][a-z0-9_]*")


class GestorBatch(models.Model):
    """One job over many records, done in the background with its user's rights.

    Users only read it. A batch is made by :meth:`start`, which takes the user from
    the environment, and changed by its buttons.
    """

    _name = "gestor.batch"
    _inherit = ["gestor.job.mixin"]
    _description = "Background Job"
    _order = "id desc"

    name = fields.Char(string="Job", required=True, readonly=True)
    model = fields.Char(string="Kind of Records", required=True, readonly=True)
    method = fields.Char(required=True, readonly=True)
    params = fields.Json(string="Parameters", readonly=True)
    run_context = fields.Json(string="Context", readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Started by", required=True, readonly=True, index=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("queued", "Waiting"),
            ("running", "Running"),
            ("done", "Finished"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        index=True,
    )
    started_at = fields.Datetime(string="Started", readonly=True)
    finished_at = fields.Datetime(string="Finished", readonly=True)
    line_ids = fields.One2many(
        "gestor.batch.line", "batch_id", string="Records", readonly=True
    )
    total_count = fields.Integer(string="All", compute="_compute_counts")
    waiting_count = fields.Integer(string="To Do", compute="_compute_counts")
    done_count = fields.Integer(string="Done", compute="_compute_counts")
    failed_count = fields.Integer(string="Failed", compute="_compute_counts")
    skipped_count = fields.Integer(string="Skipped", compute="_compute_counts")
    progress = fields.Integer(compute="_compute_counts")
    can_manage = fields.Boolean(compute="_compute_can_manage")

    # === COMPUTE ===

    @api.depends("line_ids.state")
    def _compute_counts(self):
        groups = self.env["gestor.batch.line"]._read_group(
            [("batch_id", "in", self.ids)], ["batch_id", "state"], ["__count"]
        )
        counts = {(batch.id, state): count for batch, state, count in groups}
        for batch in self:
            numbers = {
                state: counts.get((batch.id, state), 0)
                for state in ("waiting", "done", "failed", "skipped")
            }
            total = sum(numbers.values())
            batch.total_count = total
            for state, number in numbers.items():
                batch[f"{state}_count"] = number
            passed = total - numbers["waiting"]
            batch.progress = 100 * passed // total if total else 100

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_can_manage(self):
        manager = self.env.user.has_group("gestor_base.group_manager")
        for batch in self:
            batch.can_manage = manager or batch.user_id == self.env.user

    # === ACTIONS ===

    def action_cancel(self):
        """Stop after the record that is being worked on; the rest stays undone."""
        batches = self._filter_manageable(("draft", *OPEN_STATES))
        batches.write({"state": "cancelled", "finished_at": fields.Datetime.now()})

    def action_resume(self):
        self._filter_manageable(("draft", "cancelled"))._queue()

    def action_retry_failed(self):
        """Do the failed records again; the done ones stay done."""
        batches = self._filter_manageable(("done", "cancelled", *OPEN_STATES))
        failed = self.env["gestor.batch.line"].sudo()
        failed = failed.search(
            [("batch_id", "in", batches.ids), ("state", "=", "failed")]
        )
        failed.write({"state": "waiting", "error": False})
        failed.batch_id._queue()

    def action_open(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "name": self.name,
        }

    def _filter_manageable(self, states):
        """Return those of the batches that are in ``states``, to be written on.

        :raises AccessError: if one is neither the user's own nor he a manager
        """
        self.check_access("read")
        if not self.env.su and not all(self.mapped("can_manage")):
            raise AccessError(
                self.env._("Only its user or a Gestor administrator may do this.")
            )
        return self.sudo().filtered(lambda batch: batch.state in states)

    # === BUSINESS ===

    @api.private
    def start(self, records, name, params=None, label=None):
        """Queue the job ``_gestor_batch_<name>`` of the records' model.

        The method is called on one record at a time, with the rights, language and
        companies of the current user, and ``params`` as keyword arguments. It may
        return a record to link as the result, or raise ``SkipRecord``.

        :return: the batch, see :meth:`action_open`
        """
        self._check_job(records._name, name)
        context = self.env.context
        batch = self.sudo().create(
            {
                "name": label or self.env["ir.model"]._get(records._name).name,
                "model": records._name,
                "method": name,
                "params": params or {},
                "run_context": {k: context[k] for k in KEPT_CONTEXT if k in context},
                "user_id": self.env.uid,
                "company_id": self.env.company.id,
            }
        )
        batch._add_lines(records)
        batch._queue()
        return batch.sudo(False)

    @api.model
    def _check_job(self, model, name):
        """Refuse whatever is not a method made to be run in a batch."""
        method = f"_gestor_batch_{name}"
        valid = JOB_NAME.fullmatch(name or "") and model in self.env
        if not valid or not hasattr(type(self.env[model]), method):
            raise UserError(
                self.env._(
                    "%(model)s has no background job “%(name)s”.",
                    model=model,
                    name=name,
                )
            )

    def _add_lines(self, records):
        self.env["gestor.batch.line"].sudo().create(
            [
                {"batch_id": self.id, "res_model": self.model, "res_id": res_id}
                for res_id in dict.fromkeys(records.ids)
            ]
        )

    def _queue(self):
        self.write({"state": "queued", "finished_at": False})
        self.env.ref("gestor_base.cron_batch").sudo()._trigger()

    def _get_records(self, ids):
        """Return the records as the user of the batch sees them."""
        self.ensure_one()
        # The system's own user is archived by nature.
        if not self.user_id.active and self.user_id.id != SUPERUSER_ID:
            raise UserError(
                self.env._("The user %(name)s is archived.", name=self.user_id.name)
            )
        self._check_job(self.model, self.method)
        model = self.env[self.model].with_user(self.user_id)
        model = model.with_context(**(self.run_context or {}))
        return model.with_company(self.company_id).browse(ids)

    # === CRONS ===

    @api.model
    def _cron_process(self):
        # By turns, so that a long batch does not hold up the short ones.
        last = 0

        def step(limit):
            nonlocal last
            self._finish()
            lines = self._lock_lines(last, limit)
            if not lines and last:
                lines = self._lock_lines(0, limit)
            last = lines.batch_id.id or 0
            lines._process()
            return len(lines)

        self._run_in_chunks(step, CHUNK, self._count_waiting)

    @api.model
    def _lock_lines(self, after, limit):
        """Lock waiting lines of the first open batch with an id over ``after``."""
        self.env.flush_all()
        query = SQL(
            """
            SELECT line.id FROM gestor_batch_line line
             WHERE line.state = 'waiting' AND line.batch_id = (
                   SELECT batch.id FROM gestor_batch batch
                    WHERE batch.state IN %(states)s AND batch.id > %(after)s
                      AND EXISTS (SELECT FROM gestor_batch_line waiting
                                   WHERE waiting.batch_id = batch.id
                                     AND waiting.state = 'waiting')
                    ORDER BY batch.id LIMIT 1)
             ORDER BY line.id LIMIT %(limit)s FOR UPDATE OF line SKIP LOCKED
            """,
            states=OPEN_STATES,
            after=after,
            limit=limit,
        )
        return self.env["gestor.batch.line"].sudo().browse(self._execute_ids(query))

    @api.model
    def _count_waiting(self):
        open_lines = [
            ("state", "=", "waiting"),
            ("batch_id.state", "in", OPEN_STATES),
        ]
        return (
            self.env["gestor.batch.line"]
            .sudo()
            .search_count(open_lines, limit=COUNT_CAP)
        )

    @api.model
    def _finish(self):
        """Close the batches without waiting lines and tell their users."""
        self.env.flush_all()
        query = SQL(
            """
            UPDATE gestor_batch batch SET state = 'done', finished_at = %(now)s
             WHERE state IN %(states)s
               AND NOT EXISTS (SELECT FROM gestor_batch_line line
                                WHERE line.batch_id = batch.id
                                  AND line.state = 'waiting')
         RETURNING id
            """,
            now=self.env.cr.now(),
            states=OPEN_STATES,
        )
        batches = self.sudo().browse(self._execute_ids(query))
        batches.invalidate_recordset(["state", "finished_at"])
        for batch in batches:
            batch._notify_finished()

    def _notify_finished(self):
        user = self.user_id
        texts = self.with_context(lang=user.lang)
        message = texts.env._(
            "Done: %(done)s, failed: %(failed)s, skipped: %(skipped)s",
            done=self.done_count,
            failed=self.failed_count,
            skipped=self.skipped_count,
        )
        user._bus_send(
            "simple_notification",
            {
                "type": "warning" if self.failed_count else "success",
                "title": self.name,
                "message": message,
            },
        )
