from odoo import api, fields, models
from odoo.exceptions import ValidationError

PURPOSES = {
    "invoice": "gestor_invoice_address_id",
    "delivery": "gestor_delivery_address_id",
    "correspondence": "gestor_correspondence_address_id",
}


class GestorClientAddressMixin(models.AbstractModel):
    """Default addresses for each purpose, where a client has many."""

    _name = "gestor.client.address.mixin"
    _description = "Default Addresses"

    gestor_invoice_address_id = fields.Many2one(
        "res.partner", string="Invoice Address", index="btree_not_null"
    )
    gestor_delivery_address_id = fields.Many2one(
        "res.partner", string="Delivery Address", index="btree_not_null"
    )
    gestor_correspondence_address_id = fields.Many2one(
        "res.partner", string="Correspondence Address", index="btree_not_null"
    )

    @api.constrains(*PURPOSES.values())
    def _check_gestor_addresses(self):
        for partner in self:
            for name in PURPOSES.values():
                address = partner[name]
                if address and address.gestor_head_office_id != (
                    partner.gestor_head_office_id
                ):
                    raise ValidationError(
                        self.env._(
                            "%(address)s is not an address of %(client)s.",
                            address=address.display_name,
                            client=partner.display_name,
                        )
                    )

    def _gestor_get_default_addresses(self, purposes):
        """Return {purpose: id} of the chosen addresses of a partner.

        An address of the very type that is asked for stays: who picked it knows.
        """
        partner = self[:1]
        found = {}
        for purpose in purposes & PURPOSES.keys() - {partner.type}:
            address = partner._gestor_get_default_address(purpose)
            if address:
                found[purpose] = address.id
        return found

    def _gestor_get_default_address(self, purpose):
        """Return the active default of the partner or of the nearest one above it,
        within the same firm."""
        partner = self
        while partner:
            address = partner[PURPOSES[purpose]]
            if address.active:
                return address
            if partner.is_company:
                break
            partner = partner.parent_id
        return self.browse()
