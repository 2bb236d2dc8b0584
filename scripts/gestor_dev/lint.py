"""The static checks; each one is a program that prints what is wrong."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from . import odoo_tree, paths, pyenv, shell, tools
from .errors import SetupError
from .translations import check_po

NODE_MODULES = paths.ROOT / "node_modules"
PYTHON_FOLDERS = ("addons", "scripts", "tests")
WEB_FILES = "addons/**/*.{js,xml,scss,json}"
JS_FILES = "addons/**/static/**/*.js"


@dataclass(frozen=True)
class Check:
    """A named check; ``problems`` returns the text to show, empty when all is well."""

    name: str
    problems: Callable[[], str]


def _program(*command: str | Path) -> Callable[[], str]:
    def problems() -> str:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=paths.ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        return (done.stdout + done.stderr).strip() if done.returncode else ""

    return problems


def _addon_folders() -> list[str]:
    return [f"addons/{name}" for name in paths.addon_names()]


def _dev(name: str) -> Path:
    return paths.DEV_VENV / "bin" / name


def python_checks() -> list[Check]:
    addons = _addon_folders()
    folders = [name for name in PYTHON_FOLDERS if (paths.ROOT / name).exists()]
    po_files = [str(p) for p in sorted(paths.ADDONS.glob("*/i18n/*.po"))]
    host = ",".join(map(str, odoo_tree.ensure().addons_paths))
    return [
        Check("ruff check", _program(_dev("ruff"), "check", "--quiet", *folders)),
        Check("ruff format", _program(_dev("ruff"), "format", "--check", *folders)),
        Check("pylint-odoo", _program(_dev("pylint"), "--rcfile=.pylintrc", *addons)),
        Check(
            "odoo module checks",
            _program(_dev("oca-checks-odoo-module"), "--no-verbose", *addons),
        ),
        Check(
            "po file checks",
            _program(_dev("oca-checks-po"), "--disable=po-pretty-format", *po_files),
        ),
        Check(
            "licences",
            _program(
                _dev("manifestoo"),
                "--select-addons-dir=addons",
                f"--addons-path={host}",
                "check-licenses",
            ),
        ),
        Check("translations", lambda: "\n".join(check_po(paths.addon_names()))),
    ]


def ensure_node_modules() -> Path:
    """Return node after putting the pinned packages into ``node_modules``."""
    node, npm = tools.ensure_node()
    marker = NODE_MODULES / ".package-lock.json"
    lock = paths.ROOT / "package-lock.json"
    if not marker.exists() or marker.stat().st_mtime < lock.stat().st_mtime:
        with shell.step("Node.js packages"):
            shell.run(
                [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
                failed="The Node.js packages could not be installed",
                log="npm",
                cwd=paths.ROOT,
            )
            marker.touch()
    return node


def web_checks() -> list[Check]:
    node = ensure_node_modules()
    prettier = NODE_MODULES / "prettier" / "bin" / "prettier.cjs"
    eslint = NODE_MODULES / "eslint" / "bin" / "eslint.js"
    return [
        Check("prettier", _program(node, prettier, "--check", WEB_FILES)),
        Check("eslint", _program(node, eslint, "--no-warn-ignored", JS_FILES)),
    ]


def run() -> tuple[int, int]:
    """Run all checks and return (passed, failed)."""
    pyenv.ensure_dev_env()
    passed = failed = 0
    for check in [*python_checks(), *web_checks()]:
        problems = check.problems()
        if problems:
            failed += 1
            shell.say(f"  FAILED {check.name}\n{problems}")
        else:
            passed += 1
            shell.say(f"  ok     {check.name}")
    return passed, failed


def fix() -> None:
    """Let the formatters change the files."""
    pyenv.ensure_dev_env()
    node = ensure_node_modules()
    prettier = NODE_MODULES / "prettier" / "bin" / "prettier.cjs"
    folders = [name for name in PYTHON_FOLDERS if (paths.ROOT / name).exists()]
    for command in (
        (_dev("ruff"), "check", "--fix", "--quiet", *folders),
        (_dev("ruff"), "format", *folders),
        (node, prettier, "--write", "--log-level=warn", WEB_FILES),
    ):
        if problems := _program(*command)():
            shell.say(problems)


def require_clean() -> None:
    passed, failed = run()
    shell.say(f"{passed} passed, {failed} failed")
    if failed:
        raise SetupError("The static checks found problems: see above.")
