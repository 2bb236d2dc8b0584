from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Move rows with unique indexes before the host looks at them.

        The register of consents lets its entries go to the client that stays.
        """
        sources, target = src_partners.ids, dst_partner.id
        self.env["gestor.client.guardian"]._move_clients(sources, target)
        self.env["gestor.client.representative"]._move_partners(sources, target)
        consents = self.env["gestor.consent"]
        consents.flush_model()
        consents._permit("merge")
        result = super()._update_foreign_keys(src_partners, dst_partner)
        consents._permit("")
        return result

    @api.model
    def _update_reference_fields(self, src_partners, dst_partner):
        """Activities and messages of jubilees hold the jubilee, which has moved."""
        result = super()._update_reference_fields(src_partners, dst_partner)
        self._drop_gestor_doubles(dst_partner)
        return result

    @api.model
    def _drop_gestor_doubles(self, partner):
        """Keep one of each where both clients had the same entry."""
        keys = {
            "gestor_email_ids": ("email", "purpose"),
            "gestor_window_ids": ("weekday", "hour_from", "hour_to"),
            "gestor_jubilee_ids": ("kind_id", "month", "day", "name"),
        }
        # The merge may be done by who has no rights to the parts of the clients.
        partner = partner.sudo()
        partner.invalidate_recordset(list(keys))
        for name, key in keys.items():
            seen = set()
            doubles = partner[name].browse()
            for record in partner[name].sorted("id"):
                value = tuple(record[part] for part in key)
                if value in seen:
                    doubles |= record
                seen.add(value)
            doubles.unlink()
