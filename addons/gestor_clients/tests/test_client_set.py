from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .contact_common import ContactCommon


@tagged("post_install", "-at_install")
class TestClientSet(ContactCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Sets = cls.env["gestor.client.set"].with_user(cls.member)
        cls.both = cls.willing + cls.silent
        cls.tag = cls.env["res.partner.category"].create({"name": "Zestaw"})

    def _dynamic(self, **vals):
        domain = f"[('category_id', 'in', {self.tag.ids})]"
        return self.Sets.create(
            {"name": "Z etykietą", "kind": "dynamic", "domain": domain, **vals}
        )

    def test_static(self):
        client_set = self.Sets.create({"name": "Wybrani"})
        self.assertEqual(client_set._add_partners(self.both), 2)
        self.assertEqual(client_set._add_partners(self.both), 0)
        self.assertEqual(client_set._get_partners(), self.both.sorted())
        self.assertEqual(client_set.partner_count, 2)

    def test_archived_and_deleted_clients_drop_out(self):
        client_set = self.Sets.create({"name": "Wybrani"})
        gone = self._create_client("Krótko")
        client_set._add_partners(self.both + gone)
        self.silent.active = False
        gone.unlink()
        client_set.invalidate_recordset()
        self.assertEqual(client_set._get_partners(), self.willing)
        self.assertEqual(client_set.partner_count, 1)
        self.silent.active = True
        client_set.invalidate_recordset()
        self.assertEqual(client_set.partner_count, 2)

    def test_dynamic_follows_the_clients(self):
        client_set = self._dynamic()
        self.assertFalse(client_set._get_partners())
        self.willing.category_id = self.tag
        self.assertEqual(client_set._get_partners(), self.willing)
        with self.assertRaises(UserError):
            client_set._add_partners(self.silent)

    def test_dynamic_with_the_rights_of_who_asks(self):
        self.both.category_id = self.tag
        client_set = self._dynamic()
        company = self.env["res.company"].create({"name": "Druga Firma"})
        self.silent.company_id = company
        self.assertEqual(client_set._get_partners(), self.willing)

    def test_faulty_filter(self):
        for domain in ("[('nothing', '=', 1)]", "[(", "os.system('x')"):
            with self.assertRaises(ValidationError):
                self._dynamic(domain=domain)

    def test_freeze(self):
        self.willing.category_id = self.tag
        client_set = self._dynamic()
        frozen = self.Sets.browse(client_set.action_freeze()["res_id"])
        self.silent.category_id = self.tag
        self.assertEqual(frozen._get_partners(), self.willing)

    def test_several_sets_together(self):
        self.willing.category_id = self.tag
        static = self.Sets.create({"name": "Wybrani", "partner_ids": self.both.ids})
        self.assertEqual(len((static + self._dynamic())._get_partners()), 2)

    def test_private_set(self):
        client_set = self._dynamic(is_shared=False)
        other = self.env["res.users"].create(
            {
                "name": "Obcy",
                "login": "gestor_obcy_zestaw",
                "group_ids": [
                    (4, self.env.ref("gestor_base.group_clients_own").id),
                ],
            }
        )
        with self.assertRaises(AccessError):
            client_set.with_user(other).read(["name"])
        client_set.is_shared = True
        client_set.with_user(other).read(["name"])
        with self.assertRaises(AccessError):
            client_set.with_user(other).write({"name": "x"})
        client_set.with_user(self.manager).write({"name": "x"})

    def test_button_of_the_list(self):
        wizard = (
            self.env["gestor.client.set.add"]
            .with_user(self.member)
            .with_context(active_model="res.partner", active_ids=self.both.ids)
            .create({"name": "Nowy"})
        )
        self.assertEqual(wizard.partner_count, 2)
        wizard.action_add()
        client_set = self.Sets.search([("name", "=", "Nowy")])
        self.assertEqual(client_set.partner_ids, self.both)
        empty = self.env["gestor.client.set.add"].create({})
        with self.assertRaises(UserError):
            empty.action_add()

    def test_found_by_set(self):
        self.Sets.create({"name": "Wybrani", "partner_ids": self.willing.ids})
        partners = self.env["res.partner"].with_user(self.member)
        found = partners.search([("gestor_set_ids", "=", "Wybrani")])
        self.assertEqual(found, self.willing)

    def test_mail_to_a_set(self):
        client_set = self.Sets.create({"name": "W", "partner_ids": self.both.ids})
        action = client_set.action_send_email()
        composer = (
            self.env["mail.compose.message"]
            .with_context(**action["context"])
            .create({"subject": "Promocja", "body": "x"})
        )
        mails, _messages = composer._action_send_mail()
        self.assertEqual(len(mails.filtered(lambda m: m.state == "cancel")), 1)

    def test_queries_of_counts_do_not_grow(self):
        sets = self.Sets.create([{"name": f"Z{n}"} for n in range(20)])
        sets.partner_ids = self.both
        counts = []
        for chosen in (sets[:2], sets[:2], sets):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            chosen.mapped("partner_count")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
        self.assertLessEqual(counts[2], 6)
