from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .core_common import ClientsCommon


@tagged("post_install", "-at_install")
class TestClientKind(ClientsCommon):
    """K2"""

    def test_new_client_is_potential_without_history(self):
        self.assertEqual(self.firm.gestor_client_kind, "potential")
        self.assertFalse(self.firm.gestor_kind_log_ids)

    def test_button_makes_standard_once(self):
        for _time in range(2):
            self.firm.with_user(self.anna).action_gestor_make_standard()
        self.assertEqual(self.firm.gestor_client_kind, "standard")
        row = self.firm.gestor_kind_log_ids
        self.assertEqual(
            (row.kind_from, row.kind_to, row.user_id, row.reason),
            ("potential", "standard", self.anna, "By hand"),
        )

    def test_first_posted_invoice(self):
        first = self._post_invoice(self.firm)
        self._post_invoice(self.firm)
        row = self.firm.gestor_kind_log_ids
        self.assertEqual(len(row), 1)
        self.assertEqual(row.document, first)
        self.assertEqual(self.firm.gestor_client_kind, "standard")

    def test_invoice_of_a_contact_makes_the_firm_standard(self):
        contact = self._create_person("Jan Kowalski", parent_id=self.firm.id)
        self._post_invoice(contact)
        self.assertEqual(self.firm.gestor_client_kind, "standard")

    def test_vendor_bills_and_credit_notes_do_not(self):
        for move_type in ("in_invoice", "out_refund"):
            self._post_invoice(self.firm, move_type=move_type)
        self.assertEqual(self.firm.gestor_client_kind, "potential")

    def test_draft_does_not(self):
        self._post_invoice(self._create_firm("Inna")).copy({"partner_id": self.firm.id})
        self.assertEqual(self.firm.gestor_client_kind, "potential")

    def test_back_by_a_manager_with_a_reason(self):
        self.firm._gestor_make_standard("test")
        with self.assertRaises(UserError):
            self.firm.with_user(self.anna)._gestor_make_potential("pomyłka")
        with self.assertRaises(UserError):
            self.firm.with_user(self.boss)._gestor_make_potential("  ")
        wizard = self.env["gestor.client.kind.change"].with_user(self.boss)
        wizard.create(
            {"partner_id": self.firm.id, "reason": "pomyłka"}
        ).action_confirm()
        self.assertEqual(self.firm.gestor_client_kind, "potential")
        self.assertEqual(self.firm.gestor_kind_log_ids[:1].reason, "pomyłka")
        self.assertEqual(len(self.firm.gestor_kind_log_ids), 2)

    def test_plain_write_is_logged_and_guarded(self):
        self.firm.with_user(self.anna).gestor_client_kind = "standard"
        self.assertEqual(len(self.firm.gestor_kind_log_ids), 1)
        with self.assertRaises(UserError):
            self.firm.with_user(self.anna).gestor_client_kind = "potential"

    def test_history_is_not_edited(self):
        self.firm._gestor_make_standard("test")
        row = self.firm.gestor_kind_log_ids.with_user(self.boss)
        for refused in (row.unlink, lambda: row.write({"reason": "inny"})):
            with self.assertRaises(AccessError):
                refused()

    def test_many_at_once(self):
        firms = self.Partner.create(
            [{"name": f"Firma {n}", "is_company": True} for n in range(20)]
        )
        self.env.flush_all()
        with self.assertQueryCount(12):
            firms._gestor_make_standard("test")
            self.env.flush_all()
        self.assertEqual(len(firms.gestor_kind_log_ids), 20)
