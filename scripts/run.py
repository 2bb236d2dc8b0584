#!/usr/bin/env python3
"""Set up what is missing and serve Gestor with demo data on http://localhost:8069."""

from gestor_dev.entry import check_python

check_python()

import argparse  # noqa: E402  (after the check of the Python version)
import contextlib  # noqa: E402
import signal  # noqa: E402

from gestor_dev import errors, paths, pyenv, shell  # noqa: E402


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8069, help="port (default 8069)")
    parser.add_argument(
        "--prepare", action="store_true", help="set everything up, but do not serve"
    )
    return parser.parse_args()


def banner(url: str, demo) -> str:
    rows = [
        f"    {login:<12} {password:<12} {who}" for login, password, who in demo.LOGINS
    ]
    return "\n".join(
        [
            "",
            f"Gestor runs: open {url} in a browser.",
            "    login        password     who",
            *rows,
            "Stop it with Ctrl+C or 'make stop'.",
        ]
    )


def main() -> None:
    options = parse()
    pyenv.enter()
    from gestor_dev import demo, postgres, server, tools
    from gestor_dev.database import Databases
    from gestor_dev.odoo import Odoo

    if not options.prepare:
        server.check_port(options.port)
    with contextlib.ExitStack() as stack:
        # The lock is held until Odoo is connected: until then a server that is
        # just ending could take PostgreSQL down with it.
        lock = stack.enter_context(contextlib.ExitStack())
        lock.enter_context(shell.locked("run"))
        connection = postgres.ensure("pg")
        odoo = Odoo(connection)
        engine = tools.ensure_pdf_engine()
        databases = Databases(connection, paths.ODOO_DATA)
        demo.ensure(odoo, databases)
        if not engine:
            shell.say("Note: PDF documents cannot be printed here; install Chromium.")
        if options.prepare:
            shell.say("Ready: 'make run' serves it.")
            return
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        stack.callback(stop_postgres_if_idle, connection, databases)
        serving = stack.enter_context(server.Server(odoo, demo.NAME, options.port))
        lock.close()
        shell.say(banner(serving.url, demo))
        serving.watch(connection)


def stop_postgres_if_idle(connection, databases) -> None:
    """Leave nothing running, unless another command works on the same cluster."""
    if not connection.cluster:
        return
    with shell.locked("run"):
        if connection.cluster.is_running() and not databases.client_count():
            connection.cluster.stop()


errors.run_main(main)
