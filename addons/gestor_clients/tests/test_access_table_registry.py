import itertools

from odoo import fields
from odoo.tests import tagged

from odoo.addons.gestor_base.tests.access_table import AccessTableCommon, alike

READERS = ("none", "user", "own", "team", "all", "manager", "admin")
CLIENT_ROLES = ("own", "team", "all", "manager")
# What belongs to a client is seen with the client.
OF_CLIENT = {
    **dict.fromkeys(("none", "user", "all", "manager", "admin"), ("r", "r", "r", "")),
    "own": ("r", "", "", ""),
    "team": ("r", "r", "", ""),
}


@tagged("post_install", "-at_install")
class TestAccessTableRegistry(AccessTableCommon):
    """Registries, their evidence, codes of activities, repeated numbers."""

    addon = "gestor_clients"
    area = "clients"
    TABLE = {
        "gestor.client.legal.form": {
            **dict.fromkeys(READERS, alike("r")),
            "manager": alike("rwcd"),
        },
        "gestor.client.pkd": {
            **dict.fromkeys(("none", "user", "admin"), ("r", "r", "r", "")),
            "own": ("rwcd", "", "", ""),
            "team": ("rwcd", "rwcd", "", ""),
            **dict.fromkeys(("all", "manager"), ("rwcd", "rwcd", "rwcd", "")),
        },
        "gestor.nip.duplicate": {
            "all": ("r", "r", "r", ""),
            "manager": ("rd", "rd", "rd", ""),
        },
        "gestor.registry": dict.fromkeys(READERS, alike("r")),
        "gestor.registry.check": OF_CLIENT,
        "gestor.registry.packet": dict.fromkeys(
            (*CLIENT_ROLES, "foreign"), ("r", "", "", "r")
        ),
        "gestor.registry.quota": {},
        "gestor.registry.fetch": dict.fromkeys(CLIENT_ROLES, alike("rwcd")),
        "gestor.registry.fetch.line": dict.fromkeys(CLIENT_ROLES, alike("rwcd")),
        "gestor.registry.verify": dict.fromkeys(CLIENT_ROLES, alike("rwcd")),
    }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.numbers = itertools.count(1)
        cls.registry_asked = cls.env["gestor.registry"].search([], limit=1)

    def test_rights(self):
        for model in self.TABLE:
            with self.subTest(model=model):
                self._check_model(model)

    # === RECORDS ===

    def _make_client(self, owner, company):
        return self.env["res.partner"].create(
            {"name": "Klient", "user_id": owner.id, "company_id": company.id}
        )

    def _make_gestor_client_legal_form(self, owner, company):
        return self.env["gestor.client.legal.form"].create(
            {"name": f"Forma {next(self.numbers)}"}
        )

    def _make_gestor_client_pkd(self, owner, company):
        client = self._make_client(owner, company)
        return self.env["gestor.client.pkd"].create(
            {"partner_id": client.id, "code": "62.01.Z"}
        )

    def _make_gestor_nip_duplicate(self, owner, company):
        client = self._make_client(owner, company)
        return self.env["gestor.nip.duplicate"].create(
            {"partner_id": client.id, "nip_key": "PL5260250274"}
        )

    def _make_gestor_registry(self, owner, company):
        return self.registry_asked

    def _make_gestor_registry_check(self, owner, company):
        checks = self.env["gestor.registry.check"]
        first = {
            name: checks._fields[name].get_values(self.env)[0]
            for name in ("kind", "outcome")
        }
        return checks.create(
            {
                **first,
                "partner_id": self._make_client(owner, company).id,
                "registry_id": self.registry_asked.id,
                "number": "5260250274",
                "checked_at": fields.Datetime.now(),
                "user_id": owner.id,
                "company_id": company.id,
            }
        )

    def _make_gestor_registry_packet(self, owner, company):
        return self.env["gestor.registry.packet"].create(
            {"registry_id": self.registry_asked.id, "user_id": owner.id}
        )

    def _make_gestor_registry_quota(self, owner, company):
        return self.env["gestor.registry.quota"].create(
            {
                "registry": f"test {next(self.numbers)}",
                "kind": "verify",
                "day": fields.Date.today(),
                "used": 1,
            }
        )

    def _make_gestor_registry_fetch(self, owner, company):
        client = self._make_client(owner, company)
        return self.env["gestor.registry.fetch"].create({"partner_id": client.id})

    def _make_gestor_registry_fetch_line(self, owner, company):
        return self.env["gestor.registry.fetch.line"].create(
            {
                "wizard_id": self._make_gestor_registry_fetch(owner, company).id,
                "field_name": "name",
            }
        )

    def _make_gestor_registry_verify(self, owner, company):
        return self.env["gestor.registry.verify"].create(
            {"registry_ids": self.registry_asked.ids}
        )
