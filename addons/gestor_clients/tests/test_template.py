from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .core_common import ClientsCommon


@tagged("post_install", "-at_install")
class TestTemplate(ClientsCommon):
    """K17"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tag = cls.env["res.partner.category"].create({"name": "Warsztat"})
        cls.relationship = cls.env["gestor.client.relationship"].create(
            {"name": "Relacja"}
        )
        cls.template = cls.env["gestor.client.template"].create(
            {
                "name": "Warsztat",
                "client_kind": "standard",
                "relationship_id": cls.relationship.id,
                "importance": "3",
                "category_ids": [Command.set(cls.tag.ids)],
                "payment_term_id": cls.pay_terms_b.id,
                "country_id": cls.env.ref("base.pl").id,
                "lang": "en_US",
                "guardian_id": cls.anna.id,
                "guardian_ids": [Command.set(cls.jan.ids)],
                "comment": "<p>Uwagi</p>",
            }
        )

    def test_new_client_from_the_template(self):
        action = self.template.action_new_client()
        form = Form(self.Partner.with_context(**action["context"]))
        form.name = "Nowy Warsztat"
        client = form.save()
        self.assertTrue(client.is_company)
        self.assertEqual(client.gestor_client_kind, "standard")
        self.assertEqual(client.gestor_relationship_id, self.relationship)
        self.assertEqual(client.gestor_importance, "3")
        self.assertEqual(client.category_id, self.tag)
        self.assertEqual(client.property_payment_term_id, self.pay_terms_b)
        self.assertEqual(client.country_id.code, "PL")
        self.assertEqual(client.user_id, self.anna)
        guardians = client.gestor_guardian_ids
        self.assertEqual(guardians.user_id, self.anna | self.jan)
        self.assertEqual(guardians.filtered("is_main").user_id, self.anna)
        self.assertIn("Uwagi", client.comment)

    def test_template_of_a_client_makes_its_like(self):
        client = self.Partner.create(
            {**self.template._prepare_client_vals(), "name": "Wzór"}
        )
        action = client.with_user(self.boss).action_gestor_make_template()
        made = self.env["gestor.client.template"].browse(action["res_id"])
        self.assertEqual(made.name, "Wzór")
        for name in ("relationship_id", "importance", "category_ids", "guardian_id"):
            self.assertEqual(made[name], self.template[name], name)
        self.assertEqual(made.guardian_ids, self.jan)
        self.assertFalse(made.client_kind)

    def test_rights(self):
        self.template.with_user(self.anna).action_new_client()
        with self.assertRaises(AccessError):
            self.firm.with_user(self.anna).action_gestor_make_template()
