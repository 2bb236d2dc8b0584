"""Running Odoo: the command line, the environment, one run to its end."""

from __future__ import annotations

import configparser
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterable
from itertools import takewhile
from pathlib import Path

from . import odoo_tree, paths, shell, tools
from .errors import SetupError, diagnose
from .postgres import Connection

LAUNCHER = paths.SCRIPTS / "odoo_server.py"
EXAMPLE_CONF = paths.ROOT / "odoo.conf"
# What the host brings, beside what our addons ask for themselves: the screens
# that a Polish company works in all day.
HOST_MODULES = (
    "sale_management",
    "sale_stock",
    "sale_crm",
    "sale_margin",
    "purchase_stock",
    "contacts",
    "calendar",
    "base_vat",
    "l10n_pl",
)
LANGUAGE = "pl_PL"
COUNTRY = "PL"
# A refused query is logged whole, with the files it would have stored.
LINE_LENGTH = 300
LOG_PROBLEM = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ \d+ (?P<level>ERROR|CRITICAL) .*$",
    re.MULTILINE,
)


class Odoo:
    """Odoo on one PostgreSQL server, with the project's addons."""

    def __init__(self, connection: Connection, data_dir: Path = paths.ODOO_DATA):
        self.connection = connection
        self.data_dir = data_dir
        self.tree = odoo_tree.ensure()

    def config_file(self) -> Path:
        """Write the project's odoo.conf with this machine's paths filled in."""
        parser = configparser.ConfigParser(interpolation=None)
        parser.read(EXAMPLE_CONF)
        addons = [*self.tree.addons_paths, paths.ADDONS]
        options = parser["options"]
        options["addons_path"] = ",".join(map(str, addons))
        options["data_dir"] = str(self.data_dir)
        options["db_host"] = self.connection.host or "False"
        options["db_port"] = str(self.connection.port or "False")
        options["db_user"] = self.connection.user or "False"
        target = self.data_dir.with_suffix(".conf")
        self.data_dir.mkdir(parents=True, exist_ok=True)
        with target.open("w", encoding="utf-8") as handle:
            parser.write(handle)
        return target

    def command(self, *arguments: str) -> list[str]:
        """Return the command line; leading words without dash are a subcommand."""
        words = list(takewhile(lambda a: not a.startswith("-"), arguments))
        # "db" wants the configuration before its own subcommand, "i18n" after it.
        split = 1 if words[:1] == ["db"] else len(words)
        config = f"--config={self.config_file()}"
        return [
            sys.executable,
            str(LAUNCHER),
            *arguments[:split],
            config,
            *arguments[split:],
        ]

    def environment(self) -> dict[str, str]:
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
        return {
            **inherited,
            **self.connection.environment(),
            "PATH": tools.path_variable(),
            "GESTOR_ODOO": str(self.tree.import_path),
            "PYTHONUNBUFFERED": "1",
        }

    def run(self, *arguments: str, log: Path, failed: str) -> None:
        """Run Odoo to its end with its output in ``log``.

        :raises SetupError: when it fails, or writes an error into the log
        """
        code = self.run_unchecked(*arguments, log=log)
        text = log.read_text(encoding="utf-8", errors="replace")
        if code or LOG_PROBLEM.search(text):
            raise SetupError(diagnose(text[-20000:]) or f"{failed}: see {log}")

    def run_unchecked(self, *arguments: str, log: Path, env=None) -> int:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as handle:
            return subprocess.run(
                self.command(*arguments),
                stdin=subprocess.DEVNULL,
                stdout=handle,
                stderr=subprocess.STDOUT,
                env={**self.environment(), **(env or {})},
                preexec_fn=shell.die_with_parent,
                check=False,
            ).returncode


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_port_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def log_problems(log: Path) -> list[str]:
    """Return the lines of level ERROR and CRITICAL, the long ones cut."""
    text = log.read_text(encoding="utf-8", errors="replace")
    return [match.group(0)[:LINE_LENGTH] for match in LOG_PROBLEM.finditer(text)]


def create_database(odoo: Odoo, database: str, log: Path) -> None:
    """Create a database of a Polish company, so that it gets Polish accounting."""
    odoo.run(
        "db",
        "init",
        database,
        f"--country={COUNTRY}",
        f"--language={LANGUAGE}",
        "--username=admin",
        "--password=admin",
        log=log,
        failed="Odoo could not create a database",
    )


def install(odoo: Odoo, database: str, modules: Iterable[str], log: Path) -> None:
    """Install modules into a database and end."""
    odoo.run(
        f"--database={database}",
        f"--init={','.join(modules)}",
        "--without-demo",
        "--no-http",
        "--stop-after-init",
        log=log,
        failed="Odoo could not install modules",
    )


def log_file(name: str) -> Path:
    return shell.log_path(name)
