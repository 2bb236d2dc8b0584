from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_reference_fields(self, src_partners, dst_partner):
        """Links and automation hold (model, id) pairs, which the host leaves."""
        self.env["gestor.link"]._move_ends(
            "res.partner", src_partners.ids, dst_partner.id
        )
        self.env["gestor.automation.action"]._move_owner(
            "res.partner", src_partners.ids, dst_partner.id
        )
        return super()._update_reference_fields(src_partners, dst_partner)
