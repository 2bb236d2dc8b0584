from datetime import datetime, timedelta
from itertools import count

from odoo.tests import tagged

from odoo.addons.gestor_base.tests.access_table import AccessTableCommon, alike

ROLES = ("own", "team", "all", "manager")


@tagged("post_install", "-at_install")
class TestAccessTableResources(AccessTableCommon):
    addon = "gestor_resources"
    area = "resources"
    TABLE = {
        "gestor.resource.kind": {
            **dict.fromkeys(("user", "own", "team", "all", "admin"), alike("r")),
            "manager": alike("rwcd"),
        },
        "gestor.resource": {
            **dict.fromkeys(("own", "team", "all"), ("r", "r", "r", "")),
            "manager": ("rwcd", "rwcd", "rwcd", ""),
        },
        "gestor.reservation": {
            "own": ("rwcd", "r", "r", ""),
            "team": ("rwcd", "rwcd", "r", ""),
            "all": ("rwcd", "rwcd", "rwcd", ""),
            "manager": ("rwcd", "rwcd", "rwcd", ""),
        },
        "gestor.resource.outage": {"manager": alike("rwcd")},
        "gestor.resource.finder": dict.fromkeys(ROLES, alike("rwcd")),
        "gestor.resource.finder.line": dict.fromkeys(ROLES, alike("rwcd")),
    }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.numbers = count(1)

    def test_every_model_is_in_the_table(self):
        self._check_complete()

    def test_rights(self):
        for model in self.TABLE:
            with self.subTest(model=model):
                self._check_model(model)

    def _make_gestor_resource_kind(self, owner, company):
        return self.env["gestor.resource.kind"].create(
            {"name": f"Rodzaj {next(self.numbers)}"}
        )

    def _make_gestor_resource(self, owner, company):
        return self.env["gestor.resource"].create(
            {
                "name": "Auto",
                "company_id": company.id,
                "responsible_id": owner.id,
            }
        )

    def _make_gestor_reservation(self, owner, company):
        start = datetime.now() + timedelta(days=1)
        return self.env["gestor.reservation"].create(
            {
                "resource_id": self._make_gestor_resource(owner, company).id,
                "user_id": owner.id,
                "company_id": company.id,
                "date_from": start,
                "date_to": start + timedelta(hours=1),
            }
        )

    def _make_gestor_resource_outage(self, owner, company):
        resource = self._make_gestor_resource(owner, company)
        return self.env["gestor.resource.outage"].create(
            {"resource_ids": [(6, 0, resource.ids)], "reason": "Przegląd"}
        )

    def _make_gestor_resource_finder(self, owner, company):
        return self.env["gestor.resource.finder"].create({})

    def _make_gestor_resource_finder_line(self, owner, company):
        finder = self._make_gestor_resource_finder(owner, company)
        return self.env["gestor.resource.finder.line"].create({"finder_id": finder.id})
