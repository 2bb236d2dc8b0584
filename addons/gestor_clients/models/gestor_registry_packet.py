from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.registry_bir import MAX_BATCH as BIR_BATCH
from ..tools.registry_types import RegistryError
from ..tools.registry_vat_list import MAX_BATCH as VAT_BATCH

SIZES = {"bir": BIR_BATCH, "vat_list": VAT_BATCH}


class GestorRegistryPacket(models.Model):
    """Clients that one request of a mass verification asks about.

    Registries take 20 or 30 numbers at once and count requests: asking one by one
    would use up the day's limit on a fraction of the clients.
    """

    _name = "gestor.registry.packet"
    _description = "Packet of Registry Checks"
    _order = "id"

    registry_id = fields.Many2one(
        "gestor.registry", required=True, readonly=True, ondelete="cascade"
    )
    partner_ids = fields.Many2many("res.partner", string="Clients", readonly=True)
    user_id = fields.Many2one("res.users", readonly=True)

    @api.depends("registry_id", "partner_ids")
    def _compute_display_name(self):
        for packet in self:
            names = ", ".join(packet.partner_ids[:2].mapped("name"))
            more = len(packet.partner_ids) - 2
            if more > 0:
                names = self.env._(
                    "%(names)s and %(count)s more", names=names, count=more
                )
            packet.display_name = f"{packet.registry_id.name}: {names}"

    @api.model
    def _split(self, partners, registry):
        """Return the packets of clients that have the number the registry asks for."""
        numbers = partners._gestor_registry_numbers(registry.code)
        known = partners.filtered(lambda p: p.id in numbers)
        size = SIZES.get(registry.code, 1)
        # sudo: packets are made for the user by the job, not by hand.
        return (
            self.sudo()
            .create(
                [
                    {
                        "registry_id": registry.id,
                        "partner_ids": [(6, 0, known[start : start + size].ids)],
                        "user_id": self.env.uid,
                    }
                    for start in range(0, len(known), size)
                ]
            )
            .sudo(False)
        )

    def _gestor_batch_verify(self):
        """Ask about the clients of the packet; a used up limit leaves it to retry."""
        self.ensure_one()
        try:
            checks = self.partner_ids._gestor_verify(self.registry_id)
        except RegistryError as error:
            raise UserError(self.registry_id._describe_error(error)) from error
        unknown = checks.filtered(lambda c: c.outcome == "unknown")
        if checks and unknown == checks:
            raise UserError(unknown[0].message)

    @api.autovacuum
    def _gc_old_packets(self):
        old = fields.Datetime.subtract(fields.Datetime.now(), days=60)
        self.search([("create_date", "<", old)]).unlink()
