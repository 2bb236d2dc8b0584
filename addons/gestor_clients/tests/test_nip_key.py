from psycopg2.errors import ExclusionViolation

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .. import hooks
from .common import NIP_GUS, NIP_MF, NIP_ORLEN, ClientsCommon


@tagged("post_install", "-at_install")
class TestNipKey(ClientsCommon):
    """K4: one client per NIP."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.firm = cls._create_firm("Ministerstwo Finansów", NIP_MF)
        cls.second_company = cls.env["res.company"].create({"name": "Druga"})

    def test_the_constraint_is_in_the_database(self):
        self.env.cr.execute(
            "SELECT contype FROM pg_constraint"
            " WHERE conname = 'res_partner_gestor_nip_unique'"
        )
        self.assertEqual(self.env.cr.fetchone(), ("x",))

    def test_a_second_client_is_refused_in_any_spelling(self):
        for text in (NIP_MF, "526-025-02-74", "PL 526 025 02 74"):
            with (
                self.subTest(text=text),
                self.assertRaisesRegex(ValidationError, "Ministerstwo Finansów"),
            ):
                self._create_firm("Powtórzony", text)

    def test_without_a_country_it_is_the_same_number(self):
        with self.assertRaises(ValidationError):
            self._create_firm("Powtórzony", "526 025 02 74", country_id=False)

    def test_the_database_refuses_what_python_did_not_see(self):
        other = self._create_firm("Inny", NIP_GUS)
        self.env.flush_all()
        with (
            self.assertRaises(ExclusionViolation),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(
                "UPDATE res_partner SET gestor_nip_key = %s WHERE id = %s",
                [NIP_MF, other.id],
            )

    def test_contacts_inherit_the_number_without_a_key(self):
        contact = self.Partner.create({"name": "Anna", "parent_id": self.firm.id})
        self.assertEqual(contact.vat, NIP_MF)
        self.assertFalse(contact.gestor_nip_key)

    def test_branches_share_the_number_of_the_head_office(self):
        branches = self._create_firm(
            "Oddział 1", NIP_MF, parent_id=self.firm.id, type="branch"
        ) | self._create_firm(
            "Oddział 2", "526-025-02-74", parent_id=self.firm.id, type="branch"
        )
        self.assertFalse(branches.filtered("gestor_nip_key"))
        self.assertEqual(self.firm.gestor_nip_key, NIP_MF)

    def test_a_branch_that_becomes_independent_needs_its_own_number(self):
        branch = self._create_firm("Oddział", NIP_MF, parent_id=self.firm.id)
        with self.assertRaises(ValidationError):
            branch.parent_id = False

    def test_a_branch_with_a_number_of_its_own_has_the_key(self):
        branch = self._create_firm("Oddział", NIP_GUS, parent_id=self.firm.id)
        self.assertEqual(branch.gestor_nip_key, NIP_GUS)
        with self.assertRaises(ValidationError):
            self._create_firm("Powtórzony", NIP_GUS)

    def test_companies_are_apart_but_not_from_shared_clients(self):
        ours = self._create_firm("Nasz", NIP_GUS, company_id=self.env.company.id)
        self._create_firm("Ich", NIP_GUS, company_id=self.second_company.id)
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self._create_firm("Wspólny", NIP_GUS)
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            ours.company_id = self.second_company
        with self.assertRaises(ValidationError):
            self._create_firm("Nasz", NIP_MF, company_id=self.env.company.id)

    def test_the_database_sees_shared_clients_too(self):
        self._create_firm("Ich", NIP_GUS, company_id=self.second_company.id)
        shared = self._create_firm("Wspólny")
        self.env.flush_all()
        with (
            self.assertRaises(ExclusionViolation),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(
                "UPDATE res_partner SET gestor_nip_key = %s WHERE id = %s",
                [NIP_GUS, shared.id],
            )

    def test_an_archived_client_gives_the_number_free(self):
        self.firm.action_archive()
        self.env.flush_all()
        other = self._create_firm("Następca", NIP_MF)
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self.firm.action_unarchive()
        other.action_archive()
        self.firm.action_unarchive()

    def test_no_number_may_repeat(self):
        self._create_firm("Bez NIP 1", "/")
        self._create_firm("Bez NIP 2", "/")
        self._create_firm("Bez NIP 3")

    def test_a_hidden_client_is_not_named(self):
        self.env["ir.rule"].create(
            {
                "name": "Hide",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {self.firm.id})]",
            }
        )
        with self.assertRaises(ValidationError) as caught:
            self.Partner.with_user(self.agent).create(
                {"name": "X", "is_company": True, "vat": NIP_MF}
            )
        self.assertNotIn("Ministerstwo", str(caught.exception))

    def test_many_numbers_are_found_by_one_query(self):
        numbers = ["526-025-02-74", "PL5260250274", NIP_GUS, "/"]
        with self.assertQueryCount(1):
            found = self.Partner.gestor_find_by_nip(numbers, "PL")
        self.assertEqual(found[numbers[0]], [self.firm.id])
        self.assertEqual(found[numbers[1]], [self.firm.id])
        self.assertEqual((found[NIP_GUS], found["/"]), ([], []))

    def test_repeated_numbers_found_at_installation_are_listed(self):
        """The hooks run on a base with duplicates; new ones are still refused."""
        first = self._create_firm("Pierwszy", NIP_ORLEN)
        second = self._create_firm("Drugi")
        third = self._create_firm("Trzeci")
        self.env.flush_all()
        self.env.cr.execute(
            "ALTER TABLE res_partner DROP CONSTRAINT res_partner_gestor_nip_unique"
        )
        self.env.cr.execute(
            "UPDATE res_partner SET vat = %s WHERE id IN %s",
            [f"PL {NIP_ORLEN}", (second.id, third.id)],
        )
        self.env.invalidate_all()
        hooks.pre_init_hook(self.env)
        hooks.post_init_hook(self.env)
        self.env.invalidate_all()
        self.env["res.partner"]._gestor_nip_unique.apply_to_database(
            self.env["res.partner"]
        )
        rows = self.env["gestor.nip.duplicate"].search([("nip_key", "=", NIP_ORLEN)])
        self.assertEqual(rows.partner_id, second | third)
        self.assertEqual(rows.original_id, first)
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self._create_firm("Czwarty", NIP_ORLEN)
        # Work the list off: one becomes a branch, one gets another number.
        rows[0].action_make_branch()
        rows[1].partner_id.vat = NIP_GUS
        self.assertFalse(rows.exists())
        self.assertFalse((second | third).filtered("gestor_nip_conflict"))

    def test_merging_two_of_one_number(self):
        pkd = self.env["gestor.client.pkd"]
        other = self._create_firm("Drugi", NIP_GUS)
        for firm in (self.firm, other):
            pkd.create({"partner_id": firm.id, "code": "8411Z", "is_main": True})
        pkd.create({"partner_id": other.id, "code": "6201Z"})
        self.firm.vat = False
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.firm | other).ids, self.firm)
        self.env.invalidate_all()
        self.assertFalse(other.exists())
        self.assertEqual(self.firm.gestor_nip_key, NIP_GUS, "copied from the merged")
        self.assertEqual(self.firm.gestor_pkd_ids.mapped("code"), ["8411Z", "6201Z"])
        self.assertEqual(len(self.firm.gestor_pkd_ids.filtered("is_main")), 1)
