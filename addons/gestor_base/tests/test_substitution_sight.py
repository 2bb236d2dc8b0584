from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .substitution_common import SubstitutionCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-20 10:00:00")
class TestSubstitutionSight(SubstitutionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._add_rule()

    def test_seen_only_while_it_lasts(self):
        """K8: at both ends to the second, with the same cache of rules all along."""
        self._substitute()
        for moment, seen in (
            ("2026-03-20 10:00:00", False),
            ("2026-03-26 22:59:59", False),
            ("2026-03-26 23:00:00", True),
            ("2026-03-29 21:59:59", True),
            ("2026-03-29 22:00:00", False),
        ):
            with self.subTest(moment), freeze_time(moment):
                self.assertEqual(self._sees(self.jan), seen)
                self.assertTrue(self._sees(self.anna))
                self.assertFalse(self._sees(self.ewa))

    def test_switched_off(self):
        row = self._substitute(date_from="2026-03-20", date_to=False)
        self.assertTrue(self._sees(self.jan))
        row.action_switch_off()
        self.assertFalse(self._sees(self.jan))
        with self.assertRaises(AccessError):
            self.kept.with_user(self.jan).read(["name"])

    def test_other_area_gives_nothing(self):
        self._substitute(date_from="2026-03-20", area_clients=False)
        self.assertFalse(self._sees(self.jan))

    def test_it_is_not_passed_on(self):
        self._substitute(self.anna, self.jan, date_from="2026-03-20")
        self._substitute(self.jan, self.ewa, date_from="2026-03-20")
        own = self._create_partner("Klient Jana", user_id=self.jan.id)
        self.assertTrue(self._sees(self.ewa, own))
        self.assertFalse(self._sees(self.ewa))

    def test_change_of_the_keeper(self):
        self._substitute(date_from="2026-03-20")
        self.assertTrue(self._sees(self.jan))
        self.kept.user_id = self.ewa
        self.assertFalse(self._sees(self.jan))
        self.assertTrue(self._sees(self.ewa))

    def test_never_another_company(self):
        company = self.env["res.company"].create({"name": "Druga spółka"})
        self.anna.company_ids = [Command.link(company.id)]
        self.kept.company_id = company
        self._substitute(date_from="2026-03-20")
        self.assertFalse(self._sees(self.jan))
        self.assertTrue(
            self._sees(
                self.anna,
                self.kept.with_context(allowed_company_ids=self.anna.company_ids.ids),
            )
        )

    def test_groups_stay(self):
        self.anna.group_ids = [
            Command.link(self.env.ref("gestor_base.group_offers_all").id)
        ]
        self._substitute(date_from="2026-03-20")
        self.assertFalse(self.jan.has_group("gestor_base.group_offers_own"))

    def test_computed_like_searched(self):
        self._substitute(date_from="2026-03-20")
        for user, mine, substituted in (
            (self.anna, True, False),
            (self.jan, True, True),
        ):
            record = self.kept.with_user(user)
            self.assertEqual(record.gestor_seen_by_me, mine)
            self.assertEqual(record.gestor_substituted_by_me, substituted)
        found = self.env["res.partner"].with_user(self.jan)
        found = found.search([("gestor_substituted_by_me", "=", True)])
        self.assertEqual(found, self.kept)
        others = found.search([("gestor_substituted_by_me", "=", False)])
        self.assertNotIn(self.kept, others)

    def test_no_query_more_than_without_substitutions(self):
        """The condition is a part of the search, whatever the number of rows."""
        self._substitute(date_from="2026-03-20")
        partners = self.env["res.partner"].with_user(self.jan)
        partners.search([("name", "=", "x")])
        self._create_partner("Klient", user_id=self.anna.id)
        self.env.flush_all()
        with self.assertQueryCount(1):
            partners.search([("name", "like", "Klient")], limit=80)

    def test_note_on_the_form(self):
        self._substitute(date_from="2026-03-20")
        self.assertIn(self.jan.name, self.kept.gestor_substitution_note)
        with freeze_time("2026-03-30 10:00:00"):
            self.kept.invalidate_recordset()
            self.assertFalse(self.kept.gestor_substitution_note)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-20 10:00:00")
class TestSubstitutionMail(SubstitutionCommon):
    def _post(self, **vals):
        return self.kept.with_user(self.boss).message_post(
            body="Proszę o telefon",
            partner_ids=self.anna.partner_id.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            **vals,
        )

    def _inbox(self, user):
        return self.env["mail.notification"].search(
            [("res_partner_id", "=", user.partner_id.id)]
        )

    def test_copy_with_a_mark_only_while_it_lasts(self):
        self._substitute()
        followers = self.kept.message_follower_ids
        for moment, count in (
            ("2026-03-26 22:59:00", 0),
            ("2026-03-26 23:00:00", 1),
            ("2026-03-29 21:59:00", 2),
            ("2026-03-29 22:00:00", 2),
        ):
            with self.subTest(moment), freeze_time(moment):
                self._post()
                self.assertEqual(len(self._inbox(self.jan)), count)
                self.assertFalse(self._inbox(self.ewa))
        self.assertEqual(len(self._inbox(self.anna)), 4)
        copy = self._inbox(self.jan).mail_message_id[:1]
        self.assertIn(self.anna.name, copy.body)
        self.assertIn("Proszę o telefon", copy.body)
        self.assertEqual(copy.author_id, self.boss.partner_id)
        self.assertNotIn(self.jan.partner_id, self.kept.message_partner_ids)
        self.assertFalse(followers - self.kept.message_follower_ids)

    def test_not_twice_to_who_gets_it_anyway(self):
        self._substitute(date_from="2026-03-20")
        self.kept.with_user(self.boss).message_post(
            body="x", partner_ids=(self.anna | self.jan).partner_id.ids
        )
        self.assertEqual(len(self._inbox(self.jan)), 1)

    def test_not_to_the_author(self):
        self._substitute(date_from="2026-03-20")
        self.kept.with_user(self.jan).message_post(
            body="x", partner_ids=self.anna.partner_id.ids
        )
        self.assertFalse(self._inbox(self.jan))

    def test_not_about_what_he_may_not_read(self):
        company = self.env["res.company"].create({"name": "Druga spółka"})
        (self.anna | self.boss).company_ids = [Command.link(company.id)]
        self.kept.company_id = company
        self._substitute(date_from="2026-03-20")
        self.kept.with_user(self.boss).with_context(
            allowed_company_ids=self.boss.company_ids.ids
        ).message_post(body="x", partner_ids=self.anna.partner_id.ids)
        self.assertTrue(self._inbox(self.anna))
        self.assertFalse(self._inbox(self.jan))

    def test_assigned_activity(self):
        self._substitute(date_from="2026-03-20")
        self.kept.with_user(self.boss).activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=self.anna.id,
            summary="Oddzwonić",
            date_deadline="2026-03-21",
        )
        copy = self._inbox(self.jan).mail_message_id
        self.assertEqual(len(copy), 1)
        self.assertIn("Oddzwonić", copy.subject + copy.body)
        self.assertIn(self.anna.name, copy.body)

    def test_who_acted_for_whom(self):
        self._substitute(date_from="2026-03-20")
        note = self.kept.with_user(self.jan).message_post(body="Zrobione")
        self.assertEqual(note.gestor_for_user_id, self.anna)
        self.assertIn(self.anna.name, note.body)
        self.assertEqual(self.kept.with_user(self.jan)._gestor_acting_for(), self.anna)
        own = self.kept.with_user(self.anna).message_post(body="Dziękuję")
        self.assertFalse(own.gestor_for_user_id)
        self.assertNotIn("<em>", own.body)
        with freeze_time("2026-03-30 10:00:00"):
            late = self.kept.with_user(self.jan).message_post(body="Po czasie")
            self.assertFalse(late.gestor_for_user_id)

    def test_message_to_a_client_is_left_as_written(self):
        self._substitute(date_from="2026-03-20")
        message = self.kept.with_user(self.jan).message_post(
            body="Dzień dobry", subtype_xmlid="mail.mt_comment"
        )
        self.assertEqual(message.gestor_for_user_id, self.anna)
        self.assertNotIn(self.anna.name, message.body)
