"""The invented company whose books the demonstration keeps."""

import base64

from odoo.tools.misc import file_open

# The number is a well-known sample with a right check digit; nobody's.
NIP = "PL1234563218"
IBAN = "PL61109010140000071219812874"


def build(env):
    """Turn the main company into "Meblostal" of Kraków."""
    company = env.ref("base.main_company")
    with file_open("gestor_demo/static/img/logo.png", "rb") as logo:
        image = base64.b64encode(logo.read())
    company.write(
        {
            "name": "Meblostal Sp. z o.o.",
            "street": "ul. Fabryczna 12",
            "zip": "30-701",
            "city": "Kraków",
            "country_id": env.ref("base.pl").id,
            "state_id": env.ref("base.state_pl_mp").id,
            "vat": NIP,
            "phone": "+48 12 000 00 00",
            "email": "biuro@meblostal.example",
            "website": "https://meblostal.example",
            "logo": image,
            "report_header": "Meble biurowe i regały magazynowe",
            "report_footer": "Meblostal Sp. z o.o. | NIP 123-456-32-18",
            "external_report_layout_id": env.ref("web.external_layout_standard").id,
            "paperformat_id": env.ref("base.paperformat_euro").id,
        }
    )
    env["res.partner.bank"].create(
        {"acc_number": IBAN, "partner_id": company.partner_id.id}
    )
    _set_language(env)
    return company


def _set_language(env):
    """Make Polish the language of everybody, with amounts such as 21 750,00."""
    polish = env["res.lang"]._activate_lang("pl_PL")
    polish.write({"grouping": "[3,0]", "thousands_sep": "\N{NO-BREAK SPACE}"})
    env["ir.default"].set("res.partner", "lang", "pl_PL")
    env.ref("base.user_admin").write({"lang": "pl_PL", "tz": "Europe/Warsaw"})
    env["res.users"].search([]).filtered(lambda user: not user.share).write(
        {"lang": "pl_PL"}
    )
