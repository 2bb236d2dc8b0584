#!/usr/bin/env python3
"""Open a Python shell on the demo database ('env' is there)."""

from gestor_dev.entry import check_python

check_python()

import argparse  # noqa: E402  (after the check of the Python version)
import os  # noqa: E402

from gestor_dev import errors, paths, pyenv  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", default="", help="default: the demo database")
    options = parser.parse_args()
    pyenv.enter()
    from gestor_dev import demo, postgres
    from gestor_dev.database import Databases
    from gestor_dev.odoo import Odoo

    connection = postgres.ensure("pg")
    odoo = Odoo(connection)
    database = options.database or demo.NAME
    if not Databases(connection, paths.ODOO_DATA).exists(database):
        raise errors.SetupError(
            f"There is no database {database}: make it by 'make run'."
        )
    command = odoo.command("shell", f"--database={database}", "--no-http")
    os.execve(command[0], command, odoo.environment())


errors.run_main(main)
