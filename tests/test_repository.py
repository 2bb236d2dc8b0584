"""Rules that hold for the whole repository."""

from __future__ import annotations

import ast
import re
from xml.etree import ElementTree

import pytest

from gestor_dev import paths

TEXT = re.compile(
    r"\.(py|xml|js|scss|md|rst|csv|po|pot|txt|toml|conf|cjs|json)$|Makefile$"
)
ADDONS = paths.addon_names()
MANIFEST_ORDER = (
    "name", "summary", "version", "category", "author", "website", "license",
    "depends", "external_dependencies", "data", "assets", "demo", "application",
    "auto_install", "pre_init_hook", "post_init_hook", "uninstall_hook",
)  # fmt: skip


def project_texts():
    """Return (name, text) of the project's own files, also where there is no git."""
    found = [path for path in paths.ROOT.iterdir() if path.is_file()]
    for folder in ("addons", "docs", "scripts", "tests", ".ci"):
        found += (path for path in (paths.ROOT / folder).rglob("*") if path.is_file())
    return [
        (str(path.relative_to(paths.ROOT)), path.read_text(encoding="utf-8"))
        for path in found
        if TEXT.search(path.name)
    ]


def manifest(addon):
    return ast.literal_eval((paths.ADDONS / addon / "__manifest__.py").read_text())


@pytest.mark.parametrize("addon", ADDONS)
def test_manifest_is_complete_and_in_order(addon):
    keys = list(manifest(addon))
    assert keys == sorted(keys, key=MANIFEST_ORDER.index)
    assert re.fullmatch(r"19\.0\.\d+\.\d+\.\d+", manifest(addon)["version"])
    assert manifest(addon)["license"] == "LGPL-3"


@pytest.mark.parametrize("addon", ADDONS)
def test_addon_has_readme_docs_and_tests(addon):
    assert (paths.ADDONS / addon / "README.rst").exists()
    assert list((paths.ADDONS / addon / "tests").glob("test_*.py"))
    assert (paths.ROOT / "docs" / f"{addon}.md").exists()
    assert (paths.ROOT / "docs" / "pl" / f"{addon}.md").exists()


@pytest.mark.parametrize("addon", ADDONS)
def test_every_data_file_is_in_the_manifest(addon):
    folder = paths.ADDONS / addon
    listed = set(manifest(addon).get("data", [])) | set(manifest(addon).get("demo", []))
    there = {
        str(path.relative_to(folder))
        for part in ("data", "security", "views", "report", "wizards")
        for path in (folder / part).rglob("*")
        if path.suffix in (".xml", ".csv")
    }
    assert there - listed == set()


@pytest.mark.parametrize("addon", ADDONS)
def test_data_files_have_no_stray_text(addon):
    """The host reads over text between records: a lost tag would go unnoticed."""
    stray = []
    for path in (paths.ADDONS / addon).rglob("*.xml"):
        root = ElementTree.parse(path).getroot()
        if root.tag != "odoo":
            continue
        texts = [root.text, *(child.tail for child in root)]
        stray += [
            f"{path.name}: {text.strip()}" for text in texts if (text or "").strip()
        ]
    assert not stray


def decorator_name(decorator):
    target = decorator.func if isinstance(decorator, ast.Call) else decorator
    return ast.unparse(target)


def test_decorators_do_not_replace_each_other():
    """The host keeps the names of the outer ``@api.constrains`` only, and the like."""
    replaced = []
    for path in paths.ADDONS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                names = [decorator_name(item) for item in node.decorator_list]
                names = [name for name in names if name.startswith("api.")]
                if len(names) != len(set(names)):
                    replaced.append(f"{path.name}: {node.name}")
    assert not replaced


def test_links_in_the_documentation_lead_somewhere():
    pattern = re.compile(r"\]\((?!https?:|mailto:|#)([^)#]+)")
    broken = []
    for path in [*paths.ROOT.glob("*.md"), *(paths.ROOT / "docs").rglob("*.md")]:
        for target in pattern.findall(path.read_text(encoding="utf-8")):
            if not (path.parent / target).exists():
                broken.append(f"{path.name}: {target}")
    assert not broken


def test_no_conflict_marks_or_machine_paths():
    marks = re.compile(r"^(<{7}|>{7}) ", re.MULTILINE)
    home = re.compile(r"(?<![\w.])/(home|root)/\w")
    assert not [
        n for n, text in project_texts() if marks.search(text) or home.search(text)
    ]
