"""Translation files: export, merge, and the proof that Polish is complete."""

from __future__ import annotations

import re
import tarfile
import tempfile
from pathlib import Path

import polib

from . import paths
from .odoo import Odoo, log_file

LANGUAGE = "pl"
PLACEHOLDER = re.compile(r"%\(\w+\)[sdrf]|%[sdrf]|\$\{[^}]*\}|\{\{[^}]*\}\}|\{\w+\}")
# Headers that differ at each export and say nothing.
VOLATILE_HEADERS = ("POT-Creation-Date", "PO-Revision-Date")
PLURAL_FORMS = (
    "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && "
    "(n%100<10 || n%100>=20) ? 1 : 2);"
)


def pot_file(addon: str) -> Path:
    return paths.ADDONS / addon / "i18n" / f"{addon}.pot"


def po_file(addon: str) -> Path:
    return paths.ADDONS / addon / "i18n" / f"{LANGUAGE}.po"


def check_po(addons: list[str]) -> list[str]:
    """Return one line per fault: missing, empty, fuzzy, obsolete, placeholders."""
    return [problem for addon in addons for problem in _check_addon(addon)]


def _check_addon(addon: str) -> list[str]:
    if not po_file(addon).exists() or not pot_file(addon).exists():
        return [f"{addon}: i18n/{addon}.pot or i18n/{LANGUAGE}.po is missing"]
    wanted = {(e.msgctxt, e.msgid) for e in polib.pofile(str(pot_file(addon)))}
    problems = []
    seen = set()
    for entry in polib.pofile(str(po_file(addon))):
        where = f"{addon}: {entry.msgid[:60]!r}"
        seen.add((entry.msgctxt, entry.msgid))
        if entry.obsolete:
            problems.append(f"{where} is obsolete")
        elif entry.fuzzy:
            problems.append(f"{where} is fuzzy")
        elif not entry.translated():
            problems.append(f"{where} is not translated")
        elif _placeholders(entry.msgid) != _placeholders(entry.msgstr):
            problems.append(f"{where} has other placeholders in {LANGUAGE}")
    problems += [f"{addon}: {msgid[:60]!r} is missing" for _c, msgid in wanted - seen]
    problems += [
        f"{addon}: {msgid[:60]!r} is superfluous" for _c, msgid in seen - wanted
    ]
    return problems


def _placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def export(odoo: Odoo, database: str, addons: list[str]) -> dict[str, polib.POFile]:
    """Return addon → its template, exported freshly from a database."""
    with tempfile.TemporaryDirectory(prefix="gestor-pot-") as folder:
        archive = Path(folder) / "terms.tgz"
        odoo.run(
            "i18n",
            "export",
            f"--database={database}",
            f"--output={archive}",
            *addons,
            log=log_file("pot"),
            failed="The terms of the addons could not be exported",
        )
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
        found = {name: Path(folder) / name / "i18n" / f"{name}.pot" for name in addons}
        return {name: _read_template(path) for name, path in found.items()}


def _read_template(path: Path) -> polib.POFile:
    """Return a template without what changes at each export; empty where no file."""
    if not path.exists():
        return polib.POFile()
    template = polib.pofile(str(path))
    for header in VOLATILE_HEADERS:
        template.metadata.pop(header, None)
    return template


def differences(addon: str, fresh: polib.POFile) -> list[str]:
    """Return the terms in which the committed template differs from a fresh one."""
    committed = polib.pofile(str(pot_file(addon))) if pot_file(addon).exists() else []
    old = {(e.msgctxt, e.msgid) for e in committed}
    new = {(e.msgctxt, e.msgid) for e in fresh}
    return [
        f"{addon}: {m[:60]!r} is not in the .pot: run 'make pot'" for _c, m in new - old
    ] + [
        f"{addon}: {m[:60]!r} is no longer used: run 'make pot'" for _c, m in old - new
    ]


def write(addon: str, fresh: polib.POFile) -> int:
    """Write the template, merge it into Polish; return the number of empty terms."""
    pot_file(addon).parent.mkdir(exist_ok=True)
    fresh.save(str(pot_file(addon)))
    target = po_file(addon)
    polish = polib.pofile(str(target)) if target.exists() else polib.POFile()
    known = {(e.msgctxt, e.msgid): e.msgstr for e in polish}
    merged = polib.POFile()
    merged.metadata = {
        **fresh.metadata,
        "Language": LANGUAGE,
        "Plural-Forms": PLURAL_FORMS,
    }
    for entry in fresh:
        merged.append(
            polib.POEntry(
                msgctxt=entry.msgctxt,
                msgid=entry.msgid,
                msgstr=known.get((entry.msgctxt, entry.msgid), ""),
                comment=entry.comment,
                occurrences=entry.occurrences,
                flags=entry.flags,
            )
        )
    merged.save(str(target))
    return sum(not entry.translated() for entry in merged)
