from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from .automation_common import MANAGER, AutomationCommon


@tagged("post_install", "-at_install")
class TestAutomationRights(AutomationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.action = cls._create_action(responsible_id=cls.member.id)
        cls.client = cls._create_clients(1)
        cls.planned = cls.Run.search([("action_id", "=", cls.action.id)])
        cls.stranger = cls._create_user("gestor_obcy", "gestor_base.group_user")
        company = cls.env["res.company"].create({"name": "Inna"})
        cls.foreign = new_test_user(
            cls.env,
            "gestor_inna",
            MANAGER,
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        cls.portal = cls._create_user("gestor_portal", "base.group_portal")
        cls.public = cls._create_user("gestor_public", "base.group_public")

    def _can(self, record, user, operation):
        return record.with_user(user).has_access(operation)

    def test_table_of_rights(self):
        self.action.sudo().company_id = self.planned.sudo().company_id = (
            self.env.company
        )
        expected = {
            # who: (read the definition, write it, read the run, write it)
            self.member: (True, False, True, False),
            self.manager: (True, True, True, False),
            self.stranger: (True, False, False, False),
            self.foreign: (False, False, False, False),
            self.user: (False, False, False, False),
            self.portal: (False, False, False, False),
            self.public: (False, False, False, False),
        }
        for user, rights in expected.items():
            found = tuple(
                self._can(record, user, operation)
                for record in (self.action, self.planned)
                for operation in ("read", "write")
            )
            self.assertEqual(found, rights, user.login)

    def test_buttons_refuse_a_stranger(self):
        for user in (self.stranger, self.portal, self.public):
            for button in ("action_skip", "action_retry", "action_run_now"):
                with self.assertRaises(AccessError):
                    getattr(self.planned.with_user(user), button)()
        self.planned.with_user(self.member).action_skip()
        self.assertEqual(self.planned.state, "skipped")

    def test_runs_with_the_rights_of_its_author(self):
        """What the author may not do fails, whoever runs the executor."""
        weak = self._create_user("gestor_slaby", "gestor_base.group_manager")
        action = self._create_action(
            as_user=weak,
            trigger="manual",
            kind="assign",
            user_field_id=self.env["ir.model.fields"]._get("res.partner", "user_id").id,
            assignee_id=weak.id,
            on_error="stop",
        )
        run = action.sudo().run_on(self.client.sudo())
        run.action_run_now()
        self.assertEqual(run.state, "failed")
        self.assertNotEqual(self.client.user_id, weak)

    def test_action_of_a_data_file_works_as_the_administrator(self):
        action = self.Action.create(
            {"name": "Z pliku", "model": "res.partner", "trigger": "manual"}
        )
        self.assertTrue(self.env.su)
        self.assertEqual(action.user_id, self.env.ref("base.user_admin"))
        self.assertFalse(action._get_acting().env.su)

    def test_hidden_records_are_not_touched(self):
        action = self._create_action(trigger="manual")
        self._hide_partners(self.client, self.manager)
        run = action.sudo().run_on(self.client.sudo())
        run.action_run_now()
        self.assertEqual(run.state, "skipped")

    def test_who_changes_an_action_lends_it_his_rights(self):
        admin = self._create_user("gestor_admin", f"{MANAGER},base.group_system")
        action = self._create_action(as_user=admin, trigger="manual")
        self.assertEqual(action.sudo().user_id, admin)
        action.with_user(self.manager).condition = "[]"
        self.assertEqual(action.sudo().user_id, self.manager)
        with self.assertRaises(AccessError):
            action.with_user(self.member).name = "x"

    def test_user_cannot_be_given(self):
        admin = self.env.ref("base.user_admin")
        action = self._create_action(user_id=admin.id)
        self.assertEqual(action.sudo().user_id, self.manager)
        action.with_user(self.manager).user_id = admin
        self.assertEqual(action.sudo().user_id, self.manager)

    def test_server_actions_are_for_the_system_administrator(self):
        server_action = self.env["ir.actions.server"].create(
            {
                "name": "Kod",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "state": "code",
                "code": "records.write({'ref': 'kod'})",
            }
        )
        with self.assertRaises(AccessError):
            self._create_action(kind="server_action", server_action_id=server_action.id)
        admin = self._create_user("gestor_admin", f"{MANAGER},base.group_system")
        vals = {"kind": "server_action", "server_action_id": server_action.id}
        action = self._create_action(as_user=admin, trigger="manual", **vals)
        action.sudo().run_on(self.client.sudo()).action_run_now()
        self.assertEqual(self.client.ref, "kod")
        with self.assertRaises(ValidationError):
            action.with_user(self.manager).name = "Moja"

    def test_condition_is_data_not_code(self):
        for condition in ("__import__('os')", "[('nothing', '=', 1)]", "[(", "5"):
            with self.assertRaises(ValidationError):
                self._create_action(condition=condition)

    def test_own_action_needs_the_right_to_write_on_its_owner(self):
        reader = self._create_user("gestor_czyta", "gestor_base.group_manager")
        with self.assertRaises(AccessError):
            self._create_action(
                as_user=reader, owner_model="res.partner", owner_id=self.client.id
            )
