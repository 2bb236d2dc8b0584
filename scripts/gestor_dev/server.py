"""Serving Odoo in the foreground until it is stopped."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import time
from pathlib import Path

from . import paths, shell
from .errors import SetupError
from .odoo import Odoo, is_port_free, log_file
from .postgres import Connection

PID_FILE = paths.DATA / "server.pid"
START_SECONDS = 180
WATCH_SECONDS = 3


def running_pid() -> int | None:
    """Return the process of an earlier ``make run`` that still serves."""
    try:
        pid = int(PID_FILE.read_text().split()[0])
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, ValueError, IndexError):
        return None
    return pid if b"odoo_server.py" in command else None


def check_port(port: int) -> None:
    if running_pid():
        raise SetupError(
            f"Gestor already runs (see {PID_FILE}): open it in the browser, or stop"
            " it with 'make stop'."
        )
    if not is_port_free(port):
        raise SetupError(
            f"Port {port} is in use by another program: stop that program, or choose"
            f" another port with 'make run PORT={port + 1}'."
        )


class Server:
    """Odoo as a child process; ``with Server(...)`` waits until it answers."""

    def __init__(self, odoo: Odoo, database: str, port: int, *options: str):
        self.odoo, self.database, self.port = odoo, database, port
        self.options = options
        self.log = log_file("server")
        self.process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def __enter__(self) -> Server:
        command = self.odoo.command(
            f"--database={self.database}",
            f"--db-filter=^{self.database}$",
            f"--http-port={self.port}",
            *self.options,
        )
        with self.log.open("ab") as handle:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=handle,
                stderr=subprocess.STDOUT,
                env=self.odoo.environment(),
                start_new_session=True,
                preexec_fn=shell.die_with_parent,
            )
        try:
            self._wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_exc: object) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise SetupError(f"Odoo ended while starting: see {self.log}")
            if self._answers():
                return
            time.sleep(0.3)
        raise SetupError(f"Odoo did not answer in {START_SECONDS} s: see {self.log}")

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", "/web/login")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def watch(self, postgres: Connection) -> None:
        """Stay until Odoo ends; say so in one sentence when PostgreSQL goes first."""
        PID_FILE.write_text(f"{self.process.pid}\n")
        try:
            while self.process.poll() is None:
                time.sleep(WATCH_SECONDS)
                if postgres.cluster and not postgres.cluster.is_running():
                    raise SetupError(
                        "PostgreSQL stopped while Gestor was running: nothing saved is"
                        " lost; run 'make run' again, it starts both."
                    )
        finally:
            PID_FILE.unlink(missing_ok=True)
        if self.process.returncode not in (0, -signal.SIGTERM):
            raise SetupError(f"Odoo ended unexpectedly: see {self.log}")


def stop() -> bool:
    """Stop the server of an earlier ``make run``; return whether there was one."""
    pid = running_pid()
    if pid is None:
        return False
    os.kill(pid, signal.SIGTERM)
    for _ in range(150):
        if not PID_FILE.exists():
            break
        time.sleep(0.2)
    else:
        os.kill(pid, signal.SIGKILL)
        PID_FILE.unlink(missing_ok=True)
    shell.say("Gestor is stopped.")
    return True
