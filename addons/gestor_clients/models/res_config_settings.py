from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    gestor_bir_id = fields.Many2one(
        "gestor.registry", default=lambda self: self._default_gestor_registry("bir")
    )
    gestor_bir_key = fields.Char(
        string="GUS Key",
        related="gestor_bir_id.api_key",
        readonly=False,
        groups="base.group_system",
    )
    gestor_bir_edition = fields.Selection(
        related="gestor_bir_id.edition", readonly=False
    )
    gestor_ceidg_id = fields.Many2one(
        "gestor.registry", default=lambda self: self._default_gestor_registry("ceidg")
    )
    gestor_ceidg_key = fields.Char(
        string="CEIDG Token",
        related="gestor_ceidg_id.api_key",
        readonly=False,
        groups="base.group_system",
    )
    gestor_account_check_limit = fields.Float(
        string="Check Accounts above (PLN)",
        config_parameter="gestor_clients.account_check_limit",
        default=15000,
    )

    @api.model
    def _default_gestor_registry(self, code):
        return self.env["gestor.registry"]._get(code)
