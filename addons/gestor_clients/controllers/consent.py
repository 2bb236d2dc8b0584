from odoo import http
from odoo.http import request


class GestorConsentController(http.Controller):
    """The page behind the withdrawal link: looking changes nothing, sending does.

    Programs that follow links in mails only ever look.
    """

    @http.route(
        "/gestor/consent/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def show(self, token, lang=None, **params):
        partner, company = self._find(token, lang)
        if not partner:
            return self._render_unknown()
        return self._render(token, partner, company)

    @http.route(
        "/gestor/consent/<string:token>",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def withdraw(self, token, lang=None, **params):
        partner, company = self._find(token, lang)
        if not partner:
            return self._render_unknown()
        states = self._get_states(partner, company)
        chosen = {
            int(value)
            for value in request.httprequest.form.getlist("consent")
            if value.isdigit()
        }
        states = states.filtered(lambda state: state.id in chosen)
        # The signature of the link is the right to withdraw these consents.
        request.env["gestor.consent"].sudo()._withdraw(
            states, method="link", ip_address=request.httprequest.remote_addr
        )
        return self._render(token, partner, company, withdrawn=len(states))

    def _find(self, token, lang):
        partner, company = request.env["res.partner"]._find_by_gestor_link(token)
        installed = dict(request.env["res.lang"].sudo().get_installed())
        # English is the language of the texts, also where it is not installed.
        installed.setdefault("en_US", "English")
        wanted = next(
            (code for code in installed if lang and code.startswith(lang[:2])), None
        )
        code = wanted or (partner.lang if partner else None)
        if code in installed:
            request.update_context(lang=code)
        return partner.with_context(lang=request.env.context.get("lang")), company

    def _get_states(self, partner, company):
        states = request.env["gestor.consent.state"].sudo()
        return states.search(
            [
                ("partner_id", "=", partner.id),
                ("company_id", "=", company.id),
                ("state", "=", "valid"),
            ]
        )

    def _render(self, token, partner, company, withdrawn=None):
        channels = request.env["gestor.consent"]._fields["channel"]
        return request.render(
            "gestor_clients.consent_page",
            {
                "token": token,
                "company": company,
                "states": self._get_states(partner, company),
                "channels": dict(channels._description_selection(request.env)),
                "withdrawn": withdrawn,
                "lang_code": (request.env.context.get("lang") or "en")[:2],
            },
        )

    def _render_unknown(self):
        response = request.render(
            "gestor_clients.consent_page_unknown",
            {"lang_code": (request.env.context.get("lang") or "en")[:2]},
        )
        response.status_code = 404
        return response
