from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import GestorLinkCommon


@tagged("post_install", "-at_install")
class TestParticipant(GestorLinkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Participant = cls.env["gestor.participant"]
        groups = "gestor_base.group_user,base.group_partner_manager"
        cls.keeper = cls._create_user("part_ola", groups)
        cls.helper = cls._create_user("part_tom", "gestor_base.group_user")
        cls.role = cls.env["gestor.participant.role"].create({"name": "Doradca"})
        cls.quiet = cls.env["gestor.participant.role"].create(
            {"name": "Decydent", "is_follower": False}
        )
        cls.outside = cls._create_partner("Osoba z zewnątrz", email="o@example.com")

    def _add(self, partner, role=None, record=None, user=None):
        record = (record or self.client).with_user(user or self.keeper)
        before = record.gestor_participant_ids
        record.gestor_participant_ids = [
            Command.create({"partner_id": partner.id, "role_id": role and role.id})
        ]
        return record.gestor_participant_ids - before

    def test_user_follows_and_stops(self):
        row = self._add(self.helper.partner_id)
        self.assertEqual(row.user_id, self.helper)
        self.assertEqual((row.res_model, row.res_id), ("res.partner", self.client.id))
        self.assertIn(self.helper.partner_id, self.client.message_partner_ids)
        row.unlink()
        self.assertNotIn(self.helper.partner_id, self.client.message_partner_ids)

    def test_own_following_is_left_alone(self):
        self.client.message_subscribe(self.helper.partner_id.ids)
        row = self._add(self.helper.partner_id)
        self.assertFalse(row.added_follower)
        row.unlink()
        self.assertIn(self.helper.partner_id, self.client.message_partner_ids)

    def test_two_roles_of_a_person(self):
        first = self._add(self.helper.partner_id, self.role)
        second = self._add(self.helper.partner_id)
        first.unlink()
        self.assertIn(self.helper.partner_id, self.client.message_partner_ids)
        second.unlink()
        self.assertNotIn(self.helper.partner_id, self.client.message_partner_ids)

    def test_following_by_role(self):
        self._add(self.outside)
        self.assertNotIn(self.outside, self.client.message_partner_ids)
        self._add(self.helper.partner_id, self.quiet)
        self.assertNotIn(self.helper.partner_id, self.client.message_partner_ids)
        row = self._add(self.outside, self.role)
        self.assertIn(self.outside, self.client.message_partner_ids)
        row.is_follower = False
        self.assertNotIn(self.outside, self.client.message_partner_ids)

    def test_once_in_the_database(self):
        for role in (None, self.role):
            self._add(self.helper.partner_id, role)
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(UniqueViolation),
                self.cr.savepoint(),
            ):
                self._add(self.helper.partner_id, role)

    def test_mine_as_a_participant(self):
        self._add(self.helper.partner_id)
        partners = self.env["res.partner"].with_user(self.helper)
        domain = partners._gestor_participant_domain()
        self.assertEqual(partners.search(domain), self.client)
        self.assertTrue(self.client.with_user(self.helper).gestor_is_participant)
        self.assertFalse(self.client.with_user(self.keeper).gestor_is_participant)

    def test_record_rule(self):
        group = self.env["res.groups"].create(
            {"name": "Participants", "user_ids": [Command.set(self.helper.ids)]}
        )
        self.env["ir.rule"].create(
            {
                "name": "Participants",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": "[('gestor_is_participant', '=', True)]",
                "groups": [Command.link(group.id)],
            }
        )
        seen = self.client.with_user(self.helper)
        self.assertFalse(seen.has_access("read"))
        row = self._add(self.helper.partner_id)
        self.assertTrue(seen.has_access("read"))
        self.assertEqual(seen.gestor_participant_ids, row)
        row.unlink()
        self.assertFalse(seen.has_access("read"))

    def test_rights_follow_the_record(self):
        row = self._add(self.outside)
        reader = self.helper  # may read partners, not write on them
        self.assertEqual(row.with_user(reader).partner_id, self.outside)
        for job in (
            lambda: self._add(self.outside, self.role, user=reader),
            lambda: row.with_user(reader).write({"note": "x"}),
            lambda: row.with_user(reader).unlink(),
        ):
            with self.assertRaises(AccessError):
                job()
        self._hide_partners(self.client, reader)
        self.assertFalse(row.with_user(reader).search([("id", "=", row.id)]))
        with self.assertRaises(AccessError):
            row.with_user(reader).read(["note"])

    def test_portal_and_public_see_none(self):
        row = self._add(self.outside)
        portal = self._create_user("part_portal", "base.group_portal")
        for user in (portal, self.env.ref("base.public_user")):
            with self.subTest(user.login), self.assertRaises(AccessError):
                row.with_user(user).read(["note"])

    def test_deleted_with_the_record(self):
        row = self._add(self.helper.partner_id)
        self.client.unlink()
        self.assertFalse(row.exists())

    def test_copied_or_not(self):
        self._add(self.helper.partner_id, self.role)
        copy = self.client.copy()
        self.assertEqual(copy.gestor_participant_ids.role_id, self.role)
        self.assertEqual(copy.gestor_participant_ids.res_id, copy.id)
        self.assertIn(self.helper.partner_id, copy.message_partner_ids)
        self.patch(type(self.client), "_gestor_copy_participants", False)
        self.assertFalse(self.client.copy().gestor_participant_ids)

    def test_merge_moves_people_and_records(self):
        double = self._create_partner("Hurtownia Alfa 2")
        person = self._create_partner("Osoba 2")
        for record in (self.client, double):
            self._add(self.outside, self.role, record)
        kept = self._add(person, None, double)
        self._add(person, self.role, double)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.client | double).ids, self.client)
        self.env.invalidate_all()
        self.assertEqual(len(self.client.gestor_participant_ids), 3)
        self.assertEqual(kept.res_id, self.client.id)
        wizard._merge((self.outside | person).ids, self.outside)
        self.env.invalidate_all()
        rows = self.client.gestor_participant_ids
        self.assertEqual(rows.partner_id, self.outside)
        self.assertEqual(len(rows), 2)

    def test_page_on_the_form(self):
        with Form(self.client.with_user(self.keeper)) as form:
            with form.gestor_participant_ids.new() as line:
                line.partner_id = self.helper.partner_id
        self.assertEqual(self.client.gestor_participant_ids.user_id, self.helper)

    def test_number_of_queries_does_not_grow(self):
        clients = self.env["res.partner"].create(
            [{"name": f"Klient {n}"} for n in range(20)]
        )
        for client in clients:
            self._add(self.helper.partner_id, record=client, user=self.env.user)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(3):
            self.assertEqual(len(clients.mapped("gestor_participant_ids")), 20)
