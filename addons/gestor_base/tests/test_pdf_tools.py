import io

import lxml.html

from odoo.tests import BaseCase, tagged
from odoo.tools.pdf import PdfReader, PdfWriter

from ..tools.chromium_pipe import ChromiumError, DevToolsPipe
from ..tools.pdf_assembly import Assembly, Document
from ..tools.pdf_geometry import PageGeometry, keep_printable, page_scale, paper_size
from ..tools.pdf_layout import Overlay, read_body
from ..tools.pdf_requests import RequestPolicy, origin_of, without_query

PICTURE = "data:image/png;base64,AAAA"
HEADERS = f"""<!DOCTYPE html><html><head><script>subst()</script></head>
<body class="o_body_pdf container" onload="subst()" dir="rtl">
<div id="minimal_layout_report_headers">
<div class="header">A <span class="page"/> z <b class="topage"><i>?</i></b>
<em class="pages">x</em><img src="{PICTURE}"/></div>
<div class="header">B <span class="section">?</span></div>
</div></body></html>"""


def blank_pdf(pages):
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(100, 200)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


@tagged("post_install", "-at_install")
class TestPdfGeometry(BaseCase):
    def test_scale(self):
        self.assertAlmostEqual(page_scale(90, True), 0.8533, places=4)
        self.assertEqual(page_scale(96, False), 1)
        self.assertEqual(page_scale(None, True), 0.8)
        self.assertEqual(page_scale(5000, True), 0.1)

    def test_paper(self):
        self.assertEqual(paper_size((210, 297), True), (297, 210))
        self.assertEqual(paper_size((32, 57), True), (57, 32))
        self.assertEqual(paper_size((0, 57), False), (210, 297))

    def test_margins_leave_room(self):
        self.assertEqual(keep_printable(100, 20, 30), (20, 30))
        top, bottom = keep_printable(100, 300, 100)
        self.assertAlmostEqual(top + bottom, 90)
        self.assertEqual(keep_printable(100, -5, 0), (0, 0))

    def test_layout_is_wider_than_the_paper(self):
        geometry = PageGeometry(210, 297, 52, 32, 0, 0, scale=page_scale(90, True))
        self.assertEqual(geometry.layout_width, 931)
        self.assertAlmostEqual(geometry.print_params(True)["marginTop"], 52 / 25.4)
        self.assertEqual(geometry.print_params(False)["marginTop"], 0)


@tagged("post_install", "-at_install")
class TestPdfRequests(BaseCase):
    def test_origin(self):
        self.assertEqual(origin_of("HTTP://Odoo.pl/x"), "http://odoo.pl:80")
        self.assertEqual(origin_of("https://[::1]:8069/"), "https://[::1]:8069")
        for url in ("file:///etc/passwd", "ftp://a.pl", "/x", "http://a.pl:x", ""):
            self.assertIsNone(origin_of(url), url)
        self.assertIsNone(origin_of("http://a.pl,EXCLUDE b.pl/"))

    def test_policy(self):
        policy = RequestPolicy(["http://odoo.pl", "", "https://cdn.pl:444", "nonsense"])
        for url in ("http://odoo.pl/a", "https://cdn.pl:444/b", "data:x", "blob:y"):
            self.assertTrue(policy.allows(url), url)
        for url in (
            "https://odoo.pl/a",
            "http://odoo.pl:81/",
            "http://odoo.pl.evil.pl/",
            "http://odoo.pl@evil.pl/",
            "file:///etc/passwd",
            "chrome://version",
            "",
        ):
            self.assertFalse(policy.allows(url), url)

    def test_names_are_resolved_for_the_allowed_hosts_only(self):
        rules = RequestPolicy(["http://odoo.pl", "https://cdn.pl"]).resolver_rules()
        self.assertEqual(rules, "MAP * ~NOTFOUND, EXCLUDE cdn.pl, EXCLUDE odoo.pl")

    def test_log_shows_no_secrets(self):
        url = "https://user:pass@a.pl:444/p?token=1#x"
        self.assertEqual(without_query(url), "https://a.pl:444/p")


@tagged("post_install", "-at_install")
class TestPdfLayout(BaseCase):
    def _sheets(self, pages, header=HEADERS, footer=None, **geometry):
        overlay = Overlay(header, footer, PageGeometry(210, 297, **geometry))
        html, files = overlay.build(pages)
        tree = lxml.html.document_fromstring(html.decode())
        return tree.xpath("//div[@class='gestor_sheet']"), files, html.decode()

    def _text(self, sheet):
        return " ".join(sheet.text_content().split())

    def test_numbers_and_the_document_s_own_header(self):
        sheets, _files, _html = self._sheets(
            [(0, 1, 2, ""), (0, 2, 2, ""), (1, 1, 1, "Faktura")]
        )
        self.assertEqual(
            [self._text(sheet) for sheet in sheets],
            ["A 1 z 2 x", "A 2 z 2 x", "B Faktura"],
        )

    def test_document_without_a_header_gets_none(self):
        sheets, _files, _html = self._sheets([(5, 1, 1, "")])
        self.assertEqual(self._text(sheets[0]), "")

    def test_header_without_blocks_is_for_every_document(self):
        header = "<html><body><p>C <span class='page'></span></p></body></html>"
        sheets, _files, _html = self._sheets([(0, 1, 1, ""), (7, 3, 3, "")], header)
        self.assertEqual([self._text(sheet) for sheet in sheets], ["C 1", "C 3"])

    def test_body_classes_move_to_the_box_and_scripts_go(self):
        sheets, _files, html = self._sheets([(0, 1, 1, "")])
        box = sheets[0][0]
        self.assertEqual(box.get("dir"), "rtl")
        self.assertIn("o_body_pdf container", box.get("class"))
        self.assertNotIn("subst()", html)

    def test_picture_is_handed_over_once(self):
        _sheets, files, html = self._sheets([(0, 1, 2, ""), (0, 2, 2, "")])
        self.assertEqual(list(files.values()), [("image/png", b"\0\0\0")])
        self.assertNotIn(PICTURE, html)

    def test_empty_overlay_is_not_printed(self):
        geometry = PageGeometry(210, 297)
        empty = (
            "<html><body><div id='minimal_layout_report_headers'></div></body></html>"
        )
        self.assertTrue(Overlay(empty, None, geometry).is_empty())
        self.assertTrue(Overlay(None, None, geometry).is_empty())
        self.assertFalse(Overlay(HEADERS, None, geometry).is_empty())
        line = PageGeometry(210, 297, header_line=True)
        self.assertFalse(Overlay(None, None, line).is_empty())

    def test_body(self):
        body = read_body(
            "<html><head></head><body><div class='x article' data-oe-model='a.b' "
            "data-oe-id='3'><h2> </h2><h2>Faktura\n1</h2></div></body></html>"
        )
        self.assertEqual(body.record, ("a.b", "3"))
        self.assertEqual(body.title, "Faktura 1")
        self.assertRegex(body.html, r"(?s)<style>.*table-header-group.*</style></head>")
        self.assertIsNone(read_body("<p>ą</p>").record)


@tagged("post_install", "-at_install")
class TestPdfAssembly(BaseCase):
    def _outline(self, documents):
        assembly = Assembly()
        for document in documents:
            assembly.add(document, [None] * document.pages)
        reader = PdfReader(io.BytesIO(assembly.finish("Title", "pl-PL")))
        root = reader.trailer["/Root"]
        node, found = root["/Outlines"]["/First"], []
        while node is not None:
            found.append((node["/Title"], root["/Dests"][node["/Dest"]][0]))
            node = node.get("/Next")
        return found, len(reader.pages)

    def test_outline_is_what_the_host_splits_by(self):
        documents = [
            Document(blank_pdf(2), 2, "A"),
            Document(blank_pdf(1), 1, "Żółw"),
            Document(blank_pdf(3), 3, "C"),
        ]
        self.assertEqual(
            self._outline(documents), ([("A", 0), ("Żółw", 2), ("C", 3)], 6)
        )

    def test_second_part_of_a_record_has_no_entry(self):
        documents = [
            Document(blank_pdf(1), 1, "A"),
            Document(blank_pdf(1), 1, "A", starts_record=False),
            Document(blank_pdf(1), 1, "B"),
        ]
        self.assertEqual(self._outline(documents), ([("A", 0), ("B", 2)], 3))


@tagged("post_install", "-at_install")
class TestPdfPipe(BaseCase):
    def test_broken_message_is_an_error(self):
        import os
        import time

        read_fd, other = os.pipe()
        other_read, write_fd = os.pipe()
        pipe = DevToolsPipe(read_fd, write_fd, time.monotonic() + 5)
        self.addCleanup(os.close, other_read)
        self.addCleanup(pipe.close)
        os.write(other, b'{"id": 1}\0{"half"')
        self.assertEqual(pipe.receive(time.monotonic() + 1), [{"id": 1}])
        self.assertEqual(pipe.receive(time.monotonic()), [])
        os.write(other, b"\0")
        with self.assertRaises(ChromiumError):
            pipe.receive(time.monotonic() + 1)
        os.close(other)
        with self.assertRaises(ChromiumError):
            pipe.receive(time.monotonic() + 1)
