from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .core_common import ClientsCommon


@tagged("post_install", "-at_install")
class TestRepresentative(ClientsCommon):
    """K6, K9"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls._create_person(
            "Ewa Nowak", parent_id=cls.firm.id, phone="111", function="Dyrektor"
        )
        cls.other = cls._create_firm("Beta")

    def _represent(self, client, person=None, **vals):
        return self.env["gestor.client.representative"].create(
            {
                "partner_id": client.id,
                "person_id": (person or self.person).id,
                **vals,
            }
        )

    def test_one_person_many_firms(self):
        rows = self._represent(self.firm) | self._represent(
            self.other, job="Prokurent", phone="222"
        )
        self.assertEqual(self.person.gestor_represented_ids, rows)
        self.assertEqual(self.other.gestor_representative_ids, rows[1])
        action = self.person.action_gestor_open_represented()
        self.assertEqual(rows.search(action["domain"]), rows)
        self.assertEqual((rows[0].job, rows[0].phone), ("Dyrektor", "111"))
        self.assertEqual((rows[1].job, rows[1].phone), ("Prokurent", "222"))
        self.assertEqual(self.person.parent_id, self.firm)

    @mute_logger("odoo.sql_db")
    def test_unique_in_open_periods(self):
        first = self._represent(self.other, is_main=True)
        second = self._create_person("Adam Lis")
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self._represent(self.other)
        self._represent(self.other, second, is_main=True)
        self.assertFalse(first.is_main)
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self._represent(self.person)
        first.date_to = "2020-01-01"
        self._represent(self.other)

    def test_firms_do_not_represent(self):
        with self.assertRaises(ValidationError):
            self._represent(self.other, self.firm)

    def test_form_of_the_client(self):
        with Form(self.other.with_user(self.boss)) as form:
            with form.gestor_representative_ids.new() as line:
                line.person_id = self.person
                self.assertEqual(line.phone, "111")
        self.assertEqual(self.person.gestor_represented_ids.partner_id, self.other)

    def test_card_shows_both_sides(self):
        self._represent(self.other)
        card = self.env["gestor.info.card"]
        for record, other in ((self.person, self.other), (self.other, self.person)):
            found = {
                item["res_id"]
                for group in card.get_card("res.partner", record.id)["groups"]
                for item in group["items"]
            }
            self.assertIn(other.id, found)
