"""Start Odoo from the tree that the scripts found.

A script of its own, not ``python -m odoo``: with workers the process that serves
the websocket is started again from this file.
"""

import os
import sys
from pathlib import Path

# In place of this folder, whose scripts must not be importable in Odoo.
sys.path[0] = os.environ["GESTOR_ODOO"]


def start_coverage():
    """Measure which lines of the addons run, when ``make coverage`` asks for it."""
    import coverage

    settings = Path(__file__).resolve().parents[1] / "pyproject.toml"
    measuring = coverage.Coverage(config_file=str(settings))
    measuring.start()
    return measuring


def main():
    measuring = start_coverage() if os.environ.get("GESTOR_COVERAGE") else None
    try:
        import odoo.cli

        odoo.cli.main()
    finally:
        if measuring:
            measuring.stop()
            measuring.save()


if __name__ == "__main__":
    main()
