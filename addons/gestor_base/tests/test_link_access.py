from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common import GestorLinkCommon


@tagged("post_install", "-at_install")
class TestLinkAccess(GestorLinkCommon):
    """A link shows only to who may read both ends, whatever way it is asked for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.secret = cls._create_partner("Klient poufny")
        cls.open_link = cls.client.gestor_link_with(cls.other, reason="jawne")
        cls.secret_link = cls.client.gestor_link_with(cls.secret, reason="poufne")
        cls._hide_partners(cls.secret, cls.user)

    def _assert_sees(self, user, links):
        """Ask in every way the client and the API have."""
        Link = self.Link.with_user(user)
        domain = [("id", "in", (self.open_link | self.secret_link).ids)]
        hidden = (self.open_link | self.secret_link) - links
        self.assertEqual(Link.search(domain), links)
        self.assertEqual(
            Link.search(domain, limit=1, order="id"), links.sorted("id")[:1]
        )
        self.assertEqual(Link.search_count(domain), len(links))
        grouped = Link._read_group(domain, ["reason"], ["__count"])
        self.assertEqual(dict(grouped), dict.fromkeys(links.mapped("reason"), 1))
        formatted = Link.formatted_read_group(domain, ["reason"], ["__count"])
        self.assertEqual(sum(group["__count"] for group in formatted), len(links))
        names = Link.name_search("Hurtownia", domain=domain)
        self.assertEqual({name[0] for name in names}, set(links.ids))
        found = Link.search_read(domain, ["reason"])
        self.assertEqual({row["id"] for row in found}, set(links.ids))
        for link in hidden.with_user(user):
            self.env.invalidate_all()
            with self.assertRaises(AccessError):
                link.read(["reason"])
            with self.assertRaises(AccessError):
                link.export_data(["reason"])
            with self.assertRaises(AccessError):
                link.web_read({"reason": {}, "end_a": {}})
        if links:
            self.assertTrue(links.with_user(user).read(["reason"]))
            self.assertEqual(
                len(links.with_user(user).export_data(["id", "reason"])["datas"]),
                len(links),
            )
        client = self.client.with_user(user)
        self.env.invalidate_all()
        self.assertEqual(client.gestor_link_count, len(links))
        linked = {
            item["link_id"]
            for item in self._card_items(self.client, user).values()
            if item["link_id"]
        }
        self.assertEqual(linked, set(links.ids))

    def test_stranger_of_one_end_does_not_see_the_link(self):
        self._assert_sees(self.user, self.open_link)

    def test_who_reads_both_ends_sees_both_links(self):
        self._assert_sees(self.colleague, self.secret_link | self.open_link)

    def test_user_of_another_company(self):
        company = self.env["res.company"].create({"name": "Druga spółka"})
        stranger = self._create_user(
            "gestor_obcy",
            "base.group_user,base.group_allow_export",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        self.secret.company_id = self.env.company
        self._assert_sees(stranger, self.open_link)
        card = self.Card.with_user(stranger)
        with self.assertRaises(AccessError):
            card.get_card("res.partner", self.secret.id)

    def test_portal_and_public_have_no_access(self):
        portal = self._create_user("gestor_portal", groups="base.group_portal")
        for user in (portal, self.env.ref("base.public_user")):
            with self.subTest(login=user.login):
                Link = self.Link.with_user(user)
                with self.assertRaises(AccessError):
                    Link.search([])
                with self.assertRaises(AccessError):
                    Link.search_count([])
                with self.assertRaises(AccessError):
                    self.open_link.with_user(user).read(["reason"])
                with self.assertRaises(AccessError):
                    self.Card.with_user(user).get_card("res.partner", self.client.id)
                with self.assertRaises(AccessError):
                    Link.create(self._link_vals(self.client, user.partner_id))

    def test_existence_of_a_hidden_link_is_not_told(self):
        """Creating it again and removing it answer alike, linked or not."""
        other = self.other.with_user(self.user)
        for end in (self.client, self.other):
            with self.assertRaisesRegex(AccessError, "records you may read"):
                self.Link.with_user(self.user).create(self._link_vals(end, self.secret))
            with self.assertRaises(AccessError):
                end.with_user(self.user).gestor_unlink_with(
                    self.secret.with_user(self.user)
                )
        self.assertFalse(other.gestor_unlink_with(self.user.partner_id))

    def test_searching_by_a_hidden_name_finds_nothing(self):
        Link = self.Link.with_user(self.user)
        self.assertFalse(Link.search([("display_name", "ilike", "poufny")]))
        self.assertFalse(Link.search([("reason", "=", "poufne")]))

    def test_archived_end_is_seen_and_deleted_end_is_not(self):
        self.other.action_archive()
        self._assert_sees(self.user, self.open_link)
        self.env.cr.execute("DELETE FROM res_partner WHERE id = %s", self.other.ids)
        self.env.invalidate_all()
        self._assert_sees(self.user, self.Link)

    def test_file_of_a_hidden_record_hides_its_link(self):
        file = self._create_file("poufny.pdf", self.secret)
        link = file.gestor_link_with(self.client)
        self.assertFalse(self.Link.with_user(self.user).search([("id", "=", link.id)]))
        found = self.Link.with_user(self.colleague).search([("id", "=", link.id)])
        self.assertEqual(found, link)

    def test_paging_is_exact(self):
        """Rights are part of the query, so pages are full and do not overlap."""
        for number in range(6):
            partner = self._create_partner(f"Klient {number}")
            partner.gestor_link_with(self.secret if number % 2 else self.other)
        Link = self.Link.with_user(self.user)
        domain = [("res_id_a", "in", (self.other | self.secret).ids)]
        found = Link.search(domain, order="id")
        self.assertEqual(len(found), 3)
        self.assertEqual(Link.search(domain, order="id", limit=2), found[:2])
        self.assertEqual(Link.search(domain, order="id", offset=2, limit=2), found[2:])

    def test_maker_or_editor_of_an_end_may_remove(self):
        readers = self._create_user("gestor_ewa")
        mine = self.other.with_user(readers).gestor_link_with(
            self._create_file("plik.txt", self.client).with_user(readers)
        )
        self.assertTrue(mine.has_access("unlink"))
        foreign = self.open_link.with_user(readers)
        self.assertFalse(foreign.has_access("unlink"))
        self.assertFalse(foreign.has_access("write"))
        with self.assertRaisesRegex(AccessError, "the person who made it"):
            foreign.unlink()
        mine.unlink()
        editor = self._create_user(
            "gestor_edytor", groups="base.group_user,base.group_partner_manager"
        )
        self.open_link.with_user(editor).unlink()
        self.assertFalse(self.open_link.exists())

    def test_hidden_link_cannot_be_removed_by_id(self):
        manager = self.env.ref("base.group_partner_manager")
        self.user.group_ids = [Command.link(manager.id)]
        with self.assertRaises(AccessError):
            self.secret_link.with_user(self.user).unlink()
        with self.assertRaises(AccessError):
            self.secret_link.with_user(self.user).write({"reason": "x"})

    def test_search_costs_the_same_for_few_and_many_links(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Klient {number}"} for number in range(100)]
        )
        links = self.Link.create(
            [self._link_vals(self.client, partner) for partner in partners]
        )

        def count_queries(links):
            Link = self.Link.with_user(self.user)
            Link.search([("id", "in", links.ids)])
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = Link.search([("id", "in", links.ids)])
            found.mapped("end_a")
            self.assertEqual(len(found), len(links))
            return self.env.cr.sql_log_count - before

        self.assertEqual(count_queries(links[:10]), count_queries(links))
