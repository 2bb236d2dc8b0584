#!/usr/bin/env python3
"""Run the measurements of tests/bench on a database of their own."""

from gestor_dev.entry import check_python

check_python()

import argparse  # noqa: E402  (after the check of the Python version)
import subprocess  # noqa: E402

from gestor_dev import errors, paths, pyenv, shell  # noqa: E402

FOLDER = paths.ROOT / "tests" / "bench"


def main() -> None:
    names = [path.stem for path in sorted(FOLDER.glob("bench_*.py"))]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help=f"of {', '.join(names)}; default all")
    options = parser.parse_args()
    pyenv.enter()
    from gestor_dev import odoo, testing

    bench = testing.Bench()
    database = bench.create("_bench")
    addons = testing.groups_of(paths.addon_names())[0]
    try:
        with shell.step("Database for the measurements"):
            odoo.install(bench.odoo, database, addons, odoo.log_file("bench-install"))
        for name in options.names or names:
            measure(bench.odoo, database, FOLDER / f"{name}.py")
    finally:
        bench.databases.drop(database)


def measure(odoo, database, script) -> None:
    """Run one script in Odoo's shell; it prints, and its changes are rolled back."""
    if not script.exists():
        raise errors.SetupError(f"There is no measurement {script.stem}.")
    shell.say(f"== {script.stem}")
    with script.open("rb") as source:
        done = subprocess.run(
            odoo.command(
                "shell", f"--database={database}", "--no-http", "--log-level=error"
            ),
            stdin=source,
            env={**odoo.environment(), "PYTHONPATH": str(FOLDER)},
            check=False,
        )
    if done.returncode:
        raise errors.SetupError(f"{script.stem} failed: see the lines above.")


errors.run_main(main)
