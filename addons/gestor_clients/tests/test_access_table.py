import itertools

from odoo.tests import tagged

from odoo.addons.gestor_base.tests.access_table import AccessTableCommon, alike

from . import test_access_table_contact as contact
from . import test_access_table_registry as registry

EVERYBODY = ("none", "user", "own", "team", "all", "manager", "admin")
# Rows of a client that the guardian keeps; strangers' clients are hidden.
PARTS = {
    **dict.fromkeys(("none", "user", "admin"), ("r", "r", "r", "")),
    "own": ("rwcd", "", "", ""),
    "team": ("rwcd", "rwcd", "", ""),
    "all": ("rwcd", "rwcd", "rwcd", ""),
    "manager": ("rwcd", "rwcd", "rwcd", ""),
    "foreign": ("", "", "", "rwcd"),
}
READ = dict.fromkeys(EVERYBODY, alike("r"))
DICTIONARY = {**READ, "manager": alike("rwcd"), "foreign": alike("rwcd")}


@tagged("post_install", "-at_install")
class TestAccessTable(AccessTableCommon):
    addon = "gestor_clients"
    area = "clients"
    TABLE = {
        "gestor.client.guardian": PARTS,
        "gestor.client.representative": PARTS,
        "gestor.client.kind.log": {
            **{
                role: tuple("r" if cell else "" for cell in cells)
                for role, cells in PARTS.items()
                if role != "none"
            },
        },
        "gestor.client.relationship": DICTIONARY,
        "gestor.client.guardian.role": DICTIONARY,
        "gestor.client.representative.role": DICTIONARY,
        "gestor.client.template": DICTIONARY,
        "gestor.client.kind.change": {"manager": alike("rwc")},
        "gestor.client.convert": dict.fromkeys(
            ("own", "team", "all", "manager"), alike("rwc")
        ),
    }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.numbers = itertools.count(1)

    def test_every_model_is_in_the_table(self):
        named = {
            *self.TABLE,
            *contact.TestAccessTableContact.TABLE,
            *registry.TestAccessTableRegistry.TABLE,
        }
        self.assertEqual(self._get_own_models(), named)

    def test_rights(self):
        for model in self.TABLE:
            with self.subTest(model=model):
                self._check_model(model)

    # === RECORDS ===

    def _make_client(self, owner, company):
        return self.env["res.partner"].create(
            {
                "name": "Klient",
                "is_company": True,
                "user_id": owner.id,
                "company_id": company.id,
            }
        )

    def _make_gestor_client_guardian(self, owner, company):
        return self._make_client(owner, company).gestor_guardian_ids

    def _make_gestor_client_representative(self, owner, company):
        person = self.env["res.partner"].create({"name": "Osoba"})
        return self.env["gestor.client.representative"].create(
            {"partner_id": self._make_client(owner, company).id, "person_id": person.id}
        )

    def _make_gestor_client_kind_log(self, owner, company):
        client = self._make_client(owner, company)
        client._gestor_make_standard("tabela")
        return client.gestor_kind_log_ids

    def _make_named(self, model):
        return self.env[model].create({"name": f"Tabela {next(self.numbers)}"})

    def _make_gestor_client_relationship(self, owner, company):
        return self._make_named("gestor.client.relationship")

    def _make_gestor_client_guardian_role(self, owner, company):
        return self._make_named("gestor.client.guardian.role")

    def _make_gestor_client_representative_role(self, owner, company):
        return self._make_named("gestor.client.representative.role")

    def _make_gestor_client_template(self, owner, company):
        return self._make_named("gestor.client.template")

    def _make_gestor_client_kind_change(self, owner, company):
        client = self._make_client(owner, company)
        return self.env["gestor.client.kind.change"].create(
            {"partner_id": client.id, "reason": "tabela"}
        )

    def _make_gestor_client_convert(self, owner, company):
        client = self._make_client(owner, company)
        return self.env["gestor.client.convert"].create({"partner_id": client.id})
