"""Odoo 19.0: found on the machine, or fetched once into the project's cache."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from . import apt, paths, shell
from .errors import SetupError

SERIES = (19, 0)
PACKAGE = "odoo-19"
REPOSITORY = "https://github.com/odoo/odoo.git"
PACKAGE_ROOT = PurePosixPath("usr/lib/python3/dist-packages/odoo")
FONT_PACKAGES = (
    "fonts-inconsolata",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
)
# Countries whose accounting is kept: Poland, and the American one, which Odoo's
# own demo data asks for.
COUNTRIES = ("l10n_pl", "l10n_us")
# Background blur in video calls; the package lacks the library, and one missing
# file stops the whole browser bundle.
ABSENT_SCRIPT = "addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"


@dataclass(frozen=True)
class OdooTree:
    """Where Odoo's code lies.

    ``import_path`` goes on PYTHONPATH; ``addons_paths`` are the folders with the
    addons; ``is_packaged`` tells that files of the Debian package were repaired.
    """

    import_path: Path
    addons_paths: tuple[Path, ...]
    origin: str
    is_packaged: bool = False


def read_version(odoo_package: Path) -> tuple[int, ...] | None:
    """Return (major, minor) as Odoo's ``release.py`` states it."""
    try:
        text = (odoo_package / "release.py").read_text(encoding="utf-8")
    except OSError:
        return None
    match = re.search(r"^version_info = \((\d+), (\d+)", text, re.MULTILINE)
    return tuple(map(int, match.groups())) if match else None


def inspect(folder: Path, origin: str) -> OdooTree | None:
    """Recognise a checkout or an installed package of the right series."""
    for root in (folder, folder.parent):
        package = root / "odoo"
        if read_version(package) == SERIES:
            candidates = (root / "addons", package / "addons")
            addons = tuple(
                p for p in candidates if (p / "base").is_dir() or (p / "web").is_dir()
            )
            return OdooTree(root, addons, origin)
    return None


def from_environment() -> OdooTree | None:
    value = os.environ.get("ODOO_PATH")
    if not value:
        return None
    tree = inspect(Path(value).expanduser().resolve(), "ODOO_PATH")
    if not tree:
        raise SetupError(
            f"ODOO_PATH={value} is not an Odoo 19.0 (a checkout, or a folder with"
            " the package odoo): correct it or unset it."
        )
    return tree


def from_cache() -> OdooTree | None:
    if not (paths.ODOO_TREE / ".complete").exists():
        return None
    origin = (paths.ODOO_TREE / ".complete").read_text().strip()
    tree = inspect(paths.ODOO_TREE, origin)
    return tree and OdooTree(
        tree.import_path, tree.addons_paths, origin, origin != "git clone"
    )


def ensure() -> OdooTree:
    """Return Odoo 19.0 from the first place that has it, fetching it if needed."""
    return from_environment() or from_cache() or _fetch()


def _fetch() -> OdooTree:
    shell.require_disk_space(4)
    errors = []
    for name, fetch in (("Debian package", _fetch_package), ("git clone", _clone)):
        building = paths.ODOO_TREE.with_suffix(".new")
        shutil.rmtree(building, ignore_errors=True)
        try:
            with shell.step(f"Odoo 19.0: {name}"):
                origin = fetch(building)
                (building / ".complete").write_text(origin)
                shell.replace_dir(building, paths.ODOO_TREE)
        except SetupError as error:
            errors.append(f"{name}: {error}")
            shell.say(f"  not this way: {error}")
            continue
        return from_cache()
    raise SetupError(
        "Odoo 19.0 could not be fetched: connect to the network, or set ODOO_PATH"
        " to a checkout of its branch 19.0, and run the command again."
        f" Tried: {' | '.join(errors)}"
    )


# === FROM THE DEBIAN PACKAGE ===
def _fetch_package(building: Path) -> str:
    if not apt.Apt.is_available():
        raise SetupError("this system has no apt")
    source = next(
        (
            a
            for a in (apt.Apt(), apt.Apt("sid"))
            if a.suite is None or _is_debian()
            if a.has(PACKAGE)
        ),
        None,
    )
    if not source:
        raise SetupError(f"no package {PACKAGE} in this machine's sources or in sid")
    downloads = paths.CACHE / "downloads"
    archive = source.download(PACKAGE, downloads)
    _check_series(archive)
    _unpack_slim(archive, building)
    archive.unlink()
    _repair_links(building, _font_files(source, downloads))
    script = building / "odoo" / ABSENT_SCRIPT
    if not script.exists():
        script.parent.mkdir(parents=True, exist_ok=True)
        script.write_text("// Not part of this distribution of Odoo.\n")
    return f"package {archive.name}"


def _is_debian() -> bool:
    release = Path("/etc/os-release")
    return release.exists() and bool(
        re.search(r"^ID=debian$", release.read_text(), re.M)
    )


def _check_series(archive: Path) -> None:
    version = archive.name.split("_")[1]
    if not version.startswith("19.0"):
        archive.unlink()
        raise SetupError(f"the package is version {version}, not 19.0")


def _is_wanted(name: PurePosixPath) -> bool:
    """Tell whether a file of the package goes into the slim tree."""
    parts = name.parts
    if name.suffix == ".pot" or (name.suffix == ".po" and name.name != "pl.po"):
        return False
    module = parts[2] if len(parts) > 2 and parts[1] == "addons" else ""
    return not module.startswith("l10n_") or module.startswith(COUNTRIES)


def _unpack_slim(archive: Path, building: Path) -> None:
    """Stream the package's ``odoo`` folder; its sibling ``addons`` is incomplete."""
    command = ["dpkg-deb", "--fsys-tarfile", str(archive)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        with tarfile.open(fileobj=process.stdout, mode="r|") as tar:
            for member in tar:
                path = PurePosixPath(member.name)
                if not path.is_relative_to(PACKAGE_ROOT):
                    continue
                inside = path.relative_to(PACKAGE_ROOT.parent)
                if member.isdir() or not _is_wanted(inside):
                    continue
                _write_member(tar, member, building / inside)
    if process.returncode:
        raise SetupError(f"{archive.name} is damaged: run the command again")


def _write_member(tar: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if member.issym():
        target.symlink_to(member.linkname)
    elif member.isfile():
        with tar.extractfile(member) as source, target.open("wb") as handle:
            shutil.copyfileobj(source, handle)


def _font_files(source: apt.Apt, downloads: Path) -> dict[str, Path]:
    """Return file name → file for all that the package's links may point to."""
    folder = downloads / "static"
    shutil.rmtree(folder, ignore_errors=True)
    for package in FONT_PACKAGES:
        if source.has(package):
            apt.unpack(source.download(package, downloads), folder)
    files = {p.name: p for p in folder.rglob("*") if p.is_file()}
    # Version 4 of Font Awesome and jQuery 3 come as Python packages: Debian has
    # only later ones, whose icons have other names. Both are in requirements.txt.
    packages = next(paths.VENV.glob("lib/python3*/site-packages"))
    for name in ("font_awesome", "jquery"):
        data = packages / "xstatic" / "pkg" / name / "data"
        files |= {p.name: p for p in data.rglob("*") if p.is_file()}
    return files


def _repair_links(building: Path, files: dict[str, Path]) -> None:
    """Put real files where the package has links to other packages' files."""
    for link in [p for p in building.rglob("*") if p.is_symlink()]:
        if link.exists():
            continue
        source = files.get(link.name)
        link.unlink()
        if source:
            shutil.copyfile(source, link)


# === FROM ODOO'S REPOSITORY ===
def _clone(building: Path) -> str:
    if not shell.which("git"):
        raise SetupError("git is not installed")
    shell.run(
        ["git", "clone", "--quiet", "--depth", "1", "-b", "19.0", REPOSITORY, building],
        failed="Odoo's public repository could not be cloned",
        timeout=3600,
        env={**os.environ, "GIT_TERMINAL_PROMPT": "0"},
    )
    shutil.rmtree(building / ".git", ignore_errors=True)
    return "git clone"
