from odoo import fields
from odoo.tests import new_test_user

from odoo.addons.base.tests.common import BaseCommon


class ContactCommon(BaseCommon):
    """Clients with and without a consent to marketing, a user and a manager."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "gestor_base.group_clients_own,base.group_partner_manager"
        cls.member = new_test_user(cls.env, "gestor_klara", groups)
        groups = "gestor_base.group_clients_manager,base.group_partner_manager"
        cls.manager = new_test_user(cls.env, "gestor_kazimierz", groups)
        cls.Consent = cls.env["gestor.consent"]
        cls.marketing = cls.env.ref("gestor_clients.consent_purpose_marketing")
        cls.service = cls.env.ref("gestor_clients.consent_purpose_service")
        cls.debt = cls.env.ref("gestor_clients.consent_purpose_debt")
        cls.greetings = cls.env.ref("gestor_clients.consent_purpose_greetings")
        cls.willing = cls._create_client("Zofia Chętna", "zofia@example.com")
        cls.silent = cls._create_client("Jan Milczący", "jan@example.com")
        cls._consent(cls.willing)

    @classmethod
    def _create_client(cls, name, email=False, **vals):
        return cls.env["res.partner"].create({"name": name, "email": email, **vals})

    @classmethod
    def _consent(cls, partner, decision="given", channel="email", **vals):
        return cls.Consent.create(
            {
                "partner_id": partner.id,
                "purpose_id": cls.marketing.id,
                "channel": channel,
                "decision": decision,
                "happened_at": fields.Datetime.now(),
                **vals,
            }
        )

    def _may(self, partner, purpose="marketing", channel="email"):
        return not partner._gestor_may_contact(purpose, channel)[partner.id]
