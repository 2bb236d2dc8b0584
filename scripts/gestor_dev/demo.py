"""The demo database: made once under another name, then kept up to date."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from . import paths, shell
from .database import Databases
from .odoo import HOST_MODULES, LANGUAGE, Odoo, log_file

NAME = "gestor"
BUILDING = "gestor_building"
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

    Two runs: the first makes the demo company Polish, so that the accounting
    installed by the second takes the Polish chart of accounts.
    """
    databases.drop(BUILDING)
    runs = (
        ("1 of 2: base", ["gestor_base"]),
        ("2 of 2: sales, stock, accounting", [*HOST_MODULES, *paths.addon_names()]),
    )
    for title, modules in runs:
        with shell.step(f"Demo database {title} (minutes the first time)"):
            odoo.run(
                f"--database={BUILDING}",
                f"--init={','.join(modules)}",
                "--with-demo",
                f"--load-language={LANGUAGE}",
                "--stop-after-init",
                "--no-http",
                log=log_file("install"),
                failed="The demo database could not be made",
            )
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
