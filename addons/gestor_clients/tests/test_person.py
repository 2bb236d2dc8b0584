from odoo.tests import Form, tagged

from .core_common import ClientsCommon


@tagged("post_install", "-at_install")
class TestPerson(ClientsCommon):
    """K3: first and last name compose the name; a whole name is taken apart."""

    def _names(self, person):
        return (person.name, person.gestor_first_name, person.gestor_last_name)

    def test_whole_name_is_taken_apart(self):
        person = self._create_person("Jan Maria Kowalski-Nowak")
        self.assertEqual(
            self._names(person),
            ("Jan Maria Kowalski-Nowak", "Jan Maria", "Kowalski-Nowak"),
        )
        person.name = "Ewa Nowak"
        self.assertEqual(self._names(person), ("Ewa Nowak", "Ewa", "Nowak"))

    def test_parts_compose(self):
        person = self.Partner.create(
            {"gestor_first_name": "Ewa", "gestor_last_name": "Nowak"}
        )
        self.assertEqual(person.name, "Ewa Nowak")
        person.gestor_last_name = "Kowalska"
        self.assertEqual(person.name, "Ewa Kowalska")

    def test_what_is_no_name_is_not_taken_apart(self):
        for name in ("Biuro", "Sklep nr 7", "Zakład Usług i Handlu w Łodzi"):
            person = self._create_person(name)
            self.assertEqual(self._names(person), (name, False, False))

    def test_firms_have_none(self):
        self.assertFalse(self.firm.gestor_last_name)
        self.firm.name = "Inna Nazwa"
        self.assertFalse(self.firm.gestor_last_name)

    def test_mixed_write(self):
        person = self._create_person("Jan Kowalski")
        (person | self.firm).write({"name": "Anna Wiśniewska"})
        self.assertEqual(person.gestor_first_name, "Anna")
        self.assertEqual(self.firm.name, "Anna Wiśniewska")
        self.assertFalse(self.firm.gestor_first_name)

    def test_form(self):
        with Form(self.Partner.with_user(self.anna)) as form:
            form.gestor_first_name = "Ewa"
            form.gestor_last_name = "Nowak"
            self.assertEqual(form.name, "Ewa Nowak")
        self.assertEqual(form.record.gestor_last_name, "Nowak")
