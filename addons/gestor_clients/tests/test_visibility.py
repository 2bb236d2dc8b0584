from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .core_common import ClientsCommon


@tagged("post_install", "-at_install")
class TestVisibility(ClientsCommon):
    """K8: who sees and edits which clients."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kept = cls._create_firm("Klient Anny", user_id=cls.anna.id)
        cls.contact = cls._create_person("Ewa Nowak", parent_id=cls.kept.id)
        cls.address = cls._create_person(
            "Magazyn", parent_id=cls.kept.id, type="delivery"
        )
        cls.address.user_id = False

    def _guard(self, partner, user, **vals):
        return self.env["gestor.client.guardian"].create(
            {"partner_id": partner.id, "user_id": user.id, **vals}
        )

    def test_own_sees_kept_and_unkept(self):
        self.assertTrue(self._sees(self.anna, self.kept))
        self.assertFalse(self._sees(self.jan, self.kept))
        for user in (self.anna, self.jan):
            self.assertTrue(self._sees(user, self.firm))
            self.assertTrue(self._edits(user, self.firm))
        for user in (self.all, self.boss):
            self.assertTrue(self._sees(user, self.kept))
            self.assertTrue(self._edits(user, self.kept))

    def test_contacts_and_addresses_follow(self):
        for record in (self.contact, self.address):
            self.assertTrue(self._sees(self.anna, record))
            self.assertTrue(self._edits(self.anna, record))
            self.assertFalse(self._sees(self.jan, record))

    def test_second_guardian_while_in_force(self):
        self._guard(self.kept, self.jan, date_from="2026-03-01", date_to="2026-03-10")
        for moment, expected in (
            ("2026-02-28 12:00:00", False),
            ("2026-03-01 12:00:00", True),
            ("2026-03-10 12:00:00", True),
            ("2026-03-11 12:00:00", False),
        ):
            with freeze_time(moment):
                self.assertEqual(self._sees(self.jan, self.kept), expected, moment)
                self.assertEqual(self._sees(self.jan, self.contact), expected)
                self.assertEqual(self._edits(self.jan, self.address), expected)

    def test_tree_is_seen_whole_and_edited_in_part(self):
        north = self._create_branch("Północ", self.kept)
        south = self._create_branch("Południe", self.kept)
        self._guard(south, self.jan)
        for record in (self.kept, north, south, self.contact):
            self.assertTrue(self._sees(self.jan, record))
        self.assertTrue(self._edits(self.jan, south))
        self.assertFalse(self._edits(self.jan, north))
        self.assertFalse(self._edits(self.jan, self.kept))
        self.assertTrue(self._edits(self.anna, south))

    def test_representative_of_a_seen_client(self):
        other = self._create_firm("Klient Jana", user_id=self.jan.id)
        person = self._create_person("Olga Lis", parent_id=other.id)
        self.assertFalse(self._sees(self.anna, person))
        self.env["gestor.client.representative"].create(
            {"partner_id": self.kept.id, "person_id": person.id}
        )
        self.assertTrue(self._sees(self.anna, person))
        self.assertFalse(self._edits(self.anna, person))

    def test_participant(self):
        self.kept.gestor_participant_ids = [
            (0, 0, {"partner_id": self.jan.partner_id.id})
        ]
        self.assertTrue(self._sees(self.jan, self.kept))
        self.assertFalse(self._edits(self.jan, self.kept))

    def test_team(self):
        self.assertFalse(self._sees(self.ewa, self.kept))
        self.env["crm.team"].create(
            {"name": "Zespół", "member_ids": [(6, 0, (self.ewa | self.anna).ids)]}
        )
        self.assertTrue(self._sees(self.ewa, self.kept))
        self.assertTrue(self._edits(self.ewa, self.kept))
        # The role of own clients does not see those of the team.
        mine = self._create_firm("Klient Ewy", user_id=self.ewa.id)
        self.assertFalse(self._sees(self.anna, mine))

    def test_users_and_companies_are_always_readable(self):
        for user in (self.anna, self.jan):
            for partner in (self.boss.partner_id, self.env.company.partner_id):
                partner.user_id = self.ewa
                self.assertTrue(self._sees(user, partner))

    def test_without_a_role_the_host_decides(self):
        for groups in ("base.group_user", "gestor_base.group_user"):
            user = new_test_user(self.env, f"klienci_{groups.split('.')[0]}", groups)
            self.assertTrue(self._sees(user, self.kept))

    def test_new_client_of_own(self):
        mine = self.Partner.with_user(self.anna).create(
            {"name": "Nowy", "is_company": True}
        )
        self.assertTrue(self._edits(self.anna, mine))
        mine.user_id = self.anna
        self.assertFalse(self._sees(self.jan, mine))

    def test_delete(self):
        with self.assertRaises(AccessError):
            self.kept.with_user(self.jan).unlink()

    def test_rows_of_the_client_follow_it(self):
        row = self.kept.gestor_guardian_ids
        self.assertTrue(self._sees(self.anna, row))
        self.assertFalse(self._sees(self.jan, row))
        self.assertTrue(self._sees(self.boss, row))

    def test_other_company(self):
        """A guardian still sees no client of a company that is not his."""
        company = self.env["res.company"].create({"name": "Druga"})
        self.kept.company_id = company
        self.assertFalse(self._sees(self.anna, self.kept))

    # === SUBSTITUTION ===

    def _substitute(self, **vals):
        return self.env["gestor.substitution"].create(
            {
                "user_id": self.anna.id,
                "substitute_id": self.jan.id,
                "date_from": "2026-03-27",
                "date_to": "2026-03-29",
                **vals,
            }
        )

    def test_substitution_changes_what_three_users_see(self):
        second = self._create_firm("Klient dwojga", user_id=self.all.id)
        self._guard(second, self.anna, date_from=False)
        with freeze_time("2026-03-20 10:00:00"):
            self._substitute()
        for moment, jan_sees in (
            ("2026-03-26 22:59:59", False),  # one second before midnight in Warsaw
            ("2026-03-26 23:00:00", True),
            ("2026-03-29 21:59:59", True),  # clocks changed in the night
            ("2026-03-29 22:00:00", False),
        ):
            with freeze_time(moment):
                for record in (self.kept, self.contact, self.address, second):
                    self.assertEqual(self._sees(self.jan, record), jan_sees, moment)
                    self.assertEqual(self._edits(self.jan, record), jan_sees, moment)
                    self.assertTrue(self._sees(self.anna, record))
                    self.assertFalse(self._sees(self.ewa, record))

    def test_switched_on_and_off_by_hand(self):
        with freeze_time("2026-03-20 10:00:00"):
            row = self._substitute(date_from="2026-03-20", date_to=False)
            self.assertTrue(self._sees(self.jan, self.kept))
            row.action_switch_off()
            self.assertFalse(self._sees(self.jan, self.kept))
            row.action_switch_on()
            self.assertTrue(self._sees(self.jan, self.kept))

    def test_other_areas_do_not_count(self):
        with freeze_time("2026-03-28 10:00:00"):
            self._substitute(area_clients=False)
            self.assertFalse(self._sees(self.jan, self.kept))

    def test_substitute_is_told_as_the_guardian_would_be(self):
        with freeze_time("2026-03-20 10:00:00"):
            self._substitute()
        self._guard(self.kept, self.ewa)
        keepers = self.kept._gestor_get_keepers()
        self.assertEqual(keepers, self.anna | self.ewa)
        with freeze_time("2026-03-28 10:00:00"):
            found = self.env["gestor.substitution"]._get_substitutes(
                keepers.ids, "clients"
            )
            self.assertEqual(found, {self.anna.id: self.jan})
            acting = self.kept.with_user(self.jan)._gestor_acting_for()
            self.assertEqual(acting, self.anna)
