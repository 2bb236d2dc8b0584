"""One browser tab that loads HTML at Odoo's address and prints it."""

import base64
import logging
import secrets
import time
from typing import Any

from .chromium_browser import Browser
from .chromium_pipe import ChromiumError
from .pdf_geometry import PageGeometry
from .pdf_requests import SERVED_PATH, RequestPolicy, origin_of, without_query

_logger = logging.getLogger(__name__)

# Styles and fonts are worth waiting for (Odoo compiles them on first use); a dead
# picture is not.
PICTURE_SECONDS = 10
STYLE_SECONDS = 45
FONT_SECONDS = 5
NEEDED_TYPES = frozenset({"Document", "Stylesheet", "Font"})
# The browser asks for it on its own; no document shows it.
FAVICON = "/favicon.ico"
READ_SIZE = 1 << 20
EAGER = "document.querySelectorAll('[loading=lazy]').forEach(n => n.loading = 'eager')"
FONTS = "document.fonts.ready.then(() => true)"


class Tab:
    """Intercepts every request of the page: serves, lets through or refuses."""

    def __init__(self, browser: Browser, base_url: str, policy: RequestPolicy) -> None:
        self.browser = browser
        self.base_url = base_url.rstrip("/")
        self.policy = policy
        self.blocked: set[str] = set()
        self._served: dict[str, tuple[str, bytes]] = {}
        self._pending: dict[str, tuple[str, str]] = {}
        self._loaded = False
        browser.on_event = self._on_event
        self.session = self._attach()

    # === SETUP ===

    def _attach(self) -> str:
        """Take the tab the browser opened by itself: a new one costs time."""
        targets = self.browser.call("Target.getTargets")["targetInfos"]
        tabs = [target for target in targets if target["type"] == "page"]
        tab = (
            tabs[0]
            if tabs
            else self.browser.call("Target.createTarget", {"url": "about:blank"})
        )
        attached = self.browser.call(
            "Target.attachToTarget", {"targetId": tab["targetId"], "flatten": True}
        )
        self.session = attached["sessionId"]
        for method, params in (
            ("Page.enable", {}),
            ("Network.enable", {}),
            ("Fetch.enable", {"patterns": [{"urlPattern": "*"}]}),
            ("Emulation.setScriptExecutionDisabled", {"value": True}),
            ("Emulation.setEmulatedMedia", {"media": "print"}),
        ):
            self.call(method, params)
        return self.session

    def call(self, method: str, params: dict | None = None, **options: Any) -> Any:
        return self.browser.call(method, params, self.session, **options)

    def set_cookies(self, cookies: dict[str, str]) -> None:
        for name, value in cookies.items():
            self.call(
                "Network.setCookie",
                {"name": name, "value": value, "url": self.base_url, "httpOnly": True},
            )

    def set_width(self, width: int, height: int) -> None:
        """Window size while loading, so that responsive pictures fit the paper."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False},
        )

    # === EVENTS ===

    def _on_event(self, event: dict[str, Any]) -> None:
        params = event["params"]
        match event["method"]:
            case "Fetch.requestPaused":
                self._decide(params)
            case "Network.requestWillBeSent":
                kind = params.get("type", "Other")
                self._pending[params["requestId"]] = (kind, params["request"]["url"])
            case "Network.loadingFinished":
                self._pending.pop(params["requestId"], None)
            case "Network.loadingFailed":
                self._report_failure(params)
            case "Network.responseReceived":
                self._report_status(params)
            case "Page.loadEventFired":
                self._loaded = True
            case "Inspector.targetCrashed":
                raise ChromiumError("crash", "the page crashed")

    def _decide(self, paused: dict[str, Any]) -> None:
        url = paused["request"]["url"]
        served = self._served.get(url.partition(SERVED_PATH)[2])
        if served:
            self._fulfil(paused["requestId"], *served)
        elif url.endswith(FAVICON):
            self._answer("failRequest", paused["requestId"], errorReason="Aborted")
        elif self.policy.allows(url) and paused["resourceType"] != "Document":
            self._answer("continueRequest", paused["requestId"])
        else:
            self._refuse(paused["requestId"], url)

    def _answer(self, what: str, request: str, **params: Any) -> None:
        params["requestId"] = request
        self.browser.send(f"Fetch.{what}", params, self.session)

    def _fulfil(self, request: str, mimetype: str, content: bytes) -> None:
        self._answer(
            "fulfillRequest",
            request,
            responseCode=200,
            responseHeaders=[{"name": "Content-Type", "value": mimetype}],
            body=base64.b64encode(content).decode(),
        )

    def _refuse(self, request: str, url: str) -> None:
        address = without_query(url)
        if address not in self.blocked:
            self.blocked.add(address)
            _logger.info("PDF: %s was not loaded, its origin is not allowed", address)
        self._answer("failRequest", request, errorReason="BlockedByClient")

    def _report_failure(self, params: dict[str, Any]) -> None:
        kind, url = self._pending.pop(params["requestId"], ("Other", ""))
        if params.get("blockedReason") or params.get("canceled"):
            return
        if without_query(url) not in self.blocked and not url.endswith(FAVICON):
            _logger.warning(
                "PDF: %s %s could not be loaded: %s",
                kind,
                without_query(url),
                params.get("errorText"),
            )

    def _report_status(self, params: dict[str, Any]) -> None:
        response = params["response"]
        if response["status"] >= 400:
            _logger.warning(
                "PDF: %s answered %s",
                without_query(response["url"]),
                response["status"],
            )

    # === LOADING AND PRINTING ===

    def load(self, html: bytes, files: dict[str, tuple[str, bytes]]) -> None:
        """Open the document; `files` are served beside it, by their name.

        At an address of Odoo's origin, but never asked of Odoo: styles, fonts and
        pictures then count as the document's own.
        """
        name = secrets.token_hex(16)
        document = f"{self.base_url}{SERVED_PATH}{name}"
        self._served = {**files, name: ("text/html; charset=utf-8", html)}
        self._loaded = False
        self._pending.clear()
        answer = self.call("Page.navigate", {"url": document})
        if answer.get("errorText"):
            raise ChromiumError("protocol", answer["errorText"])
        self.call("Runtime.evaluate", {"expression": EAGER}, seconds=FONT_SECONDS)
        self._wait_loaded()
        self.call(
            "Runtime.evaluate",
            {"expression": FONTS, "awaitPromise": True},
            seconds=FONT_SECONDS,
        )

    def _wait_loaded(self) -> None:
        started = time.monotonic()
        while not self._loaded:
            waited = time.monotonic() - started
            if waited > STYLE_SECONDS or (
                waited > PICTURE_SECONDS and not self._awaits_styles()
            ):
                self._give_up()
                return
            self.browser.pump(time.monotonic() + 0.5)

    def _awaits_styles(self) -> bool:
        return any(kind in NEEDED_TYPES for kind, _url in self._pending.values())

    def _give_up(self) -> None:
        """Print without what is late, unless that would spoil the document."""
        own = origin_of(self.base_url)
        late = {without_query(url) for _kind, url in self._pending.values()}
        _logger.warning("PDF: not waiting any longer for %s", ", ".join(late))
        for kind, url in self._pending.values():
            if kind == "Stylesheet" and origin_of(url) == own:
                raise ChromiumError("styles", without_query(url))
        self.call("Page.stopLoading")

    def print(self, geometry: PageGeometry, with_margins: bool, limit: int) -> bytes:
        """The PDF of what is loaded, read in pieces and never more than `limit`."""
        answer = self.call(
            "Page.printToPDF",
            {
                **geometry.print_params(with_margins),
                "printBackground": True,
                "preferCSSPageSize": False,
                "displayHeaderFooter": False,
                "generateTaggedPDF": False,
                "transferMode": "ReturnAsStream",
            },
        )
        content = bytearray()
        while True:
            part = self.call("IO.read", {"handle": answer["stream"], "size": READ_SIZE})
            data = part["data"].encode()
            content += base64.b64decode(data) if part.get("base64Encoded") else data
            if len(content) > limit:
                raise ChromiumError("size")
            if part["eof"]:
                self.browser.send(
                    "IO.close", {"handle": answer["stream"]}, self.session
                )
                return bytes(content)
