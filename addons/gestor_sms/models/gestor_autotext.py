from odoo import api, models

from odoo.addons.gestor_base.tools.autotext_values import Autotext

from ..tools.stop_token import get_stop_url


class GestorAutotext(models.AbstractModel):
    _inherit = "gestor.autotext"

    @api.model
    def _autotexts_res_partner(self):
        return [
            *super()._autotexts_res_partner(),
            Autotext(
                "client.sms_stop",
                self.env._("Link for refusing SMS"),
                (self.env._("Client"),),
                compute="_compute_sms_stop",
            ),
        ]

    def _compute_sms_stop(self, partners):
        """Return the address where each may refuse further SMS."""
        return {
            partner.id: get_stop_url(self.env, partner.phone_sanitized)
            for partner in partners
        }
