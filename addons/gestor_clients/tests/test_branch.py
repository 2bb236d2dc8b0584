from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import NIP_GUS, NIP_MF, ClientsCommon


@tagged("post_install", "-at_install")
class TestBranch(ClientsCommon):
    """K4, K5: a branch has an address of its own; the host would keep them equal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head = cls._create_firm(
            "Centrala", NIP_MF, city="Warszawa", street="Prosta 1"
        )

    def _create_branch(self, **vals):
        return self._create_firm(
            "Oddział", parent_id=self.head.id, type="branch", **vals
        )

    def test_created_with_its_own_address(self):
        branch = self._create_branch(city="Kraków")
        self.assertEqual((branch.city, branch.street), ("Kraków", False))
        self.assertEqual(self.head.city, "Warszawa")

    def test_created_without_an_address(self):
        self.assertFalse(self._create_branch().city)

    def test_changing_the_branch_leaves_the_head_office(self):
        branch = self._create_branch(city="Kraków")
        branch.write({"city": "Gdańsk", "street": "Długa 2"})
        self.assertEqual((self.head.city, self.head.street), ("Warszawa", "Prosta 1"))

    def test_changing_the_head_office_leaves_the_branch(self):
        branch = self._create_branch(city="Kraków")
        self.head.write({"street": "Krzywa 3", "city": "Łódź"})
        self.assertEqual((branch.city, branch.street), ("Kraków", False))

    def test_an_existing_client_becomes_a_branch_with_its_address(self):
        firm = self._create_firm("Osobna", NIP_GUS, city="Poznań")
        firm.write({"parent_id": self.head.id, "type": "branch"})
        self.assertEqual(firm.city, "Poznań")
        self.assertEqual(self.head.city, "Warszawa")
        self.assertEqual(firm.gestor_nip_key, NIP_GUS)

    def test_a_branch_becomes_independent_with_its_address(self):
        branch = self._create_branch(city="Kraków")
        branch.write({"parent_id": False, "type": "contact"})
        self.assertEqual((branch.city, self.head.city), ("Kraków", "Warszawa"))

    def test_the_first_branch_does_not_give_its_address_to_the_head_office(self):
        head = self._create_firm("Bez adresu")
        self._create_firm("Oddział", parent_id=head.id, type="branch", city="Kraków")
        self.assertFalse(head.city)

    def test_the_form_makes_a_firm_under_a_firm_a_branch(self):
        form = Form(self.Partner.with_context(default_is_company=True))
        form.name = "Oddział"
        form.vat = NIP_MF
        form.parent_id = self.head
        branch = form.save()
        self.assertEqual(branch.type, "branch")
        self.assertFalse(branch.gestor_nip_key)


@tagged("post_install", "-at_install")
class TestDuplicateGuard(ClientsCommon):
    """K4: what the form finds while typing, and what one can do about it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.firm = cls._create_firm(
            "Hurtownia Stalowa Alfa", NIP_MF, phone="+48 22 123 45 67",
            email="Biuro@alfa-stal.example", city="Radom",
        )  # fmt: skip

    def _find(self, partner_id=False, user=None, **values):
        partners = self.Partner.with_user(user or self.agent)
        return partners.gestor_find_duplicates(values, partner_id)

    def _similar(self, **values):
        return [row["id"] for row in self._find(**values)["similar"]]

    def test_a_number_is_found_in_any_spelling(self):
        for text in ("526-025-02-74", "PL5260250274"):
            found = self._find(vat=text)
            self.assertEqual([row["id"] for row in found["nip"]], self.firm.ids)

    def test_an_archived_client_is_found(self):
        self.firm.action_archive()
        found = self._find(vat=NIP_MF)["nip"]
        self.assertFalse(found[0]["active"])

    def test_itself_and_its_head_office_are_no_duplicates(self):
        self.assertFalse(self._find(self.firm.id, vat=NIP_MF)["nip"])
        self.assertFalse(self._find(vat=NIP_MF, parent_id=self.firm.id)["nip"])

    def test_similar_by_name_phone_email_and_domain(self):
        for values in (
            {"name": "Hurtownia Stalowa Alfa sp. z o.o."},
            {"name": "Hurtownia stalowa alva"},
            {"phone": "(22) 123-45-67"},
            {"phone": "0048221234567"},
            {"email": "biuro@alfa-stal.example"},
            {"email": "inny@ALFA-STAL.example"},
        ):
            with self.subTest(values=values):
                self.assertIn(self.firm.id, self._similar(**values))

    def test_nothing_typed_finds_nothing(self):
        """Empty values do not make strangers alike."""
        self._create_firm("Bez danych")
        for values in ({}, {"name": "", "phone": False, "email": " "}, {"name": "Al"}):
            self.assertFalse(self._similar(**values))

    def test_public_mailboxes_say_nothing(self):
        self._create_firm("Jan", email="jan@gmail.com")
        self.assertFalse(self._similar(email="anna@gmail.com"))

    def test_who_may_not_see_the_client_is_told_only_that_it_exists(self):
        self.env["ir.rule"].create(
            {
                "name": "Hide",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {self.firm.id})]",
            }
        )
        found = self._find(vat=NIP_MF, name=self.firm.name)
        self.assertEqual((found["nip"], found["similar"]), ([], []))
        self.assertTrue(found["hidden"])

    def test_the_new_one_becomes_the_head_office(self):
        partners = self.Partner.with_user(self.agent)
        head = partners.browse(
            partners.gestor_create_head_office(
                {"name": "Alfa Centrala", "vat": "PL5260250274"}, self.firm.id
            )
        )
        self.assertEqual(head.gestor_nip_key, NIP_MF)
        self.assertEqual((self.firm.parent_id, self.firm.type), (head, "branch"))
        self.assertEqual((self.firm.vat, self.firm.city), (head.vat, "Radom"))
        self.assertFalse(self.firm.gestor_nip_key)
        self.env.flush_all()

    def test_the_found_client_is_completed_not_overwritten(self):
        self.firm.action_archive()
        self.firm.with_user(self.agent).gestor_use_found(
            {"name": "Inna nazwa", "website": "https://alfa.example", "vat": NIP_MF}
        )
        self.assertEqual(self.firm.name, "Hurtownia Stalowa Alfa")
        self.assertEqual(self.firm.website, "https://alfa.example")
        self.assertTrue(self.firm.active)

    def test_merging_opens_the_dialogue_of_the_host(self):
        other = self._create_firm("Alfa")
        action = other.gestor_merge_with(self.firm.id)
        self.assertEqual(action["context"]["active_ids"], (other | self.firm).ids)
        with self.assertRaises(UserError):
            other.gestor_merge_with(False)
