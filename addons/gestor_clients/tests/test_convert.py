from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .core_common import ClientsCommon

NIP, OTHER_NIP, BRANCH_NIP = "5260250274", "7740001454", "5261040828"


@tagged("post_install", "-at_install")
class TestConvert(ClientsCommon):
    """K3: conversion both ways, with everything the host does at that moment."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.poland = cls.env.ref("base.pl")
        cls.client = cls._create_firm("Jan Kowalski", country_id=cls.poland.id)
        cls.client.vat = NIP
        cls.contact = cls._create_person("Ewa Nowak", parent_id=cls.client.id)

    def _open(self, partner, **vals):
        wizard = self.env["gestor.client.convert"].with_user(self.anna)
        return wizard.create({"partner_id": partner.id, **vals})

    def test_firm_to_person_keeps_everything(self):
        invoice = self._post_invoice(self.client)
        link = self.client.gestor_link_with(self.firm, "test")
        self.client.industry_id = self.env["res.partner.industry"].create(
            {"name": "Transport"}
        )
        wizard = self._open(self.client)
        self.assertIn(NIP, wizard.preview)
        self.assertIn("Ewa Nowak", wizard.preview)
        self.assertIn("Transport", wizard.preview)
        wizard.action_convert()
        self.assertFalse(self.client.is_company)
        self.assertEqual(self.client.gestor_last_name, "Kowalski")
        self.assertEqual(self.client.vat, NIP)
        self.assertEqual(self.contact.commercial_partner_id, self.client)
        self.assertEqual(invoice.commercial_partner_id, self.client)
        self.assertTrue(link.exists())
        self.assertFalse(self.client.industry_id)
        self.assertIn("Transport", self.client.message_ids[0].body)

    def test_identifiers_of_the_kind_are_lost_and_secrets_are_not_told(self):
        self.client.gestor_krs = "0000028860"
        wizard = self._open(self.client)
        self.assertIn("0000028860", wizard.preview)
        wizard.action_convert()
        self.assertFalse(self.client.gestor_krs)
        self.assertIn("0000028860", self.client.message_ids[0].body)
        self.client.gestor_pesel = "44051401359"
        wizard = self.env["gestor.client.convert"].create(
            {"partner_id": self.client.id, "name": "Kowalski Transport"}
        )
        wizard.action_convert()
        self.assertFalse(self.client.gestor_pesel)
        history = " ".join(str(body) for body in self.client.message_ids.mapped("body"))
        self.assertIn("PESEL", history)
        self.assertNotIn("44051401359", history)

    def test_there_and_back(self):
        self._open(self.client).action_convert()
        self._open(self.client, name="Kowalski Transport").action_convert()
        self.assertTrue(self.client.is_company)
        self.assertEqual(self.client.name, "Kowalski Transport")
        self.assertFalse(self.client.gestor_last_name)
        self.assertEqual(self.client.vat, NIP)
        self.assertEqual(self.contact.commercial_partner_id, self.client)

    def test_branch_to_contact(self):
        """The firm above takes over new documents; old ones stay where they were."""
        self.firm.write({"country_id": self.poland.id, "vat": OTHER_NIP})
        branch = self._create_branch("Adam Nowak", self.firm, vat=BRANCH_NIP)
        invoice = self._post_invoice(branch)
        wizard = self._open(branch)
        self.assertIn("Hurtownia Alfa", wizard.preview)
        self.assertIn(BRANCH_NIP, wizard.preview)  # the number is lost
        wizard.action_convert()
        self.assertEqual(branch.commercial_partner_id, self.firm)
        self.assertEqual(branch.vat, OTHER_NIP)
        self.assertEqual(self.firm.vat, OTHER_NIP)
        self.assertEqual(invoice.commercial_partner_id, branch)
        self.assertIn(BRANCH_NIP, branch.message_ids[0].body)

    def test_branch_made_independent(self):
        self.firm.write({"country_id": self.poland.id, "vat": OTHER_NIP})
        branch = self._create_branch("Adam Nowak", self.firm, vat=BRANCH_NIP)
        self._open(branch, keep_parent=False).action_convert()
        self.assertFalse(branch.parent_id)
        self.assertEqual(branch.vat, BRANCH_NIP)
        self.assertEqual(branch.gestor_head_office_id, branch)

    def test_contact_to_branch_has_its_own_address(self):
        self.firm.city = "Łódź"
        contact = self._create_person("Adam Nowak", parent_id=self.firm.id)
        self._open(contact).action_convert()
        self.assertEqual(contact.commercial_partner_id, contact)
        contact.city = "Gdynia"
        self.assertEqual(self.firm.city, "Łódź")

    def test_refusals(self):
        user = new_test_user(self.env, "klienci_osoba", "base.group_user")
        self._create_branch("Oddział", self.firm)
        own = self.env.company.partner_id
        for partner in (user.partner_id, self.firm, own):
            wizard = self.env["gestor.client.convert"].create(
                {"partner_id": partner.id}
            )
            self.assertTrue(wizard.blocker, partner.name)
            with self.assertRaises(UserError):
                wizard.action_convert()

    def test_portal_user_keeps_his_login(self):
        person = self._create_person("Olga Lis", email="olga@example.com")
        portal = new_test_user(
            self.env, "klienci_portal", "base.group_portal", partner_id=person.id
        )
        wizard = self._open(person, name="Olga Lis Studio")
        self.assertIn("klienci_portal", wizard.preview)
        wizard.action_convert()
        self.assertEqual(portal.partner_id, person)
        self.assertTrue(person.is_company)

    def test_stranger_may_not_convert(self):
        self.client.user_id = self.jan
        with self.assertRaises(Exception):  # noqa: B017 - unreadable or not editable
            self._open(self.client).action_convert()
