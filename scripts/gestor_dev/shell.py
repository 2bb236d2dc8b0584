"""Running other programs: one line on the screen, the rest in a log."""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from . import paths
from .errors import SetupError, diagnose

TAIL = 4000
PR_SET_PDEATHSIG = 1


def say(text: str) -> None:
    print(text, flush=True)


@contextlib.contextmanager
def step(text: str) -> Iterator[None]:
    """Show what is being done and, when it is over, how long it took."""
    started = time.monotonic()
    print(f"- {text} ...", flush=True)
    yield
    print(f"  done in {time.monotonic() - started:.0f} s", flush=True)


def log_path(name: str) -> Path:
    paths.LOGS.mkdir(parents=True, exist_ok=True)
    return paths.LOGS / f"{name}.log"


def run(
    command: Sequence[str | Path],
    *,
    failed: str,
    log: str = "setup",
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    timeout: float | None = None,
    **popen: object,
) -> str:
    """Run a program to its end and return what it printed.

    :param failed: the sentence for the user when it fails and no known cause is
        recognised in its output; the log's path is added.
    :raises SetupError: on a non-zero exit code, a time-out or a missing program
    """
    target = log_path(log)
    try:
        done = subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=dict(env) if env is not None else None,
            cwd=cwd,
            timeout=timeout,
            check=False,
            **popen,
        )
    except FileNotFoundError as error:
        raise SetupError(f"{failed} ({error.filename} was not found)") from error
    except subprocess.TimeoutExpired as error:
        raise SetupError(f"{failed} (no answer for {timeout:.0f} s)") from error
    output = done.stdout.decode("utf-8", "replace")
    with target.open("a", encoding="utf-8") as handle:
        handle.write(f"$ {' '.join(map(str, command))}\n{output}\n")
    if done.returncode:
        raise SetupError(diagnose(output[-TAIL:]) or f"{failed} (see {target})")
    return output


def die_with_parent() -> None:
    """Let the kernel end a child whose command was killed (for ``preexec_fn``).

    Without it an Odoo of a killed command would go on writing into a database that
    the next command makes anew.
    """
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def which(*names: str) -> Path | None:
    """Return the first of the named programs that is on the PATH."""
    for name in names:
        if found := shutil.which(name):
            return Path(found)
    return None


@contextlib.contextmanager
def locked(name: str) -> Iterator[None]:
    """Let one process at a time do this part of the set-up."""
    paths.CACHE.mkdir(parents=True, exist_ok=True)
    with (paths.CACHE / f"{name}.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("- waiting for another command of this project to finish its set-up")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def require_disk_space(gigabytes: float) -> None:
    """Refuse early, before a long download fails half way."""
    paths.CACHE.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(paths.CACHE).free / 1024**3
    if free < gigabytes:
        raise SetupError(
            f"Only {free:.1f} GB are free under {paths.CACHE}: free at least"
            f" {gigabytes:.0f} GB and run the command again."
        )


def replace_dir(new: Path, final: Path) -> None:
    """Put a finished folder in its place; an unfinished one is never seen there."""
    if final.exists():
        shutil.rmtree(final)
    os.replace(new, final)


def is_terminal() -> bool:
    return sys.stdout.isatty()
