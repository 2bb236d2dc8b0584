from uuid import uuid4

from odoo.tests import tagged

from odoo.addons.gestor_base.tests.access_table import AccessTableCommon


@tagged("post_install", "-at_install")
class TestAccessTableSms(AccessTableCommon):
    addon = "gestor_sms"
    area = "sms"
    TABLE = {
        "gestor.sms.log": {
            "own": ("r", "", "", ""),
            "team": ("r", "r", "", ""),
            "all": ("r", "r", "r", ""),
            "manager": ("r", "r", "r", ""),
        },
        "gestor.sms.provider": dict.fromkeys(
            ("own", "team", "all", "manager"), ("r", "r", "r", "")
        ),
    }

    def test_every_model_is_in_the_table(self):
        self._check_complete()

    def test_rights(self):
        for model in self.TABLE:
            with self.subTest(model=model):
                self._check_model(model)

    def test_only_the_system_administrator_reads_secrets(self):
        provider = self._make_gestor_sms_provider(self.mate, self.company)
        secret = ["token", "dlr_secret"]
        for role, user in self.users.items():
            with self.subTest(role=role):
                readable = provider.with_user(user)._has_field_access
                for name in secret:
                    self.assertFalse(readable(provider._fields[name], "read"), name)

    def _make_gestor_sms_provider(self, owner, company):
        return self.env["gestor.sms.provider"].create(
            {"name": "Plik", "kind": "file", "company_id": company.id}
        )

    def _make_gestor_sms_log(self, owner, company):
        return self.env["gestor.sms.log"].create(
            {
                "uuid": uuid4().hex,
                "number": "+48500100100",
                "body": "Dzień dobry",
                "author_id": owner.id,
                "company_id": company.id,
                "provider_id": self._make_gestor_sms_provider(owner, company).id,
            }
        )
