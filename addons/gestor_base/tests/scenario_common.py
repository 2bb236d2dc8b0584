from odoo import fields, models
from odoo.fields import Command
from odoo.orm.model_classes import add_to_registry

from .common import GestorLinkCommon


class ScenarioRecord(models.Model):
    """A kind of records with a scenario; it is in the registry of the tests only."""

    _name = "gestor.test.order"
    _inherit = [
        "gestor.scenario.mixin",
        "mail.thread",
        "gestor.automation.mixin",
        "gestor.participant.mixin",
        "gestor.substituted.mixin",
    ]
    _description = "Order of Tests"
    _module = "gestor_base"

    _gestor_substitution_area = "service"

    name = fields.Char(required=True)
    estimate = fields.Float()
    user_id = fields.Many2one("res.users")
    company_id = fields.Many2one("res.company")


def add_model(env):
    """Put the model and its table into a registry, until the transaction ends."""
    add_to_registry(env.registry, ScenarioRecord)
    env.registry._setup_models__(env.cr, [])
    env.registry.init_models(
        env.cr, [ScenarioRecord._name], {"module": "gestor_base"}, install=True
    )


def remove_model(env):
    env.registry.models.pop(ScenarioRecord._name, None)
    for model in env.registry.models.values():
        model._inherit_children.discard(ScenarioRecord._name)
    env.registry._setup_models__(env.cr, [])


class ScenarioCommon(GestorLinkCommon):
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
                "perm_read": True,
                "perm_write": True,
                "perm_create": True,
                "perm_unlink": True,
            }
        )
        cls.Order = cls.env[ScenarioRecord._name]
        cls.Scenario = cls.env["gestor.scenario"]
        cls.Log = cls.env["gestor.stage.log"]
        cls.member = cls._create_user("scen_ola", "gestor_base.group_user")
        cls.other = cls._create_user("scen_jan", "gestor_base.group_user")
        cls.manager = cls._create_user("scen_szef", "gestor_base.group_manager")
        cls.scenario = cls._create_scenario("Naprawa")
        cls.new, cls.work, cls.wait, cls.done = cls.scenario.stage_ids
        ways = [(cls.work, cls.wait), (cls.wait, cls.work), (cls.work, cls.done)]
        cls.ways = cls.env["gestor.scenario.transition"].create(
            [cls._way_vals(*way) for way in ways]
        )
        cls.to_wait, cls.back, cls.finish = cls.ways
        cls.begin = cls.env["gestor.scenario.transition"].create(
            cls._way_vals(cls.new, cls.work, name="Rozpocznij")
        )

    @classmethod
    def _way_vals(cls, start, end, **vals):
        return {
            "scenario_id": start.scenario_id.id,
            "from_stage_id": start.id,
            "to_stage_id": end.id,
            **vals,
        }

    @classmethod
    def _create_scenario(cls, name, **vals):
        stages = [
            ("Przyjęte", "new"),
            ("Diagnoza", "progress"),
            ("Czeka na części", "waiting"),
            ("Wydane", "done"),
        ]
        scenario = cls.Scenario.with_context(gestor_no_transitions=True).create(
            {
                "name": name,
                "model": ScenarioRecord._name,
                "sequence": 1,
                "stage_ids": [
                    Command.create({"name": stage, "kind": kind, "sequence": place})
                    for place, (stage, kind) in enumerate(stages)
                ],
                **vals,
            }
        )
        return scenario.with_context(gestor_no_transitions=False)

    def _create_order(self, user=None, **vals):
        vals = {"name": "Z1", "gestor_scenario_id": self.scenario.id, **vals}
        return self.Order.with_user(user or self.member).create(vals)

    def _logs(self, order):
        return self.Log.search(
            [("res_model", "=", order._name), ("res_id", "=", order.id)], order="id"
        )
