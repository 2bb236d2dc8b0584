from odoo.fields import Command
from odoo.tests import tagged

from .access_table import AccessTableCommon, alike
from .scenario_common import ScenarioRecord, add_model, remove_model

INTERNAL = ("none", "user", "own", "team", "all", "manager")
OF_COMPANY = {
    **dict.fromkeys(INTERNAL, ("r", "r", "r", "")),
    "admin": ("rwcd", "rwcd", "rwcd", ""),
}


@tagged("post_install", "-at_install")
class TestAccessTableScenario(AccessTableCommon):
    addon = "gestor_base"
    # An area that changes nothing in the rights on clients.
    area = "reports"
    TABLE = {
        "gestor.scenario": OF_COMPANY,
        "gestor.scenario.stage": OF_COMPANY,
        "gestor.scenario.transition": OF_COMPANY,
        # Those of the record, which everybody may change here: yet never the history.
        "gestor.stage.log": dict.fromkeys((*INTERNAL, "admin"), alike("r")),
        "gestor.stage.move": dict.fromkeys((*INTERNAL, "admin"), alike("rwcd")),
    }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        add_model(cls.env)
        cls.addClassCleanup(cls.registry.clear_all_caches)
        cls.addClassCleanup(remove_model, cls.env)
        cls.env["ir.model.access"].create(
            {
                "name": "Orders of tests",
                "model_id": cls.env["ir.model"]._get_id(ScenarioRecord._name),
                "group_id": cls.env.ref("base.group_user").id,
                **dict.fromkeys(
                    ("perm_read", "perm_write", "perm_create", "perm_unlink"), True
                ),
            }
        )

    def test_rights(self):
        for model in self.TABLE:
            with self.subTest(model=model):
                self._check_model(model)

    def _make_gestor_scenario(self, owner, company):
        return self.env["gestor.scenario"].create(
            {
                "name": "Naprawa",
                "model": ScenarioRecord._name,
                "company_id": company.id,
                "stage_ids": [
                    Command.create({"name": "Przyjęte", "kind": "new", "sequence": 1}),
                    Command.create({"name": "Wydane", "kind": "done", "sequence": 2}),
                ],
            }
        )

    def _make_gestor_scenario_stage(self, owner, company):
        return self._make_gestor_scenario(owner, company).stage_ids[0]

    def _make_gestor_scenario_transition(self, owner, company):
        return self._make_gestor_scenario(owner, company).transition_ids[:1]

    def _make_gestor_stage_log(self, owner, company):
        order = self.env[ScenarioRecord._name].create(
            {
                "name": "Z1",
                "gestor_scenario_id": self._make_gestor_scenario(owner, company).id,
            }
        )
        return order.gestor_stage_log_ids

    def _make_gestor_stage_move(self, owner, company):
        scenario = self._make_gestor_scenario(owner, company)
        return self.env["gestor.stage.move"].create(
            {
                "res_model": ScenarioRecord._name,
                "res_ids": [1],
                "scenario_id": scenario.id,
                "stage_id": scenario.stage_ids[0].id,
                "reason": "Próba",
            }
        )
