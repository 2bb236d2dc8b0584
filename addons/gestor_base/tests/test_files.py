from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common import GestorLinkCommon


@tagged("post_install", "-at_install")
class TestFiles(GestorLinkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.file = cls._create_file("umowa.pdf", cls.client, raw=b"x" * 2048)

    def test_file_tells_size_and_owner(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        polish = self.file.with_context(lang="pl_PL")
        self.assertEqual(polish.gestor_size, "2,0 kB")
        self.assertEqual(polish._format_gestor_size(999), "999 B")
        self.assertTrue(polish._format_gestor_size(5 * 10**15).endswith("000,0 TB"))
        self.assertEqual(self.file.gestor_owner_kind, "Client or contact")
        loose = self._create_file("luzem.txt")
        self.assertFalse(loose.gestor_owner_kind)

    def test_owner_opens_from_the_file(self):
        action = self.file.with_user(self.user).action_gestor_open_owner()
        self.assertEqual(action["res_model"], "res.partner")
        self.assertEqual(action["res_id"], self.client.id)

    def test_address_opens_instead_of_downloading(self):
        link = self.env["ir.attachment"].create(
            {"name": "Strona", "type": "url", "url": "https://example.com/"}
        )
        self.assertEqual(link.action_gestor_download()["url"], "https://example.com/")

    def test_stranger_cannot_download(self):
        self._hide_partners(self.client, self.user)
        with self.assertRaises(AccessError):
            self.file.with_user(self.user).action_gestor_download()

    def test_user_adds_a_file_by_the_form(self):
        view = "gestor_base.ir_attachment_view_form"
        Attachment = self.env["ir.attachment"].with_user(self.user)
        with Form(Attachment, view=view) as form:
            form.name = "notatka.txt"
            form.datas = b"VHJlxZvEhw=="
        self.assertEqual(form.record.raw.decode(), "Treść")
        self.assertEqual(form.record.create_uid, self.user)

    def test_list_of_files_shows_what_the_user_may_read(self):
        domain = [("id", "in", self.file.ids)]
        Attachment = self.env["ir.attachment"]
        self.assertTrue(Attachment.with_user(self.user).search(domain))
        self._hide_partners(self.client, self.user)
        self.assertFalse(Attachment.with_user(self.user).search(domain))
