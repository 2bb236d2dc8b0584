from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Rows with unique indexes are moved before the host looks at them."""
        sources, target = src_partners.ids, dst_partner.id
        self.env["gestor.client.guardian"]._move_clients(sources, target)
        self.env["gestor.client.representative"]._move_partners(sources, target)
        result = super()._update_foreign_keys(src_partners, dst_partner)
        self._gestor_place_in_tree(dst_partner)
        return result

    @api.model
    def _gestor_place_in_tree(self, partner):
        """The host moved the numbers by SQL: what came under the partner belongs to
        the head office of the partner, which need not be the partner itself."""
        self.env.invalidate_all()
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        below = partners.search([("gestor_head_office_id", "=", partner.id)])
        field = partners._fields["gestor_head_office_id"]
        self.env.add_to_compute(field, below)
