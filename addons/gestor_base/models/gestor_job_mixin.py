import random
import time
from collections import defaultdict

from odoo import api, models
from odoo.exceptions import ConcurrencyError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

CONFLICTS = (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError)
MAX_CONFLICTS = 10


def get_names(env, pairs):
    """Return the names of records, by (model, id), that the user may read."""
    by_model = defaultdict(set)
    for model, res_id in pairs:
        by_model[model].add(res_id)
    names = {}
    for model, ids in by_model.items():
        if model in env:
            records = env[model].browse(ids).exists()._filtered_access("read")
            names.update({(model, r.id): r.display_name for r in records})
    return names


def open_form(model, res_id):
    return {
        "type": "ir.actions.act_window",
        "res_model": model,
        "res_id": res_id,
        "views": [(False, "form")],
    }


class GestorJobMixin(models.AbstractModel):
    """Work in the background in committed chunks, safe to kill and to run twice.

    A chunk locks its rows with SKIP LOCKED as the first thing of its transaction,
    so that its snapshot is fresh, does the work and marks the rows: all of it
    commits together or not at all.
    """

    _name = "gestor.job.mixin"
    _description = "Job in Committed Chunks"

    @api.model
    def _run_in_chunks(self, step, chunk, count_left):
        """Call ``step(limit)`` and commit, until it finds nothing to do.

        A conflict with another transaction cannot be healed within this one: the
        chunk is rolled back and done again row by row.

        :param step: function returning how many rows it has dealt with
        :param count_left: function returning how many rows wait (may be capped)
        """
        conflicts = 0
        while conflicts < MAX_CONFLICTS:
            try:
                done = step(1 if conflicts else chunk)
                left = count_left() if done else 0
                seconds = self.env["ir.cron"]._commit_progress(done, remaining=left)
            except CONFLICTS:
                self.env.cr.rollback()
                conflicts += 1
                time.sleep(random.uniform(0.01, 0.05) * conflicts)
                continue
            conflicts = 0
            if not done or not seconds:
                return

    @api.model
    def _execute_ids(self, query):
        return [row[0] for row in self.env.execute_query(query)]
