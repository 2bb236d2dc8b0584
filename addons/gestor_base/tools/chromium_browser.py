"""One headless Chromium for one print job: found, started, asked, removed."""

import logging
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .chromium_pipe import ChromiumError, DevToolsPipe

_logger = logging.getLogger(__name__)

BINARIES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PROFILE_PREFIX = "gestor_pdf_"
GUARD = Path(__file__).with_name("chromium_guard.py")
START_SECONDS = 30
STDERR_TAIL = 2000
# Only these reach the browser: no database password, no token of the server.
KEPT_ENVIRONMENT = ("PATH", "LANG", "LANGUAGE", "TZ", "LD_LIBRARY_PATH", "TMPDIR")
KEPT_PREFIXES = ("LC_", "FONTCONFIG_")
FLAGS = (
    "--headless",
    "--remote-debugging-pipe",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-breakpad",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-features=Translate,MediaRouter,OptimizationHints,DialMediaRouteProvider",
    "--disable-quic",
    "--disable-sync",
    "--font-render-hinting=none",
    "--hide-scrollbars",
    "--metrics-recording-only",
    "--mute-audio",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-pings",
    "--no-proxy-server",
    "--password-store=basic",
    "--use-mock-keychain",
)


class SandboxMemory:
    """Remembers per process that the system refuses Chromium's sandbox."""

    refused = False


def find_chromium(configured: str | None = None) -> str | None:
    """Path of the browser: the configured one, else the first known name on PATH.

    A configured path that cannot be run counts as "no browser": quietly taking
    another one would hide the mistake. Pipes to the browser are not made for Windows.
    """
    if os.name == "nt":
        return None
    if configured:
        return shutil.which(configured)
    return next(filter(None, map(shutil.which, BINARIES)), None)


def child_environment(home: str) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in KEPT_ENVIRONMENT or name.startswith(KEPT_PREFIXES)
    }
    return {**kept, "HOME": home, "XDG_CONFIG_HOME": home, "XDG_CACHE_HOME": home}


class Browser:
    """Context manager around the process; `call` asks, events go to `on_event`."""

    def __init__(self, binary: str, deadline: float, resolver_rules: str = "") -> None:
        self.binary = binary
        self.deadline = deadline
        self.resolver_rules = resolver_rules
        self.on_event: Callable[[dict[str, Any]], None] = lambda event: None
        self._last_id = 0
        self._answers: dict[int, dict[str, Any]] = {}
        self._waiting: set[int] = set()
        self._process: subprocess.Popen | None = None
        self._pipe: DevToolsPipe | None = None
        self._lifeline: int | None = None
        self.profile = ""

    # === PROCESS ===

    def __enter__(self) -> "Browser":
        try:
            self._start(sandbox=os.geteuid() != 0 and not SandboxMemory.refused)
        except ChromiumError:
            refused = "sandbox" in self.stderr_tail().lower()
            if not refused or SandboxMemory.refused or os.geteuid() == 0:
                self._fail_start()
                raise
            _logger.warning("The system refuses Chromium's sandbox, printing without")
            SandboxMemory.refused = True
            self.close()
            self._restart_without_sandbox()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, error_type, error, traceback) -> None:
        if isinstance(error, ChromiumError) and error.reason in ("crash", "timeout"):
            _logger.warning("Chromium %s. Last messages: %s", error, self.stderr_tail())
        self.close()

    def _restart_without_sandbox(self) -> None:
        try:
            self._start(sandbox=False)
        except BaseException:
            self._fail_start()
            raise

    def _fail_start(self) -> None:
        _logger.warning(
            "Chromium %s did not start. Last messages: %s",
            self.binary,
            self.stderr_tail(),
        )
        self.close()

    def _start(self, sandbox: bool) -> None:
        self.profile = tempfile.mkdtemp(prefix=PROFILE_PREFIX)
        child_read, write_fd = os.pipe()
        read_fd, child_write = os.pipe()
        child_life, self._lifeline = os.pipe()
        inherited = (child_life, child_read, child_write)
        self._pipe = DevToolsPipe(read_fd, write_fd, self.deadline)
        try:
            with open(self._stderr_path(), "wb") as stderr:
                self._process = subprocess.Popen(
                    self._command(inherited, sandbox),
                    pass_fds=inherited,
                    env=child_environment(self.profile),
                    stdin=subprocess.DEVNULL,
                    stdout=stderr,
                    stderr=stderr,
                    start_new_session=True,
                )
        finally:
            for fd in inherited:
                os.close(fd)
        self._pipe.deadline = min(self.deadline, time.monotonic() + START_SECONDS)
        self.call("Browser.getVersion")
        self._pipe.deadline = self.deadline

    def _command(self, inherited: tuple[int, ...], sandbox: bool) -> list[str]:
        flags = [*FLAGS, f"--user-data-dir={self.profile}/profile"]
        if self.resolver_rules:
            flags.append(f"--host-resolver-rules={self.resolver_rules}")
        if not sandbox:
            flags.append("--no-sandbox")
        guard = [sys.executable, "-I", "-S", str(GUARD), *map(str, inherited)]
        return [*guard, self.profile, self.binary, *flags, "about:blank"]

    def _stderr_path(self) -> str:
        return os.path.join(self.profile, "stderr.txt")

    def stderr_tail(self) -> str:
        try:
            with open(self._stderr_path(), "rb") as stderr:
                return stderr.read()[-STDERR_TAIL:].decode(errors="replace")
        except OSError:
            return ""

    def close(self) -> None:
        """Ends every process of the job; safe to call at any stage, repeatedly."""
        if self._lifeline is not None:
            os.close(self._lifeline)
            self._lifeline = None
        if self._pipe:
            self._pipe.close()
            self._pipe = None
        if self._process:
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        if self.profile:
            shutil.rmtree(self.profile, ignore_errors=True)
            self.profile = ""

    # === DEVTOOLS ===

    def send(self, method: str, params: dict | None = None, session: str = "") -> int:
        """Ask without waiting; answers nobody waits for are dropped."""
        self._last_id += 1
        message = {"id": self._last_id, "method": method, "params": params or {}}
        if session:
            message["sessionId"] = session
        self._pipe.send(message)
        return self._last_id

    def call(
        self,
        method: str,
        params: dict | None = None,
        session: str = "",
        seconds: float | None = None,
    ) -> dict[str, Any] | None:
        """The result; None when `seconds` have passed without one."""
        asked = self.send(method, params, session)
        self._waiting.add(asked)
        until = self.deadline if seconds is None else time.monotonic() + seconds
        while asked not in self._answers:
            if not self.pump(until):
                self._waiting.discard(asked)
                return None
        self._waiting.discard(asked)
        answer = self._answers.pop(asked)
        if "error" in answer:
            raise ChromiumError("protocol", f"{method}: {answer['error']['message']}")
        return answer["result"]

    def pump(self, until: float) -> bool:
        """Handle what arrives next; False when nothing came until then."""
        messages = self._pipe.receive(until)
        for message in messages:
            if "id" not in message:
                self.on_event(message)
            elif message["id"] in self._waiting:
                self._answers[message["id"]] = message
        return bool(messages)
