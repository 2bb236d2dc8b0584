"""The demo database: made once under another name, then kept up to date."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from . import paths, shell
from .database import Databases
from .odoo import HOST_MODULES, Odoo, create_database, install, log_file

NAME = "gestor"
BUILDING = "gestor_building"
DEMO_ADDON = "gestor_demo"
STATE = paths.DATA / "installed.json"
LOGINS = (
    ("admin", "admin", "administrator"),
    ("kierownik", "kierownik", "manager"),
    ("handlowiec", "handlowiec", "salesman, own documents only"),
    ("serwisant", "serwisant", "service technician"),
    ("klient", "klient", "customer in the portal"),
)


def addon_hashes() -> dict[str, str]:
    """Return addon → hash of its files, to see what changed since last time."""
    return {name: _hash_folder(paths.ADDONS / name) for name in paths.addon_names()}


def _hash_folder(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(str(path.relative_to(folder)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _remember(hashes: dict[str, str]) -> None:
    STATE.write_text(json.dumps(hashes, indent=1), encoding="utf-8")


def ensure(odoo: Odoo, databases: Databases) -> None:
    """Make the demo database, or bring it to the code that is here now."""
    hashes = addon_hashes()
    if not databases.exists(NAME):
        _create(odoo, databases)
        _remember(hashes)
        return
    known = json.loads(STATE.read_text()) if STATE.exists() else {}
    changed = [name for name, value in hashes.items() if known.get(name) != value]
    if changed:
        _update(odoo, changed)
        _remember(hashes)


def _create(odoo: Odoo, databases: Databases) -> None:
    """Install under a name that nobody uses, so that a broken-off run leaves nothing.

    The demonstration data comes in a run of its own: the accounting it needs is
    there only when the run that installs it has ended.
    """
    databases.drop(BUILDING)
    log = log_file("install")
    addons = [name for name in paths.addon_names() if name != DEMO_ADDON]
    with shell.step("Demo database, 1 of 3: empty database of a Polish company"):
        create_database(odoo, BUILDING, log)
    with shell.step("Demo database, 2 of 3: sales, stock, accounting, Gestor"):
        install(odoo, BUILDING, [*HOST_MODULES, *addons], log)
    with shell.step("Demo database, 3 of 3: clients, documents, users"):
        install(odoo, BUILDING, [DEMO_ADDON], log)
    databases.rename(BUILDING, NAME)


def _update(odoo: Odoo, changed: list[str]) -> None:
    with shell.step(f"Updating the demo database: {', '.join(changed)}"):
        odoo.run(
            f"--database={NAME}",
            f"--init={','.join(changed)}",
            f"--update={','.join(changed)}",
            "--stop-after-init",
            "--no-http",
            log=log_file("update"),
            failed="The demo database could not be updated",
        )
