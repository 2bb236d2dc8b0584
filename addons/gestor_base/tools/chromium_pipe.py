"""DevTools messages over `--remote-debugging-pipe`: NUL-separated JSON."""

import json
import os
import select
import time
from typing import Any

CHUNK = 1 << 16


class ChromiumError(Exception):
    """Printing failed; `reason` is the key of the message for the user.

    crash, timeout, size, styles (not delivered in time), address (of the server, not
    valid) or protocol (an answer that was not expected).
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


class DevToolsPipe:
    """Reads and writes without ever blocking past the deadline of the job.

    Both directions share one loop: a large document is written while Chromium's
    events are read, else two full pipes would wait for each other.
    """

    def __init__(self, read_fd: int, write_fd: int, deadline: float) -> None:
        self.read_fd, self.write_fd, self.deadline = read_fd, write_fd, deadline
        self._outgoing = bytearray()
        self._incoming = bytearray()
        os.set_blocking(read_fd, False)
        os.set_blocking(write_fd, False)

    def send(self, message: dict[str, Any]) -> None:
        self._outgoing += json.dumps(message).encode() + b"\0"
        self._write()

    def receive(self, until: float) -> list[dict[str, Any]]:
        """Messages that have arrived, after waiting for one; empty at `until`."""
        while not (messages := self._split()):
            now = time.monotonic()
            if now >= self.deadline:
                raise ChromiumError("timeout")
            if now >= until:
                return []
            self._poll(min(until, self.deadline) - now)
        return messages

    def _poll(self, seconds: float) -> None:
        poller = select.poll()
        poller.register(self.read_fd, select.POLLIN)
        if self._outgoing:
            poller.register(self.write_fd, select.POLLOUT)
        for fd, _event in poller.poll(max(seconds * 1000, 1)):
            if fd == self.read_fd:
                self._read()
            else:
                self._write()

    def _read(self) -> None:
        try:
            data = os.read(self.read_fd, CHUNK)
        except BlockingIOError:
            return
        if not data:
            raise ChromiumError("crash", "the browser closed the connection")
        self._incoming += data

    def _write(self) -> None:
        try:
            while self._outgoing:
                sent = os.write(self.write_fd, self._outgoing[:CHUNK])
                del self._outgoing[:sent]
        except BlockingIOError:
            return
        except BrokenPipeError as error:
            raise ChromiumError("crash", "the browser closed the pipe") from error

    def _split(self) -> list[dict[str, Any]]:
        end = self._incoming.rfind(b"\0")
        if end < 0:
            return []
        complete = bytes(self._incoming[:end])
        del self._incoming[: end + 1]
        try:
            return [json.loads(part) for part in complete.split(b"\0")]
        except ValueError as error:
            raise ChromiumError("protocol", "unreadable message") from error

    def close(self) -> None:
        for fd in (self.read_fd, self.write_fd):
            os.close(fd)
