#!/usr/bin/env python3
"""Run the static checks; with --fix let the formatters change the files first."""

from gestor_dev.entry import check_python

check_python()

import argparse  # noqa: E402  (after the check of the Python version)

from gestor_dev import errors, pyenv  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fix", action="store_true", help="reformat the files first")
    options = parser.parse_args()
    pyenv.enter()
    from gestor_dev import lint

    if options.fix:
        lint.fix()
    lint.require_clean()


errors.run_main(main)
