from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Rows with unique indexes are moved before the host looks at them."""
        sources, target = src_partners.ids, dst_partner.id
        self.env["gestor.client.guardian"]._move_clients(sources, target)
        self.env["gestor.client.representative"]._move_partners(sources, target)
        return super()._update_foreign_keys(src_partners, dst_partner)
