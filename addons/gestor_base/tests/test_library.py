import base64

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .texts_common import GestorTextsCommon


def _encode(text):
    return base64.b64encode(text.encode())


@tagged("post_install", "-at_install")
class TestLibrary(GestorTextsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller.group_ids += cls.env.ref("base.group_partner_manager")
        cls.document = cls._create_document("Cennik", "v1")

    @classmethod
    def _create_document(cls, name, content="x", user=None, **vals):
        documents = cls.Document.with_user(user or cls.seller)
        return documents.create(
            {
                "name": name,
                "file": _encode(content),
                "file_name": f"{name}.txt",
                **vals,
            }
        )

    def test_new_file_is_a_new_version(self):
        self.document.write({"file": _encode("v2"), "file_name": "nowy.txt"})
        self.assertEqual(self.document.version_count, 2)
        self.assertEqual(self.document.version_number, 2)
        self.assertEqual(self.document.file_name, "nowy.txt")
        self.assertEqual(self.document.file, _encode("v2"))
        old = self.document.version_ids.filtered(lambda v: v.number == 1)
        self.assertEqual(old.file, _encode("v1"))
        self.assertEqual(old.file_name, "Cennik.txt")

    def test_the_same_file_is_no_new_version(self):
        self.document.file = _encode("v1")
        self.assertEqual(self.document.version_count, 1)

    def test_return_to_an_old_version(self):
        old = self.document.current_version_id
        self.document.file = _encode("v2")
        old.action_make_current()
        self.assertEqual(self.document.file, _encode("v1"))
        self.document.file = _encode("v3")
        self.assertEqual(self.document.version_number, 3)

    def test_a_version_never_changes(self):
        version = self.document.current_version_id
        with self.assertRaises(UserError):
            version.file = _encode("inny")
        self.document.file = _encode("v2")
        with self.assertRaises(UserError):
            self.document.current_version_id.unlink()
        version.unlink()
        self.assertEqual(self.document.version_count, 1)

    def test_form(self):
        with Form(self.Document.with_user(self.seller)) as form:
            form.name = "Regulamin"
            form.file = _encode("treść")
        document = form.save()
        self.assertEqual(document.version_number, 1)
        self.assertEqual(document.mimetype, "text/plain")
        with Form(document) as form:
            form.file = _encode("nowa treść")
        self.assertEqual(document.version_number, 2)

    def test_dropped_files(self):
        ids = self.Document.with_user(self.seller).create_from_files(
            [
                {"name": "certyfikat.pdf", "data": _encode("%PDF-1.4").decode()},
                {"name": "warunki", "data": _encode("abc").decode()},
            ]
        )
        documents = self.Document.browse(ids)
        self.assertEqual(documents.mapped("name"), ["certyfikat", "warunki"])
        self.assertEqual(documents.user_id, self.seller)

    def test_attach_copies_the_current_version(self):
        attachment = self.document._gestor_attach_to(self.client)
        self.assertEqual(attachment.raw, b"v1")
        self.assertEqual(
            (attachment.res_model, attachment.res_id), ("res.partner", self.client.id)
        )
        self.document.file = _encode("v2")
        self.assertEqual(attachment.raw, b"v1")
        self.assertEqual(self.document.usage_count, 1)
        usage = self.document.usage_ids
        self.assertEqual(usage.res_name, self.client.display_name)
        attachment.unlink()
        self.document.invalidate_recordset()
        self.assertEqual(self.document.usage_count, 0)

    def test_attach_needs_the_right_to_change_the_record(self):
        with self.assertRaises(AccessError):
            self.document._gestor_attach_to(self.env.company)
        with self.assertRaises(UserError):
            empty = self.Document.create({"name": "Pusty"})
            empty._gestor_attach_to(self.client)

    def test_mail_with_a_file_of_the_library(self):
        values = self.document.get_composer_attachments()
        self.assertEqual(self.document.usage_count, 0)
        composer = (
            self.env["mail.compose.message"]
            .with_user(self.seller)
            .create(
                {
                    "model": "res.partner",
                    "res_ids": str(self.client.ids),
                    "subject": "Cennik",
                    "body": "<p>Cennik w załączeniu</p>",
                    "attachment_ids": [values[0]["id"]],
                }
            )
        )
        composer._action_send_mail()
        message = self.client.message_ids[0]
        self.assertEqual(message.attachment_ids.mapped("name"), ["Cennik.txt"])
        self.document.invalidate_recordset()
        self.assertEqual(self.document.usage_count, 1)

    def test_validity(self):
        with self.assertRaises(ValidationError):
            self.document.write({"date_from": "2026-02-01", "date_to": "2026-01-01"})
        self.document.write({"date_from": "2026-02-01", "date_to": "2026-02-28"})
        for day, is_valid in (
            ("2026-01-31", False),
            ("2026-02-01", True),
            ("2026-02-28", True),
            ("2026-03-01", False),
        ):
            with self.subTest(day=day), freeze_time(f"{day} 12:00:00"):
                self.document.invalidate_recordset()
                self.assertEqual(self.document.is_valid, is_valid)
                found = self.Document.search(
                    [("is_valid", "=", True), ("id", "=", self.document.id)]
                )
                self.assertEqual(bool(found), is_valid)

    def test_tags_are_a_tree(self):
        tags = self.env["gestor.library.tag"]
        parent = tags.create({"name": "Handel"})
        child = tags.create({"name": "Cenniki", "parent_id": parent.id})
        self.assertEqual(child.complete_name, "Handel / Cenniki")
        self.document.tag_ids = child
        found = self.Document.search([("tag_ids", "child_of", parent.id)])
        self.assertEqual(found, self.document)
        with self.assertRaises(UserError):
            parent.parent_id = child
            parent.flush_recordset()

    def test_info_card_shows_library_documents(self):
        self.client.with_user(self.seller).gestor_link_with(self.document)
        card = (
            self.env["gestor.info.card"]
            .with_user(self.seller)
            .get_card("res.partner", self.client.id)
        )
        group = next(
            group
            for group in card["groups"]
            if group["model"] == "gestor.library.document"
        )
        self.assertEqual(group["items"][0]["name"], "Cennik")

    def test_copy_takes_the_file(self):
        copy = self.document.copy()
        self.assertEqual(copy.file, _encode("v1"))
        self.assertEqual(copy.version_number, 1)

    def test_who_reads_and_who_writes(self):
        company = self.env["res.company"].create({"name": "Inna firma"})
        foreign = self._create_document("Obcy", user=self.env.user)
        foreign.company_id = company
        manager = self._create_user("gestor_szef", "gestor_base.group_manager")
        table = (
            (self.seller, True, True),
            (self.colleague, True, False),
            (manager, True, True),
            (self._create_user("gestor_bez", "base.group_user"), False, False),
            (self._create_user("gestor_portal", "base.group_portal"), False, False),
            (self._create_user("gestor_public", "base.group_public"), False, False),
        )
        for user, can_read, can_write in table:
            version = self.document.current_version_id
            for record in (self.document, version):
                with self.subTest(user=user.login, model=record._name):
                    record = record.with_user(user)
                    self.assertEqual(record.has_access("read"), can_read)
                    self.assertEqual(record.has_access("write"), can_write)
                    self.assertEqual(record.has_access("unlink"), can_write)
            self.assertFalse(foreign.with_user(user).has_access("read"))
        with self.assertRaises(AccessError):
            self.document.with_user(self.colleague).write({"file": _encode("zły")})
