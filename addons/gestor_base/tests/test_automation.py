from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_cron import IrCron

from .automation_common import AutomationCommon

RUN_LOGGER = "odoo.addons.gestor_base.models.gestor_automation_run"

BROKEN = "Broken"


@tagged("post_install", "-at_install")
class TestAutomation(AutomationCommon):
    def _make_due(self, action):
        self._runs(action).due_at = fields.Datetime.now() - timedelta(minutes=1)

    def test_created_runs_once(self):
        action = self._create_action()
        clients = self._create_clients(3)
        self.Action._cron_plan()
        runs = self._runs(action)
        self.assertEqual(runs.mapped("res_id"), clients.ids)
        self.Run._cron_execute()
        self.Action._cron_plan()
        self.Run._cron_execute()
        self.assertEqual(set(runs.mapped("state")), {"done"})
        activities = self._activities(clients)
        self.assertEqual(len(activities), 3)
        self.assertEqual(runs[0].result_id, activities[0].id)
        self.assertEqual(activities.mapped("summary"), ["Zadzwoń"] * 3)

    def test_three_working_days_after_creation(self):
        action = self._create_action(delay=3, delay_unit="working_days")
        clients = self._create_clients(1)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = '2026-12-30 09:00' WHERE id = %s",
            clients.ids,
        )
        self._runs(action).unlink()
        with freeze_time("2026-12-31 08:00"):
            action.sudo().since = datetime(2026, 12, 1)
            action._plan()
        self.assertEqual(self._runs(action).planned_at, datetime(2027, 1, 5, 9))

    def test_older_than_in_force_is_left_alone(self):
        self._create_clients(1)
        action = self._create_action(since=fields.Datetime.now() + timedelta(days=1))
        self._create_clients(1)
        self.Action._cron_plan()
        self.assertFalse(self._runs(action))

    def test_condition_is_checked_again(self):
        action = self._create_action(delay=1)
        clients = self._create_clients(2)
        clients[0].category_id = False
        self._make_due(action)
        self.Run._cron_execute()
        self.assertEqual(self._runs(action).mapped("state"), ["skipped", "done"])
        self.assertEqual(self._activities(clients).res_id, clients[1].id)

    def test_stage_entered(self):
        """The industry of a partner stands for a stage."""
        stage = self.env["res.partner.industry"].create({"name": "Etap"})
        field = self.env["ir.model.fields"]._get("res.partner", "industry_id")
        action = self._create_action(
            trigger="stage", stage_field_id=field.id, stage_value_id=stage.id
        )
        clients = self._create_clients(2)
        clients.write({"industry_id": stage.id})
        clients.write({"industry_id": stage.id})
        self.assertEqual(len(self._runs(action)), 2)

    def test_changed_to_match(self):
        action = self._create_action(trigger="match", condition="[('ref', '=', 'VIP')]")
        client = self._create_clients(1)
        client.name = "Inna nazwa"
        self.assertFalse(self._runs(action))
        client.ref = "VIP"
        client.name = "VIP"
        self.assertEqual(len(self._runs(action)), 1)

    def _commit(self):
        """Do what the end of a transaction does."""
        self.env.flush_all()
        self.env.cr.precommit.run()

    def test_computed_value_comes_to_match(self):
        """The commercial entity of a contact is computed from its parents."""
        parent, other = self._create_clients(2, is_company=True)
        client = self._create_clients(1, parent_id=other.id)
        self._commit()
        action = self._create_action(
            trigger="match", condition=f"[('commercial_partner_id', '=', {parent.id})]"
        )
        other.parent_id = parent
        self._commit()
        self.assertFalse(self._runs(action), "a company is an entity of its own")
        other.is_company = False
        self._commit()
        ids = set(self._runs(action).mapped("res_id"))
        self.assertEqual(ids, {client.id, other.id})
        other.name = "Inna nazwa"
        other.is_company = True
        other.is_company = False
        self._commit()
        self.assertEqual(len(self._runs(action)), 2, "there and back is no event")

    def test_computed_stage_is_entered(self):
        parent, other = self._create_clients(2, is_company=True)
        client = self._create_clients(1, parent_id=other.id)
        self._commit()
        field = self.env["ir.model.fields"]._get("res.partner", "commercial_partner_id")
        action = self._create_action(
            trigger="stage", stage_field_id=field.id, stage_value_id=parent.id
        )
        other.write({"parent_id": parent.id, "is_company": False})
        self._commit()
        runs = self._runs(action)
        self.assertEqual(set(runs.mapped("res_id")), {client.id, other.id})

    def test_created_in_the_state_that_is_waited_for(self):
        action = self._create_action(trigger="match", condition="[('ref', '=', 'VIP')]")
        self._create_clients(2, ref="VIP")
        self.assertEqual(len(self._runs(action)), 2)

    @freeze_time("2026-02-25 10:00")
    def test_repeats_monthly_from_31_january(self):
        action = self._create_action(
            trigger="repeat",
            start_at=datetime(2026, 1, 31, 7),
            repeat_interval=1,
            repeat_unit="months",
            since=datetime(2026, 1, 1),
        )
        client = self._create_clients(1)
        self.Action._cron_plan()
        self.Action._cron_plan()
        self.assertEqual(self._runs(action).planned_at, datetime(2026, 2, 28, 7))
        with freeze_time("2026-04-28 10:00"):
            self.Action._cron_plan()
        days = self._runs(action).mapped("planned_at")
        self.assertEqual(days[1:], [datetime(2026, 4, 30, 6)])
        self.assertEqual(set(self._runs(action).mapped("res_id")), set(client.ids))

    def test_date_field_before_and_moved(self):
        """A run whose date was moved is skipped, and planned for the new date."""
        field = self.env["ir.model.fields"]._get("mail.activity", "date_deadline")
        with self.assertRaises(UserError):
            self._create_action(trigger="date", date_field_id=field.id)
        field = self.env["ir.model.fields"]._get("res.partner", "create_date")
        action = self._create_action(
            trigger="date", date_field_id=field.id, delay=2, delay_unit="hours"
        )
        client = self._create_clients(1)
        action._plan()
        run = self._runs(action)
        self.assertEqual(len(run), 1)
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = create_date + interval '1 day'"
            " WHERE id = %s",
            client.ids,
        )
        client.invalidate_recordset()
        self._make_due(action)
        self.Run._cron_execute()
        self.assertEqual(run.state, "skipped")
        action._plan()
        self.assertEqual(len(self._runs(action)), 2)

    def test_approval(self):
        action = self._create_action(needs_approval=True, responsible_id=self.member.id)
        client = self._create_clients(1)
        run = self._runs(action)
        self.Run._cron_execute()
        self.assertEqual(run.state, "to_approve")
        run.with_user(self.member).action_approve()
        self.Run._cron_execute()
        self.assertEqual((run.state, run.approved_by_id), ("done", self.member))
        self.assertTrue(self._activities(client))

    @mute_logger(RUN_LOGGER)
    def test_failure_concerns_one_and_is_tried_later(self):
        action = self._create_action(max_attempts=2)
        clients = self._create_clients(3)
        original = type(self.Action)._gestor_run_activity

        def fail(action, records):
            if clients[1].id in records.ids:
                raise UserError(BROKEN)
            return original(action, records)

        self.patch(
            self.registry["gestor.automation.action"], "_gestor_run_activity", fail
        )
        self.Run._cron_execute()
        runs = self._runs(action)
        self.assertEqual(runs.mapped("state"), ["done", "planned", "done"])
        self.assertEqual((runs[1].attempts, runs[1].error), (1, "Broken"))
        self.assertGreater(runs[1].due_at, fields.Datetime.now())
        runs[1].due_at = fields.Datetime.now()
        self.Run._cron_execute()
        self.assertEqual(runs[1].state, "failed")
        self.assertEqual(len(self._activities(clients)), 2)

    @mute_logger(RUN_LOGGER)
    def test_one_notice_for_many_failures(self):
        action = self._create_action(on_error="stop", responsible_id=self.member.id)
        self._create_clients(5)

        def fail(action, records):
            raise UserError(BROKEN)

        self.patch(
            self.registry["gestor.automation.action"], "_gestor_run_activity", fail
        )
        partner = self.member.partner_id
        before = self.env["mail.notification"].search_count(
            [("res_partner_id", "=", partner.id)]
        )
        self.Run._cron_execute()
        self.Run._cron_execute()
        notices = self.env["mail.notification"].search_count(
            [("res_partner_id", "=", partner.id)]
        )
        self.assertEqual(set(self._runs(action).mapped("state")), {"failed"})
        self.assertEqual(notices - before, 1)

    def test_loop_is_stopped(self):
        """Two actions that undo each other end at the permitted depth."""
        field = self.env["ir.model.fields"]._get("res.partner", "industry_id")
        first, second = self.env["res.partner.industry"].create(
            [{"name": "Etap 1"}, {"name": "Etap 2"}]
        )
        for value, target in ((first, second), (second, first)):
            self._create_action(
                trigger="stage",
                stage_field_id=field.id,
                stage_value_id=value.id,
                kind="stage",
                target_field_id=field.id,
                target_value_id=target.id,
            )
        client = self._create_clients(1, industry_id=first.id)

        def progress(cron, processed=0, *, remaining=None, deactivate=False):
            # One transaction of a test has one time: each step gets its own.
            cron.env.flush_all()
            cron.env.cr.execute(
                "UPDATE gestor_automation_run SET occurrence = occurrence || id"
            )
            return float("inf")

        self.patch(IrCron, "_commit_progress", progress)
        self.Run._cron_execute()
        runs = self.Run.search(
            [("res_id", "=", client.id), ("res_model", "=", "res.partner")]
        )
        self.assertEqual(runs.filtered(lambda r: r.state == "cancelled").depth, 6)
        self.assertEqual(len(runs), 7)

    def test_by_hand(self):
        action = self._create_action(trigger="manual")
        client = self._create_clients(1)
        runs = action.run_on(client)
        runs.action_run_now()
        self.assertEqual(runs.state, "done")

    def test_only_what_has_a_time_is_planned_ahead(self):
        client = self._create_clients(1)
        for vals in ({"trigger": "manual"}, {"trigger": "match"}):
            action = self._create_action(**vals)
            action.action_plan_now()
            self.assertFalse(self._runs(action), vals)
        self.assertTrue(client.exists())

    def test_parameters_are_checked_when_one_of_them_changes(self):
        action = self._create_action(
            trigger="repeat", start_at="2026-01-31 08:00:00", repeat_unit="months"
        )
        for name in ("start_at", "repeat_unit"):
            with self.assertRaises(ValidationError):
                action[name] = False
        template = self.env["mail.template"].create(
            {
                "name": "Zespół",
                "model_id": self.env["ir.model"]._get_id("res.users"),
            }
        )
        with self.assertRaises(ValidationError):
            action.mail_template_id = template

    def test_other_kinds(self):
        Field = self.env["ir.model.fields"]
        user_field = Field._get("res.partner", "user_id")
        industry = self.env["res.partner.industry"].create({"name": "Etap"})
        template = self.env["mail.template"].create(
            {
                "name": "List",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "subject": "Witamy",
                "body_html": "<p>Dzień dobry</p>",
                "email_to": "{{ object.email }}",
            }
        )
        if "gestor_purpose_id" in template._fields:
            # An addon above wants to know what a letter is for.
            purposes = self.env["gestor.consent.purpose"]
            template.gestor_purpose_id = purposes._get_purpose("transactional")
        client = self._create_clients(1, email="klient@example.com")
        kinds = [
            {
                "kind": "assign",
                "user_field_id": user_field.id,
                "assignee_id": self.user.id,
            },
            {
                "kind": "stage",
                "target_field_id": Field._get("res.partner", "industry_id").id,
                "target_value_id": industry.id,
            },
            {"kind": "email", "mail_template_id": template.id},
            {"kind": "notify", "message": "Uwaga", "assignee_id": self.member.id},
        ]
        for vals in kinds:
            action = self._create_action(trigger="manual", **vals)
            run = action.run_on(client)
            run.action_run_now()
            self.assertEqual((run.state, run.error), ("done", False), vals["kind"])
            if vals["kind"] == "email":
                mail = self.env["mail.mail"].browse(run.result_id)
                self.assertEqual((mail.state, mail.res_id), ("outgoing", client.id))
        self.assertEqual((client.user_id, client.industry_id), (self.user, industry))

    def test_preview_writes_nothing(self):
        action = self._create_action(delay=2, since=datetime(2020, 1, 1))
        client = self._create_clients(1)
        self._runs(action).unlink()
        rows, count = action._get_preview(30)
        self.assertIn(client.display_name, [name for name, _moment in rows])
        self.assertEqual(count, len(rows))
        self.assertFalse(self._runs(action))
        wizard = Form(
            self.env["gestor.automation.preview"]
            .with_user(self.manager)
            .with_context(default_action_id=action.id)
        )
        self.assertIn(client.display_name, str(wizard.content))

    def test_preview_leaves_out_what_is_planned(self):
        action = self._create_action(
            trigger="repeat",
            start_at=fields.Datetime.now() + timedelta(days=1),
            repeat_unit="weeks",
        )
        self._create_clients(1)
        self.assertEqual(action._get_preview(20)[1], 3)
        action._plan()
        self.assertEqual(action._get_preview(20)[1], 2)

    def test_merge_moves_runs_and_own_actions(self):
        """Both clients had the same occasion: it is done once for the one left."""
        action = self._create_action(delay=1)
        clients = self._create_clients(2)
        own = self._create_action(
            trigger="manual", owner_model="res.partner", owner_id=clients[1].id
        )
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        kept, merged = clients[0], clients[1]
        wizard._merge(clients.ids, kept)
        self.assertFalse(merged.exists())
        self.assertEqual(own.owner_id, kept.id)
        runs = self._runs(action)
        self.assertEqual(runs.filtered(lambda r: r.state == "planned").res_id, kept.id)
        self.assertEqual(sorted(runs.mapped("state")), ["cancelled", "planned"])

    def test_own_actions_of_a_client(self):
        """The tab: actions of one client concern this client only."""
        clients = self._create_clients(2)
        form = Form(clients[0].with_user(self.manager))
        with form.gestor_automation_ids.new() as line:
            line.name = "Co miesiąc"
            line.trigger = "repeat"
            line.start_at = fields.Datetime.now() + timedelta(days=1)
            line.repeat_unit = "months"
        form.save()
        action = clients[0].gestor_automation_ids
        self.assertEqual(
            (action.owner_model, action.model), ("res.partner", "res.partner")
        )
        self.Action._cron_plan()
        self.assertEqual(self._runs(action).mapped("res_id"), [clients[0].id])
        self.assertEqual(clients[0].gestor_run_ids, self._runs(action))
        run = self._runs(action)
        clients[0].unlink()
        self.assertFalse(action.exists())
        self.assertEqual(run.state, "cancelled")

    def test_planner_cost_does_not_grow_with_records(self):
        def cost(count):
            clients = self._create_clients(count)
            action = self._create_action()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.assertGreaterEqual(action._plan(), len(clients))
            return self.env.cr.sql_log_count - before

        cost(2)
        self.assertLessEqual(cost(300), cost(3) + 1)

    def test_executor_costs_at_most_one_query_per_run(self):
        """Beside the work itself: activities of all runs are made by one create."""

        def cost(count):
            self._create_action(trigger="manual").run_on(self._create_clients(count))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.Run._cron_execute()
            return self.env.cr.sql_log_count - before

        def work(count):
            action = self._create_action(trigger="manual")._get_acting()
            clients = self._create_clients(count).with_env(action.env)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            action._gestor_run_activity(clients)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        cost(2), work(2)
        own = cost(100) - work(100)
        self.assertLessEqual(own, 100)
