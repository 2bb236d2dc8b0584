from unittest.mock import patch

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.gestor_sms.tools.stop_token import (
    get_stop_url,
    make_token,
    read_token,
)

from .common import SmsCommon

NUMBER = "+48500100100"


@tagged("post_install", "-at_install")
class TestPages(SmsCommon, HttpCase):
    """D7: refusing by a link, and delivery reports."""

    def setUp(self):
        super().setUp()
        self.stop = f"/sms/stop/{make_token(self.env, NUMBER)}"
        self.log = self._send(self.client)
        self._run_queue()
        self.provider.dlr_enabled = True
        self.env.flush_all()
        self.dlr = f"/gestor/sms/dlr/{self.provider.id}/{self.provider.dlr_secret}"

    def _is_refused(self):
        self.env.invalidate_all()
        domain = [("number", "=", NUMBER)]
        return bool(self.env["phone.blacklist"].search(domain))

    def _press(self, page):
        token = page.text.split('name="csrf_token"')[1].split('value="')[1]
        data = {"csrf_token": token.split('"')[0]}
        return self.url_open(self.stop, data=data)

    def test_opening_the_link_refuses_nothing(self):
        page = self.url_open(self.stop)
        self.assertEqual(page.status_code, 200)
        self.assertNotIn(NUMBER, page.text)
        self.assertFalse(self._is_refused())

    def test_button_refuses(self):
        page = self.url_open(self.stop)
        answer = self._press(page)
        self.assertIn("o_gestor_sms_stopped", answer.text)
        self.assertTrue(self._is_refused())
        log = self._send(self.client, "Inny tekst")
        self.assertFalse(self._run_queue())
        self.assertEqual(log.state, "blocked")
        self.assertIn("o_gestor_sms_stopped", self.url_open(self.stop).text)

    def test_page_speaks_polish(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        self.env["ir.module.module"].search(
            [("name", "=", "gestor_sms")]
        )._update_translations(["pl_PL"])
        headers = {"Accept-Language": "pl"}
        page = self.url_open(self.stop, headers=headers)
        self.assertIn("Tak, nie wysyłajcie mi SMS-ów", page.text)
        page = self.url_open(self.stop, headers={"Accept-Language": "en"})
        self.assertIn("Yes, do not send me SMS", page.text)

    @mute_logger("odoo.http")
    def test_forged_link_is_not_found(self):
        good = make_token(self.env, NUMBER)
        packed, signature = good.split("-")
        for token in (
            packed,
            f"{packed}-",
            f"{packed}-{'0' * 16}",
            f"1{packed}-{signature}",
            f"!-{signature}",
            f"{'z' * 50}-{signature}",
        ):
            with self.subTest(token=token):
                self.assertIsNone(read_token(self.env, token))
                response = self.url_open(f"/sms/stop/{token}")
                self.assertEqual(response.status_code, 404)

    def test_token_round_trip(self):
        self.assertEqual(read_token(self.env, make_token(self.env, NUMBER)), NUMBER)
        for number in ("", False, "+", "abc", "+0123", "+48 500"):
            self.assertEqual(make_token(self.env, number), "")

    def test_autotext_of_the_link(self):
        text = self._create_text("Rezygnacja: {client.sms_stop}")
        body = text._gestor_render(self.client)[self.client.id]["body"]
        self.assertIn(get_stop_url(self.env, NUMBER), body)

    def test_report(self):
        for _time in range(2):
            response = self.url_open(f"{self.dlr}?idx={self.log.uuid}&status=404")
            self.assertEqual((response.status_code, response.text), (200, "OK"))
        self.env.invalidate_all()
        self.assertEqual(self.log.state, "delivered")
        self.url_open(self.dlr, data={"idx": self.log.uuid, "status": "EXPIRED"})
        self.env.invalidate_all()
        self.assertEqual(self.log.state, "delivered")

    def test_report_by_the_operator_s_identifier_and_lists(self):
        data = {
            "MsgId": f"none,{self.log.provider_ref}",
            "status": "DELIVERED,UNDELIVERED",
        }
        self.url_open(self.dlr, data=data)
        self.env.invalidate_all()
        self.assertEqual(self.log.state, "undelivered")

    def test_unknown_report_is_answered(self):
        for query in ("idx=nobody&status=404", "status=404", "", "idx=%00&status=x"):
            response = self.url_open(f"{self.dlr}?{query}")
            self.assertEqual((response.status_code, response.text), (200, "OK"))
        self.assertEqual(self.log.state, "sent")

    @mute_logger("odoo.http")
    def test_report_needs_the_secret(self):
        base = f"/gestor/sms/dlr/{self.provider.id}"
        query = f"?idx={self.log.uuid}&status=404"
        for path in (f"{base}/x", f"{base}/-", "/gestor/sms/dlr/0/-"):
            self.assertEqual(self.url_open(path + query).status_code, 404)
        self.provider.dlr_enabled = False
        self.env.flush_all()
        self.assertEqual(self.url_open(self.dlr + query).status_code, 404)
        self.env.invalidate_all()
        self.assertEqual(self.log.state, "sent")

    def test_secret_is_compared_in_constant_time(self):
        path = "odoo.addons.gestor_sms.controllers.sms.consteq"
        with patch(path, return_value=True) as compare:
            self.url_open(self.dlr)
        compare.assert_called_once()
