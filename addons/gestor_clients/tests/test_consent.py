import base64
from datetime import timedelta

import psycopg2
from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .contact_common import ContactCommon


@tagged("post_install", "-at_install")
class TestConsentRegister(ContactCommon):
    """K14: the register is only added to."""

    def _refused_by_database(self, query, *params):
        with (
            self.assertRaises(psycopg2.Error),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(query, params)

    def test_entry_cannot_be_changed_in_python(self):
        consent = self.willing.gestor_consent_ids
        for record in (consent, consent.sudo()):
            with self.assertRaises(UserError):
                record.write({"decision": "withdrawn"})
            with self.assertRaises(UserError):
                record.unlink()
            with self.assertRaises(UserError):
                record.copy()

    def test_entry_cannot_be_changed_in_the_database(self):
        consent = self.willing.gestor_consent_ids
        self.env.flush_all()
        query = "UPDATE gestor_consent SET decision = 'refused' WHERE id = %s"
        self._refused_by_database(query, consent.id)
        query = "UPDATE gestor_consent SET partner_id = %s WHERE id = %s"
        self._refused_by_database(query, self.silent.id, consent.id)
        self._refused_by_database("DELETE FROM gestor_consent")
        self._refused_by_database("TRUNCATE gestor_consent CASCADE")

    def test_permits_let_nothing_else_through(self):
        consent = self.willing.gestor_consent_ids
        self.env.flush_all()
        for permit in ("merge", "anonymise"):
            self.Consent._permit(permit)
            query = "UPDATE gestor_consent SET decision = 'refused' WHERE id = %s"
            self._refused_by_database(query, consent.id)
            self._refused_by_database("DELETE FROM gestor_consent")
        self.Consent._permit("merge")
        query = "UPDATE gestor_consent SET note = 'x' WHERE id = %s"
        self._refused_by_database(query, consent.id)
        self.Consent._permit("")

    def test_client_with_consents_is_not_deleted(self):
        with (
            self.assertRaises(psycopg2.Error),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.willing.unlink()

    def test_last_decision_counts(self):
        self.assertTrue(self._may(self.willing))
        self._consent(self.willing, "withdrawn")
        self.assertFalse(self._may(self.willing))
        self._consent(self.willing, "given")
        self.assertTrue(self._may(self.willing))

    def test_older_entry_made_later_does_not_count(self):
        self._consent(self.willing, "withdrawn")
        before = fields.Datetime.now() - timedelta(days=1)
        self._consent(self.willing, "given", happened_at=before)
        self.assertFalse(self._may(self.willing))

    def test_last_day_of_consent(self):
        with freeze_time("2026-05-01 10:00:00"):
            self._consent(self.silent, valid_until="2026-05-31")
        with freeze_time("2026-05-31 20:00:00"):
            self.assertTrue(self._may(self.silent))
            self.assertEqual(self.silent.gestor_consent_state_ids.state, "valid")
        self.env.invalidate_all()
        with freeze_time("2026-06-01 10:00:00"):
            reasons = self.silent._gestor_may_contact("marketing", "email")
            self.assertIn("2026-05-31", reasons[self.silent.id])
            self.assertEqual(self.silent.gestor_consent_state_ids.state, "expired")

    def test_consent_is_for_one_channel_and_one_company(self):
        self.assertFalse(self._may(self.willing, channel="sms"))
        company = self.env["res.company"].create({"name": "Druga Firma"})
        other = self.willing.with_company(company)
        self.assertFalse(self._may(other))

    def test_no_consent_from_the_future(self):
        later = fields.Datetime.now() + timedelta(hours=1)
        with self.assertRaises(ValidationError):
            self._consent(self.silent, happened_at=later)

    def test_user_cannot_sign_for_another(self):
        consent = self.Consent.with_user(self.member).create(
            {
                "partner_id": self.silent.id,
                "purpose_id": self.marketing.id,
                "channel": "email",
                "user_id": self.manager.id,
            }
        )
        self.assertEqual(consent.user_id, self.member)

    def test_wizard_enters_channels_with_proof(self):
        purpose = self.env["gestor.consent.purpose"].create(
            {"name": "Konkurs", "code": "konkurs"}
        )
        text = self.env["gestor.consent.text"].create(
            {"purpose_id": purpose.id, "lang": "pl_PL", "body": "Zgadzam się."}
        )
        wizard = Form(
            self.env["gestor.consent.record"]
            .with_user(self.member)
            .with_context(default_partner_id=self.silent.id)
        )
        wizard.purpose_id = purpose
        self.assertEqual(wizard.text_id, text)
        wizard.by_email = wizard.by_sms = True
        wizard.proof = base64.b64encode(b"scan")
        record = wizard.save()
        # The file's name comes with the file in the browser.
        record.proof_name = "zgoda.pdf"
        record.action_record()
        consents = self.silent.gestor_consent_ids
        self.assertEqual(set(consents.mapped("channel")), {"email", "sms"})
        self.assertEqual(consents.text_id, text)
        proof = consents.proof_id
        self.assertEqual(proof.name, "zgoda.pdf")
        self.assertEqual(set(consents.mapped("proof_checksum")), {proof.checksum})
        self.env.flush_all()
        with self.assertRaises(AccessError):
            proof.with_user(self.member).write({"raw": b"other"})
        with self.assertRaises(AccessError):
            proof.with_user(self.manager).unlink()
        self.assertEqual(proof.with_user(self.member).raw, b"scan")

    def test_wizard_needs_a_channel(self):
        wizard = self.env["gestor.consent.record"].create(
            {"partner_id": self.silent.id, "purpose_id": self.marketing.id}
        )
        with self.assertRaises(UserError):
            wizard.action_record()

    def test_withdrawing_from_the_list(self):
        action = self.willing.gestor_consent_state_ids.action_withdraw()
        wizards = self.env["gestor.consent.record"].with_context(**action["context"])
        wizard = Form(wizards)
        self.assertTrue(wizard.by_email)
        wizard.save().action_record()
        self.assertEqual(self.willing.gestor_consent_state_ids.state, "withdrawn")
        self.assertEqual(len(self.willing.gestor_consent_ids), 2)

    def test_used_wording_is_kept(self):
        texts = self.env["gestor.consent.text"]
        vals = {"purpose_id": self.marketing.id, "lang": "pl_PL", "body": "Zgoda"}
        first = texts.create(vals)
        first.body = "Wyrażam zgodę"
        self._consent(self.silent, text_id=first.id)
        with self.assertRaises(UserError):
            first.body = "Co innego"
        query = "UPDATE gestor_consent_text SET body = 'x' WHERE id = %s"
        self._refused_by_database(query, first.id)
        second = texts.create(vals)
        self.assertEqual(second.version, first.version + 1)
        first.active = False
        with self.assertRaises(ValidationError):
            self._consent(self.silent, text_id=second.id, purpose_id=self.debt.id)

    def test_code_of_used_purpose_is_kept(self):
        with self.assertRaises(UserError):
            self.marketing.code = "other"
        self.debt.code = "other"

    def test_search_by_current_state(self):
        domain = [
            (
                "gestor_consent_state_ids",
                "any",
                [("purpose_id.code", "=", "marketing"), ("state", "=", "valid")],
            ),
            ("id", "in", (self.willing + self.silent).ids),
        ]
        partners = self.env["res.partner"].with_user(self.member)
        self.assertEqual(partners.search(domain), self.willing)
