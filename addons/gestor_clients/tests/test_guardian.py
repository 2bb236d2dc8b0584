from psycopg2 import IntegrityError

from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .core_common import ClientsCommon


@tagged("post_install", "-at_install")
class TestGuardian(ClientsCommon):
    """K8: the main guardian and the host's salesperson are one."""

    def _create_guardian(self, user, **vals):
        return self.env["gestor.client.guardian"].create(
            {"partner_id": self.firm.id, "user_id": user.id, **vals}
        )

    def _main(self):
        return self.firm.gestor_guardian_ids.filtered("is_main").user_id

    def test_salesperson_becomes_the_main_guardian(self):
        firm = self._create_firm("Beta", user_id=self.anna.id)
        self.assertEqual(firm.gestor_guardian_ids.user_id, self.anna)
        self.assertTrue(firm.gestor_guardian_ids.is_main)
        self.firm.user_id = self.jan
        self.assertEqual(self._main(), self.jan)

    def test_main_guardian_becomes_the_salesperson(self):
        row = self._create_guardian(self.anna, is_main=True)
        self.assertEqual(self.firm.user_id, self.anna)
        row.user_id = self.jan
        self.assertEqual(self.firm.user_id, self.jan)
        row.is_main = False
        self.assertFalse(self.firm.user_id)
        row.is_main = True
        row.unlink()
        self.assertFalse(self.firm.user_id)

    def test_another_main_one_takes_the_place(self):
        first = self._create_guardian(self.anna, is_main=True)
        second = self._create_guardian(self.jan, is_main=True)
        self.assertEqual(self._main(), self.jan)
        self.assertEqual(self.firm.user_id, self.jan)
        self.assertTrue(first.active)
        first.is_main = True
        self.assertEqual(self.firm.user_id, self.anna)
        self.assertFalse(second.is_main)

    def test_changed_salesperson_leaves_history(self):
        self.firm.user_id = self.anna
        self._create_guardian(self.jan)
        self.firm.user_id = self.jan
        self.assertEqual(self.firm.gestor_guardian_ids.user_id, self.jan)
        rows = self.firm.with_context(active_test=False).gestor_guardian_ids
        self.assertEqual(len(rows), 2)
        ended = rows - self.firm.gestor_guardian_ids
        self.assertEqual(ended.user_id, self.anna)
        self.assertTrue(ended.date_to)
        self.firm.user_id = False
        self.assertFalse(self.firm.gestor_guardian_ids)

    def test_contacts_have_no_rows(self):
        self.firm.user_id = self.anna
        contact = self._create_person("Ewa Nowak", parent_id=self.firm.id)
        self.assertEqual(contact.user_id, self.anna)
        self.assertFalse(contact.gestor_guardian_ids)

    @mute_logger("odoo.sql_db")
    def test_database_guards(self):
        self._create_guardian(self.anna, is_main=True)
        for vals in (
            {"user_id": self.anna.id},
            {"user_id": self.jan.id, "is_main": True, "date_to": "2030-01-01"},
            {
                "user_id": self.jan.id,
                "date_from": "2030-01-02",
                "date_to": "2030-01-01",
            },
        ):
            with self.assertRaises(IntegrityError), self.cr.savepoint():
                self._create_guardian(self.anna, **vals)
        self.env.invalidate_all()
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.cr.execute(
                "INSERT INTO gestor_client_guardian (partner_id, user_id, is_main,"
                " active) VALUES (%s, %s, true, true)",
                [self.firm.id, self.jan.id],
            )

    def test_same_user_in_two_roles_and_again_after_the_end(self):
        role = self.env["gestor.client.guardian.role"].create({"name": "Rola"})
        self._create_guardian(self.jan, date_to="2020-01-01", date_from="2019-01-01")
        self._create_guardian(self.jan)
        self._create_guardian(self.jan, role_id=role.id)

    def test_install_takes_salespersons_over(self):
        self.firm.user_id = self.anna
        self.firm.gestor_guardian_ids.flush_recordset()
        self.cr.execute("DELETE FROM gestor_client_guardian")
        self.env.invalidate_all()
        for _time in range(2):
            self.env["gestor.client.guardian"].init()
        self.assertEqual(self._main(), self.anna)

    def test_form_of_the_client(self):
        with Form(self.firm.with_user(self.boss)) as form:
            with form.gestor_guardian_ids.new() as line:
                line.user_id = self.jan
                line.is_main = True
        self.assertEqual(self.firm.user_id, self.jan)

    def test_many_at_once(self):
        vals = [
            {"name": f"F{n}", "is_company": True, "user_id": self.anna.id}
            for n in range(50)
        ]
        firms = self.Partner.create(vals)
        self.assertEqual(len(firms.gestor_guardian_ids), 50)
