from odoo import http
from odoo.http import request
from odoo.tools import consteq

from ..tools.stop_token import read_token


class SmsController(http.Controller):
    """Pages for those who got an SMS, and the operators' delivery reports."""

    @http.route(
        "/sms/stop/<string:token>", type="http", auth="public", methods=["GET", "POST"]
    )
    def stop(self, token, **post):
        """Let a person refuse further SMS.

        Opening the page changes nothing: scanners of links and previews open it
        too. The button does.
        """
        number = read_token(request.env, token)
        if not number:
            raise request.not_found()
        lang = self._get_lang()
        # Anybody with the signed link may add this one number, and nothing else.
        blacklist = request.env["phone.blacklist"].sudo().with_context(lang=lang)
        done = bool(blacklist.search([("number", "=", number)]))
        if request.httprequest.method == "POST" and not done:
            texts = blacklist.env
            blacklist._add([number], message=texts._("Refused by the link in an SMS."))
            done = True
        values = {"done": done, "hidden_number": f"{number[:4]}…{number[-3:]}"}
        request.update_context(lang=lang)
        return request.render("gestor_sms.stop_page", values)

    def _get_lang(self):
        """Return Polish or English, whichever the browser asks for first."""
        installed = dict(request.env["res.lang"].get_installed())
        if "pl_PL" not in installed:
            return "en_US"
        best = request.httprequest.accept_languages.best_match(["pl", "en"], "pl")
        return "en_US" if best == "en" else "pl_PL"

    @http.route(
        "/gestor/sms/dlr/<int:provider_id>/<string:secret>",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        csrf=False,
        save_session=False,
    )
    def delivery_report(self, provider_id, secret, **params):
        """Take a delivery report; unknown messages are answered OK too, so that the
        operator does not repeat them for ever."""
        # The secret in the address stands for the operator's identity.
        provider = request.env["gestor.sms.provider"].sudo().browse(provider_id)
        provider = provider.exists()
        known = provider.dlr_secret if provider else ""
        if not consteq(known or "-", secret) or not known or not provider.dlr_enabled:
            raise request.not_found()
        rows = provider._read_report(params)
        if rows:
            request.env["gestor.sms.log"]._apply_reports(provider, rows)
        return request.make_response("OK", [("Content-Type", "text/plain")])
