"""Where the scripts keep what they make; all of it is ignored by git."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ADDONS = ROOT / "addons"
SCRIPTS = ROOT / "scripts"


def _folder(variable: str, default: Path) -> Path:
    return Path(os.environ.get(variable) or default).resolve()


# Downloads and what is built from them: may be deleted at any time.
CACHE = _folder("GESTOR_CACHE", ROOT / ".cache")
# Databases, filestores and the sockets of running servers.
DATA = _folder("GESTOR_DATA", ROOT / ".data")
LOGS = _folder("GESTOR_LOGS", ROOT / ".logs")

VENV = CACHE / "venv"
DEV_VENV = CACHE / "venv-dev"
ODOO_TREE = CACHE / "odoo"
TOOLS = CACHE / "tools"
TOOLS_BIN = TOOLS / "bin"
ODOO_DATA = DATA / "odoo"


def addon_names() -> list[str]:
    """Return the names of the project's addons, sorted."""
    return sorted(path.parent.name for path in ADDONS.glob("*/__manifest__.py"))
