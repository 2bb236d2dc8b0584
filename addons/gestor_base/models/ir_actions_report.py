import logging
import os
from contextlib import contextmanager

from odoo import api, models
from odoo.exceptions import UserError
from odoo.http import request, root
from odoo.service import security
from odoo.tools import config, parse_version

from odoo.addons.base.models import ir_actions_report as host

from ..tools import chromium_pdf, pdf_assembly, pdf_geometry
from ..tools.chromium_browser import find_chromium
from ..tools.chromium_pipe import ChromiumError

_logger = logging.getLogger(__name__)

SECONDS_PER_DOCUMENT = 10
# wkhtmltopdf before 0.12.5 places the header lower than the host expects; with this
# resolution (or more) rows and header do not overlap.
LEGACY_DPI = 120
LEGACY_VERSION = "0.12.5"


class IrActionsReport(models.Model):
    """PDF by headless Chromium where it is installed, else by wkhtmltopdf.

    System parameters: `gestor_base.pdf_engine` (auto, chromium, wkhtmltopdf),
    `gestor_base.pdf_timeout` (seconds per job, beside 10 per document),
    `gestor_base.pdf_max_mb`, `gestor_base.pdf_allowed_origins`.
    """

    _inherit = "ir.actions.report"

    @api.model
    def get_wkhtmltopdf_state(self):
        """The client prints PDF when this is "ok", whichever engine makes it.

        A single worker cannot answer the requests of the browser it waits for, so
        "workers" holds for Chromium as well: the client then shows HTML.
        """
        engine = self._gestor_pdf_engine()
        if engine != "chromium":
            return super().get_wkhtmltopdf_state()
        if not self._gestor_chromium_path():
            return "install"
        return "workers" if config["workers"] == 1 else "ok"

    @api.model
    def _run_wkhtmltopdf(
        self,
        bodies,
        report_ref=False,
        header=None,
        footer=None,
        landscape=False,
        specific_paperformat_args=None,
        set_viewport_size=False,
    ):
        if self._gestor_pdf_engine() != "chromium":
            return super()._run_wkhtmltopdf(
                bodies,
                report_ref=report_ref,
                header=header,
                footer=footer,
                landscape=landscape,
                specific_paperformat_args=specific_paperformat_args,
                set_viewport_size=set_viewport_size,
            )
        report = self._get_report(report_ref) if report_ref else self
        geometry = self._gestor_pdf_geometry(
            report.get_paperformat(), landscape, specific_paperformat_args or {}
        )
        with self._gestor_pdf_cookies() as cookies:
            job = self._gestor_prepare_pdf_job(
                [str(body) for body in bodies],
                geometry=geometry,
                header=header and str(header),
                footer=footer and str(footer),
                title=(report.name if report_ref else "") or "",
                cookies=cookies,
            )
            return self._gestor_print(job)

    @api.model
    def _merge_pdfs(
        self, streams, handle_error=host.IrActionsReport._handle_merge_pdfs_error
    ):
        """Many documents in one file share their fonts and logo again."""
        result = super()._merge_pdfs(streams, handle_error)
        if len(streams) > 2 and self._gestor_pdf_engine() == "chromium":
            content = pdf_assembly.compact(result.getvalue())
            result.seek(0)
            result.truncate()
            result.write(content)
        return result

    @api.model
    def _build_wkhtmltopdf_args(
        self,
        paperformat_id,
        landscape,
        specific_paperformat_args=None,
        set_viewport_size=False,
    ):
        args = super()._build_wkhtmltopdf_args(
            paperformat_id,
            landscape,
            specific_paperformat_args=specific_paperformat_args,
            set_viewport_size=set_viewport_size,
        )
        version = host._wkhtml().version
        if version and parse_version(version) < parse_version(LEGACY_VERSION):
            self._gestor_raise_legacy_dpi(args)
        return args

    @api.model
    def _gestor_raise_legacy_dpi(self, args):
        """Changes the arguments only, so that paper formats stay as they are."""
        if "--dpi" not in args or "--disable-smart-shrinking" in args:
            return
        position = args.index("--dpi") + 1
        if int(args[position]) >= LEGACY_DPI:
            return
        args[position] = str(LEGACY_DPI)
        if "--zoom" in args:
            args[args.index("--zoom") + 1] = str(pdf_geometry.CSS_DPI / LEGACY_DPI)

    # === ENGINE ===

    @api.model
    def _gestor_pdf_param(self, name, default):
        params = self.env["ir.config_parameter"].sudo()
        return params.get_param(f"gestor_base.{name}") or default

    @api.model
    def _gestor_pdf_engine(self):
        """chromium or wkhtmltopdf.

        "auto" means Chromium when it is there. A Chromium that fails is not replaced
        by wkhtmltopdf silently: the same document would look different from one
        print to the next, and the fault would stay unseen.
        """
        engine = self._gestor_pdf_param("pdf_engine", "auto")
        if engine in ("chromium", "wkhtmltopdf"):
            return engine
        return "chromium" if self._gestor_chromium_path() else "wkhtmltopdf"

    @api.model
    def _gestor_chromium_path(self):
        """Never from the database: whoever may write there could run any program."""
        return find_chromium(
            os.environ.get("GESTOR_CHROMIUM") or config.get("gestor_chromium")
        )

    # === JOB ===

    @api.model
    def _gestor_prepare_pdf_job(self, bodies, **values):
        """Hook: arguments of the print job (`tools/chromium_pdf.py`)."""
        seconds = self._gestor_pdf_number("pdf_timeout", 120)
        return chromium_pdf.PrintJob(
            bodies=bodies,
            binary=self._gestor_chromium_path() or "",
            base_url=self._get_report_url(),
            language=(self.env.lang or "").replace("_", "-"),
            allowed_origins=self._gestor_pdf_origins(),
            seconds=seconds + SECONDS_PER_DOCUMENT * len(bodies),
            max_bytes=int(self._gestor_pdf_number("pdf_max_mb", 200) * 1024 * 1024),
            **values,
        )

    @api.model
    def _gestor_pdf_number(self, name, default):
        """A positive number of a system parameter; nonsense counts as not set."""
        try:
            value = float(self._gestor_pdf_param(name, default))
        except ValueError:
            return default
        return value if value > 0 else default

    @api.model
    def _gestor_pdf_origins(self):
        """Hook: addresses beside report.url that documents may load from."""
        params = self.env["ir.config_parameter"].sudo()
        listed = self._gestor_pdf_param("pdf_allowed_origins", "").split(",")
        return [params.get_param("web.base.url") or "", *listed]

    @api.model
    def _gestor_pdf_geometry(self, paperformat, landscape, specific):
        """The paper format with the report's own `data-report-*` values."""
        number = pdf_geometry.number
        if landscape is None:
            landscape = specific.get("data-report-landscape")
        landscape = landscape or paperformat.orientation == "Landscape"
        size = self._gestor_paper_size(paperformat)
        width, height = pdf_geometry.paper_size(size, bool(landscape))
        if not paperformat:
            return pdf_geometry.PageGeometry(width=width, height=height)
        top, bottom = pdf_geometry.keep_printable(
            height,
            number(specific, "data-report-margin-top", paperformat.margin_top),
            number(specific, "data-report-margin-bottom", paperformat.margin_bottom),
        )
        left, right = pdf_geometry.keep_printable(
            width, paperformat.margin_left, paperformat.margin_right
        )
        spacing = paperformat.header_spacing
        return pdf_geometry.PageGeometry(
            width=width,
            height=height,
            margin_top=top,
            margin_bottom=bottom,
            margin_left=left,
            margin_right=right,
            header_spacing=number(specific, "data-report-header-spacing", spacing),
            header_line=paperformat.header_line,
            scale=pdf_geometry.page_scale(
                number(specific, "data-report-dpi", paperformat.dpi),
                not paperformat.disable_shrinking,
            ),
        )

    @api.model
    def _gestor_paper_size(self, paperformat):
        """Upright size in mm, None for the default."""
        if not paperformat or not paperformat.format:
            return None
        if paperformat.format == "custom":
            return paperformat.page_width, paperformat.page_height
        width, height = paperformat.print_page_width, paperformat.print_page_height
        turned = paperformat.orientation == "Landscape"
        return (height, width) if turned else (width, height)

    @api.model
    @contextmanager
    def _gestor_pdf_cookies(self):
        """Cookies of a session that lives as long as the job.

        Like the host's `_run_wkhtmltopdf`: the user's rights, no device log. The
        user's own session number never reaches the browser.
        """
        if not (request and request.db):
            yield {}
            return
        session = root.session_store.new()
        session.update({**request.session, "debug": "", "_trace_disable": True})
        if session.uid:
            session.session_token = security.compute_session_token(session, self.env)
        root.session_store.save(session)
        try:
            yield {"session_id": session.sid}
        finally:
            root.session_store.delete(session)

    @api.model
    def _gestor_print(self, job):
        """Runs the job; a failure becomes a message that says what to do."""
        if not job.binary:
            raise UserError(self._gestor_pdf_message("missing"))
        try:
            return chromium_pdf.print_job(job)
        except ChromiumError as error:
            _logger.warning("PDF of %r failed: %s", job.title, error)
            raise UserError(self._gestor_pdf_message(error.reason)) from error

    @api.model
    def _gestor_pdf_message(self, reason):
        messages = {
            "missing": self.env._(
                "The PDF cannot be created: Chromium was not found on the server. "
                "Ask your administrator to install it, or to choose wkhtmltopdf."
            ),
            "address": self.env._(
                "The PDF cannot be created: the address of the server is not valid. "
                "Ask your administrator to correct the system parameter report.url "
                "or web.base.url."
            ),
            "styles": self.env._(
                "The PDF cannot be created: the server did not deliver the styles of "
                "the document in time. Try again later; if it happens often, ask your "
                "administrator to check report.url and the number of workers."
            ),
            "timeout": self.env._(
                "The PDF took too long and was stopped. Print fewer documents at "
                "once, or ask your administrator to raise the time limit."
            ),
            "size": self.env._(
                "The PDF became too large and was stopped. Print fewer documents at "
                "once, or use smaller pictures."
            ),
        }
        return messages.get(reason) or self.env._(
            "The PDF cannot be created: Chromium stopped with an error. Try again; "
            "if it fails once more, ask your administrator to look into the server "
            "log."
        )
