from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SmsCommon


@tagged("post_install", "-at_install")
class TestRights(SmsCommon):
    """Y1: who sees which SMS."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = "gestor_base.group_sms_"
        cls.chief = cls._create_user("sms_all", f"{group}all")
        cls.manager = cls._create_user("sms_manager", f"{group}manager")
        cls.nobody = cls._create_user("sms_none", "base.group_user")
        cls.portal = cls.env["res.users"].create(
            {
                "name": "Portal",
                "login": "sms_portal",
                "group_ids": [Command.set(cls.env.ref("base.group_portal").ids)],
            }
        )
        cls.foreign = cls.env["res.company"].create({"name": "Druga"})
        cls.foreigner = cls._create_user(
            "sms_foreign",
            f"{group}manager",
            company_id=cls.foreign.id,
            company_ids=[Command.set(cls.foreign.ids)],
        )
        cls.log = cls._send(cls.client, "Do klienta", user=cls.seller)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_table(self):
        """Each role against reading, changing, making and deleting."""
        self._join_team(self.seller, self.colleague)
        table = {
            self.seller: True,
            self.colleague: True,
            self.chief: True,
            self.manager: True,
            self.nobody: False,
            self.portal: False,
            self.env.ref("base.public_user"): False,
            self.foreigner: False,
        }
        for user, may_read in table.items():
            with self.subTest(user=user.login):
                log = self.log.with_user(user)
                self.assertEqual(log.has_access("read"), may_read)
                for operation in ("write", "create", "unlink"):
                    self.assertFalse(log.has_access(operation))
                if not may_read:
                    with self.assertRaises(AccessError):
                        log.read(["body"])
                    with self.assertRaises(AccessError):
                        log.action_cancel()

    def test_own_does_not_see_others(self):
        other = self._send(self.client, "Cudzy", user=self.chief)
        found = self.Log.with_user(self.seller).search([("partner_id", "!=", False)])
        self.assertEqual(found, self.log)
        self.assertNotIn(other, self.Log.with_user(self.colleague).search([]))

    def test_team_ends_with_membership(self):
        logs = self.Log.with_user(self.colleague)
        self.assertNotIn(self.log, logs.search([]))
        team = self._join_team(self.seller, self.colleague)
        self.assertIn(self.log, logs.search([]))
        team.crm_team_member_ids.filtered(
            lambda member: member.user_id == self.seller
        ).active = False
        self.assertNotIn(self.log, logs.search([]))

    def test_buttons_are_for_author_and_manager(self):
        self._join_team(self.seller, self.colleague)
        for user in (self.colleague, self.chief):
            with self.assertRaises(AccessError):
                self.log.with_user(user).action_cancel()
        self.log.with_user(self.manager).action_cancel()
        self.assertEqual(self.log.state, "cancelled")

    def test_count_on_the_client_follows_the_rights(self):
        self._send(self.client, "Cudzy", user=self.chief)
        client = self.client.with_user
        self.assertEqual(client(self.seller).gestor_sms_count, 1)
        self.assertEqual(client(self.chief).gestor_sms_count, 2)
        with self.assertRaises(AccessError):
            client(self.nobody).read(["gestor_sms_count"])

    def test_user_without_a_role_sends_by_the_host_s_rights(self):
        """Who may write to a client may send; the role is for the list."""
        log = self._send(self.client, "Bez roli", user=self.nobody)
        self.assertEqual(log.author_id, self.nobody)

    def test_merge_moves_the_history(self):
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.client + self.other_client).ids, self.other_client
        )
        self.assertEqual(self.log.partner_id, self.other_client)
        self.assertEqual(self.log.res_id, self.other_client.id)
