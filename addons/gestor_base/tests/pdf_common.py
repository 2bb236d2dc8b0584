import io
import os
import shutil
import stat
import subprocess
import tempfile
from pathlib import Path
from unittest.mock import patch

from odoo.tests import HttpCase
from odoo.tests.common import TEST_CURSOR_COOKIE_NAME, release_test_lock
from odoo.tools.pdf import PdfReader

from ..tools import chromium_pdf
from ..tools.chromium_browser import PROFILE_PREFIX, find_chromium
from ..tools.pdf_geometry import PageGeometry

REPORT = "gestor_base.pdf_test_document"
ARCH = """
<t t-name="gestor_base.pdf_test_document">
    <t t-call="web.html_container">
        <t t-foreach="docs" t-as="o">
            <t t-call="web.external_layout">
                <div class="page">
                    <h2>Dokument <t t-out="o.name"/></h2>
                    <p>Zażółć gęślą jaźń</p>
                    <a href="#koniec">spis</a>
                    <img src="/report/barcode/?barcode_type=Code128&amp;value=GESTOR1"/>
                    <img src="/report/barcode/QR/X?width=120&amp;height=120"/>
                    <table class="table">
                        <thead><tr><th>Kolumna</th></tr></thead>
                        <tr t-foreach="range(int(o.ref or 1))" t-as="row">
                            <td>Wiersz <t t-out="o.ref"/>-<t t-out="row"/>.</td>
                        </tr>
                    </table>
                    <p id="koniec">koniec</p>
                </div>
            </t>
        </t>
    </t>
</t>
"""


def chromium_or_fail():
    binary = find_chromium(os.environ.get("GESTOR_CHROMIUM"))
    if not binary:
        raise AssertionError(
            "These tests print with Chromium: install it, or name the program in the "
            "environment variable GESTOR_CHROMIUM"
        )
    return binary


def page_texts(pdf):
    """What a reader can copy from each page; pdftotext joins letters best."""
    if program := shutil.which("pdftotext"):
        result = subprocess.run(
            [program, "-", "-"], input=pdf, capture_output=True, check=True
        )
        return result.stdout.decode().split("\f")[:-1]
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def simple_job(body, **values):
    """A job that needs no server: nothing listens at its address."""
    values = {
        "geometry": PageGeometry(210, 297),
        "binary": chromium_or_fail(),
        "base_url": "http://gestor.invalid",
        "seconds": 60,
        **values,
    }
    bodies = [body] if isinstance(body, str) else body
    return chromium_pdf.PrintJob(bodies=bodies, **values)


def profiles():
    return set(Path(tempfile.gettempdir()).glob(f"{PROFILE_PREFIX}*"))


def processes_with(word):
    """Command lines of living processes that contain the word."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if word in command:
            found.append(command)
    return found


def zombies_of(parent):
    """Ended children of a process that it has not collected."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _end, rest = path.read_text().rpartition(") ")
        except OSError:
            continue
        state, parent_id = rest.split()[:2]
        if state == "Z" and int(parent_id) == parent:
            found.append(name)
    return found


def fake_program(case, script, name="chromium"):
    """An executable that behaves as told, in a folder of its own."""
    folder = tempfile.TemporaryDirectory()
    case.addCleanup(folder.cleanup)
    path = Path(folder.name) / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


class PdfCase(HttpCase):
    """Reports on own partners, printed by a real browser from the test's server."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.binary = chromium_or_fail()
        cls.env["ir.config_parameter"].set_param("report.url", cls.base_url())
        cls.env.company.write(
            {
                "external_report_layout_id": cls.env.ref(
                    "web.external_layout_standard"
                ).id,
                "report_footer": "<p>Stopka firmy</p>",
                "company_details": "<p>Nagłówek firmy</p>",
                "paperformat_id": cls.env.ref("base.paperformat_euro").id,
            }
        )
        cls.env["ir.ui.view"].create(
            {"name": REPORT, "key": REPORT, "type": "qweb", "arch": ARCH}
        )
        cls.report = cls.env["ir.actions.report"].create(
            {
                "name": "Test document",
                "model": "res.partner",
                "report_type": "qweb-pdf",
                "report_name": REPORT,
            }
        )
        cls._generate_styles()

    @classmethod
    def _generate_styles(cls):
        """Make the reports' styles before requests ask for them side by side.

        The requests of a test share one connection: while one of them has it read
        only, another cannot store the styles that it generated.
        """
        for bundle in ("web.report_assets_common", "web.report_assets_pdf"):
            cls.env["ir.qweb"]._get_asset_bundle(
                bundle, css=True, js=False, autoprefix=True
            ).css()

    def setUp(self):
        super().setUp()
        self.jobs = []
        original = chromium_pdf.print_job

        def print_job(job):
            """The server under test answers only requests with the test's cookie."""
            self.jobs.append(job)
            job.cookies[TEST_CURSOR_COOKIE_NAME] = "pdf"
            with patch.object(self, "http_request_key", "pdf"), release_test_lock():
                return original(job)

        self.startPatcher(patch.object(chromium_pdf, "print_job", print_job))

    @classmethod
    def _create_partners(cls, *rows):
        return cls.env["res.partner"].create(
            [{"name": f"Klient {i}", "ref": str(n)} for i, n in enumerate(rows)]
        )

    def _print(self, partners, **context):
        self.env.flush_all()
        report = self.env["ir.actions.report"].with_context(
            force_report_rendering=True, **context
        )
        return report._render_qweb_pdf(self.report, partners.ids)[0]

    def _run(self, body, **values):
        self.env.flush_all()
        return self.env["ir.actions.report"]._run_wkhtmltopdf([body], **values)
