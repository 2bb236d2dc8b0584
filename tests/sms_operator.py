"""An SMS operator on the loopback that behaves as badly as asked."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs


class FakeOperator:
    """Speaks as SMSAPI does and remembers every identifier that reached it.

    ``mode``: ``ok``, ``hang`` (accepts and never answers), ``half`` (refuses every
    other message), ``garbage`` (answers what is not JSON), ``error`` (HTTP 500),
    ``short`` (answers about fewer messages than it got), ``text`` (the
    text of a message names the mode).
    """

    def __init__(self):
        self.mode = "ok"
        self.delay = 0.0
        self.received: list[str] = []
        self.lock = threading.Lock()
        self.ending = threading.Event()
        operator = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                size = int(self.headers["Content-Length"])
                form = parse_qs(self.rfile.read(size).decode())
                operator.answer(self, form)

            def log_message(self, *args):
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *args):
        self.ending.set()
        self.server.shutdown()
        self.server.server_close()

    def answer(self, handler, form: dict[str, list[str]]) -> None:
        uuids, numbers = form["idx"][0].split("|"), form["to"][0].split(",")
        mode = form["message"][0] if self.mode == "text" else self.mode
        with self.lock:
            self.received += uuids
        time.sleep(self.delay)
        if mode == "hang":
            self.ending.wait(30)
            return
        items = [
            {"id": f"id{uuid}", "idx": uuid, "number": number, "parts": 1,
             "points": 0.1, "error": 13 if mode == "half" and index % 2 else None}
            for index, (uuid, number) in enumerate(zip(uuids, numbers, strict=True))
        ]  # fmt: skip
        if mode == "short":
            items = items[:-1]
        body = json.dumps({"count": len(items), "list": items}).encode()
        if mode == "garbage":
            body = b"<html>service unavailable</html>"
        try:
            handler.send_response(500 if mode == "error" else 200)
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            return  # the caller was killed: that is what the test is about
