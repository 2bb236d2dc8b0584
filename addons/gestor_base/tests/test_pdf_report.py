import io
import logging
import os
import socket
from unittest.mock import patch

from PIL import Image

from odoo.http import root
from odoo.tests import tagged
from odoo.tools.pdf import PdfReader

from ..tools import chromium_page
from .pdf_common import REPORT, PdfCase, page_texts


@tagged("post_install", "-at_install")
class TestPdfReport(PdfCase):
    """Whole reports: what a user sees on paper."""

    def test_every_page_has_header_footer_and_table_head(self):
        texts = page_texts(self._print(self._create_partners(120)))
        self.assertGreater(len(texts), 3)
        for number, text in enumerate(texts, 1):
            self.assertIn("Nagłówek firmy", text)
            self.assertIn("Stopka firmy", text)
            self.assertIn(f"{number} / {len(texts)}", text)
            self.assertEqual(text.count("Kolumna"), 1, "table head on each page")

    def test_no_row_is_lost_and_letters_are_text(self):
        text = "".join(page_texts(self._print(self._create_partners(120))))
        self.assertIn("Zażółć gęślą jaźń", text)
        for row in range(120):
            self.assertEqual(text.count(f"120-{row}."), 1)

    def test_barcode_and_qr_are_printed(self):
        pdf = PdfReader(io.BytesIO(self._print(self._create_partners(1))))
        objects = pdf.pages[0]["/Resources"]["/XObject"]
        pictures = [
            value.get_object()
            for value in objects.values()
            if value.get_object()["/Subtype"] == "/Image"
        ]
        sizes = {
            (int(picture["/Width"]), int(picture["/Height"])) for picture in pictures
        }
        self.assertIn((120, 120), sizes, "QR code")
        self.assertIn((600, 100), sizes, "bar code")

    def test_link_inside_the_document_stays_inside(self):
        pdf = PdfReader(io.BytesIO(self._print(self._create_partners(60))))
        links = [
            link.get_object()
            for link in pdf.pages[0]["/Annots"]
            if link.get_object()["/Subtype"] == "/Link"
        ]
        anchors = pdf.trailer["/Root"]["/Dests"]
        targets = [anchors[link["/Dest"]] for link in links if "/Dest" in link]
        self.assertEqual(len(targets), 1)
        last = pdf.pages[len(pdf.pages) - 1]
        self.assertEqual(targets[0][0].get_object(), last.get_object())

    def test_title_and_language(self):
        pdf = PdfReader(io.BytesIO(self._print(self._create_partners(1), lang="en_US")))
        self.assertEqual(pdf.metadata["/Title"], "Test document")
        self.assertEqual(pdf.trailer["/Root"]["/Lang"], "en-US")

    def test_twenty_records_in_one_job_are_numbered_and_saved_apart(self):
        self.report.attachment = "object.name + '.pdf'"
        rows = [1, 60, 2, 1] * 5
        partners = self._create_partners(*rows)
        texts = page_texts(self._print(partners))
        self.assertEqual(len(self.jobs), 1, "not one job per record")
        files = self.env["ir.attachment"].search(
            [("res_model", "=", "res.partner"), ("res_id", "in", partners.ids)]
        )
        self.assertEqual(len(files), 20)
        expected = []
        for partner, count in zip(partners, rows, strict=True):
            file = files.filtered(lambda f, p=partner: f.res_id == p.id)
            pages = page_texts(file.raw)
            self.assertIn(f"Dokument {partner.name}", pages[0])
            self.assertIn(f"1 / {len(pages)}", pages[0])
            self.assertIn(f"{len(pages)} / {len(pages)}", pages[-1])
            self.assertIn(f"{count}-{count - 1}.", "".join(pages))
            expected += pages
        self.assertEqual(texts, expected, "same order in the joined file")

    def test_one_outline_entry_per_record(self):
        partners = self._create_partners(1, 60, 1)
        bodies = self._bodies(partners)
        self._print(partners)
        pdf = PdfReader(io.BytesIO(self._run_bodies(bodies)))
        catalogue = pdf.trailer["/Root"]
        node, pages = catalogue["/Outlines"]["/First"], []
        while node is not None:
            pages.append(catalogue["/Dests"][node["/Dest"]][0])
            node = node.get("/Next")
        self.assertEqual(pages[:2], [0, 1])
        self.assertEqual(len(pages), 3)
        self.assertEqual(pages[2], len(pdf.pages) - 1)

    def _bodies(self, partners):
        report = self.env["ir.actions.report"]
        html = report._render_qweb_html(self.report, partners.ids, {})[0]
        return self.report._prepare_html(html, report_model="res.partner")[0]

    def _run_bodies(self, bodies):
        self.env.flush_all()
        return self.env["ir.actions.report"]._run_wkhtmltopdf(bodies, self.report)

    def test_landscape(self):
        page = PdfReader(
            io.BytesIO(self._print(self._create_partners(1), landscape=True))
        ).pages[0]
        self.assertAlmostEqual(float(page.mediabox.width), 842, delta=1)
        self.assertAlmostEqual(float(page.mediabox.height), 595, delta=1)

    def test_custom_paper(self):
        self.report.paperformat_id = self.env["report.paperformat"].create(
            {
                "name": "Label",
                "format": "custom",
                "page_width": 60,
                "page_height": 100,
                "orientation": "Portrait",
                "margin_top": 0,
                "margin_bottom": 0,
            }
        )
        page = PdfReader(io.BytesIO(self._print(self._create_partners(1)))).pages[0]
        self.assertAlmostEqual(float(page.mediabox.width), 170.08, places=2)
        self.assertAlmostEqual(float(page.mediabox.height), 283.46, places=2)

    def test_scripts_do_not_run(self):
        body = "<p id='x'>before</p><script>x.textContent = 'after'</script>"
        self.assertIn("before", page_texts(self._run(body))[0])

    def test_foreign_addresses_and_files_are_not_read(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            server.settimeout(0.2)
            port = server.getsockname()[1]
            body = (
                f"<img src='http://127.0.0.1:{port}/secret?token=1'>"
                "<img src='file:///etc/hostname'><iframe src='file:///etc/passwd'>"
                "</iframe><p>text</p>"
            )
            with self.assertLogs(chromium_page.__name__, logging.INFO) as logs:
                text = page_texts(self._run(body))[0]
            with self.assertRaises(TimeoutError):
                server.accept()
        self.assertIn("text", text)
        self.assertNotIn("root:", text)
        self.assertIn("/secret was not loaded", "".join(logs.output))
        self.assertNotIn("token", "".join(logs.output))

    def test_listed_origin_is_loaded_and_a_dead_picture_does_not_hang(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            server.settimeout(5)
            origin = f"http://127.0.0.1:{server.getsockname()[1]}"
            self.env["ir.config_parameter"].set_param(
                "gestor_base.pdf_allowed_origins", f"https://a.example, {origin}"
            )
            with (
                patch.object(chromium_page, "PICTURE_SECONDS", 1),
                self.assertLogs(chromium_page.__name__, "WARNING"),
            ):
                pdf = self._run(f"<img src='{origin}/never.png'><p>text</p>")
            server.accept()[0].close()
        self.assertIn("text", page_texts(pdf)[0])

    def test_private_picture_is_loaded_with_the_user_s_rights(self):
        stream = io.BytesIO()
        Image.new("RGB", (7, 5), "red").save(stream, "png")
        picture = self.env["ir.attachment"].create(
            {
                "name": "private.png",
                "raw": stream.getvalue(),
                "res_model": "res.partner",
                "res_id": self._create_partners(1).id,
            }
        )
        view = self.env["ir.ui.view"].search([("key", "=", REPORT)])
        view.arch = (
            f'<t t-name="{REPORT}"><t t-call="web.basic_layout"><div class="page">'
            f'<img src="/web/image/{picture.id}"/></div></t></t>'
        )
        self.authenticate("admin", "admin")
        url = f'/report/pdf/{REPORT}/1?context={{"force_report_rendering":true}}'
        page = PdfReader(io.BytesIO(self.url_open(url).content)).pages[0]
        sizes = [
            (int(value.get_object()["/Width"]), int(value.get_object()["/Height"]))
            for value in page["/Resources"]["/XObject"].values()
        ]
        self.assertIn((7, 5), sizes)

    def test_session_of_the_job_is_removed(self):
        """The job has the user's rights, by a session that ends with it."""
        self.authenticate("admin", "admin")
        partner = self._create_partners(1)
        url = f"/report/pdf/{REPORT}/{partner.id}"
        response = self.url_open(f'{url}?context={{"force_report_rendering":true}}')
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        sid = self.jobs[0].cookies["session_id"]
        self.assertNotEqual(sid, self.session.sid)
        path = root.session_store.get_session_filename(sid)
        self.assertFalse(os.path.exists(path))

    def test_automatic_action_attaches_a_printout(self):
        action = self.env["gestor.automation.action"].create(
            {
                "name": "Wydruk",
                "model": "res.partner",
                "trigger": "manual",
                "kind": "report",
                "report_id": self.report.id,
            }
        )
        partners = self._create_partners(1, 2)
        runs = action.with_context(force_report_rendering=True).run_on(partners)
        runs.with_context(force_report_rendering=True).action_run_now()
        self.assertEqual(runs.mapped("state"), ["done", "done"], runs.mapped("error"))
        for run, partner in zip(runs.sorted("res_id"), partners, strict=True):
            file = self.env["ir.attachment"].browse(run.result_id)
            self.assertEqual((file.res_model, file.res_id), (partner._name, partner.id))
            self.assertEqual(file.name, f"Test document {partner.name}.pdf")
            self.assertIn(f"Dokument {partner.name}", page_texts(file.raw)[0])
