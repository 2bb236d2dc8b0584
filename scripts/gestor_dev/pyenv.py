"""The virtual environments: one for Odoo, one for the tools of developers."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from . import apt, paths, shell
from .errors import SetupError

SUPPORTED = ((3, 10), (3, 13))
REQUIREMENTS = paths.SCRIPTS / "requirements-odoo.txt"
DEV_REQUIREMENTS = paths.ROOT / "requirements-dev.txt"
# Included by REQUIREMENTS: a change in it is a change of the environment.
ADDON_REQUIREMENTS = paths.ROOT / "requirements.txt"
CONSTRAINTS = paths.SCRIPTS / "constraints.txt"
ENV_INSIDE = "GESTOR_INSIDE_VENV"


def find_python() -> str:
    """Return an interpreter that Odoo 19.0 supports, this one by preference."""
    if SUPPORTED[0] <= sys.version_info[:2] <= SUPPORTED[1]:
        return sys.executable
    for minor in range(SUPPORTED[1][1], SUPPORTED[0][1] - 1, -1):
        if found := shell.which(f"python3.{minor}"):
            return str(found)
    raise SetupError(
        "Odoo 19.0 needs Python 3.10 to 3.13, but python3 here is"
        f" {sys.version.split()[0]}: install one of them (for example the package"
        " python3.12) and run the command again."
    )


def _stamp(requirements: Path) -> str:
    text = f"{find_python()} {sys.version}\n".encode()
    for path in (requirements, ADDON_REQUIREMENTS, CONSTRAINTS):
        text += path.read_bytes()
    return hashlib.sha256(text).hexdigest()


def _works(venv: Path) -> bool:
    python = venv / "bin" / "python"
    command = [str(python), "-c", "import pip"]
    return (
        python.exists()
        and subprocess.run(command, check=False, capture_output=True).returncode == 0
    )


def _create(venv: Path) -> None:
    """Make an empty environment with pip, also where Debian's python3-venv lacks."""
    shutil.rmtree(venv, ignore_errors=True)
    python = find_python()
    shell.run(
        [python, "-m", "venv", "--without-pip", venv],
        failed="The Python virtual environment could not be made",
    )
    inside = venv / "bin" / "python"
    has_ensurepip = subprocess.run(
        [python, "-c", "import ensurepip"], check=False, capture_output=True
    )
    if has_ensurepip.returncode == 0:
        shell.run(
            [inside, "-m", "ensurepip", "--default-pip"],
            failed="pip could not be put into the virtual environment",
        )
    else:
        _install_pip_from_package(inside)


def _install_pip_from_package(python: Path) -> None:
    if not apt.Apt.is_available():
        raise SetupError(
            "Python's ensurepip is missing here: install the package that brings"
            " it (python3-venv) and run the command again."
        )
    folder = paths.CACHE / "pip-whl"
    archive = apt.Apt().download("python3-pip-whl", folder)
    apt.unpack(archive, folder)
    wheel = next(folder.glob("usr/share/python-wheels/pip-*.whl"))
    shell.run(
        [python, f"{wheel}/pip", "install", "--no-index", wheel],
        failed="pip could not be put into the virtual environment",
    )


def ensure(venv: Path, requirements: Path, text: str) -> Path:
    """Bring an environment to the pinned requirements; return its interpreter."""
    stamp_file = venv / ".stamp"
    stamp = _stamp(requirements)
    python = venv / "bin" / "python"
    if stamp_file.exists() and stamp_file.read_text() == stamp and python.exists():
        return python
    shell.require_disk_space(2.5)
    with shell.step(text):
        if not _works(venv):
            _create(venv)
        shell.run(
            [
                python,
                "-m",
                "pip",
                "install",
                "--disable-pip-version-check",
                "--no-input",
                "--prefer-binary",
                "-r",
                requirements,
                "-c",
                CONSTRAINTS,
            ],
            failed="The Python packages could not be installed",
            log="pip",
        )
        stamp_file.write_text(stamp)
    return python


def ensure_odoo_env() -> Path:
    return ensure(paths.VENV, REQUIREMENTS, "Python packages for Odoo (about 1 minute)")


def ensure_dev_env() -> Path:
    return ensure(paths.DEV_VENV, DEV_REQUIREMENTS, "Python packages for developers")


def add(requirements: Path, failed: str = "") -> None:
    """Add packages that only some machines need to the environment of Odoo."""
    shell.run(
        [
            paths.VENV / "bin" / "python",
            "-m",
            "pip",
            "install",
            "--disable-pip-version-check",
            "--no-deps",
            "-r",
            requirements,
        ],
        failed=failed or f"The packages of {requirements.name} could not be installed",
        log="pip",
    )


def enter() -> None:
    """Go on in the project's environment: build it if needed and restart in it."""
    if os.environ.get(ENV_INSIDE) == str(paths.VENV):
        return
    with shell.locked("setup"):
        python = ensure_odoo_env()
    environment = {**os.environ, ENV_INSIDE: str(paths.VENV)}
    environment.pop("PYTHONHOME", None)
    os.execve(python, [str(python), *sys.argv], environment)
