from datetime import datetime, timedelta, timezone
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..models.gestor_registry import GestorRegistry
from .common import NIP_CDP, NIP_GUS, NIP_MF, NIP_ORLEN, RegistriesCommon

ACCOUNT = "12101010100075912221000000"


@tagged("post_install", "-at_install")
class TestRegistryCheck(RegistriesCommon):
    """K19: evidence, comparing and filling, quotas, mass and automatic checks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.firm = cls._create_firm("Urząd", NIP_GUS)

    # Evidence

    def test_a_check_is_dated_and_names_who_asked(self):
        check = self._verify(self.firm.with_user(self.agent), "vat_list")
        self.assertEqual(check.outcome, "confirmed")
        self.assertEqual((check.kind, check.reason), ("vat_status", "vat_active"))
        self.assertEqual((check.number, check.user_id), (NIP_GUS, self.agent))
        self.assertEqual(check.request_id, "REQ-1")
        self.assertTrue(check.checked_at)
        self.assertNotIn("accountNumbers", check.answer, "stored compactly")

    def test_nobody_changes_or_forges_evidence(self):
        check = self._verify(self.firm, "vat_list")
        with self.assertRaises(UserError):
            check.outcome = "denied"
        with self.assertRaises(UserError):
            check.unlink()
        with self.assertRaises(AccessError):
            self.Check.with_user(self.agent).create(
                {
                    "registry_id": self.bir.id,
                    "kind": "registration",
                    "outcome": "confirmed",
                    "number": NIP_GUS,
                    "checked_at": "2026-01-01",
                }
            )

    def test_badges_show_the_latest_of_each_registry(self):
        self._verify(self.firm, "bir")
        self._verify(self.firm, "vat_list")
        self.server.scenario = "html"
        last = self._verify(self.firm, "vat_list")
        badges = self.firm.gestor_latest_check_ids
        self.assertEqual(len(badges), 2)
        self.assertIn(last, badges)
        self.assertEqual(last.color, 3, "unknown is yellow, not red")

    def test_many_clients_have_their_badges_read_by_one_query(self):
        firms = self.Partner.browse()
        for vat in (NIP_MF, NIP_ORLEN, NIP_CDP):
            firms |= self._create_firm(vat, vat)
        self._verify(firms, "vat_list")
        self.env.invalidate_all()
        with self.assertQueryCount(1):
            self.Check._get_latest(firms)

    def test_the_verify_button_tells_what_was_said(self):
        action = self.firm.with_user(self.agent).action_gestor_verify()
        self.assertEqual(action["tag"], "display_notification")
        self.assertEqual(action["params"]["type"], "success")
        codes = set(self.firm.gestor_check_ids.registry_id.mapped("code"))
        self.assertEqual(codes, {"bir", "vat_list"}, "a firm with a NIP only")

    def test_a_registry_that_is_down_makes_nobody_invalid(self):
        self.server.scenario = "503"
        action = self.firm.action_gestor_verify()
        self.assertEqual(action["params"]["type"], "warning")
        self.assertEqual(set(self.firm.gestor_check_ids.mapped("outcome")), {"unknown"})

    def test_without_a_number_there_is_nothing_to_ask(self):
        with self.assertRaises(UserError):
            self._create_firm("Bez NIP").action_gestor_verify()

    def test_a_foreign_client_is_verified_in_vies(self):
        self.env.company.vat = False
        firm = self.Partner.create(
            {"name": "Booking", "is_company": True, "vat": "NL805734958B01"}
        )
        firm.action_gestor_verify()
        self.assertEqual(firm.gestor_check_ids.registry_id.code, "vies")
        self.assertEqual(firm.gestor_check_ids.outcome, "confirmed")

    # Fetching

    def _fetch(self, values, partner=None):
        action = self.Partner.with_user(self.agent).gestor_registry_fetch(
            values, partner.id if partner else False
        )
        return (
            self.env[action["res_model"]].with_user(self.agent).browse(action["res_id"])
        )

    def test_a_new_client_is_filled_by_what_was_ticked(self):
        wizard = self._fetch({"vat": "PL 526-025-02-74", "email": "biuro@example.com"})
        lines = {line.field_name: line for line in wizard.line_ids}
        self.assertEqual(lines["city"].found, "Warszawa")
        self.assertEqual(lines["state_id"].found, "mazowieckie")
        self.assertTrue(lines["name"].is_accepted)
        lines["gestor_founding_date"].is_accepted = False
        result = wizard.action_apply()
        partner = self.Partner.browse(result["infos"]["gestor_partner_id"])
        self.assertEqual(partner.gestor_nip_key, NIP_MF)
        self.assertEqual(partner.email, "biuro@example.com", "typed, kept")
        self.assertEqual(partner.gestor_regon, "276592498")
        self.assertEqual(partner.state_id.name, "mazowieckie")
        self.assertEqual(partner.country_id, self.poland)
        self.assertEqual(partner.gestor_pkd_ids.mapped("code"), ["4773Z", "2120Z"])
        self.assertTrue(partner.gestor_legal_form_id)
        self.assertFalse(partner.gestor_founding_date, "was not ticked")
        self.assertFalse(partner.bank_ids, "accounts are not ticked by themselves")
        codes = partner.gestor_check_ids.registry_id.mapped("code")
        self.assertIn("bir", codes)
        self.assertIn("vat_list", codes)

    def test_what_is_filled_already_is_not_ticked(self):
        self.firm.write({"city": "Kraków", "gestor_regon": "276592498"})
        wizard = self._fetch({}, self.firm)
        lines = {line.field_name: line for line in wizard.line_ids}
        self.assertNotIn("gestor_regon", lines, "the same is no difference")
        self.assertEqual(
            (lines["city"].current, lines["city"].found), ("Kraków", "Warszawa")
        )
        self.assertFalse(lines["city"].is_accepted)
        wizard.action_apply()
        self.assertEqual(self.firm.city, "Kraków")
        self.assertEqual(self.firm.zip, "02-672", "was empty")

    def test_accounts_are_added_without_trust(self):
        wizard = self._fetch({}, self.firm)
        account = wizard.line_ids.filtered(lambda line: line.found == ACCOUNT)
        account.is_accepted = True
        wizard.action_apply()
        bank = self.firm.bank_ids
        self.assertEqual(bank.sanitized_acc_number, f"PL{ACCOUNT}")
        self.assertFalse(bank.allow_out_payment)
        again = self._fetch({}, self.firm)
        self.assertFalse(again.line_ids.filtered(lambda line: line.found == ACCOUNT))

    def test_one_registry_down_does_not_stop_the_others(self):
        self.server.scenario, self.server.scenario_path = "html", "/bir"
        wizard = self._fetch({"vat": NIP_MF})
        self.assertIn("GUS", wizard.notes)
        name = wizard.line_ids.filtered(lambda line: line.field_name == "name")
        self.assertEqual(name.registry_id, self.vat_list)
        self.assertEqual(name.found, "MINISTERSTWO FINANSÓW")

    def test_a_registry_without_a_key_is_told_about(self):
        self.bir.api_key = False
        self.assertIn("GUS", self._fetch({"vat": NIP_MF}).notes)

    def test_a_mistyped_number_asks_nobody(self):
        with self.assertRaises(UserError):
            self._fetch({"vat": "5260250275"})
        self.assertFalse(self.server.requests)

    def test_the_list_of_pkd_is_replaced(self):
        self.env["gestor.client.pkd"].create(
            {"partner_id": self.firm.id, "code": "6201Z", "is_main": True}
        )
        wizard = self._fetch({}, self.firm)
        line = wizard.line_ids.filtered(lambda row: row.field_name == "gestor_pkd_ids")
        self.assertEqual(line.current, "6201Z")
        line.is_accepted = True
        wizard.action_apply()
        self.assertEqual(self.firm.gestor_pkd_ids.mapped("code"), ["4773Z", "2120Z"])

    # Quotas

    def test_no_request_leaves_when_the_limit_is_used_up(self):
        self.vat_list.daily_limit = 2
        self._verify(self.firm, "vat_list")
        self._verify(self.firm, "vat_list")
        sent = len(self.server.requests)
        action = self.firm.action_gestor_verify()
        self.assertFalse(self.server.paths("/wl/")[2:])
        self.assertIn("midnight", action["params"]["message"])
        self.assertGreaterEqual(len(self.server.requests), sent)
        self.assertEqual(self.vat_list.used_today, 2)

    def test_days_are_those_of_warsaw(self):
        summer = datetime(2026, 7, 1, 22, 30, tzinfo=timezone.utc)
        with patch(f"{GestorRegistry.__module__}.datetime") as clock:
            clock.now.side_effect = summer.astimezone
            self.assertEqual(str(self.vat_list._today()), "2026-07-02")
            clock.now.side_effect = (summer - timedelta(hours=1)).astimezone
            self.assertEqual(str(self.vat_list._today()), "2026-07-01")

    def test_gus_counts_each_number(self):
        firms = self.firm | self._create_firm("MF", NIP_MF)
        self._verify(firms, "bir")
        self.assertEqual(self.bir.used_today, 2)

    def test_account_checks_have_a_limit_of_their_own(self):
        self.vat_list.write({"daily_limit": 1, "daily_limit_accounts": 5})
        self._verify(self.firm, "vat_list")
        check = self.firm._gestor_verify_account(ACCOUNT)
        self.assertEqual((check.kind, check.outcome), ("account", "denied"))

    # Mass and automatic

    def test_mass_verification_in_the_background(self):
        firms = self.firm | self._create_firm("MF", NIP_MF)
        nobody = self._create_firm("Bez NIP")
        wizard = (
            self.env["gestor.registry.verify"]
            .with_user(self.agent)
            .with_context(active_model="res.partner", active_ids=(firms | nobody).ids)
        )
        form = Form(wizard)
        self.assertEqual(form.partner_count, 3)
        action = form.save().action_start()
        batch = self.env["gestor.batch"].browse(action["res_id"])
        self.assertEqual(batch.total_count, 1, "two clients, one packet, one request")
        batch.line_ids._process()
        self.assertEqual(batch.line_ids.state, "done", batch.line_ids.error)
        self.assertEqual(len(self.server.requests), 1)
        self.assertEqual(len(self.Check.search([("partner_id", "in", firms.ids)])), 2)
        self.assertEqual(set(firms.gestor_check_ids.user_id), {self.agent})

    def test_a_used_up_limit_is_left_to_be_retried(self):
        self.vat_list.daily_limit = 1
        self._verify(self.firm, "vat_list")
        packets = self.env["gestor.registry.packet"]._split(self.firm, self.vat_list)
        batch = self.env["gestor.batch"].start(packets, "verify")
        batch.sudo().line_ids._process()
        self.assertEqual(batch.line_ids.state, "failed")
        self.assertIn("midnight", batch.line_ids.error)

    def test_automatic_check(self):
        action = self.env["gestor.automation.action"].create(
            {
                "name": "Status VAT co miesiąc",
                "model": "res.partner",
                "trigger": "manual",
                "kind": "registry_verify",
                "registry_id": self.vat_list.id,
            }
        )
        results = action._gestor_run_registry_verify(self.firm)
        self.assertEqual(results[self.firm.id].outcome, "confirmed")

    # Rights

    def test_strangers_ask_nothing(self):
        partner = self.Partner.with_user(self.stranger)
        for call in (
            lambda: partner.gestor_registry_fetch({"vat": NIP_MF}),
            lambda: partner.browse(self.firm.id).action_gestor_verify(),
        ):
            with self.assertRaises(AccessError):
                call()
        self.assertFalse(self.server.requests)

    def test_keys_are_for_administrators(self):
        for user in (self.agent, self.stranger):
            fields = self.bir.with_user(user).fields_get()
            self.assertNotIn("api_key", fields)
            self.assertNotIn("url", fields)
            with self.assertRaises(AccessError):
                self.bir.with_user(user).read(["api_key"])
            with self.assertRaises(AccessError):
                self.bir.with_user(user).active = False
        manager = self.env.ref("gestor_base.group_clients_manager")
        self.agent.group_ids += manager
        with self.assertRaises(AccessError):
            self.bir.with_user(self.agent).read(["api_key"])

    def test_the_public_test_key_is_not_for_real_data(self):
        with self.assertRaises(UserError):
            self.bir.url = "https://wyszukiwarkaregon.stat.gov.pl/wsBIR/x.svc"

    def test_checks_of_other_companies_are_not_seen(self):
        check = self._verify(self.firm, "vat_list")
        other = self.env["res.company"].create({"name": "Druga"})
        self.assertTrue(check.with_user(self.agent).has_access("read"))
        self.agent.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertFalse(check.with_user(self.agent).has_access("read"))
