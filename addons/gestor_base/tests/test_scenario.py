from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .scenario_common import ScenarioCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-20 10:00:00")
class TestScenario(ScenarioCommon):
    # === MOVING ===

    def test_begins_at_the_start(self):
        """S2: the history begins with the record."""
        order = self._create_order()
        self.assertEqual(order.gestor_stage_id, self.new)
        self.assertEqual(order.gestor_stage_kind, "new")
        log = self._logs(order)
        self.assertEqual(log.stage_id, self.new)
        self.assertEqual(log.user_id, self.member)
        self.assertFalse(log.from_stage_id or log.left_at)

    def test_no_other_beginning(self):
        with self.assertRaises(UserError):
            self._create_order(gestor_stage_id=self.done.id)

    def test_default_scenario(self):
        self.assertEqual(self._create_order().gestor_scenario_id, self.scenario)

    def test_along_a_transition(self):
        order = self._create_order()
        with freeze_time("2026-03-20 12:30:00"):
            order.gestor_stage_id = self.work
        self.assertEqual(order.gestor_stage_id, self.work)
        first, second = self._logs(order)
        self.assertEqual(first.left_at, second.entered_at)
        self.assertEqual(first.duration, 2.5)
        self.assertEqual(second.from_stage_id, self.new)
        self.assertFalse(second.is_override)

    def test_refused_where_there_is_no_way(self):
        order = self._create_order()
        for record in (order, order.sudo()):
            with self.assertRaisesRegex(UserError, "Przyjęte.*Wydane"):
                record.gestor_stage_id = self.done
        self.assertEqual(len(self._logs(order)), 1)

    def test_buttons_are_the_ways_of_the_user(self):
        order = self._create_order()
        names = [way["name"] for way in order.gestor_transitions]
        self.assertEqual(names, ["Rozpocznij"])
        self.assertTrue(order.action_gestor_move(self.begin.id))
        names = {way["name"] for way in order.gestor_transitions}
        self.assertEqual(names, {"Czeka na części", "Wydane"})

    def test_second_of_two_is_told(self):
        order = self._create_order()
        order.action_gestor_move(self.begin.id)
        with self.assertRaisesRegex(UserError, "in the meantime"):
            order.with_user(self.other).action_gestor_move(self.begin.id)

    def test_who_may(self):
        self.begin.group_ids = self.env.ref("gestor_base.group_service_manager")
        order = self._create_order()
        self.assertFalse(order.gestor_transitions)
        with self.assertRaisesRegex(UserError, "Rozpocznij"):
            order.gestor_stage_id = self.work
        self.member.group_ids += self.env.ref("gestor_base.group_service_manager")
        order.invalidate_recordset()
        order.gestor_stage_id = self.work

    def test_required_fields_and_condition(self):
        field = self.env["ir.model.fields"]._get(self.Order._name, "estimate")
        self.begin.required_field_ids = field
        self.begin.condition = "[('estimate', '>', 100)]"
        order = self._create_order()
        with self.assertRaisesRegex(UserError, "Estimate"):
            order.gestor_stage_id = self.work
        with self.assertRaisesRegex(UserError, "condition"):
            order.write({"gestor_stage_id": self.work.id, "estimate": 50})
        order.write({"gestor_stage_id": self.work.id, "estimate": 150})
        self.assertEqual(order.gestor_stage_id, self.work)

    def test_reason(self):
        self.begin.needs_reason = True
        order = self._create_order()
        with self.assertRaises(UserError):
            order.gestor_stage_id = self.work
        action = order.action_gestor_move(self.begin.id)
        wizard = self.env["gestor.stage.move"].with_user(self.member)
        form = Form(wizard.with_context(**action["context"]))
        self.assertEqual(form.stage_id, self.work)
        form.reason = "Klient nalega"
        form.save().action_move()
        self.assertEqual(order.gestor_stage_id, self.work)
        self.assertEqual(self._logs(order)[-1].reason, "Klient nalega")

    def test_out_of_order_by_a_manager_with_a_reason(self):
        order = self._create_order()
        with self.assertRaises(UserError):
            order.action_gestor_override()
        forced = {"gestor_stage_override": True, "gestor_stage_reason": "x"}
        with self.assertRaises(UserError):
            order.with_context(**forced).gestor_stage_id = self.done
        record = order.with_user(self.manager)
        with self.assertRaises(UserError):
            record.with_context(gestor_stage_override=True).gestor_stage_id = self.done
        action = record.action_gestor_override()
        wizard = self.env["gestor.stage.move"].with_user(self.manager)
        wizard = wizard.with_context(**action["context"])
        wizard.create({"stage_id": self.done.id, "reason": "Wydane od ręki"})
        wizard.search([], order="id desc", limit=1).action_move()
        log = self._logs(order)[-1]
        self.assertTrue(log.is_override)
        self.assertEqual(
            (log.stage_id, log.reason, log.user_id),
            (self.done, "Wydane od ręki", self.manager),
        )

    def test_mark_of_a_checked_write_cannot_be_sent(self):
        order = self._create_order()
        for value in (True, "x", object()):
            with self.assertRaises(UserError):
                record = order.with_context(gestor_stage_entering=value)
                record.gestor_stage_id = self.done

    def test_other_scenario_is_for_managers(self):
        other = self._create_scenario("Reklamacja")
        order = self._create_order()
        with self.assertRaises(UserError):
            order.gestor_scenario_id = other
        order.with_user(self.manager).gestor_scenario_id = other
        self.assertEqual(order.gestor_stage_id, other.stage_ids[0])
        with self.assertRaises(UserError):
            order.gestor_stage_id = self.work

    def test_assignee_and_due_time(self):
        self.work.write({"assignee_id": self.other.id, "planned_hours": 48})
        order = self._create_order(user_id=self.member.id)
        order.gestor_stage_id = self.work
        self.assertEqual(order.user_id, self.other)
        due = fields.Datetime.to_datetime("2026-03-22 10:00:00")
        self.assertEqual(order.gestor_stage_due_at, due)

    def test_assignee_by_role(self):
        role = self.env["gestor.participant.role"].create({"name": "Serwisant"})
        self.work.assignee_role_id = role
        order = self._create_order()
        order.gestor_participant_ids = [
            Command.create({"partner_id": self.other.partner_id.id, "role_id": role.id})
        ]
        order.gestor_stage_id = self.work
        self.assertEqual(order.user_id, self.other)

    def test_x_for_y(self):
        """K8: the history says who acted for whom."""
        order = self._create_order(user_id=self.member.id)
        self.env["gestor.substitution"].create(
            {
                "user_id": self.member.id,
                "substitute_id": self.other.id,
                "date_from": "2026-03-20",
            }
        )
        order.with_user(self.other).gestor_stage_id = self.work
        log = self._logs(order)[-1]
        self.assertEqual((log.user_id, log.for_user_id), (self.other, self.member))
        self.assertEqual(log.who, f"{self.other.name} for {self.member.name}")

    def test_many_at_once(self):
        orders = self.Order.create([{"name": f"Z{n}"} for n in range(3)])
        orders.gestor_stage_id = self.work
        self.assertEqual(orders.gestor_stage_id, self.work)
        self.assertEqual(len(self.Log.search([("stage_id", "=", self.work.id)])), 3)

    def test_number_of_queries_of_a_move(self):
        order = self._create_order()
        order.action_gestor_move(self.begin.id)
        for count in (1, 20):
            orders = self.Order.create([{"name": f"Z{n}"} for n in range(count)])
            self.env.flush_all()
            with self.subTest(count), self.assertQueryCount(8):
                orders.action_gestor_move(self.begin.id)
                self.env.flush_all()

    # === HISTORY ===

    def test_history_follows_the_rights_of_the_record(self):
        order = self._create_order()
        log = self._logs(order)
        self.assertEqual(order.gestor_stage_log_ids, log)
        for job in (
            lambda: log.with_user(self.manager).write({"reason": "x"}),
            lambda: log.with_user(self.manager).unlink(),
        ):
            with self.assertRaises(AccessError):
                job()
        self.env["ir.rule"].create(
            {
                "name": "Own orders",
                "model_id": self.env["ir.model"]._get_id(self.Order._name),
                "domain_force": "[('create_uid', '=', user.id)]",
            }
        )
        self.assertTrue(log.with_user(self.member).search([("id", "=", log.id)]))
        self.assertFalse(log.with_user(self.other).search([("id", "=", log.id)]))
        with self.assertRaises(AccessError):
            log.with_user(self.other).read(["reason"])

    def test_history_goes_with_the_record(self):
        order = self._create_order()
        log = self._logs(order)
        order.unlink()
        self.assertFalse(log.exists())

    # === SCENARIOS ===

    def test_no_scenario_without_a_start(self):
        with self.assertRaises(ValidationError):
            self.Scenario.create(
                {"name": "x", "model": self.Order._name, "stage_ids": []}
            )
        with self.assertRaises(ValidationError):
            self.new.kind = "progress"
        empty = self._create_scenario("Bez użycia")
        with self.assertRaises(ValidationError):
            empty.stage_ids[0].unlink()

    def test_stage_in_use_stays(self):
        self._create_order()
        with self.assertRaises(UserError):
            self.new.unlink()
        with self.assertRaises(UserError):
            self.scenario.unlink()
        self.wait.unlink()
        self._create_scenario("Bez użycia").unlink()

    def test_transition_within_the_scenario(self):
        other = self._create_scenario("Inny")
        vals = self._way_vals(self.new, other.stage_ids[1])
        with self.assertRaises(ValidationError):
            self.ways.create(vals)

    def test_condition_is_checked_when_saved(self):
        with self.assertRaises(ValidationError):
            self.begin.condition = "[('nothing', '=', 1)]"

    def test_new_one_has_stages_and_ways(self):
        form = Form(self.Scenario.with_user(self.manager))
        form.name = "Prosty"
        scenario = form.save()
        self.assertEqual(scenario.stage_ids.mapped("kind"), ["new", "progress", "done"])
        self.assertEqual(len(scenario.transition_ids), 2)
        self.assertIn("<svg", scenario.graph)

    def test_copy_of_the_whole(self):
        action = self._create_action(self.work, "stage")
        self.begin.group_ids = self.env.ref("gestor_base.group_service_manager")
        copy = self.scenario.copy()
        self.assertEqual(
            copy.stage_ids.mapped("name"), self.scenario.stage_ids.mapped("name")
        )
        self.assertEqual(len(copy.transition_ids), len(self.scenario.transition_ids))
        self.assertEqual(copy.transition_ids.from_stage_id.scenario_id, copy)
        begin = copy.transition_ids.filtered(lambda t: t.name == "Rozpocznij")
        self.assertEqual(begin.group_ids, self.begin.group_ids)
        made = copy.stage_ids[1].gestor_automation_ids
        self.assertEqual(made.name, action.name)
        self.assertEqual(made.stage_value_id, copy.stage_ids[1].id)
        self.assertFalse(copy._is_used())

    def test_rights(self):
        for user, may in ((self.member, False), (self.manager, True)):
            for record in (self.scenario, self.new, self.begin):
                with self.subTest(user.login, model=record._name):
                    seen = record.with_user(user)
                    self.assertTrue(seen.has_access("read"))
                    self.assertEqual(seen.has_access("write"), may)
        portal = self._create_user("scen_portal", "base.group_portal")
        for record in (self.scenario, self.new, self.begin):
            self.assertFalse(record.with_user(portal).has_access("read"))
        company = self.env["res.company"].create({"name": "Druga spółka"})
        self.scenario.company_id = company
        for record in (self.scenario, self.new, self.begin):
            self.assertFalse(record.with_user(self.manager).has_access("read"))

    # === AUTOMATION ===

    def _create_action(self, stage, trigger, **vals):
        return self.env["gestor.automation.action"].create(
            {
                "name": f"Przy {trigger}",
                "owner_model": stage._name,
                "owner_id": stage.id,
                "trigger": trigger,
                "kind": "activity",
                **vals,
            }
        )

    def _runs(self, action):
        runs = self.env["gestor.automation.run"]
        return runs.search([("action_id", "=", action.id)])

    def test_entering_and_leaving_a_stage(self):
        """S2: a stage owns actions; it says itself which stage they wait for."""
        entered = self._create_action(self.work, "stage")
        left = self._create_action(self.work, "leave")
        self.assertEqual(entered.model, self.Order._name)
        self.assertEqual(entered.stage_value_id, self.work.id)
        order = self._create_order()
        self.assertFalse(self._runs(entered) | self._runs(left))
        order.gestor_stage_id = self.work
        self.assertEqual(self._runs(entered).res_id, order.id)
        self.assertFalse(self._runs(left))
        order.gestor_stage_id = self.done
        self.assertEqual(self._runs(left).res_id, order.id)
        self.assertEqual(len(self._runs(entered)), 1)

    def test_automatic_move_along_a_transition(self):
        """S11: the kind "stage" moves along the scenario, and only along it."""
        field = self.env["ir.model.fields"]._get(self.Order._name, "gestor_stage_id")
        self.finish.needs_reason = True
        order = self._create_order()
        action = self._create_action(
            self.work,
            "stage",
            kind="stage",
            target_field_id=field.id,
            target_value_id=self.done.id,
        )
        with self.assertRaises(UserError):
            action._gestor_run_stage(order)
        order.gestor_stage_id = self.work
        action._gestor_run_stage(order)
        self.assertEqual(order.gestor_stage_id, self.done)
        self.assertEqual(self._logs(order)[-1].reason, action.name)

    def test_tab_of_the_stage(self):
        arch = (
            self.env["gestor.scenario.stage"]
            .with_user(self.manager)
            .get_view(
                self.env.ref("gestor_base.gestor_scenario_stage_view_form").id, "form"
            )["arch"]
        )
        self.assertIn("'default_model': model", arch)
        names = dict(self.env["gestor.automation.action"]._selection_model())
        self.assertNotIn("gestor.scenario.stage", names)
