from datetime import datetime

from odoo import api, fields, models
from odoo.exceptions import UserError

# The end of an outage whose end is not known: the columns hold no infinity.
OPEN_END = datetime(2099, 12, 31)


class GestorResourceOutage(models.TransientModel):
    """Takes resources out of use: reservations are released, people are told."""

    _name = "gestor.resource.outage"
    _description = "Out of Use"

    resource_ids = fields.Many2many("gestor.resource", required=True)
    reason = fields.Char(required=True)
    date_from = fields.Datetime(
        string="From", required=True, default=fields.Datetime.now
    )
    date_to = fields.Datetime(string="To", help="Empty: until further notice.")
    affected_ids = fields.Many2many(
        "gestor.reservation",
        string="Reservations to Be Released",
        compute="_compute_affected_ids",
    )

    @api.depends("resource_ids", "date_from", "date_to")
    def _compute_affected_ids(self):
        for wizard in self:
            found = self.env["gestor.reservation"]
            if wizard.resource_ids and wizard.date_from:
                found = found.search(wizard._get_affected_domain())
            wizard.affected_ids = found

    def _get_affected_domain(self):
        return [
            ("resource_id", "in", self.resource_ids.ids),
            ("state", "=", "confirmed"),
            ("kind", "=", "booking"),
            ("date_to", ">", self.date_from),
            ("date_from", "<", self.date_to or OPEN_END),
        ]

    def action_apply(self):
        self.ensure_one()
        if self.date_to and self.date_to <= self.date_from:
            raise UserError(self.env._("An outage ends after it begins."))
        self.resource_ids.check_access("write")
        reservations = self.env["gestor.reservation"]
        affected = reservations.search(self._get_affected_domain())
        affected._gestor_release(self.reason)
        reservations.create(self._prepare_outages())
        return {"type": "ir.actions.act_window_close"}

    def _prepare_outages(self):
        return [
            {
                "kind": "outage",
                "name": self.reason,
                "resource_id": resource.id,
                "slot_no": slot,
                "date_from": self.date_from,
                "date_to": self.date_to or OPEN_END,
                "company_id": (resource.company_id or self.env.company).id,
            }
            for resource in self.resource_ids
            for slot in range(1, resource.capacity + 1)
        ]
