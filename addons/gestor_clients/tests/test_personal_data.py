import base64
import json
from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from .contact_common import ContactCommon


@tagged("post_install", "-at_install")
class TestPersonalData(ContactCommon):
    """K14: the person may see its data and be forgotten."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.willing.write({"phone": "+48 600 700 800", "street": "Polna 1"})
        cls.willing.message_post(body="Tajna rozmowa")
        cls.env["gestor.partner.email"].create(
            {"partner_id": cls.willing.id, "email": "faktury@example.com"}
        )
        cls._consent(
            cls.willing,
            channel="sms",
            given_by="Brat",
            note="przez telefon",
            proof_id=cls.env["ir.attachment"].create({"name": "z", "raw": b"z"}).id,
        )

    def _export(self, user):
        wizards = self.env["gestor.personal.data.export"].with_user(user)
        return wizards.create({"partner_id": self.willing.id})

    def test_export_holds_everything(self):
        lead = self.env["res.partner"].create(
            {"name": "Filia", "parent_id": self.willing.id}
        )
        data = json.loads(base64.b64decode(self._export(self.manager).file_json))
        text = json.dumps(data, ensure_ascii=False)
        for piece in (
            "Zofia Chętna",
            "+48 600 700 800",
            "Polna 1",
            "faktury@example.com",
            "Brat",
            "Tajna rozmowa",
            lead.display_name,
        ):
            self.assertIn(piece, text)
        self.assertEqual(len(data["consents"]), 2)

    def test_export_is_for_managers_and_logged(self):
        with self.assertRaises(AccessError):
            self._export(self.member)
        export = self._export(self.manager)
        export.action_download()
        logs = self.env["gestor.personal.data.log"]
        log = logs.search([("partner_id", "=", self.willing.id)])
        self.assertEqual((log.action, log.user_id), ("export", self.manager))
        with self.assertRaises(AccessError):
            log.with_user(self.manager).unlink()

    def test_print(self):
        export = self._export(self.manager)
        report = self.env["ir.actions.report"].with_user(self.manager)
        html, _kind = report._render_qweb_html(
            "gestor_clients.report_personal_data", export.ids
        )
        self.assertIn("Tajna rozmowa", html.decode())

    def test_full_anonymisation(self):
        self.willing.write(
            {"gestor_birth_date": "1944-05-14", "gestor_pesel": "44051401359"}
        )
        proof = self.willing.gestor_consent_ids.proof_id
        wizard = (
            self.env["gestor.personal.data.erase"]
            .with_user(self.manager)
            .create({"partner_id": self.willing.id, "reason": "Wniosek"})
        )
        self.assertFalse(wizard.is_limited)
        with self.assertRaises(UserError):
            wizard.action_erase()
        wizard.is_sure = True
        wizard.action_erase()
        self.env.invalidate_all()
        client = self.willing
        self.assertFalse(client.active)
        self.assertNotIn("Zofia", client.name)
        self.assertFalse(client.email or client.phone or client.street)
        self.assertFalse(client.gestor_email_ids)
        self.assertFalse(client.gestor_birth_date or client.gestor_pesel)
        self.assertFalse(client.gestor_first_name or client.gestor_last_name)
        self.assertFalse(client.message_ids.filtered(lambda m: "Tajna" in m.body))
        consents = client.gestor_consent_ids
        self.assertEqual(len(consents), 2)
        self.assertFalse(any(consents.mapped("given_by") + consents.mapped("note")))
        self.assertFalse(proof.exists())
        log = self.env["gestor.personal.data.log"].search(
            [("partner_id", "=", client.id)]
        )
        self.assertEqual((log.action, log.reason), ("full", "Wniosek"))

    def test_only_managers_anonymise(self):
        with self.assertRaises(AccessError):
            self.env["gestor.personal.data.erase"].with_user(self.member).create(
                {"partner_id": self.willing.id}
            )

    def test_users_are_refused(self):
        for partner in (self.member.partner_id, self.env.company.partner_id):
            with self.assertRaises(UserError):
                partner._gestor_anonymise()

    def test_person_is_not_found_in_the_data_afterwards(self):
        self.willing._gestor_anonymise()
        text = json.dumps(self.willing._gestor_personal_data(), default=str)
        for piece in ("Zofia", "zofia@", "faktury@", "600 700 800", "Brat"):
            self.assertNotIn(piece, text)


@tagged("post_install", "-at_install")
class TestRetention(AccountTestInvoicingCommon):
    """Accounting documents are kept five years from the end of their year."""

    def _post(self, day):
        client = self.env["res.partner"].create(
            {
                "name": "Zofia",
                "street": "Polna 1",
                "email": "z@example.com",
                "phone": "600700800",
            }
        )
        self.init_invoice(
            "out_invoice", partner=client, invoice_date=day, amounts=[100], post=True
        )
        return client

    def test_last_day(self):
        with freeze_time("2020-03-01"):
            client = self._post("2020-03-01")
        with freeze_time("2025-12-31 10:00:00"):
            [(_label, count, until)] = client._gestor_retention()
            self.assertEqual((count, until), (1, date(2025, 12, 31)))
        with freeze_time("2026-01-01 10:00:00"):
            self.assertFalse(client._gestor_retention())

    def test_limited_anonymisation(self):
        client = self._post("2026-02-02")
        with freeze_time("2026-03-01 10:00:00"):
            log = client._gestor_anonymise("Wniosek")
        self.assertEqual((log.action, log.kept_until), ("limited", date(2031, 12, 31)))
        self.assertEqual((client.name, client.street), ("Zofia", "Polna 1"))
        self.assertFalse(client.email or client.phone)
        self.assertTrue(client.active)
