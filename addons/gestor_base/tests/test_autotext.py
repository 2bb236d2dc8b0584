from datetime import datetime

from freezegun import freeze_time
from markupsafe import Markup

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from ..tools import autotext_syntax
from .texts_common import GestorTextsCommon


@tagged("post_install", "-at_install")
class TestAutotext(GestorTextsCommon):
    @freeze_time("2026-03-14 10:00:00")
    def test_values_and_forms(self):
        table = {
            "{client.name}": "Tomasz Nowak",
            "{client.name|upper}": "TOMASZ NOWAK",
            "{client.greeting},": "Szanowny Panie Tomaszu,",
            "{client.vocative}": "Tomaszu",
            "{client.phone|or:brak, niestety}": "brak, niestety",
            "{client.phone}": "",
            "{today}": "14.03.2026",
            "{today|long}": "14 marca 2026 r.",
            "{today+14d|long}": "28 marca 2026 r.",
            "{today-14|iso}": "2026-02-28",
            "{today+1w|iso}": "2026-03-21",
            "{today+1wd|iso}": "2026-03-16",
            "{today|workday|long}": "16 marca 2026 r.",
            "{today+1m-1d|iso}": "2026-04-13",
            "{today|weekday}": "sobota",
            "{today|weekday:on}": "w sobotę",
            "{month}": "marzec 2026",
            "{month+1}": "kwiecień 2026",
            "{month+6|in}": "we wrześniu",
            "{month|genitive|upper}": "MARCA",
            "{month-3|nominative} {month-3|year}": "grudzień 2025",
            "{year+1|year}": "2027",
            "{{client.name}}": "{client.name}",
            "a {{ b }} c } d": "a { b } c } d",
            "bez autotekstów": "bez autotekstów",
            "": "",
            "{company.name}": self.env.company.name,
            "{user.name}": self.env.user.name,
        }
        for body, text in table.items():
            with self.subTest(body=body):
                self.assertEqual(self._render(body), text)

    @freeze_time("2026-01-31 10:00:00")
    def test_months_keep_the_end(self):
        self.assertEqual(self._render("{today+1m|iso}"), "2026-02-28")
        self.assertEqual(self._render("{month+1|in}"), "w lutym")

    @freeze_time("2026-03-14 23:30:00")
    def test_today_is_the_day_of_the_user(self):
        """Half past eleven at night in UTC is the next day in Warsaw."""
        self.env.user.tz = "Europe/Warsaw"
        autotext = self.Autotext.with_context(tz="Europe/Warsaw")
        text = autotext.render("{today|iso} {now}", self.client, lang="pl_PL")
        self.assertEqual(text[self.client.id], "2026-03-15 15.03.2026 00:30")

    @freeze_time("2026-03-14 10:00:00")
    def test_language_of_the_reader(self):
        english = self._create_partner("John Smith", lang="en_US")
        texts = self.Autotext.render(
            "{client.greeting}, {today|long}", self.client + english
        )
        self.assertEqual(
            texts[self.client.id], "Szanowny Panie Tomaszu, 14 marca 2026 r."
        )
        self.assertEqual(texts[english.id], "Dear John, March 14, 2026")
        self.assertEqual(list(texts), [self.client.id, english.id])

    def test_html_is_escaped_and_lines_kept(self):
        self.client.write(
            {"name": "<b>Firma & Syn</b>", "street": "Polna 1", "city": "Łódź"}
        )
        text = self._render("<p>{client.name}<br>{client.address}</p>", html=True)
        self.assertIsInstance(text, Markup)
        self.assertIn("&lt;b&gt;Firma &amp; Syn&lt;/b&gt;", text)
        self.assertIn("Polna 1<br>", text)
        self.assertIn("Polna 1\n", self._render("{client.address}"))

    def test_addresses_in_html_are_no_scripts(self):
        body = '<a href="{client.website}" title="{client.ref}">x</a>'
        table = {
            "javascript:alert(1)": 'href="#"',
            "https://example.com": 'href="https://example.com"',
            "example.com": 'href="https://example.com"',
        }
        for website, expected in table.items():
            with self.subTest(website=website):
                # The host completes addresses when they are written.
                self.env.cr.execute(
                    "UPDATE res_partner SET website = %s WHERE id = %s",
                    (website, self.client.id),
                )
                self.client.invalidate_recordset()
                self.client.ref = '" onclick="x'
                text = self._render(body, html=True)
                self.assertIn(expected, text)
                self.assertNotIn('" onclick="', text)

    def test_html_entities_inside_an_autotext(self):
        self.assertEqual(
            self._render("<p>{&nbsp;client.name&nbsp;}</p>", html=True),
            "<p>Tomasz Nowak</p>",
        )

    def test_html_value_in_plain_text(self):
        self.client.comment = Markup("<p>Ważny <b>klient</b></p>")
        self.assertEqual(self._render("{field.comment}"), "Ważny *klient*")
        text = self._render("<div>{field.comment}</div>", html=True)
        self.assertIn("<b>klient</b>", text)

    def test_faults_are_listed_with_suggestions(self):
        table = {
            "{client.nam}": "{client.name}",
            "{klient}": "klient",
            "{client.name|uper}": "upper",
            "{client.name|words}": "words",
            "{client.name+3d}": "date",
            "{today+3q}": "not an autotext",
            "{client.name": "not closed",
            "{}": "not an autotext",
            "{today|plural}": "plural",
            "{object.env}": "no such autotext",
            "{client.__class__}": "no such autotext",
            "{field.signup_token}": "no such autotext",
        }
        for body, expected in table.items():
            with self.subTest(body=body):
                with self.assertRaises(ValidationError) as caught:
                    self.Autotext.check(body, "res.partner")
                self.assertIn(expected, str(caught.exception))
                with self.assertRaises(ValidationError):
                    self._render(body)
        with self.assertRaises(ValidationError) as caught:
            self.Autotext.check("{a.b} {client.nam}", "res.partner")
        self.assertIn("{a.b}", str(caught.exception))
        self.assertIn("{client.nam}", str(caught.exception))

    def test_formatting_inside_an_autotext_is_told(self):
        with self.assertRaises(ValidationError) as caught:
            self.Autotext.check("<p>{client.<b>name</b>}</p>", "res.partner", html=True)
        self.assertIn("{client.name}", str(caught.exception))

    def test_a_text_for_any_record_has_general_autotexts_only(self):
        self.Autotext.check("{today} {company.name}")
        with self.assertRaises(ValidationError):
            self.Autotext.check("{client.name}")
        self.assertEqual(
            self.Autotext.render_general("{user.name}"), self.env.user.name
        )

    def test_fields_of_the_model(self):
        self.client.function = "prezes"
        self.assertEqual(self._render("{client.function}"), "prezes")
        definitions = self.Autotext._get_definitions("res.partner")
        self.assertIn("field.lang", definitions)
        for name in ("signup_type", "message_ids", "create_uid", "id", "image_1920"):
            self.assertNotIn(f"field.{name}", definitions)
        self.assertFalse(
            [key for key in definitions if "token" in key or "password" in key]
        )

    def test_groups_of_fields_are_respected(self):
        """A field for the administrator only is neither offered nor rendered."""
        field = self.env["res.partner"]._fields["ref"]
        self.patch(field, "groups", "base.group_system")
        autotext = self.Autotext.with_user(self.seller)
        with self.assertRaises(ValidationError) as caught:
            autotext.render("{client.ref}", self.client.with_user(self.seller))
        self.assertIn("may not read", str(caught.exception))
        tree = str(autotext.get_tree("res.partner"))
        self.assertNotIn("client.ref", tree)
        self.assertIn("client.name", tree)

    def test_rules_of_records_are_respected(self):
        hidden = self._create_partner("Ukryty")
        # For all: a rule of a group would only add to what other groups may see.
        self.env["ir.rule"].create(
            {
                "name": "Hide a partner",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {hidden.id})]",
            }
        )
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            self.Autotext.with_user(self.seller).render(
                "{client.name}", hidden.with_user(self.seller)
            )

    def test_queries_do_not_grow_with_records(self):
        keeper = self.seller
        partners = self.env["res.partner"].create(
            [
                {
                    "name": f"Klient {number}",
                    "user_id": keeper.id,
                    "lang": ("pl_PL", "en_US")[number % 2],
                    "country_id": self.env.ref("base.pl").id,
                }
                for number in range(1000)
            ]
        )
        body = (
            "{client.greeting} {client.address} {client.country} "
            "{client.keeper_email} {field.comment} {today+5wd|long}"
        )

        def count(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.Autotext.render(body, records.browse(records.ids))
            return self.env.cr.sql_log_count - before

        count(partners[:10])  # fills the caches of the registry
        self.assertEqual(count(partners[:10]), count(partners))

    def test_a_body_is_compiled_once(self):
        partners = self.env["res.partner"].create(
            [
                {"name": f"Klient {n}", "lang": ("pl_PL", "en_US")[n % 2]}
                for n in range(50)
            ]
        )
        body = "{client.name} – {today|long}: {client.vocative}"
        autotext_syntax.parse_text.cache_clear()
        self.Autotext.render(body, partners)
        self.Autotext.render(body, partners)
        self.assertEqual(autotext_syntax.parse_text.cache_info().misses, 1)

    def test_days_off_of_the_company(self):
        calendar = self.env.company.resource_calendar_id
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Dzień wolny firmy",
                "calendar_id": calendar.id,
                "date_from": datetime(2026, 6, 5),
                "date_to": datetime(2026, 6, 5, 21, 0),
            }
        )
        with freeze_time("2026-06-03 10:00:00"):
            self.assertEqual(self._render("{today+1wd|iso}"), "2026-06-08")

    def test_tree_of_the_menu(self):
        tree = self.Autotext.with_user(self.seller).get_tree("res.partner")
        labels = [node["label"] for node in tree]
        self.assertEqual(labels[0], "Client")
        client = tree[0]["children"]
        keys = [node.get("key") for node in client]
        self.assertIn("client.greeting", keys)
        address = next(node for node in client if node["label"] == "Address")
        self.assertTrue(address["children"])
        self.assertEqual(
            self.Autotext.render("{client.name}", self.client.browse()), {}
        )
