"""Chromium driven by the DevTools protocol: for pictures and for the console test."""

from __future__ import annotations

import base64
import json
import resource
import shutil
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

import websocket

from . import tools
from .errors import SetupError

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--lang=pl",
    "--remote-debugging-port=0",
    "--remote-allow-origins=*",
)
READY = "document.readyState === 'complete'"


class Browser:
    """One tab of a headless Chromium.

    ``problems`` collects errors of the console and of the network, as a user
    would see them in the developer tools.
    """

    def __init__(self, width: int = 1440, height: int = 900):
        self.size = (width, height)
        self.problems: list[str] = []
        self._sequence = 0
        self._answers: dict[int, dict] = {}

    def __enter__(self) -> Browser:
        self._profile = Path(tempfile.mkdtemp(prefix="gestor-browser-"))
        command = [
            str(tools.require_chromium()),
            *FLAGS,
            f"--window-size={self.size[0]},{self.size[1]}",
            f"--user-data-dir={self._profile}",
            "about:blank",
        ]
        self._process = subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=_raise_address_space_limit,
        )
        self._connect()
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        return self

    def __exit__(self, *_exc: object) -> None:
        self._socket.close()
        self._process.kill()
        self._process.wait()
        shutil.rmtree(self._profile, ignore_errors=True)

    def _connect(self) -> None:
        port_file = self._profile / "DevToolsActivePort"
        self._wait(lambda: port_file.exists() and "\n" in port_file.read_text(), 30)
        port = port_file.read_text().split()[0]
        with urllib.request.urlopen(
            f"http://127.0.0.1:{port}/json", timeout=10
        ) as page:
            targets = json.load(page)
        target = next(item for item in targets if item["type"] == "page")
        self._socket = websocket.create_connection(
            target["webSocketDebuggerUrl"], timeout=60, suppress_origin=True
        )

    @staticmethod
    def _wait(condition, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                raise SetupError("Chromium did not answer in time")
            time.sleep(0.1)

    def call(self, method: str, **params: object) -> dict:
        """Send one command and return its result."""
        self._sequence += 1
        number = self._sequence
        self._socket.send(
            json.dumps({"id": number, "method": method, "params": params})
        )
        while True:
            message = json.loads(self._socket.recv())
            if message.get("id") == number:
                if "error" in message:
                    raise SetupError(f"{method}: {message['error']['message']}")
                return message["result"]
            self._note(message)

    def _note(self, event: dict) -> None:
        method, params = event.get("method"), event.get("params", {})
        if method == "Runtime.exceptionThrown":
            self.problems.append(json.dumps(params["exceptionDetails"])[:500])
        elif method == "Runtime.consoleAPICalled" and params["type"] == "error":
            self.problems.append(json.dumps(params["args"])[:500])
        elif method == "Log.entryAdded" and params["entry"]["level"] == "error":
            entry = params["entry"]
            self.problems.append(f"{entry['text']} {entry.get('url', '')}")
        elif method == "Network.responseReceived":
            response = params["response"]
            if response["status"] >= 400:
                self.problems.append(f"HTTP {response['status']} {response['url']}")

    def evaluate(self, expression: str) -> object:
        answer = self.call(
            "Runtime.evaluate",
            expression=expression,
            returnByValue=True,
            awaitPromise=True,
        )
        if "exceptionDetails" in answer:
            raise SetupError(f"{expression}: {answer['exceptionDetails']['text']}")
        return answer["result"].get("value")

    def wait_for(self, condition: str, seconds: float = 30) -> None:
        """Wait until a JavaScript condition holds."""
        deadline = time.monotonic() + seconds
        while not self.evaluate(f"Boolean({condition})"):
            if time.monotonic() > deadline:
                raise SetupError(f"The page never came to: {condition}")
            time.sleep(0.15)

    def open(self, url: str, condition: str = READY) -> None:
        self.call("Page.navigate", url=url)
        self.wait_for(f"{READY} && ({condition})")

    def click(self, selector: str) -> None:
        target = f"document.querySelector({json.dumps(selector)})"
        self.wait_for(target)
        self.evaluate(f"{target}.click()")

    def login(self, base: str, login: str, password: str) -> None:
        """Log in through the form, as a user does."""
        self.open(f"{base}/web/login", "document.querySelector('input[name=login]')")
        self.evaluate(
            f"document.querySelector('input[name=login]').value = {json.dumps(login)};"
            "document.querySelector('input[name=password]').value ="
            f" {json.dumps(password)};"
            "document.querySelector('form.oe_login_form').submit()"
        )
        self.wait_for("document.querySelector('.o_web_client, .o_portal')")

    def screenshot(self, target: Path) -> None:
        time.sleep(0.6)  # the end of fade-ins
        data = self.call("Page.captureScreenshot", format="png")["data"]
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(base64.b64decode(data))


def _raise_address_space_limit() -> None:
    """Chromium reserves more address space than a soft limit may allow."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
