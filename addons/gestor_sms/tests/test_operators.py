import json
from contextlib import contextmanager
from unittest.mock import MagicMock, patch

import requests
from urllib3.exceptions import MaxRetryError, NewConnectionError

from odoo.tests import BaseCase, tagged

from odoo.addons.gestor_sms.tools import http_call
from odoo.addons.gestor_sms.tools.operators import SerwerSms, Settings, SmsApi
from odoo.addons.gestor_sms.tools.outcome import (
    Message,
    NotSentError,
    Result,
    UnknownOutcomeError,
)

MESSAGES = [
    Message("a" * 32, "+48500100100", "Tekst"),
    Message("b" * 32, "+48500200200", "Tekst"),
]
SMSAPI_ANSWER = {
    "count": 2,
    "list": [
        {"id": "11", "points": 0.17, "number": "48500100100", "idx": "a" * 32,
         "parts": 1, "status": "QUEUE", "error": None},
        {"id": "22", "points": 0.17, "number": "48500200200", "idx": "b" * 32,
         "parts": 1, "status": "QUEUE", "error": None},
    ],
}  # fmt: skip
SERWERSMS_ANSWER = {
    "success": True,
    "queued": 1,
    "unsent": 1,
    "items": [
        {"id": "x1", "phone": "+48500100100", "status": "queued", "parts": 2},
        {"id": "x2", "phone": "+48500200200", "status": "unsent", "error_code": 4,
         "error_message": "Wrong number"},
    ],
}  # fmt: skip


@tagged("post_install", "-at_install")
class TestOperators(BaseCase):
    """D7: what is sent to operators, and how their answers are read."""

    def setUp(self):
        super().setUp()
        self.smsapi = SmsApi(
            Settings(1, "smsapi", "https://sms.example/", "t0ken", "Firma", 3)
        )
        self.serwersms = SerwerSms(
            Settings(2, "serwersms", "https://sms.example", "t0ken")
        )

    @contextmanager
    def _answer(self, content, status=200, error=None):
        response = MagicMock()
        response.__enter__.return_value = response
        response.status_code = status
        raw = content if isinstance(content, bytes) else json.dumps(content).encode()
        response.iter_content.return_value = [raw]
        with patch.object(
            requests, "request", side_effect=error, return_value=response
        ) as request:
            yield request

    def test_smsapi_form(self):
        with self._answer(SMSAPI_ANSWER) as request:
            outcomes = self.smsapi.send("Tekst", MESSAGES)
        (method, url), kwargs = request.call_args
        self.assertEqual((method, url), ("POST", "https://sms.example/sms.do"))
        form = kwargs["data"]
        self.assertEqual(form["to"], "48500100100,48500200200")
        self.assertEqual(form["idx"], f"{'a' * 32}|{'b' * 32}")
        self.assertEqual((form["from"], form["max_parts"]), ("Firma", 3))
        self.assertFalse({"check_idx", "test", "notify_url"} & form.keys())
        self.assertEqual(kwargs["timeout"], (5, 20))
        self.assertFalse(kwargs["allow_redirects"])
        first = outcomes["a" * 32]
        self.assertEqual(
            (first.result, first.provider_ref, first.parts, first.cost),
            (Result.SENT, "11", 1, 0.17),
        )

    def test_serwersms_arrays_and_half_errors(self):
        with self._answer(SERWERSMS_ANSWER) as request:
            outcomes = self.serwersms.send("Tekst", MESSAGES)
        self.assertEqual(
            request.call_args.args[1], "https://sms.example/messages/send_sms.json"
        )
        params = request.call_args.kwargs["json"]
        self.assertEqual(params["unique_id"], ["a" * 32, "b" * 32])
        self.assertEqual(outcomes["a" * 32].result, Result.SENT)
        self.assertEqual(outcomes["b" * 32].result, Result.REFUSED)
        self.assertEqual(outcomes["b" * 32].reason, "Wrong number")

    def test_answer_about_other_messages_is_unknown(self):
        half = {"list": SMSAPI_ANSWER["list"][:1]}
        strange = {"list": [{**item, "idx": "c"} for item in SMSAPI_ANSWER["list"]]}
        twice = {"list": SMSAPI_ANSWER["list"][:1] * 2}
        for answer in (half, strange, twice, {}, [], {"list": [1, 2]}, b"<html>", b""):
            with (
                self.subTest(answer=str(answer)[:30]),
                self._answer(answer),
                self.assertRaises(UnknownOutcomeError),
            ):
                self.smsapi.send("Tekst", MESSAGES)
        for answer in ({"items": []}, {"items": [{"phone": "1"}] * 2}, {"success": 1}):
            with (
                self.subTest(answer=str(answer)),
                self._answer(answer),
                self.assertRaises(UnknownOutcomeError),
            ):
                self.serwersms.send("Tekst", MESSAGES)

    def test_errors_in_the_answer_are_not_sent(self):
        with (
            self._answer({"error": 101, "message": "Authorization failed"}),
            self.assertRaisesRegex(NotSentError, "101 Authorization failed"),
        ):
            self.smsapi.send("Tekst", MESSAGES)

    def test_repeated_identifier_is_not_sent_again(self):
        with self._answer({"error": 53}), self.assertRaises(UnknownOutcomeError):
            self.smsapi.send("Tekst", MESSAGES)

    def test_what_is_certain_of_http(self):
        refused = MaxRetryError(None, "/", NewConnectionError(None, "refused"))
        cases = (
            (dict(status=400), NotSentError),
            (dict(status=401), NotSentError),
            (dict(status=408), UnknownOutcomeError),
            (dict(status=302), UnknownOutcomeError),
            (dict(status=500), UnknownOutcomeError),
            (dict(error=requests.ConnectTimeout()), NotSentError),
            (dict(error=requests.ConnectionError(refused)), NotSentError),
            (dict(error=requests.ConnectionError("aborted")), UnknownOutcomeError),
            (dict(error=requests.ReadTimeout()), UnknownOutcomeError),
        )
        for answer, expected in cases:
            with (
                self.subTest(answer=answer),
                self._answer({}, **answer),
                self.assertRaises(expected),
            ):
                self.smsapi.send("Tekst", MESSAGES)

    def test_long_answer_is_cut_off(self):
        big = b"x" * (http_call.MAX_BYTES + 1)
        with self._answer(big), self.assertRaises(UnknownOutcomeError):
            self.smsapi.send("Tekst", MESSAGES)

    def test_token_is_not_shown(self):
        self.assertNotIn("t0ken", repr(self.smsapi.settings))

    def test_token_travels_by_tls_only(self):
        self.assertTrue(http_call.is_allowed_url("https://api.smsapi.pl"))
        self.assertTrue(http_call.is_allowed_url("http://127.0.0.1:8000"))
        for url in ("http://api.smsapi.pl", "ftp://x", "", "http://127.0.0.1.evil.pl"):
            self.assertFalse(http_call.is_allowed_url(url), url)

    def test_reports(self):
        items = [
            {"id": "x1", "unique_id": "a" * 32, "status": "delivered", "cost": 0.2},
            {"id": "x2", "unique_id": "other", "status": "delivered"},
            {"id": "x3", "status": "delivered"},
        ]
        with self._answer({"items": items}):
            outcomes = self.serwersms.ask(["a" * 32, "b" * 32])
        self.assertEqual(list(outcomes), ["a" * 32])
        self.assertEqual(outcomes["a" * 32].result, Result.DELIVERED)
