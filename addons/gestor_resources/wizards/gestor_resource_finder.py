from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

MAX_DAYS = 92
PER_RESOURCE = 5


class GestorResourceFinder(models.TransientModel):
    """Answers "a car for three hours this week": the free times, to choose from."""

    _name = "gestor.resource.finder"
    _description = "Find a Free Time"

    kind_id = fields.Many2one("gestor.resource.kind", string="Kind")
    resource_ids = fields.Many2many(
        "gestor.resource", string="Resources", help="Empty: all of the kind."
    )
    hours = fields.Float(string="How Long", default=1.0, required=True)
    date_from = fields.Datetime(
        string="From", required=True, default=fields.Datetime.now
    )
    date_to = fields.Datetime(
        string="To",
        required=True,
        default=lambda self: fields.Datetime.now() + timedelta(days=7),
    )
    name = fields.Char(string="Purpose")
    line_ids = fields.One2many("gestor.resource.finder.line", "finder_id")
    is_searched = fields.Boolean()

    def action_search(self):
        """List the free times; the choice is a button on each."""
        self.ensure_one()
        if self.hours <= 0 or self.date_from >= self.date_to:
            raise UserError(
                self.env._("Say for how long, and a time that ends after it begins.")
            )
        self.line_ids.unlink()
        self.line_ids = [fields.Command.create(vals) for vals in self._prepare_lines()]
        self.is_searched = True
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Find a free time"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _prepare_lines(self):
        # Not into the past, and not further than anybody looks.
        start = max(self.date_from, fields.Datetime.now())
        end = min(self.date_to, start + timedelta(days=MAX_DAYS))
        duration = timedelta(hours=self.hours)
        found = self._get_resources().find_free(start, end, duration, PER_RESOURCE)
        rows = [
            (first, last, resource_id)
            for resource_id, times in found.items()
            for first, last in times
        ]
        return [
            {"resource_id": resource_id, "date_from": first, "free_to": last}
            for first, last, resource_id in sorted(rows)
        ]

    def _get_resources(self):
        if self.resource_ids:
            return self.resource_ids
        domain = [("kind_id", "=", self.kind_id.id)] if self.kind_id else []
        return self.env["gestor.resource"].search(domain)

    def _reserve(self, resource_id, start):
        """Reserve a time that was found, and open it."""
        self.ensure_one()
        reservation = self.env["gestor.reservation"].create(
            {
                "resource_id": resource_id,
                "name": self.name,
                "date_from": start,
                "date_to": start + timedelta(hours=self.hours),
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "gestor.reservation",
            "res_id": reservation.id,
            "views": [(False, "form")],
        }
