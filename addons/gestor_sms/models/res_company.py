from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.sms.tools.sms_api import SmsApiBase


class SmsApiGestor(SmsApiBase):
    """Stands for our operators where the host asks for a class.

    It sends nothing: our messages leave by the queue only, after the gate.
    """

    def _send_sms_batch(self, messages, delivery_reports_url=False):
        raise NotImplementedError("SMS of this company are sent by the queue")


class ResCompany(models.Model):
    _inherit = "res.company"

    gestor_sms_provider_id = fields.Many2one(
        "gestor.sms.provider",
        string="SMS Operator",
        domain="[('company_id', '=', id)]",
        groups="base.group_system",
        help="Empty: SMS go by the service of Odoo.",
    )

    @api.constrains("gestor_sms_provider_id")
    def _check_gestor_sms_provider(self):
        for company in self.sudo():
            provider = company.gestor_sms_provider_id
            if provider and provider.company_id != company:
                raise ValidationError(
                    self.env._("The operator of a company must belong to it.")
                )

    def _get_sms_api_class(self):
        self.ensure_one()
        if self._get_gestor_sms_provider():
            return SmsApiGestor
        return super()._get_sms_api_class()

    def _get_gestor_sms_provider(self):
        """Return the operator of the company, if it has one, with all rights.

        Safe as sudo: callers need prices and rules of sending, never the token.
        """
        self.ensure_one()
        provider = self.sudo().gestor_sms_provider_id
        return provider if provider.active else provider.browse()
