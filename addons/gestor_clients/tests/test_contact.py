from datetime import datetime

import psycopg2

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from .contact_common import ContactCommon


@tagged("post_install", "-at_install")
class TestContactTimes(ContactCommon):
    """K11: preferred times, in the client's time zone."""

    def _window(self, weekday, start, end, partner=None):
        return self.env["gestor.client.contact.window"].create(
            {
                "partner_id": (partner or self.willing).id,
                "weekday": str(weekday),
                "hour_from": start,
                "hour_to": end,
            }
        )

    def test_any_time_without_windows(self):
        self.assertTrue(self.willing._gestor_is_contact_time(datetime(2026, 5, 2, 1)))

    def test_borders_and_zone(self):
        # 2026-05-04 is a Monday; Warsaw is two hours ahead of UTC in summer.
        self.willing.tz = "Europe/Warsaw"
        self._window(0, 8, 10)
        self._window(0, 16, 17.5)
        good = self.willing._gestor_is_contact_time
        self.assertTrue(good(datetime(2026, 5, 4, 6, 0)))
        self.assertTrue(good(datetime(2026, 5, 4, 7, 59)))
        self.assertFalse(good(datetime(2026, 5, 4, 8, 0)))
        self.assertTrue(good(datetime(2026, 5, 4, 15, 29)))
        self.assertFalse(good(datetime(2026, 5, 4, 15, 30)))
        self.assertFalse(good(datetime(2026, 5, 5, 6, 0)))
        # In winter the same hour on the clock is another one in UTC.
        self.assertTrue(good(datetime(2026, 1, 5, 7, 0)))
        self.assertFalse(good(datetime(2026, 1, 5, 6, 0)))

    def test_abroad(self):
        self.willing.tz = "America/New_York"
        self._window(0, 8, 10)
        self.assertTrue(self.willing._gestor_is_contact_time(datetime(2026, 5, 4, 13)))

    def test_warning_names_the_times(self):
        self._window(0, 8, 10)
        warnings = (self.willing + self.silent)._gestor_contact_time_warnings(
            datetime(2026, 5, 4, 20)
        )
        self.assertIn("Monday 8:00–10:00", warnings[self.willing.id])
        self.assertIsNone(warnings[self.silent.id])

    def test_person_has_the_times_of_the_company(self):
        company = self._create_client("Firma", is_company=True)
        person = self._create_client("Ewa", parent_id=company.id)
        self._window(0, 8, 10, company)
        self.assertFalse(person._gestor_is_contact_time(datetime(2026, 5, 4, 20)))

    def test_impossible_hours(self):
        for start, end in ((10, 8), (8, 8), (-1, 5), (20, 25)):
            with (
                self.assertRaises(psycopg2.Error),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self._window(0, start, end)


@tagged("post_install", "-at_install")
class TestEmailByPurpose(ContactCommon):
    """K13: documents go to the client's address for them."""

    def setUp(self):
        super().setUp()
        self.sent = []

        def send_email(servers, message, *args, **kwargs):
            self.sent.append(message["To"])
            return message["Message-Id"]

        self.patch(IrMail_Server, "send_email", send_email)
        self.patch(IrMail_Server, "_connect__", lambda *args, **kwargs: None)
        self.patch(IrMail_Server, "_disable_send", lambda servers: False)

    def _address(self, email, purpose, partner=None):
        return self.env["gestor.partner.email"].create(
            {
                "partner_id": (partner or self.willing).id,
                "email": email,
                "purpose": purpose,
            }
        )

    def _invoice(self, partner):
        return self.env["account.move"].create(
            {"move_type": "out_invoice", "partner_id": partner.id}
        )

    def _mail(self, record, partner):
        record.message_post(
            body="Dokument",
            partner_ids=partner.ids,
            subtype_xmlid="mail.mt_comment",
        )
        self.env.flush_all()
        self.env["mail.mail"].search([("state", "=", "outgoing")]).send()
        return "\n".join(self.sent)

    def test_invoice_goes_to_its_address(self):
        self._address("faktury@example.com", "invoices")
        self._address("oferty@example.com", "offers")
        got = self._mail(self._invoice(self.willing), self.willing)
        self.assertIn("faktury@example.com", got)
        self.assertNotIn("zofia@", got)
        self.assertNotIn("oferty@", got)

    def test_without_address_the_usual_one(self):
        self._address("oferty@example.com", "offers")
        got = self._mail(self._invoice(self.willing), self.willing)
        self.assertIn("zofia@example.com", got)

    def test_letters_go_to_the_usual_one(self):
        self._address("faktury@example.com", "invoices")
        self.assertIn("zofia@example.com", self._mail(self.willing, self.willing))

    def test_address_of_the_company_serves_its_people(self):
        company = self._create_client("Firma", "firma@example.com", is_company=True)
        person = self._create_client("Ewa", "ewa@example.com", parent_id=company.id)
        self._address("ksiegowosc@example.com", "invoices", company)
        got = self._mail(self._invoice(company), person)
        self.assertIn("ksiegowosc@example.com", got)

    def test_several_addresses(self):
        self._address("a@example.com", "invoices")
        self._address("b@example.com", "invoices")
        got = self._mail(self._invoice(self.willing), self.willing)
        self.assertIn("a@example.com", got)
        self.assertIn("b@example.com", got)

    def test_recipient_stays_the_client(self):
        self._address("faktury@example.com", "invoices")
        invoice = self._invoice(self.willing)
        count = self.env["res.partner"].search_count([])
        self._mail(invoice, self.willing)
        self.assertEqual(self.env["res.partner"].search_count([]), count)
        self.assertIn(self.willing, invoice.message_ids.notified_partner_ids)

    def test_nonsense_is_refused(self):
        with self.assertRaises(ValidationError):
            self._address("to nie adres", "offers")


@tagged("post_install", "-at_install")
class TestInterest(ContactCommon):
    """K15: a tree of interests; clients are found by a branch."""

    def test_found_by_branch(self):
        interests = self.env["gestor.client.interest"]
        heating = interests.create({"name": "Ogrzewanie"})
        pumps = interests.create({"name": "Pompy", "parent_id": heating.id})
        self.assertEqual(pumps.complete_name, "Ogrzewanie / Pompy")
        self.willing.gestor_interest_ids = pumps
        partners = self.env["res.partner"].with_user(self.member)
        found = partners.search([("gestor_interest_ids", "child_of", heating.ids)])
        self.assertEqual(found, self.willing)
        self.assertEqual((pumps.partner_count, heating.partner_count), (1, 0))
        action = heating.action_open_partners()
        self.assertEqual(partners.search(action["domain"]), self.willing)
        heating.name = "Ciepło"
        self.assertEqual(pumps.complete_name, "Ciepło / Pompy")

    def test_no_circle(self):
        interests = self.env["gestor.client.interest"]
        first = interests.create({"name": "A"})
        second = interests.create({"name": "B", "parent_id": first.id})
        with self.assertRaises(UserError):
            first.parent_id = second
