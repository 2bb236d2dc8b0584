from odoo import api, models

from odoo.addons.gestor_base.tools.autotext_values import Autotext


class GestorAutotext(models.AbstractModel):
    _inherit = "gestor.autotext"

    @api.model
    def _autotexts_res_partner(self):
        return super()._autotexts_res_partner() + [
            Autotext(
                "client.consent_link",
                self.env._("Link for withdrawing consents"),
                (self.env._("Client"),),
                compute="_compute_consent_link",
            ),
        ]

    @api.model
    def _autotexts_gestor_client_jubilee(self):
        group = (self.env._("Jubilee"),)
        return [
            Autotext("jubilee.kind", self.env._("Kind"), group, "kind_id.name"),
            Autotext("jubilee.name", self.env._("Description"), group, "name"),
            Autotext(
                "jubilee.date", self.env._("Next date"), group, "next_date", kind="date"
            ),
            Autotext(
                "jubilee.years",
                self.env._("Which year"),
                group,
                "years",
                kind="integer",
            ),
            *self._via("partner_id", "res.partner"),
        ]

    def _compute_consent_link(self, partners):
        return {partner.id: partner._get_gestor_consent_url() for partner in partners}
