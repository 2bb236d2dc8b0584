"""Errors that end a command with one clear sentence instead of a traceback."""

from __future__ import annotations

import errno
import re
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path

from . import paths

DISK_FULL_ERRNOS = (errno.ENOSPC, errno.EDQUOT)
PROBE_BYTES = 4 * 1024**2
DATA_FOLDERS = (paths.DATA, paths.ROOT)
DISK_FULL = (
    "The disk is full or the quota is used up: free at least 4 GB under"
    f" {paths.ROOT} and run the command again; it continues where it stopped."
)
NO_NETWORK = (
    "The package servers cannot be reached: check the network connection"
    " and run the command again; what is already downloaded is kept."
)
# Words in the output of pip, apt, npm, git and PostgreSQL that tell the cause.
KNOWN_CAUSES = (
    (
        r"No space left on device|Disk quota exceeded|ENOSPC|could not extend file",
        DISK_FULL,
    ),
    (
        r"Temporary failure in name resolution|Name or service not known|"
        r"Could not resolve|Network is unreachable|Failed to establish a new"
        r" connection|Temporary failure resolving|EAI_AGAIN|ENOTFOUND|"
        r"Cannot connect to proxy|Connection refused to the package",
        NO_NETWORK,
    ),
    (
        r"the database system is (shutting down|starting up)|"
        r"server closed the connection unexpectedly|"
        r"terminating connection due to administrator command|"
        r"connection to server .* failed",
        "PostgreSQL stopped in the middle of the work: run the command again,"
        " it starts PostgreSQL and continues.",
    ),
    (
        r"MemoryError|Cannot allocate memory|Out of memory",
        "The machine ran out of memory: close other programs (2 GB free are"
        " needed) and run the command again.",
    ),
)


class SetupError(Exception):
    """The command cannot go on; the message says in one sentence what to do."""


def is_disk_full() -> bool:
    """Tell whether 4 MiB can not be written where databases are kept.

    Asking the file system for its free space would not tell of a quota.
    """
    try:
        with tempfile.TemporaryFile(
            dir=next(filter(Path.is_dir, DATA_FOLDERS))
        ) as file:
            file.write(b"\0" * PROBE_BYTES)
            file.flush()
    except OSError as error:
        return error.errno in DISK_FULL_ERRNOS
    return False


def diagnose(output: str) -> str | None:
    """Return the sentence for the cause of a failure, as far as it is known.

    A full disk comes first: programs (PostgreSQL among them) fail on it in ways that
    do not name it. Then what is recognised in the failed program's output.
    """
    if is_disk_full():
        return DISK_FULL
    for pattern, sentence in KNOWN_CAUSES:
        if re.search(pattern, output):
            return sentence
    return None


def _sentence_of(error: Exception) -> str:
    if isinstance(error, SetupError):
        return str(error)
    if isinstance(error, OSError) and error.errno in DISK_FULL_ERRNOS:
        return DISK_FULL
    if isinstance(error, PermissionError) and error.filename:
        return (
            f"{error.filename} may not be written: the project was probably used"
            " by another user before; give the folder to the current user"
            " (chown -R) or run the command as that user."
        )
    if is_disk_full():
        return DISK_FULL
    log = paths.LOGS / "scripts.log"
    try:
        paths.LOGS.mkdir(parents=True, exist_ok=True)
        log.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    except OSError as log_error:
        return f"{error!r} (the log could not be written: {log_error})"
    cause = diagnose(repr(error))
    return cause or f"Something unexpected happened ({error!r}): see {log}."


def run_main(main: Callable[[], int | None]) -> None:
    """Run a command; whatever goes wrong ends in one sentence and exit code 1."""
    try:
        code = main() or 0
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        code = 130
    except Exception as error:  # the edge of the program
        print(f"\nError: {_sentence_of(error)}", file=sys.stderr)
        code = 1
    sys.stdout.flush()
    sys.exit(code)
