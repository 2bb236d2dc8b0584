from odoo.tests import new_test_user

from odoo.addons.base.tests.common import BaseCommon

from ..tools import registry_bir
from .registry_server import CEIDG_TOKEN, RegistryServer

# Real numbers of public bodies and companies.
NIP_MF, NIP_GUS, NIP_ORLEN, NIP_CDP = (
    "5260250274",
    "5261040828",
    "7740001454",
    "7342867148",
)


class ClientsCommon(BaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Partner = cls.env["res.partner"]
        cls.poland = cls.env.ref("base.pl")
        cls.env.company.country_id = cls.poland
        # The base may hold these public numbers, as the demonstration does.
        known = cls.Partner.with_context(active_test=False).search(
            [("gestor_nip_key", "in", (NIP_MF, NIP_GUS, NIP_ORLEN, NIP_CDP))]
        )
        known.vat = False
        cls.agent = new_test_user(
            cls.env, "gestor_opiekun", groups="gestor_base.group_clients_own"
        )
        cls.stranger = new_test_user(cls.env, "gestor_obcy", groups="base.group_user")

    @classmethod
    def _create_firm(cls, name="Firma", vat=None, **vals):
        return cls.Partner.create(
            {
                "name": name,
                "is_company": True,
                "vat": vat,
                "country_id": cls.poland.id,
                **vals,
            }
        )


class RegistriesCommon(ClientsCommon):
    """All registries lead to the loopback server."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Counters of quotas are written by cursors of their own.
        if not cls._registry_patched:
            cls.registry_enter_test_mode_cls()
        cls.server = RegistryServer()
        cls.addClassCleanup(cls.server.close)
        cls.Check = cls.env["gestor.registry.check"]
        cls.registries = {}
        for code, path in (
            ("bir", "/bir"),
            ("ceidg", "/ceidg/"),
            ("krs", "/krs/"),
            ("vat_list", "/wl/"),
            ("vies", "/vies"),
        ):
            registry = cls.env["gestor.registry"]._get(code)
            registry.write({"url": cls.server.url + path, "active": True})
            cls.registries[code] = registry
        cls.bir, cls.vat_list = cls.registries["bir"], cls.registries["vat_list"]
        cls.bir.api_key = registry_bir.TEST_KEY
        cls.registries["ceidg"].api_key = CEIDG_TOKEN

    def setUp(self):
        super().setUp()
        self.server.reset()
        registry_bir._sessions.clear()
        self.env["gestor.registry.quota"].search([]).unlink()

    def _verify(self, partner, code):
        return partner._gestor_verify(self.registries[code])
