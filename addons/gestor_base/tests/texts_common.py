from odoo.tests import new_test_user

from odoo.addons.base.tests.common import BaseCommon


class GestorTextsCommon(BaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("pl_PL")
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env["ir.module.module"].search(
            [("name", "=", "gestor_base")]
        )._update_translations(["pl_PL"])
        cls.Autotext = cls.env["gestor.autotext"]
        cls.Template = cls.env["gestor.text.template"]
        cls.Document = cls.env["gestor.library.document"]
        cls.seller = cls._create_user("gestor_tekst", name="Piotr Handlowy")
        cls.colleague = cls._create_user("gestor_kolega")
        cls.client = cls._create_partner(
            "Tomasz Nowak", lang="pl_PL", email="tomasz@example.com"
        )

    @classmethod
    def _create_user(cls, login, groups="gestor_base.group_clients_own", **vals):
        return new_test_user(cls.env, login, groups=groups, **vals)

    @classmethod
    def _create_partner(cls, name, **vals):
        return cls.env["res.partner"].create({"name": name, **vals})

    @classmethod
    def _create_template(cls, **vals):
        return cls.Template.create(
            {
                "name": "Tekst",
                "kind": "email",
                "model": "res.partner",
                "body": "<p>{client.name}</p>",
                **vals,
            }
        )

    def _render(self, body, record=None, html=False, lang="pl_PL"):
        record = self.client if record is None else record
        texts = self.Autotext.render(body, record, lang=lang, html=html)
        return texts[record.id]
