"""The first lines of every command: checks that must work on any Python 3."""

import sys


def check_python():
    """End with one sentence where Python is too old even for these scripts."""
    if sys.version_info < (3, 9):  # noqa: UP036  (that is what it is for)
        sys.exit(
            "Error: Gestor needs Python 3.10 to 3.13, but python3 here is "
            + sys.version.split()[0]
            + ": install a newer one and run the command again."
        )
