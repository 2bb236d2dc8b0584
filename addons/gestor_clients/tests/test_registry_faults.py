import logging
import time

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools import registry_bir, safe_xml
from ..tools.http_client import RegistryHttp, retry_after
from ..tools.registry_types import RegistryError
from .common import NIP_GUS, NIP_MF, RegistriesCommon
from .registry_server import BOMB, DATA, error_row


@tagged("post_install", "-at_install")
class TestRegistryFaults(RegistriesCommon):
    """K19: whatever a registry does, nothing is stored as fact and nothing is lost."""

    def _fail(self, code, scenario, path="/"):
        """Ask while the server misbehaves and return the error."""
        self.server.scenario, self.server.scenario_path = scenario, path
        registry = self.registries[code]
        partner = self.Partner.search([("gestor_nip_key", "=", NIP_MF)])
        partner = partner or self._create_firm("Wpisane ręcznie", NIP_MF)
        check = self._verify(partner, code)
        self.assertEqual(check.outcome, "unknown", scenario)
        self.assertTrue(check.message)
        self.assertFalse(check.reason)
        with self.assertRaises(UserError):
            registry.search([]).is_fetched = False
            registry.is_fetched = True
            self.Partner.gestor_registry_fetch({"name": "Wpisane", "vat": NIP_MF})
        self.assertEqual(partner.name, "Wpisane ręcznie", "nothing was taken over")
        self.assertFalse(partner.gestor_regon or partner.city)
        return registry._lookup({"nip": NIP_MF}).error

    def test_json_registry(self):
        for scenario, code in (
            ("html", "not_expected"),
            ("html-503", "unavailable"),
            ("503", "unavailable"),
            ("429", "rate_limit"),
            ("429-later", "rate_limit"),
            ("204", "unavailable"),
            ("redirect", "redirect"),
            ("closed", "unreachable"),
            ("big", "too_big"),
            ("big-declared", "too_big"),
            ("gzip", "not_expected"),
            ("cut-off", "interrupted"),
            ("charset", "unreadable"),
            ("bomb", "not_expected"),
            ("json-list", "unreadable"),
            ("json-broken", "unreadable"),
            ("wl-limit", "rate_limit"),
            ("wl-update", "unavailable"),
        ):
            with self.subTest(scenario=scenario):
                self.assertEqual(self._fail("vat_list", scenario).code, code)

    def test_soap_registry(self):
        for scenario, code in (
            ("html", "not_expected"),
            ("html-503", "unavailable"),
            ("503", "unavailable"),
            ("429-later", "rate_limit"),
            ("204", "not_expected"),
            ("redirect", "redirect"),
            ("closed", "unreachable"),
            ("big", "too_big"),
            ("bomb", "unreadable"),
            ("inner-bomb", "unreadable"),
            ("truncated-xml", "unreadable"),
            ("truncated-multipart", "unreadable"),
            ("no-boundary", "unreadable"),
            ("charset", "unreadable"),
            ("soap-fault", "unavailable"),
        ):
            with (
                self.subTest(scenario=scenario),
                # It remarks on the missing boundary.
                mute_logger("urllib3.connection"),
            ):
                registry_bir._sessions.clear()
                self.server.search = None
                self.assertEqual(self._fail("bir", scenario).code, code)

    def test_null_arrays_and_unknown_fields_are_no_fault(self):
        self.server.scenario = "json-nulls"
        verdict = self.vat_list._lookup({"nip": NIP_MF})
        self.assertEqual((verdict.outcome, verdict.data.accounts), ("confirmed", []))

    def test_slow_and_dripping(self):
        """The deadline holds, though each byte comes in time."""
        for scenario in ("drip", "drip-headers", "slow"):
            with self.subTest(scenario=scenario):
                self.server.scenario = scenario
                http = RegistryHttp(self.server.url, timeout=1, deadline=1, retries=0)
                # Odoo's tests lengthen time-outs to ten seconds.
                http.session.send = _send_in_time(http.session)
                start = time.monotonic()
                with self.assertRaises(RegistryError) as caught:
                    http.request("GET", "wl/x")
                self.assertEqual(caught.exception.code, "timeout")
                self.assertLess(time.monotonic() - start, 2.5)

    def test_limits_are_waited_for_when_short(self):
        self.server.scenario = "429-once"
        http = RegistryHttp(self.server.url + "/ceidg/", max_wait=2)
        answer = http.request("GET", "firmy")
        self.assertEqual(answer.status, 401, "the second request went through")

    def test_retry_after(self):
        self.assertEqual(retry_after("120"), 120)
        self.assertEqual(retry_after("Wed, 21 Oct 2015 07:28:00 GMT"), 0)
        self.assertIsNone(retry_after("soon"))
        self.server.scenario = "429-later"
        error = self.registries["ceidg"]._lookup({"nip": NIP_MF}).error
        self.assertEqual(error.retry_after, 120)
        self.assertIn("120", self.registries["ceidg"]._describe_error(error))

    def test_a_broken_connection_is_tried_again(self):
        self.server.scenario = "closed-once"
        self.assertEqual(self.bir._lookup({"nip": NIP_GUS}).outcome, "confirmed")

    def test_the_taxpayer_list_is_never_asked_twice(self):
        for scenario in ("closed", "429", "503"):
            self.server.requests.clear()
            self.server.scenario = scenario
            self.vat_list._lookup({"nip": NIP_MF})
            self.assertEqual(len(self.server.requests), 1, scenario)

    def test_an_expired_session_is_renewed_once(self):
        self.bir._lookup({"nip": NIP_GUS})
        self.server.expire_next = 1
        self.assertEqual(self.bir._lookup({"nip": NIP_GUS}).outcome, "confirmed")
        self.assertEqual(self.server.logins, 2)

    def test_a_session_that_always_ends_is_given_up(self):
        self.server.expire_next = 99
        error = self.bir._lookup({"nip": NIP_GUS}).error
        self.assertEqual(error.code, "session")
        self.assertEqual(self.server.logins, 2)

    def test_a_wrong_key(self):
        self.bir.api_key = "wrong"
        self.assertEqual(self.bir._lookup({"nip": NIP_GUS}).error.code, "key_refused")

    def test_an_error_row_is_no_answer(self):
        self.server.search = f"<root>{error_row(2)}</root>"
        verdict = self.bir._verify_numbers([NIP_GUS])[NIP_GUS]
        self.assertEqual(verdict.outcome, "unknown")

    def test_entities_are_refused(self):
        hidden = BOMB.encode("utf-16")
        for content in (BOMB, BOMB.encode(), hidden):
            with self.assertRaises(RegistryError):
                safe_xml.parse(content)

    def test_wrong_addresses(self):
        for url in ("", "ftp://example.com", "file:///etc/passwd", "nonsense"):
            with self.assertRaises(RegistryError):
                RegistryHttp(url)

    def test_secrets_stay_out_of_the_log_and_the_evidence(self):
        secret = self.bir.api_key
        with self.assertLogs("", level=logging.DEBUG) as logs:
            for scenario in ("", "soap-fault", "html", "closed"):
                self.server.scenario = scenario
                registry_bir._sessions.clear()
                firm = self._create_firm(scenario or "x", NIP_MF)
                self._verify(firm, "bir")
                self._verify(firm, "ceidg")
                firm.vat = False
        text = "\n".join(logs.output)
        checks = self.Check.search([])
        stored = f"{checks.read(['answer', 'message', 'request_id'])}"
        for hidden in (secret, "token-for-tests", "session00000"):
            self.assertNotIn(hidden, text)
            self.assertNotIn(hidden, stored)

    def test_the_recorded_answers_are_there(self):
        self.assertGreater(len(list(DATA.iterdir())), 15)


def _send_in_time(session):
    """Return ``send`` of the session without Odoo's change of time-outs."""

    def send(request, **kwargs):
        adapter = session.get_adapter(request.url)
        for name in ("allow_redirects",):
            kwargs.pop(name, None)
        return adapter.send(request, **kwargs)

    return send
