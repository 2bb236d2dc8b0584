import json
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.gestor_sms.models.res_company import SmsApiGestor
from odoo.addons.gestor_sms.tools.operators import SmsApi
from odoo.addons.gestor_sms.tools.outcome import NotSentError

from .common import SmsCommon


@tagged("post_install", "-at_install")
class TestProvider(SmsCommon):
    """D7: accounts with operators."""

    def test_company_consults_own_operator_first(self):
        self.assertIs(self.company._get_sms_api_class(), SmsApiGestor)
        self.provider.action_stop_using()
        self.assertIsNot(self.company._get_sms_api_class(), SmsApiGestor)

    def test_archived_operator_is_not_used(self):
        self.provider.active = False
        self.assertFalse(self.company._get_gestor_sms_provider())

    def test_api_class_sends_nothing(self):
        """Nobody can go round the queue by the host's way."""
        api = self.company._get_sms_api_class()(self.env)
        with self.assertRaises(NotImplementedError):
            api._send_sms_batch([])

    def test_operator_belongs_to_its_company(self):
        other = self.env["res.company"].create({"name": "Druga"})
        with self.assertRaises(ValidationError):
            other.gestor_sms_provider_id = self.provider
        with self.assertRaises(ValidationError):
            self.provider.company_id = other

    def test_bad_settings_are_refused(self):
        for vals in (
            {"kind": "smsapi", "base_url": "http://api.smsapi.pl"},
            {"sender": "Łódź"},
            {"sender": "ab"},
            {"sender": "x" * 12},
        ):
            with self.subTest(vals=vals), self.assertRaises(ValidationError):
                self._create_provider(**vals)

    def test_secrets_are_for_administrators(self):
        self.provider.token = "t0ken"
        provider = self.provider.with_user(self.seller)
        self.assertEqual(provider.name, "Plik")
        for name in ("token", "dlr_secret", "dlr_url", "base_url"):
            with self.assertRaises(AccessError):
                provider.read([name])
        with self.assertRaises(AccessError):
            provider.price = 0

    def test_balance(self):
        provider = self._create_provider(kind="smsapi", token="t0ken")
        with patch.object(SmsApi, "get_balance", return_value="12.5"):
            action = provider.action_test()
        self.assertIn("12.5", action["params"]["message"])
        error = NotSentError("HTTP 401")
        with (
            patch.object(SmsApi, "get_balance", side_effect=error),
            self.assertRaisesRegex(UserError, "HTTP 401"),
        ):
            provider.action_test()
        provider.token = False
        with self.assertRaises(UserError):
            provider.action_test()

    def test_file_operator_writes_lines(self):
        path = self.provider._get_file_path()
        path.unlink(missing_ok=True)
        self.addCleanup(path.unlink, missing_ok=True)
        log = self._send(self.client, "Żółw")
        self.Log._cron_send()
        self.assertEqual(log.state, "sent")
        line = json.loads(path.read_text(encoding="utf-8"))
        self.assertEqual(
            (line["uuid"], line["number"], line["body"]),
            (log.uuid, "+48500100100", "Zolw"),
        )
