import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.job_errors import SkipRecord, describe
from .gestor_job_mixin import CONFLICTS, get_names, open_form

_logger = logging.getLogger(__name__)


class GestorBatchLine(models.Model):
    _name = "gestor.batch.line"
    _description = "Record of a Background Job"
    _order = "id"

    batch_id = fields.Many2one(
        "gestor.batch", required=True, readonly=True, ondelete="cascade"
    )
    res_model = fields.Char(string="Kind of Record", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", required=True, readonly=True
    )
    record_name = fields.Char(compute="_compute_record_name")
    state = fields.Selection(
        [
            ("waiting", "To Do"),
            ("done", "Done"),
            ("failed", "Failed"),
            ("skipped", "Skipped"),
        ],
        default="waiting",
        required=True,
        readonly=True,
    )
    error = fields.Char(string="Reason", readonly=True)
    result_model = fields.Char(string="Kind of Result", readonly=True)
    result_id = fields.Many2oneReference(
        string="Result", model_field="result_model", readonly=True
    )
    done_at = fields.Datetime(string="Done on", readonly=True)

    _record_unique = models.UniqueIndex(
        "(batch_id, res_id)", "A record is once in a background job."
    )
    _waiting_index = models.Index("(batch_id, id) WHERE state = 'waiting'")

    @api.depends("res_model", "res_id")
    @api.depends_context("uid", "allowed_company_ids", "lang")
    def _compute_record_name(self):
        names = get_names(self.env, [(line.res_model, line.res_id) for line in self])
        for line in self:
            line.record_name = names.get((line.res_model, line.res_id), False)

    def action_open_record(self):
        self.ensure_one()
        return open_form(self.res_model, self.res_id)

    def action_open_result(self):
        self.ensure_one()
        return open_form(self.result_model, self.result_id)

    def _process(self):
        """Do locked lines of one batch; the caller commits work and marks."""
        if not self:
            return
        batch = self.batch_id
        now = fields.Datetime.now()
        if batch.state == "queued":
            start = batch.started_at or now
            batch.write({"state": "running", "started_at": start})
        try:
            records = batch._get_records(self.mapped("res_id"))
            existing = set(records.exists().ids)
        except UserError as error:
            self.write({"state": "failed", "error": describe(error), "done_at": now})
            return
        for line in self:
            record = records.browse(line.res_id)
            if line.res_id in existing:
                vals = line._work(record)
            else:
                gone = self.env._("The record no longer exists.")
                vals = {"state": "skipped", "error": gone}
            line.write({**vals, "done_at": now})

    def _work(self, record):
        """Do one record in a savepoint and return the values of its line."""
        batch = self.batch_id
        try:
            with self.env.cr.savepoint():
                job = getattr(record, f"_gestor_batch_{batch.method}")
                result = job(**(batch.params or {}))
        except CONFLICTS:
            raise
        except SkipRecord as reason:
            return {"state": "skipped", "error": describe(reason)}
        except Exception as error:  # the edge of the job: kept on the line
            _logger.info("Batch %s: %s failed", batch.id, record, exc_info=True)
            return {"state": "failed", "error": describe(error)}
        vals = {"state": "done", "error": False}
        if isinstance(result, models.BaseModel) and len(result) == 1:
            vals.update(result_model=result._name, result_id=result.id)
        return vals
