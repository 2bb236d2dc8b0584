from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import GestorLinkCommon


@tagged("post_install", "-at_install")
class TestInfoCard(GestorLinkCommon):
    def test_direct_relations_and_links_are_merged_without_duplicates(self):
        contact = self._create_partner("Ewa Nowak", parent_id=self.client.id)
        self.client.gestor_link_with(contact, reason="prezes")
        self.client.gestor_link_with(self.other)
        items = self._card_items(self.client, model="res.partner")
        self.assertEqual(
            set(items),
            {("res.partner", contact.id), ("res.partner", self.other.id)},
        )
        both = items["res.partner", contact.id]
        self.assertEqual(both["relation"], "Contact or address")
        self.assertEqual(both["reason"], "prezes")
        self.assertTrue(both["link_id"])
        self.assertFalse(items["res.partner", self.other.id]["relation"])

    def test_card_shows_files_and_their_owner(self):
        file = self._create_file("umowa.pdf", self.client)
        items = self._card_items(self.client, model="ir.attachment")
        self.assertEqual(items["ir.attachment", file.id]["name"], "umowa.pdf")
        self.assertEqual(items["ir.attachment", file.id]["can_print"], "download")
        self.assertIn(("res.partner", self.client.id), self._card_items(file))

    def test_linked_file_is_seen_from_both_ends(self):
        file = self._create_file("wspólny.pdf", self.other)
        file.gestor_link_with(self.client, reason="załącznik")
        seen = self._card_items(self.client)["ir.attachment", file.id]
        self.assertEqual(seen["reason"], "załącznik")
        back = self._card_items(file)["res.partner", self.client.id]
        self.assertEqual(back["link_id"], seen["link_id"])

    def test_files_of_fields_are_not_shown(self):
        self.client.image_1920 = (
            b"R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs="  # one white point
        )
        self.assertFalse(self._card_items(self.client, model="ir.attachment"))

    def test_empty_card(self):
        card = self.Card.get_card("res.partner", self.other.id)
        self.assertEqual(card["groups"], [])
        self.assertEqual(card["title"]["name"], "Serwis Beta")

    def test_archived_records_are_marked(self):
        self.client.gestor_link_with(self.other)
        self.other.action_archive()
        item = self._card_items(self.client)["res.partner", self.other.id]
        self.assertTrue(item["is_archived"])

    def test_large_group_shows_ten_and_the_number_of_all(self):
        contacts = self.env["res.partner"].create(
            [{"name": f"Osoba {n}", "parent_id": self.client.id} for n in range(12)]
        )
        self.client.gestor_link_with(self.other)
        card = self.Card.get_card("res.partner", self.client.id)
        group = card["groups"][0]
        self.assertEqual(group["count"], 13)
        self.assertEqual(len(group["items"]), 10)
        self.assertTrue(group["has_more"])
        action = self.Card.action_show_all("res.partner", self.client.id, "res.partner")
        found = self.env["res.partner"].search(action["domain"])
        self.assertEqual(found, contacts | self.other)

    def test_unreadable_records_are_not_counted(self):
        secret = self._create_partner("Poufny", parent_id=self.client.id)
        self.client.gestor_link_with(self.other)
        self.client.gestor_link_with(self._create_partner("Jawny"))
        self._hide_partners(secret | self.other, self.user)
        card = self.Card.with_user(self.user).get_card("res.partner", self.client.id)
        self.assertEqual(card["count"], 1)

    def test_two_hundred_links_take_few_queries(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Klient {number}"} for number in range(100)]
        )
        files = self.env["ir.attachment"].create(
            [
                {"name": f"plik {p.id}", "res_model": p._name, "res_id": p.id}
                for p in partners
            ]
        )
        self.Link.create([self._link_vals(self.client, x) for x in [*partners, *files]])
        warm_up = self._create_file("inny.txt", self.other)
        warm_up.gestor_link_with(self.client)
        self.other.gestor_link_with(partners[0])
        card = self.Card.with_user(self.user)
        card.get_card("res.partner", self.other.id)
        self.env.flush_all()
        self.env.invalidate_all()
        # Two of them at most are for what other addons say of a client in the head.
        with self.assertQueryCount(14):
            result = card.get_card("res.partner", self.client.id)
        self.assertEqual(result["count"], 201)

    def test_linking_many_records_and_again(self):
        third = self._create_partner("Trzeci")
        card = self.Card.with_user(self.user)
        for _repeat in range(2):
            card.link_records(
                "res.partner",
                self.client.id,
                "res.partner",
                [self.other.id, third.id],
                reason="wspólna inwestycja",
            )
        self.assertEqual(self.client.gestor_link_count, 2)
        with self.assertRaisesRegex(UserError, "with itself"):
            card.link_records(
                "res.partner", self.client.id, "res.partner", self.client.ids
            )

    def test_removing_a_link_twice_is_no_error(self):
        link = self.client.gestor_link_with(self.other)
        self.Card.remove_link(link.id)
        self.Card.remove_link(link.id)
        self.assertFalse(self.client.gestor_link_count)

    def test_reader_cannot_remove_what_a_colleague_linked(self):
        link = self.client.with_user(self.colleague).gestor_link_with(
            self.other.with_user(self.colleague)
        )
        item = self._card_items(self.client, self.user)["res.partner", self.other.id]
        self.assertFalse(item["can_unlink"])
        with self.assertRaises(AccessError):
            self.Card.with_user(self.user).remove_link(link.id)
        item = self._card_items(self.client, self.colleague)[
            "res.partner", self.other.id
        ]
        self.assertTrue(item["can_unlink"])

    def test_actions_check_the_rights(self):
        self._hide_partners(self.other, self.user)
        card = self.Card.with_user(self.user)
        for method in ("get_card", "action_open", "action_print", "action_mail"):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(card, method)("res.partner", self.other.id)

    def test_actions_refuse_models_without_a_card(self):
        for model in ("res.company", "no.such.model"):
            with self.subTest(model=model), self.assertRaises(UserError):
                self.Card.get_card(model, 1)

    def test_open_a_file_uses_the_form_of_files(self):
        file = self._create_file("umowa.pdf", self.client)
        action = self.Card.action_open("ir.attachment", file.id)
        view = self.env.ref("gestor_base.ir_attachment_view_form")
        self.assertEqual(action["views"], [(view.id, "form")])
        action = self.Card.action_open("res.partner", self.client.id)
        self.assertEqual(action["res_id"], self.client.id)

    def test_mail_opens_the_composer_with_the_recipient(self):
        action = self.Card.action_mail("res.partner", self.client.id)
        self.assertEqual(action["res_model"], "mail.compose.message")
        composer = self.env["mail.compose.message"].with_context(**action["context"])
        composer = composer.create({"body": "Dzień dobry"})
        self.assertEqual(composer.partner_ids, self.client)

    def test_mail_of_a_file_attaches_it(self):
        file = self._create_file("umowa.pdf", self.client)
        action = self.Card.action_mail("ir.attachment", file.id)
        self.assertEqual(action["context"]["default_model"], "res.partner")
        self.assertEqual(action["context"]["default_attachment_ids"], file.ids)
        loose = self._create_file("luzem.pdf")
        action = self.Card.action_mail("ir.attachment", loose.id)
        self.assertEqual(
            action["context"]["default_res_ids"], self.env.user.partner_id.ids
        )

    def test_print_downloads_a_file_and_refuses_a_partner(self):
        file = self._create_file("umowa.pdf", self.client)
        action = self.Card.action_print("ir.attachment", file.id)
        self.assertIn(f"/web/content/{file.id}", action["url"])
        with self.assertRaisesRegex(UserError, "no print"):
            self.Card.action_print("res.partner", self.client.id)

    def test_kinds_to_link_are_those_the_user_reads(self):
        kinds = {
            k["model"] for k in self.Card.with_user(self.user).get_linkable_kinds()
        }
        self.assertLessEqual({"res.partner", "ir.attachment"}, kinds)

    def test_every_form_with_a_button_box_has_the_button(self):
        arch = self.env["res.partner"].get_view(
            self.env.ref("base.view_partner_form").id, "form"
        )["arch"]
        self.assertEqual(arch.count("action_gestor_open_links"), 1)
        action = self.client.action_gestor_open_links()
        self.assertEqual(action["tag"], "gestor_info_card")
        self.assertEqual(action["params"]["res_id"], self.client.id)

    def test_texts_are_polish_for_a_polish_user(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        self.env["ir.module.module"]._load_module_terms(["gestor_base"], ["pl_PL"])
        self._create_partner("Ewa Nowak", parent_id=self.client.id)
        self._create_file("umowa.pdf", self.client)
        card = self.Card.with_context(lang="pl_PL").get_card(
            "res.partner", self.client.id
        )
        self.assertEqual(
            [group["name"] for group in card["groups"]],
            ["Klienci i kontakty", "Pliki"],
        )
        self.assertEqual(card["kind"], "Klient lub kontakt")
