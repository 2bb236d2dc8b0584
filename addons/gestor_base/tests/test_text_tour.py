from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install", "gestor_tour")
class TestTextTour(HttpCase):
    def test_salesman_inserts_an_autotext_and_previews_it(self):
        """A salesman of own records writes a text in Polish."""
        self.env["res.lang"]._activate_lang("pl_PL")
        self.env["ir.module.module"].search(
            [("name", "=", "gestor_base")]
        )._update_translations(["pl_PL"])
        seller = new_test_user(
            self.env,
            "gestor_pisarz",
            groups="gestor_base.group_offers_own",
            lang="pl_PL",
        )
        self.env["res.partner"].create({"name": "Tomasz Podgląd", "lang": "pl_PL"})
        template = (
            self.env["gestor.text.template"]
            .with_user(seller)
            .create(
                {
                    "name": "Podziękowanie za wizytę",
                    "kind": "note",
                    "model": "res.partner",
                    "body": "<p>Witam</p>",
                }
            )
        )
        self.start_tour("/odoo/gestor-texts", "gestor_text_tour", login=seller.login)
        body = template.with_context(lang="pl_PL").body
        self.assertIn("{client.greeting}", body)
