from odoo import api, models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Move rows with unique indexes before the host looks at them.

        The register of consents lets its entries go to the client that stays.
        """
        self._gestor_drop_double_activities(src_partners, dst_partner)
        # The host copies the number before it deletes the others.
        src_partners.sudo().write({"gestor_nip_conflict": True})
        src_partners.flush_recordset(["gestor_nip_conflict"])
        sources, target = src_partners.ids, dst_partner.id
        self.env["gestor.client.guardian"]._move_clients(sources, target)
        self.env["gestor.client.representative"]._move_partners(sources, target)
        consents = self.env["gestor.consent"]
        consents.flush_model()
        consents._permit("merge")
        result = super()._update_foreign_keys(src_partners, dst_partner)
        consents._permit("")
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

    @api.model
    def _gestor_drop_double_activities(self, src_partners, dst_partner):
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM gestor_client_pkd
                 WHERE id IN (
                       SELECT id FROM (
                              SELECT id, row_number() OVER (
                                         PARTITION BY code
                                         ORDER BY partner_id <> %(target)s, id
                                     ) AS place
                                FROM gestor_client_pkd WHERE partner_id IN %(all)s
                              ) numbered
                        WHERE place > 1)
                """,
                target=dst_partner.id,
                all=tuple((src_partners | dst_partner).ids),
            )
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE gestor_client_pkd SET is_main = false
                 WHERE partner_id IN %(sources)s AND is_main
                   AND (EXISTS (SELECT FROM gestor_client_pkd main
                                 WHERE main.partner_id = %(target)s AND main.is_main)
                        OR id <> (SELECT min(id) FROM gestor_client_pkd
                                   WHERE partner_id IN %(sources)s AND is_main))
                """,
                target=dst_partner.id,
                sources=tuple(src_partners.ids) or (0,),
            )
        )
        self.env["gestor.client.pkd"].invalidate_model()

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        result = super()._merge(partner_ids, dst_partner, extra_checks)
        # sudo: only the flag that a repeated number is repeated no more.
        left = self.env["res.partner"].sudo().browse(partner_ids).exists()
        left._gestor_release_nip_conflicts()
        return result
