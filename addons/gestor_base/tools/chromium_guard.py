"""Starts the browser and outlives it, so that nothing of it is left behind.

Run as a program of its own: `python -I -S chromium_guard.py LIFELINE IN OUT PROFILE
BINARY ARGUMENT...`. The three numbers are inherited file descriptors: a pipe whose
closing means "finish", and the DevTools pipes, which Chromium wants as 3 and 4.

A separate process, because it survives a SIGKILL of Odoo, and because limits can be
changed before `exec` without running Python between fork and exec of a process with
threads. Nothing of Odoo may be imported here.
"""

import contextlib
import ctypes
import fcntl
import os
import resource
import select
import shutil
import signal
import subprocess
import sys
import time

FIRST_FREE = 10
KILLED = 137
PR_SET_CHILD_SUBREAPER = 36


def raise_limits() -> None:
    """Undo Odoo's soft limits on its workers, which its children inherit.

    Chromium reserves more memory than it uses and would die of RLIMIT_AS; the time
    limit is the job's own, not that of the request.
    """
    for limit in (resource.RLIMIT_AS, resource.RLIMIT_CPU):
        hard = resource.getrlimit(limit)[1]
        resource.setrlimit(limit, (hard, hard))


def adopt_orphans() -> None:
    """Become the parent of the browser's helpers when it dies (Linux only).

    They would fall to process 1, which in a container may be Odoo itself and never
    collects them.
    """
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def collect(seconds: float) -> None:
    """Wait for killed helpers, so that none stays as a zombie."""
    until = time.monotonic() + seconds
    with contextlib.suppress(ChildProcessError):
        while time.monotonic() < until:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                time.sleep(0.01)


def place_pipes(read_end: int, write_end: int, lifeline: int) -> int:
    """Move the DevTools pipes to 3 and 4; return the new number of the lifeline."""
    moved = [
        fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, FIRST_FREE)
        for fd in (read_end, write_end, lifeline)
    ]
    for fd in {read_end, write_end, lifeline}:
        os.close(fd)
    os.dup2(moved[0], 3)
    os.dup2(moved[1], 4)
    os.close(moved[0])
    os.close(moved[1])
    return moved[2]


def start(command: list[str]) -> subprocess.Popen:
    """The browser in a session of its own, the leader of all its processes."""
    child = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        pass_fds=(3, 4),
        start_new_session=True,
    )
    os.close(3)
    os.close(4)
    return child


def wait(child: subprocess.Popen, lifeline: int) -> int:
    """Until the browser ends or the lifeline is closed; the exit code."""
    watched = [lifeline]
    if hasattr(os, "pidfd_open"):
        watched.append(os.pidfd_open(child.pid))
    while child.poll() is None:
        ready = select.select(watched, [], [], None if len(watched) > 1 else 0.2)[0]
        if lifeline in ready:
            return KILLED
    return child.returncode


def kill_all(child: subprocess.Popen) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    collect(seconds=1)


def main(arguments: list[str]) -> int:
    lifeline, read_end, write_end = map(int, arguments[:3])
    profile, command = arguments[3], arguments[4:]
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise_limits()
    adopt_orphans()
    lifeline = place_pipes(read_end, write_end, lifeline)
    try:
        child = start(command)
        try:
            code = wait(child, lifeline)
        finally:
            kill_all(child)
    except OSError as error:
        sys.stderr.write(f"cannot run {command[0]}: {error}\n")
        code = 127
    # While Odoo holds the lifeline it still reads the browser's messages in the
    # profile, and removes it afterwards; without Odoo nobody else would.
    if select.select([lifeline], [], [], 0)[0]:
        shutil.rmtree(profile, ignore_errors=True)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
