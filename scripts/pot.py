#!/usr/bin/env python3
"""Export the terms of the addons to .pot files and merge them into pl.po."""

from gestor_dev.entry import check_python

check_python()

import argparse  # noqa: E402  (after the check of the Python version)

from gestor_dev import errors, paths, pyenv, shell  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--addon", default="", help="only this addon")
    parser.add_argument("--check", action="store_true", help="only check the files")
    options = parser.parse_args()
    pyenv.enter()
    from gestor_dev import testing, translations

    every = paths.addon_names()
    addons = [options.addon] if options.addon else every
    if options.check:
        problems = translations.check_po(addons)
        shell.say("\n".join(problems) or "Polish is complete.")
        if problems:
            raise errors.SetupError(f"{len(problems)} faults in translation files")
        return
    bench = testing.Bench()
    database = bench.create("_pot")
    try:
        bench.odoo.run(
            f"--database={database}",
            f"--init={','.join(every)}",
            "--no-http",
            "--stop-after-init",
            log=shell.log_path("pot-install"),
            failed="The addons could not be installed",
        )
        # All together, as the test does: a term of the host that two addons touch
        # is exported with one of them.
        exported = translations.export(bench.odoo, database, every)
        for addon in addons:
            empty = translations.write(addon, exported[addon])
            shell.say(f"{addon}: {len(exported[addon])} terms, {empty} to translate")
    finally:
        bench.databases.drop(database)


errors.run_main(main)
