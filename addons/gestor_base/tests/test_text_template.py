from markupsafe import Markup

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .texts_common import GestorTextsCommon


@tagged("post_install", "-at_install")
class TestTextTemplate(GestorTextsCommon):
    def test_faulty_autotext_stops_saving(self):
        with self.assertRaises(ValidationError) as caught:
            self._create_template(body="<p>{client.nam}</p>", name="List")
        self.assertIn("{client.name}", str(caught.exception))
        self.assertIn("List", str(caught.exception))
        template = self._create_template()
        with self.assertRaises(ValidationError):
            template.subject = "{client.nam"
        with self.assertRaises(ValidationError):
            template.model = False

    def test_faults_are_found_in_each_language(self):
        template = self._create_template()
        with self.assertRaises(ValidationError):
            template.with_context(lang="pl_PL").body = "<p>{klient}</p>"
        self.assertEqual(template.body, "<p>{client.name}</p>")

    def test_kind_decides_which_text_is_used(self):
        template = self._create_template(
            kind="sms", body="<p>{nothing}</p>", body_plain="{client.name}"
        )
        self.assertTrue(template.is_plain)
        text = template._gestor_render(self.client)[self.client.id]
        self.assertEqual(text["body"], "Tomasz Nowak")

    def test_each_reader_gets_his_language(self):
        template = self._create_template(
            subject="Hello", body="<p>{client.greeting}</p>"
        )
        template.with_context(lang="pl_PL").write(
            {"subject": "Dzień dobry", "body": "<p>{client.greeting}!</p>"}
        )
        english = self._create_partner("John Smith", lang="en_US")
        texts = template._gestor_render(self.client + english)
        self.assertEqual(
            texts[self.client.id],
            {"subject": "Dzień dobry", "body": "<p>Szanowny Panie Tomaszu!</p>"},
        )
        self.assertEqual(
            texts[english.id], {"subject": "Hello", "body": "<p>Dear John</p>"}
        )

    def test_languages_are_independent(self):
        """A rewritten Polish text leaves the English one as it is."""
        template = self._create_template(body="<p>One</p><p>Two</p>")
        polish = template.with_context(lang="pl_PL")
        polish.body = "<h1>Zupełnie inny tekst</h1><ul><li>Raz</li></ul>"
        self.assertEqual(template.body, "<p>One</p><p>Two</p>")
        polish.body = '<p onclick="x()">Raz<script>alert(1)</script></p>'
        self.assertEqual(polish.body, "<p>Raz</p>")
        self.assertEqual(template.body, "<p>One</p><p>Two</p>")

    def test_address_with_an_autotext_survives_sanitising(self):
        template = self._create_template(
            body='<p><a href="{client.website}">strona</a></p>'
        )
        self.client.website = "https://example.com"
        text = template._gestor_render(self.client)[self.client.id]["body"]
        self.assertIn('href="https://example.com"', text)

    def test_insert_for_a_field(self):
        template = self._create_template(kind="note", body="<p>{client.name}</p>")
        plain = self._create_template(kind="sms", body_plain="A\n{client.name}")
        args = ("res.partner", self.client.id)
        self.assertEqual(template.get_text_for(*args)["body"], "<p>Tomasz Nowak</p>")
        self.assertEqual(
            template.get_text_for(*args, html=False)["body"], "Tomasz Nowak"
        )
        self.assertEqual(
            plain.get_text_for(*args)["body"], Markup("<p>A<br>Tomasz Nowak</p>")
        )
        with self.assertRaises(ValidationError):
            template.get_text_for("res.partner", False)

    def test_insertable_texts_fit_kind_and_model(self):
        note = self._create_template(kind="note", name="Notatka")
        general = self._create_template(
            kind="note", model=False, body="<p>{today}</p>", name="Ogólna"
        )
        user = self._create_template(
            kind="note", model="res.users", body="<p>x</p>", name="Kolega"
        )
        mail = self._create_template(name="List")
        (note + general + mail).visibility = "all"
        general.with_user(self.seller).is_favourite = True
        found = self.Template.with_user(self.seller).get_insertable(
            "note", "res.partner"
        )
        ids = [item["id"] for item in found]
        self.assertIn(note.id, ids)
        self.assertEqual(ids[0], general.id)
        self.assertNotIn(user.id, ids)
        self.assertNotIn(mail.id, ids)

    def test_favourites_are_everybodys_own(self):
        template = self._create_template(visibility="all")
        template.with_user(self.seller).is_favourite = True
        self.assertTrue(template.with_user(self.seller).is_favourite)
        self.assertFalse(template.with_user(self.colleague).is_favourite)
        found = self.Template.with_user(self.seller).search(
            [("is_favourite", "=", True)]
        )
        self.assertEqual(found, template)
        template.with_user(self.seller).write({"is_favourite": False})
        template.invalidate_recordset()
        self.assertFalse(template.with_user(self.seller).is_favourite)

    def test_form_and_preview(self):
        with Form(self.Template.with_user(self.seller)) as form:
            form.name = "Podziękowanie"
            form.kind = "email"
            form.model = "res.partner"
            form.subject = "Dla {client.name}"
            form.body = "<p>{client.greeting}</p>"
        template = form.save()
        self.assertEqual(template.user_id, self.seller)
        values = {
            "model": "res.partner",
            "subject": template.subject,
            "body": template.body,
        }
        preview = template.get_preview(values, self.client.id, "pl_PL")
        self.assertEqual(preview["subject"], "Dla Tomasz Nowak")
        self.assertEqual(preview["body"], "<p>Szanowny Panie Tomaszu</p>")
        preview = template.get_preview({**values, "body": "{client.nam}"})
        self.assertEqual(len(preview["faults"]), 1)
        self.assertNotIn("body", preview)
        preview = template.get_preview({"body": "<p>{user.name}</p>"})
        self.assertIn(self.seller.name, preview["body"])

    def test_own_text_needs_an_owner(self):
        with self.assertRaises(ValidationError):
            self._create_template(visibility="own", user_id=False)

    def test_copy_belongs_to_who_copied(self):
        template = self._create_template(visibility="all")
        copy = template.with_user(self.seller).copy()
        self.assertEqual(copy.user_id, self.seller)
        self.assertNotEqual(copy.name, template.name)

    def test_shipped_texts_are_valid(self):
        for name in "thanks offer_opening offer_closing payment subscription".split():
            template = self.env.ref(f"gestor_base.gestor_text_template_{name}")
            for code in ("en_US", "pl_PL"):
                template.with_context(lang=code)._check_texts()


@tagged("post_install", "-at_install")
class TestTextRights(GestorTextsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls.env["res.company"].create({"name": "Inna firma"})
        seller = cls.seller.id
        cls.own = cls._create_template(name="Własny", user_id=seller)
        cls.team = cls._create_template(
            name="Zespół",
            user_id=seller,
            visibility="team",
            member_ids=[Command.link(cls.colleague.id)],
        )
        cls.shared = cls._create_template(
            name="Wspólny", user_id=seller, visibility="all"
        )
        cls.foreign = cls._create_template(
            name="Obcy", visibility="all", company_id=cls.other_company.id
        )
        cls.manager = cls._create_user("gestor_szef", "gestor_base.group_manager")
        cls.stranger = cls._create_user("gestor_obcy")
        cls.plain = cls._create_user("gestor_bez", "base.group_user")
        cls.portal = cls._create_user("gestor_portal", "base.group_portal")
        cls.public = cls._create_user("gestor_public", "base.group_public")

    def test_team_reads_while_it_is_a_team(self):
        team = self.env["crm.team"].create(
            {
                "name": "Handel",
                "crm_team_member_ids": [Command.create({"user_id": self.stranger.id})],
            }
        )
        text = self._create_template(
            name="Zespołu",
            user_id=self.seller.id,
            visibility="crm_team",
            team_ids=[Command.link(team.id)],
        )
        self.assertTrue(text.with_user(self.stranger).has_access("read"))
        self.assertFalse(text.with_user(self.stranger).has_access("write"))
        self.assertFalse(text.with_user(self.colleague).has_access("read"))
        team.user_id = self.colleague
        self.assertTrue(text.with_user(self.colleague).has_access("read"))
        self.stranger.crm_team_member_ids.active = False
        self.assertFalse(text.with_user(self.stranger).has_access("read"))

    def test_who_reads_and_who_writes(self):
        """Rows: user; what he reads; what he changes."""
        sellers = self.own + self.team + self.shared
        none = self.Template
        table = (
            (self.seller, sellers, sellers),
            (self.colleague, self.team + self.shared, none),
            (self.stranger, self.shared, none),
            (self.manager, sellers, sellers),
            (self.plain, none, none),
            (self.portal, none, none),
            (self.public, none, none),
        )
        for user, readable, writable in table:
            for template in sellers + self.foreign:
                with self.subTest(user=user.login, template=template.name):
                    mine = template.with_user(user)
                    self.assertEqual(mine.has_access("read"), template in readable)
                    expected = template in writable
                    for operation in ("write", "unlink"):
                        self.assertEqual(mine.has_access(operation), expected)

    def test_nobody_makes_a_text_of_another(self):
        with self.assertRaises(AccessError):
            self.Template.with_user(self.colleague).create(
                {"name": "x", "user_id": self.seller.id}
            )

    def test_insert_checks_the_text_and_the_record(self):
        with self.assertRaises(AccessError):
            self.own.with_user(self.stranger).get_text_for(
                "res.partner", self.client.id
            )

    def test_tags_are_the_administrators(self):
        for model in ("gestor.text.tag", "gestor.library.tag"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.seller).create({"name": "x"})
            self.assertTrue(
                self.env[model].with_user(self.manager).create({"name": "x"})
            )
