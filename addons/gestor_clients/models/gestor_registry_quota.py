import random
import time

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

ATTEMPTS = 8


class GestorRegistryQuota(models.Model):
    """How much of a registry's limit was used on a day of Warsaw."""

    _name = "gestor.registry.quota"
    _description = "Used Limit of a Registry"
    _order = "day desc, registry, kind"
    _rec_name = "registry"

    registry = fields.Char(required=True)
    kind = fields.Char(required=True)
    day = fields.Date(required=True)
    used = fields.Integer(required=True)

    _day_unique = models.UniqueIndex(
        "(registry, kind, day)", "There is one counter a day."
    )

    @api.model
    def _get_used(self, day):
        # sudo: the counters hold nothing personal, but nobody may write them.
        rows = self.sudo().search([("day", "=", day)])
        return {(row.registry, row.kind): row.used for row in rows}

    @api.model
    def _take(self, registry, kind, day, amount, limit):
        """Count requests before they are sent; False when the limit forbids them.

        It commits apart from the caller: a request that was sent stays counted
        though the caller's transaction is rolled back.
        """
        if limit and amount > limit:
            return False
        query = SQL(
            """
            INSERT INTO gestor_registry_quota AS q (registry, kind, day, used)
            VALUES (%(registry)s, %(kind)s, %(day)s, %(amount)s)
            ON CONFLICT (registry, kind, day) DO UPDATE
               SET used = q.used + excluded.used
             WHERE %(limit)s = 0 OR q.used + excluded.used <= %(limit)s
            RETURNING q.used
            """,
            registry=registry,
            kind=kind,
            day=day,
            amount=amount,
            limit=limit,
        )
        for attempt in range(ATTEMPTS):
            try:
                with self.env.registry.cursor() as cr:
                    cr.execute(query)
                    taken = bool(cr.fetchone())
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                time.sleep(random.uniform(0.01, 0.03) * (attempt + 1))
                continue
            self.invalidate_model(["used"])
            return taken
        return False

    @api.autovacuum
    def _gc_old_counters(self):
        old = fields.Date.subtract(fields.Date.today(), days=400)
        self.search([("day", "<", old)]).unlink()
