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
        self.env["gestor.participant"]._move_records(
            "res.partner", src_partners.ids, dst_partner.id
        )
        return super()._update_reference_fields(src_partners, dst_partner)

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """The host stops at a unique index: people are moved before it looks."""
        self.env["gestor.participant"]._move_people(src_partners.ids, dst_partner.id)
        return super()._update_foreign_keys(src_partners, dst_partner)
