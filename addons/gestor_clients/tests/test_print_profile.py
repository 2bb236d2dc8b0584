import io
from unittest.mock import patch

import psycopg2

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfFileReader, PdfFileWriter

from odoo.addons.base.models.ir_actions_report import IrActionsReport

from .contact_common import ContactCommon

WIDTHS = {"first": 100, "second": 200}


@tagged("post_install", "-at_install")
class TestPrintProfile(ContactCommon):
    """K16: one job, records with different layouts and languages, in order.

    The maker of PDF is replaced: a page of each record is as high as its number and
    as wide as its layout says, so that order and layout can be read back.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("pl_PL")
        cls.first, cls.second = (cls._create_report(name) for name in WIDTHS)
        cls.clients = cls.env["res.partner"].create(
            [{"name": f"Klient {n}", "lang": "en_US"} for n in range(5)]
        )
        cls.heights = {c.id: n + 1 for n, c in enumerate(cls.clients)}

    @classmethod
    def _create_report(cls, name):
        view = cls.env["ir.ui.view"].create(
            {
                "name": name,
                "type": "qweb",
                "key": f"gestor_clients.test_{name}",
                "arch": f"""<t t-name="gestor_clients.test_{name}">
                    <t t-call="web.html_container">
                        <div class="article" t-foreach="docs" t-as="doc"
                             data-oe-model="res.partner" t-att-data-oe-id="doc.id">
                            <p class="height" t-out="doc.id"/>
                            <p class="lang" t-out="doc.lang"/>
                        </div>
                    </t></t>""",
            }
        )
        return cls.env["ir.actions.report"].create(
            {
                "name": name,
                "model": "res.partner",
                "report_type": "qweb-pdf",
                "report_name": view.key,
                "binding_model_id": cls.env["ir.model"]._get_id("res.partner"),
            }
        )

    def _profile(self, client, **vals):
        return self.env["gestor.print.profile"].create(
            {"partner_id": client.id, "report_id": self.first.id, **vals}
        )

    def _print(self, report, clients, **context):
        """Return ([(layout, client, language)] page by page, number of jobs)."""
        jobs = []
        languages = {}

        def run(reports, bodies, report_ref=False, **kwargs):
            jobs.append(report_ref)
            layout = reports._get_report(report_ref).name
            writer = PdfFileWriter()
            for body in bodies:
                client = int(str(body).split('class="height">')[1].split("<")[0])
                languages[client] = str(body).split('class="lang">')[1].split("<")[0]
                writer.addBlankPage(WIDTHS[layout], 10 * self.heights[client])
            stream = io.BytesIO()
            writer.write(stream)
            return stream.getvalue()

        reports = self.env["ir.actions.report"].with_context(
            force_report_rendering=True, **context
        )
        with (
            patch.object(type(reports), "_run_wkhtmltopdf", run),
            patch.object(IrActionsReport, "get_wkhtmltopdf_state", lambda self: "ok"),
        ):
            content, kind = reports._render_qweb_pdf(report, clients.ids)
        self.assertEqual(kind, "pdf")
        by_height = {10 * height: key for key, height in self.heights.items()}
        by_width = {width: name for name, width in WIDTHS.items()}
        pages = []
        reader = PdfFileReader(io.BytesIO(content))
        for number in range(reader.getNumPages()):
            box = reader.getPage(number).mediaBox
            client = by_height[int(box.getHeight())]
            pages.append((by_width[int(box.getWidth())], client, languages[client]))
        return pages, len(jobs)

    def test_without_settings_one_job_as_ever(self):
        pages, jobs = self._print(self.first, self.clients)
        self.assertEqual(pages, [("first", c.id, "en_US") for c in self.clients])
        self.assertEqual(jobs, 1)

    def test_layouts_and_languages_in_the_asked_order(self):
        a, b, c, d, e = self.clients
        self._profile(b, replacement_id=self.second.id)
        self._profile(d, replacement_id=self.second.id)
        self._profile(c, lang="pl_PL")
        asked = d + a + c + b + e
        pages, jobs = self._print(self.first, asked)
        self.assertEqual(
            pages,
            [
                ("second", d.id, "en_US"),
                ("first", a.id, "en_US"),
                ("first", c.id, "pl_PL"),
                ("second", b.id, "en_US"),
                ("first", e.id, "en_US"),
            ],
        )
        self.assertEqual(jobs, 3)
        self.env.invalidate_all()
        self.assertEqual(c.lang, "en_US")

    def test_another_document_is_left_alone(self):
        self._profile(self.clients[0], replacement_id=self.second.id)
        pages, _jobs = self._print(self.second, self.clients[0])
        self.assertEqual(pages[0][0], "second")
        self.env["gestor.print.profile"].search([]).unlink()
        self._profile(self.clients[0], report_id=self.second.id, lang="pl_PL")
        pages, _jobs = self._print(self.first, self.clients[0])
        self.assertEqual(pages[0][2], "en_US")

    def test_copies_on_paper_only(self):
        a, b = self.clients[:2]
        self._profile(a, copies=3)
        pages, _jobs = self._print(self.first, a + b, gestor_print_copies=True)
        self.assertEqual([page[1] for page in pages], [a.id] * 3 + [b.id])
        pages, _jobs = self._print(self.first, a + b)
        self.assertEqual(len(pages), 2)

    def test_settings_of_the_company_serve_its_people(self):
        company, person = self.clients[:2]
        company.is_company = True
        person.parent_id = company
        self._profile(company, replacement_id=self.second.id)
        pages, _jobs = self._print(self.first, person)
        self.assertEqual(pages[0][0], "second")

    def test_invoices_are_for_their_client(self):
        move = self.env["account.move"].create(
            {"move_type": "out_invoice", "partner_id": self.willing.id}
        )
        report = self.env.ref("account.account_invoices")
        profile = self._profile(self.willing, report_id=report.id)
        found = self.env["gestor.print.profile"]._get_by_record(report, move)
        self.assertEqual(found, {move.id: profile})

    def test_layout_of_other_records_is_refused(self):
        report = self.env.ref("account.account_invoices")
        with self.assertRaises(ValidationError):
            self._profile(self.willing, replacement_id=report.id)

    def test_copies_are_limited(self):
        for copies in (0, 21):
            with (
                self.assertRaises(psycopg2.Error),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self._profile(self.willing, copies=copies)
