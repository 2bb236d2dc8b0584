import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import BaseCase, TransactionCase, tagged
from odoo.tools import mute_logger

from ..tools import chromium_browser, chromium_guard, chromium_pdf
from ..tools.chromium_pipe import ChromiumError
from ..tools.pdf_geometry import PageGeometry
from .pdf_common import (
    fake_program,
    page_texts,
    processes_with,
    profiles,
    simple_job,
    zombies_of,
)

BROWSER_LOGGER = chromium_browser.__name__
CRASH = "echo something broke >&2; exit 3"
HANG = "sleep 4711 & sleep 4711"


@tagged("post_install", "-at_install")
class TestPdfBrowser(BaseCase):
    """The browser's process: it ends, and leaves nothing, whatever happens."""

    def setUp(self):
        super().setUp()
        self.profiles = profiles()

    def _assert_clean(self, word):
        self.assertEqual(profiles(), self.profiles)
        for _ in range(50):
            if not (left := processes_with(word)):
                return
            time.sleep(0.1)
        self.fail(f"still running: {left}")

    def _fail(self, reason, script, seconds):
        binary = fake_program(self, script)
        started = time.monotonic()
        with (
            self.assertLogs(BROWSER_LOGGER, "WARNING") as logs,
            self.assertRaises(ChromiumError) as caught,
        ):
            chromium_pdf.print_job(simple_job("x", binary=binary, seconds=seconds))
        self.assertEqual(caught.exception.reason, reason)
        self.assertLess(time.monotonic() - started, seconds + 5)
        self._assert_clean(binary)
        return "".join(logs.output)

    def test_browser_that_dies(self):
        self.assertIn("something broke", self._fail("crash", CRASH, 20))

    def test_browser_that_hangs(self):
        self._fail("timeout", HANG, 2)
        self._assert_clean("sleep 4711")

    def test_nothing_is_left_after_success(self):
        pdf = chromium_pdf.print_job(simple_job("<p>Zażółć</p>"))
        self.assertIn("Zażółć", page_texts(pdf)[0])
        self._assert_clean(chromium_browser.PROFILE_PREFIX)

    def test_footer_that_hangs_out_below_stays_on_its_page(self):
        footer = (
            "<html><body><div class='footer'><svg height='180' width='100' "
            "style='position: fixed; left: 0'><rect width='99' height='179'/></svg>"
            "<div style='padding: 48px 0 60px'><p style='margin: 0 0 16px'>stopka</p>"
            "<span>strona <b class='page'></b> z <b class='topage'></b></span>"
            "</div></div></body></html>"
        )
        body = "<p>a</p><p style='break-before: page'>b</p>"
        geometry = PageGeometry(210, 297, margin_bottom=32, scale=0.8533)
        job = simple_job(body, footer=footer, geometry=geometry)
        texts = page_texts(chromium_pdf.print_job(job))
        self.assertEqual(len(texts), 2)
        for number, text in enumerate(texts, 1):
            self.assertIn(f"strona {number} z 2", text)

    def test_no_zombie_is_left(self):
        """Odoo may be process 1 of a container, to whom orphans fall."""
        adopt = ctypes.CDLL(None).prctl
        adopt(chromium_guard.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        self.addCleanup(adopt, chromium_guard.PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)
        chromium_pdf.print_job(simple_job("<p>x</p>"))
        time.sleep(0.5)
        self.assertFalse(zombies_of(os.getpid()))

    def test_size_is_limited(self):
        with self.assertRaises(ChromiumError) as caught:
            chromium_pdf.print_job(simple_job("<p>x</p>", max_bytes=100))
        self.assertEqual(caught.exception.reason, "size")
        self._assert_clean(chromium_browser.PROFILE_PREFIX)

    def test_two_jobs_at_once(self):
        results = {}

        def run(name):
            pdf = chromium_pdf.print_job(simple_job(f"<p>{name}</p>"))
            results[name] = page_texts(pdf)[0]

        threads = [threading.Thread(target=run, args=(name,)) for name in ("A1", "B2")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        self.assertEqual(
            {k: v.strip() for k, v in results.items()}, dict(A1="A1", B2="B2")
        )
        self._assert_clean(chromium_browser.PROFILE_PREFIX)

    def test_refused_sandbox_is_given_up_and_remembered(self):
        script = (
            'case "$*" in *--no-sandbox*) exec %s "$@";; esac\n'
            'echo "No usable sandbox!" >&2; exit 1'
        )
        job = simple_job("<p>inside</p>")
        job.binary = fake_program(self, script % job.binary)
        with (
            patch.object(chromium_browser.SandboxMemory, "refused", False),
            patch.object(os, "geteuid", lambda: 1000),
        ):
            with self.assertLogs(BROWSER_LOGGER, "WARNING"):
                chromium_pdf.print_job(job)
            self.assertTrue(chromium_browser.SandboxMemory.refused)
            with self.assertNoLogs(BROWSER_LOGGER, "WARNING"):
                pdf = chromium_pdf.print_job(job)
        self.assertIn("inside", page_texts(pdf)[0])

    def test_address_that_is_none(self):
        with self.assertRaises(ChromiumError) as caught:
            chromium_pdf.print_job(simple_job("x", base_url="odoo.example"))
        self.assertEqual(caught.exception.reason, "address")

    def test_secrets_do_not_reach_the_browser(self):
        with patch.dict(
            os.environ, {"PGPASSWORD": "x", "LC_ALL": "C", "MY_TOKEN": "y"}
        ):
            environment = chromium_browser.child_environment("/home")
        self.assertNotIn("PGPASSWORD", environment)
        self.assertNotIn("MY_TOKEN", environment)
        self.assertEqual(environment["LC_ALL"], "C")
        self.assertEqual(environment["HOME"], "/home")

    def test_guard_cleans_up_when_odoo_is_killed(self):
        binary = fake_program(self, HANG)
        profile = Path(binary).parent / "profile"
        profile.mkdir()
        parent = (
            "import os, subprocess, sys, time\n"
            "life, inn, out = os.pipe(), os.pipe(), os.pipe()\n"
            "fds = (life[0], inn[0], out[1])\n"
            "subprocess.Popen([sys.executable, '-I', '-S', sys.argv[1],"
            " *map(str, fds), *sys.argv[2:]], pass_fds=fds, start_new_session=True)\n"
            "print('ready', flush=True)\n"
            "time.sleep(60)\n"
        )
        guard = str(chromium_browser.GUARD)
        process = subprocess.Popen(
            [sys.executable, "-c", parent, guard, str(profile), binary],
            stdout=subprocess.PIPE,
        )
        process.stdout.readline()
        while not processes_with(f"/bin/sh {binary}"):
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        self._assert_clean(binary)
        self.assertFalse(profile.exists())


@tagged("post_install", "-at_install")
class TestPdfMessages(TransactionCase):
    """What the user reads when the browser fails."""

    def _message(self, binary, **params):
        for name, value in params.items():
            self.env["ir.config_parameter"].set_param(f"gestor_base.{name}", value)
        report = self.env["ir.actions.report"]
        with (
            patch.dict(os.environ, {"GESTOR_CHROMIUM": binary}),
            mute_logger(
                BROWSER_LOGGER, "odoo.addons.gestor_base.models.ir_actions_report"
            ),
            self.assertRaises(UserError) as caught,
        ):
            report._run_wkhtmltopdf(["<p>x</p>"])
        return str(caught.exception)

    def test_missing(self):
        message = self._message("/no/such/program", pdf_engine="chromium")
        self.assertIn("not found", message)

    def test_crash(self):
        message = self._message(fake_program(self, CRASH))
        self.assertIn("stopped with an error", message)

    def test_timeout(self):
        module = "odoo.addons.gestor_base.models.ir_actions_report"
        with patch(f"{module}.SECONDS_PER_DOCUMENT", 0):
            message = self._message(fake_program(self, HANG), pdf_timeout="1")
        self.assertIn("too long", message)
