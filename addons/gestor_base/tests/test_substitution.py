from freezegun import freeze_time
from psycopg2.errors import CheckViolation, ExclusionViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Datetime
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .substitution_common import SubstitutionCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-20 10:00:00")
class TestSubstitution(SubstitutionCommon):
    def test_bounds_are_midnights_of_the_absent_user(self):
        """Y2: the period ends on the night when clocks change."""
        row = self._substitute()
        self.assertEqual(row.start_at, Datetime.to_datetime("2026-03-26 23:00:00"))
        self.assertEqual(row.end_at, Datetime.to_datetime("2026-03-29 22:00:00"))
        self.anna.tz = "America/New_York"
        self.assertEqual(row.start_at, Datetime.to_datetime("2026-03-27 04:00:00"))
        self.assertEqual(row.end_at, Datetime.to_datetime("2026-03-30 04:00:00"))

    def test_state(self):
        row = self._substitute()
        for moment, state in (
            ("2026-03-26 22:59:59", "planned"),
            ("2026-03-26 23:00:00", "active"),
            ("2026-03-29 21:59:59", "active"),
            ("2026-03-29 22:00:00", "ended"),
        ):
            with self.subTest(moment), freeze_time(moment):
                row.invalidate_recordset()
                self.assertEqual(row.state, state)
                self.assertIn(row, row.search([("state", "=", state)]))
                others = [("state", "in", {"planned", "active", "ended"} - {state})]
                self.assertNotIn(row, row.search(others))

    def test_open_ended_until_switched_off(self):
        row = self._substitute(date_from="2026-03-20", date_to=False)
        self.assertEqual(row.state, "active")
        with freeze_time("2026-05-04 12:30:00"):
            row.action_switch_off()
            self.assertEqual(row.state, "ended")
            self.assertEqual(row.end_at, Datetime.now())

    def test_started_again_the_same_day(self):
        row = self._substitute(date_from="2026-03-20", date_to=False)
        row.action_switch_off()
        with freeze_time("2026-03-20 15:00:00"):
            action = row.action_switch_on()
            again = row.browse(action["res_id"])
            self.assertEqual(again.state, "active")
            self.assertEqual(again.start_at, Datetime.now())
            self.assertEqual(row.state, "ended")

    def test_planned_one_started_now(self):
        row = self._substitute()
        row.action_switch_on()
        self.assertEqual(row.state, "active")
        self.assertEqual(row.start_at, Datetime.now())

    def test_same_pair_does_not_overlap(self):
        self._substitute()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(ExclusionViolation),
            self.cr.savepoint(),
        ):
            self._substitute(date_from="2026-03-29", date_to="2026-04-05")
        self._substitute(date_from="2026-03-30", date_to="2026-04-05")
        self._substitute(substitute=self.ewa)

    def test_dates_and_oneself(self):
        for vals in ({"date_to": "2026-03-01"}, {"substitute": self.anna}):
            with (
                self.subTest(vals),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.cr.savepoint(),
            ):
                self._substitute(**vals)

    def test_at_least_one_area(self):
        areas = dict.fromkeys(self.Substitution._get_area_fields(), False)
        with self.assertRaises(ValidationError):
            self._substitute(**areas)

    def test_only_internal_users(self):
        portal = self._create_user("subst_portal", "base.group_portal")
        with self.assertRaises(ValidationError):
            self._substitute(substitute=portal)

    # === CYCLES ===

    def test_two_do_not_substitute_for_each_other(self):
        self._substitute()
        with self.assertRaises(ValidationError):
            self._substitute(self.jan, self.anna)
        with self.assertRaises(ValidationError):
            self._substitute(self.jan, self.anna, date_from="2026-03-29", date_to=False)

    def test_mutual_ones_in_other_times_or_areas(self):
        self._substitute(area_mail=False)
        self._substitute(self.jan, self.anna, date_from="2026-03-30", date_to=False)
        areas = dict.fromkeys(self.Substitution._get_area_fields(), False)
        self._substitute(self.jan, self.anna, **{**areas, "area_mail": True})

    def test_longer_chain(self):
        self._substitute(self.anna, self.jan)
        self._substitute(self.jan, self.ewa)
        with self.assertRaises(ValidationError) as caught:
            self._substitute(self.ewa, self.anna, date_from="2026-03-28")
        for user in self.people:
            self.assertIn(user.name, str(caught.exception))

    def test_chain_without_a_common_moment(self):
        self._substitute(self.anna, self.jan, date_to="2026-03-27")
        self._substitute(self.jan, self.ewa, date_from="2026-03-28")
        self._substitute(self.ewa, self.anna)

    def test_change_of_dates_is_checked(self):
        self._substitute()
        later = self._substitute(
            self.jan, self.anna, date_from="2026-03-30", date_to="2026-04-02"
        )
        with self.assertRaises(ValidationError):
            later.date_from = "2026-03-29"

    # === WHO MAY ===

    def test_only_for_oneself(self):
        with self.assertRaises(AccessError):
            self._substitute(self.anna, self.ewa, as_user=self.ewa)
        with self.assertRaises(AccessError):
            self._substitute(self.anna, self.jan, as_user=self.ewa)

    def test_leader_for_the_team(self):
        self.env["crm.team"].create(
            {
                "name": "Handel",
                "user_id": self.ewa.id,
                "crm_team_member_ids": [Command.create({"user_id": self.anna.id})],
            }
        )
        row = self._substitute(as_user=self.ewa)
        self.assertTrue(row.with_user(self.ewa).reason is False)
        with self.assertRaises(AccessError):
            self._substitute(self.jan, self.anna, as_user=self.ewa)
        self.anna.crm_team_member_ids.active = False
        with self.assertRaises(AccessError):
            self._substitute(as_user=self.ewa, date_from="2026-05-01", date_to=False)

    def test_administrator_for_all(self):
        self.assertTrue(self._substitute(as_user=self.boss))

    def test_absent_user_does_not_change(self):
        """Else a user could make himself the substitute of anybody."""
        row = self._substitute(self.ewa, self.jan)
        with self.assertRaises(UserError):
            row.user_id = self.anna

    def test_what_has_begun_is_history(self):
        row = self._substitute(date_from="2026-03-20")
        for vals in ({"substitute_id": self.ewa.id}, {"date_from": "2026-01-01"}):
            with self.subTest(vals), self.assertRaises(UserError):
                row.write(vals)
        with self.assertRaises(UserError):
            row.unlink()
        row.date_to = "2026-04-03"
        row.action_switch_off()
        with self.assertRaises(UserError):
            row.date_to = False

    def test_substitute_reads_and_does_not_change(self):
        row = self._substitute()
        seen = row.with_user(self.jan)
        self.assertEqual(seen.user_id, self.anna)
        with self.assertRaises(AccessError):
            seen.reason = "x"
        self.assertFalse(row.with_user(self.ewa).search([("id", "=", row.id)]))

    def test_portal_and_public_have_nothing(self):
        row = self._substitute()
        portal = self._create_user("subst_portal", "base.group_portal")
        for user in (portal, self.env.ref("base.public_user")):
            with self.subTest(user.login), self.assertRaises(AccessError):
                row.with_user(user).read(["user_id"])

    # === DEFAULT SUBSTITUTES ===

    def test_first_who_is_not_away_is_proposed(self):
        user = self.anna.with_user(self.anna)
        user.gestor_default_substitute_ids = [
            Command.create({"substitute_id": self.jan.id, "sequence": 1}),
            Command.create({"substitute_id": self.ewa.id, "sequence": 2}),
        ]
        form = Form(self.Substitution.with_user(self.anna))
        self.assertEqual(form.user_id, self.anna)
        self.assertEqual(form.substitute_id, self.jan)
        self._substitute(self.jan, self.boss, date_from="2026-03-19")
        form = Form(self.Substitution.with_user(self.anna))
        self.assertEqual(form.substitute_id, self.ewa)
        row = form.save()
        self.assertEqual(row.state, "active")

    def test_i_am_away(self):
        action = self.anna.with_user(self.anna).action_gestor_away()
        self.assertEqual(action["context"], {"default_user_id": self.anna.id})

    def test_administrator_manages_teams(self):
        """Y1: the teams of sales are the teams of Gestor."""
        team = self.env["crm.team"].with_user(self.boss).create({"name": "Serwis"})
        team.crm_team_member_ids = [Command.create({"user_id": self.anna.id})]
        team.user_id = self.ewa
        self.assertEqual(self.ewa._gestor_get_team_members(), self.anna)
        with self.assertRaises(AccessError):
            team.with_user(self.ewa).name = "x"
        self.anna.crm_team_member_ids.active = False
        self.assertFalse(self.ewa._gestor_get_team_members())

    def test_nobody_sets_substitutes_of_another(self):
        with self.assertRaises(AccessError):
            self.anna.with_user(self.ewa).gestor_default_substitute_ids = [
                Command.create({"substitute_id": self.ewa.id})
            ]
        with self.assertRaises(AccessError):
            self.env["gestor.substitute.default"].with_user(self.ewa).create(
                {"user_id": self.anna.id, "substitute_id": self.ewa.id}
            )

    def test_warning_that_it_is_not_passed_on(self):
        self._substitute(self.jan, self.ewa)
        row = self._substitute(self.anna, self.jan)
        self.assertIn(self.jan.name, row.warning)
