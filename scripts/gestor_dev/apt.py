"""Debian packages by the machine's own apt configuration, without installing.

apt works here in folders of the project (lists, downloads, sources), so nothing
on the system changes and no rights are needed. Packages are unpacked, not
installed: either single files are taken from them, or they are laid under
``.cache/tools`` with what the machine lacks of their dependencies.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from . import paths, shell
from .errors import SetupError

DEBIAN_KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
INDEX_FORMAT = "$(REPO_URI)|$(RELEASE)|$(COMPONENT)|$(ORIGIN)|$(LABEL)"


class Apt:
    """apt-get in folders of the project.

    :param suite: None for the machine's own releases; the name of a Debian
        suite (such as ``sid``) to read that one from the same Debian mirror.
    """

    def __init__(self, suite: str | None = None):
        self.suite = suite
        self.root = paths.CACHE / "apt" / (suite or "system")
        self.updated = False

    @staticmethod
    def is_available() -> bool:
        return bool(shell.which("apt-get")) and bool(shell.which("dpkg-deb"))

    def _options(self) -> list[str]:
        options = {
            "Dir::State::lists": self.root / "lists",
            "Dir::Cache": self.root / "cache",
            "Dir::Log": self.root / "log",
            "APT::Sandbox::User": "",
            "Acquire::Languages": "none",
            "Acquire::Retries": "3",
            "Debug::NoLocking": "1",
            "APT::Update::Post-Invoke-Success": "",
            "DPkg::Post-Invoke": "",
        }
        if self.suite:
            options |= {
                "Dir::Etc::sourcelist": "/dev/null",
                "Dir::Etc::sourceparts": self.root / "sources",
                "Dir::Etc::preferencesparts": "/dev/null",
            }
        return [
            part for key, value in options.items() for part in ("-o", f"{key}={value}")
        ]

    def _call(self, program: str, *arguments: str, failed: str, cwd=None) -> str:
        return shell.run(
            [program, *self._options(), *arguments],
            failed=failed,
            log="apt",
            cwd=cwd,
            timeout=1800,
            env={**os.environ, "LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"},
        )

    def update(self) -> None:
        """Fetch the package lists once per command."""
        if self.updated:
            return
        for folder in ("lists/partial", "cache/archives/partial", "sources", "log"):
            (self.root / folder).mkdir(parents=True, exist_ok=True)
        if self.suite:
            self._write_source()
        self._call(
            "apt-get", "update", failed="The Debian package lists could not be read"
        )
        self.updated = True

    def _write_source(self) -> None:
        keyring = f"Signed-By: {DEBIAN_KEYRING}\n" if DEBIAN_KEYRING.exists() else ""
        (self.root / "sources" / "suite.sources").write_text(
            f"Types: deb\nURIs: {debian_mirror()}\nSuites: {self.suite}\n"
            f"Components: main\n{keyring}"
        )

    def has(self, package: str) -> bool:
        self.update()
        policy = self._call(
            "apt-cache", "policy", package, failed="The package lists cannot be read"
        )
        return "Candidate:" in policy and "Candidate: (none)" not in policy

    def download(self, package: str, target: Path) -> Path:
        """Fetch one package without its dependencies and return the file."""
        self.update()
        target.mkdir(parents=True, exist_ok=True)
        for stale in target.glob(f"{package}_*.deb"):
            stale.unlink()
        self._call(
            "apt-get",
            "download",
            package,
            failed=f"The Debian package {package} could not be downloaded",
            cwd=target,
        )
        return next(target.glob(f"{package}_*.deb"))

    def unpack_with_dependencies(self, packages: list[str], target: Path) -> None:
        """Lay packages, and what the system lacks of their needs, under a folder."""
        self.update()
        archives = self.root / "cache" / "archives"
        for stale in archives.glob("*.deb"):
            stale.unlink()
        self._call(
            "apt-get",
            "--yes",
            "--no-install-recommends",
            "--download-only",
            "install",
            *packages,
            failed=f"The packages {', '.join(packages)} could not be downloaded",
        )
        for archive in sorted(archives.glob("*.deb")):
            unpack(archive, target)
            archive.unlink()


def debian_mirror() -> str:
    """Return the address of the Debian mirror that this machine uses."""
    system = Apt()
    system.update()
    listing = system._call(
        "apt-get",
        "indextargets",
        "--format",
        INDEX_FORMAT,
        "Identifier: Packages",
        failed="The machine's apt sources cannot be read",
    )
    for line in listing.splitlines():
        uri, _release, component, origin, label = line.split("|")
        if component == "main" and origin == label == "Debian":
            return uri
    raise SetupError("This machine's apt configuration names no Debian mirror")


def unpack(archive: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    shell.run(
        ["dpkg-deb", "-x", archive, target],
        failed=f"{archive.name} could not be unpacked",
        log="apt",
    )


def library_path(root: Path) -> str:
    """Return an LD_LIBRARY_PATH with every folder of ``root`` that has libraries."""
    folders = {
        str(path.parent)
        for base in ("usr/lib", "lib")
        for path in (root / base).glob("*-linux-gnu*/**/*.so*")
        if "chromium" not in path.parts
    }
    return os.pathsep.join(sorted(folders, key=lambda name: (len(name), name)))


def remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
