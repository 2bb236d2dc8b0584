from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .core_common import ClientsCommon


@tagged("post_install", "-at_install")
class TestAddress(ClientsCommon):
    """K7"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls._create_address("Magazyn 1", "delivery")
        cls.second = cls._create_address("Magazyn 2", "delivery")
        cls.office = cls._create_address("Księgowość", "invoice")
        cls.letters = cls._create_address("Skrytka", "correspondence")
        cls.contact = cls._create_person("Ewa Nowak", parent_id=cls.firm.id)

    @classmethod
    def _create_address(cls, name, kind):
        return cls._create_person(name, type=kind, parent_id=cls.firm.id)

    def _get(self, partner, purpose):
        return partner.address_get([purpose])[purpose]

    def test_types(self):
        self.assertEqual(self._get(self.firm, "delivery"), self.first.id)
        self.assertEqual(self._get(self.firm, "correspondence"), self.letters.id)
        other = self._create_firm("Beta")
        self.assertEqual(self._get(other, "correspondence"), other.id)

    def test_default_of_the_purpose(self):
        self.firm.gestor_delivery_address_id = self.second
        self.firm.gestor_invoice_address_id = self.letters
        for partner in (self.firm, self.contact):
            self.assertEqual(self._get(partner, "delivery"), self.second.id)
            self.assertEqual(self._get(partner, "invoice"), self.letters.id)
        self.assertEqual(self._get(self.first, "delivery"), self.first.id)

    def test_archived_default_is_not_used(self):
        self.firm.gestor_delivery_address_id = self.second
        self.second.active = False
        self.assertEqual(self._get(self.firm, "delivery"), self.first.id)

    def test_branch_has_its_own(self):
        self.firm.gestor_delivery_address_id = self.second
        branch = self._create_branch("Oddział", self.firm)
        self.assertEqual(self._get(branch, "delivery"), branch.id)

    def test_address_of_another_client_is_refused(self):
        with self.assertRaises(ValidationError):
            self._create_firm("Beta").gestor_delivery_address_id = self.first

    def test_invoice_takes_the_default_for_delivery(self):
        self.firm.gestor_delivery_address_id = self.second
        move = self.env["account.move"].create(
            {"move_type": "out_invoice", "partner_id": self.firm.id}
        )
        self.assertEqual(move.partner_shipping_id, self.second)
