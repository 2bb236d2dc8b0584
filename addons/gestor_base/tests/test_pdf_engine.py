import os
from pathlib import Path
from unittest.mock import patch

from odoo.tests import TransactionCase, tagged
from odoo.tools import config

from odoo.addons.base.models import ir_actions_report as host

from ..tools import chromium_pdf
from .pdf_common import fake_program

# The last argument is the file to write; all of them are kept for the test.
WKHTMLTOPDF = """
if [ "$1" = --version ]; then echo "wkhtmltopdf VERSION (with patched qt)"; exit 0; fi
for argument; do echo "$argument"; done > "$(dirname "$0")/arguments"
printf '%%PDF-fake' > "$argument"
"""


@tagged("post_install", "-at_install")
class TestPdfEngine(TransactionCase):
    """Which program prints, and what the web client is told about it."""

    def setUp(self):
        super().setUp()
        self.report = self.env["ir.actions.report"]
        self.addCleanup(host._wkhtml.cache_clear)

    def _set(self, engine):
        self.env["ir.config_parameter"].set_param("gestor_base.pdf_engine", engine)

    def _chromium(self, binary):
        return patch.dict(os.environ, {"GESTOR_CHROMIUM": binary})

    def _with_wkhtmltopdf(self, version="0.12.6"):
        script = WKHTMLTOPDF.replace("VERSION", version)
        folder = Path(fake_program(self, script, "wkhtmltopdf")).parent
        host._wkhtml.cache_clear()
        self.startPatcher(
            patch.dict(os.environ, {"PATH": f"{folder}:{os.environ['PATH']}"})
        )
        return folder / "arguments"

    def test_auto_takes_chromium_where_it_is(self):
        with self._chromium(fake_program(self, "exit 0")):
            self.assertEqual(self.report._gestor_pdf_engine(), "chromium")
            self.assertEqual(self.report.get_wkhtmltopdf_state(), "ok")

    def test_auto_takes_wkhtmltopdf_without_chromium(self):
        self._with_wkhtmltopdf()
        with self._chromium("/no/such/program"):
            self.assertEqual(self.report._gestor_pdf_engine(), "wkhtmltopdf")
            self.assertEqual(self.report.get_wkhtmltopdf_state(), "ok")

    def test_chromium_demanded_but_missing(self):
        self._set("chromium")
        with self._chromium("/no/such/program"):
            self.assertEqual(self.report.get_wkhtmltopdf_state(), "install")

    def test_one_worker_cannot_print(self):
        """It would wait for a browser that waits for it."""
        with (
            self._chromium(fake_program(self, "exit 0")),
            patch.dict(config.options, {"workers": 1}),
        ):
            self.assertEqual(self.report.get_wkhtmltopdf_state(), "workers")

    def test_wkhtmltopdf_when_chosen(self):
        self._set("wkhtmltopdf")
        arguments = self._with_wkhtmltopdf()
        with patch.object(chromium_pdf, "print_job", side_effect=AssertionError):
            pdf = self.report._run_wkhtmltopdf(["<p>x</p>"], landscape=True)
        self.assertEqual(pdf, b"%PDF-fake")
        self.assertIn("landscape", arguments.read_text().split())

    def test_old_wkhtmltopdf_gets_a_finer_resolution(self):
        self._with_wkhtmltopdf("0.12.3")
        paper = self.env.ref("base.paperformat_euro")
        args = self.report._build_wkhtmltopdf_args(paper, False)
        self.assertEqual(args[args.index("--dpi") + 1], "120")
        self.assertEqual(args[args.index("--zoom") + 1], "0.8")
        self.assertEqual(paper.dpi, 90, "the paper format stays as it was")

    def test_new_wkhtmltopdf_keeps_its_resolution(self):
        self._with_wkhtmltopdf("0.12.6")
        paper = self.env.ref("base.paperformat_euro")
        args = self.report._build_wkhtmltopdf_args(paper, False)
        self.assertEqual(args[args.index("--dpi") + 1], "90")

    def test_geometry_of_the_paper_format(self):
        paper = self.env.ref("base.paperformat_euro")
        geometry = self.report._gestor_pdf_geometry(paper, None, {})
        self.assertEqual((geometry.width, geometry.height), (210, 297))
        self.assertEqual((geometry.margin_top, geometry.header_spacing), (52, 52))
        self.assertAlmostEqual(geometry.css_px(52), 230.3, places=1)

    def test_values_of_the_report_come_first(self):
        specific = {
            "data-report-margin-top": 30,
            "data-report-header-spacing": "25",
            "data-report-landscape": "True",
            "data-report-dpi": "nonsense",
        }
        paper = self.env.ref("base.paperformat_euro")
        geometry = self.report._gestor_pdf_geometry(paper, None, specific)
        self.assertEqual((geometry.width, geometry.height), (297, 210))
        self.assertEqual((geometry.margin_top, geometry.header_spacing), (30, 25))

    def test_limits_ignore_nonsense(self):
        params = self.env["ir.config_parameter"]
        for value in ("x", "-1", "0"):
            params.set_param("gestor_base.pdf_timeout", value)
            self.assertEqual(self.report._gestor_pdf_number("pdf_timeout", 120), 120)
