"""One small HTTP layer for all registries: it trusts nothing that comes back.

A request has a time-out for each wait, a deadline for the whole exchange, a cap on
the size, and may not be led to another host. What breaks a rule raises
``RegistryError`` with a code.
"""

from __future__ import annotations

import json
import queue
import threading
import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

import requests

from .registry_types import RegistryError

MAX_BYTES = 4 * 1024 * 1024
CHUNK = 64 * 1024
MAX_REDIRECTS = 3
REDIRECTS = (301, 302, 303, 307, 308)
TRANSIENT = (429, 502, 503, 504)
JSON_TYPES = ("application/json", "text/json", "application/problem+json")


@dataclass
class Answer:
    status: int
    media_type: str
    charset: str
    headers: dict[str, str]
    content: bytes

    def text(self) -> str:
        """Decode strictly: a wrong character set is not to be guessed around."""
        try:
            return self.content.decode(self.charset or "utf-8")
        except (UnicodeDecodeError, LookupError) as error:
            raise RegistryError("unreadable", "character set") from error

    def json(self, expected: type = dict):
        if self.media_type not in JSON_TYPES:
            raise RegistryError("not_expected", self.media_type or "no media type")
        try:
            data = json.loads(self.text())
        except (ValueError, RecursionError) as error:
            raise RegistryError("unreadable", "JSON") from error
        if not isinstance(data, expected):
            raise RegistryError("unreadable", "JSON of another shape")
        return data


class RegistryHttp:
    """HTTP to one registry.

    :param timeout: seconds to wait for a connection or for the next bytes
    :param deadline: seconds for one call including redirects and retries
    :param max_wait: the longest pause that is made before a retry; when the
        registry asks for more, the call ends with ``rate_limit``
    """

    def __init__(
        self,
        base_url: str,
        *,
        timeout: float = 15,
        deadline: float = 40,
        max_bytes: int = MAX_BYTES,
        retries: int = 1,
        max_wait: float = 5,
        headers: dict[str, str] | None = None,
    ):
        parts = urlsplit(base_url or "")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise RegistryError("address", "")
        self.base_url = base_url.rstrip("/") + "/"
        self.timeout = timeout
        self.deadline = deadline
        self.max_bytes = max_bytes
        self.retries = retries
        self.max_wait = max_wait
        self.session = requests.Session()
        # Cookies and .netrc passwords have no business here.
        self.session.trust_env = True
        self.session.auth = _no_auth
        self.session.headers.update(
            {
                "User-Agent": "Gestor",
                # A compressed answer could blow up past any cap.
                "Accept-Encoding": "identity",
                **(headers or {}),
            }
        )

    def request(self, method, path="", *, retry=True, **kwargs) -> Answer:
        """Send a request that only reads, so that it may be repeated.

        :param retry: False for a registry that punishes repeated calls
        """
        end = time.monotonic() + self.deadline
        url = urljoin(self.base_url, path) if path else self.base_url.rstrip("/")
        attempts = 1 + (self.retries if retry else 0)
        for attempt in range(attempts):
            last = attempt == attempts - 1
            try:
                answer = self._exchange(method, url, end, kwargs)
            except RegistryError as error:
                if last or error.code not in ("unreachable", "interrupted"):
                    raise
                self._pause(0.2 * (attempt + 1), end)
                continue
            if answer.status not in TRANSIENT or last:
                return self._check_status(answer)
            asked = retry_after(answer.headers.get("retry-after"))
            if asked is not None and asked > self.max_wait:
                return self._check_status(answer)
            self._pause(asked if asked is not None else 0.5 * (attempt + 1), end)
        raise AssertionError("unreachable")

    def _pause(self, seconds: float, end: float) -> None:
        if time.monotonic() + seconds >= end:
            raise RegistryError("timeout", "deadline")
        time.sleep(seconds)

    @staticmethod
    def _check_status(answer: Answer) -> Answer:
        if answer.status == 429:
            asked = retry_after(answer.headers.get("retry-after"))
            raise RegistryError("rate_limit", "HTTP 429", asked)
        if answer.status in TRANSIENT:
            asked = retry_after(answer.headers.get("retry-after"))
            raise RegistryError("unavailable", f"HTTP {answer.status}", asked)
        return answer

    def _exchange(self, method, url, end, kwargs) -> Answer:
        origin = urlsplit(url)
        for _hop in range(MAX_REDIRECTS + 1):
            response = self._send(method, url, end, kwargs)
            with response:
                target = response.headers.get("Location")
                if response.status_code not in REDIRECTS or not target:
                    return self._read(response, end)
            url = urljoin(url, target)
            if urlsplit(url)[:2] != origin[:2]:
                raise RegistryError("redirect", urlsplit(url).hostname or "")
            if method != "GET":
                raise RegistryError("redirect", "of a request with a body")
            kwargs = {**kwargs, "params": None}
        raise RegistryError("redirect", "too many")

    def _wait(self, end: float) -> float:
        left = end - time.monotonic()
        if left <= 0:
            raise RegistryError("timeout", "deadline")
        return min(self.timeout, left)

    def _send(self, method, url, end, kwargs):
        """Send, and wait for the headers no longer than the deadline.

        Time-outs of sockets count from byte to byte, and a name server has none:
        so the wait is done in a thread, which is given up when it takes too long.
        """
        timeout = self._wait(end)
        answers: queue.SimpleQueue = queue.SimpleQueue()

        def work():
            try:
                response = self.session.request(
                    method,
                    url,
                    timeout=timeout,
                    stream=True,
                    allow_redirects=False,
                    **kwargs,
                )
            except Exception as error:
                answers.put(error)
            else:
                answers.put(response)

        threading.Thread(target=work, name="gestor-registry", daemon=True).start()
        try:
            answer = answers.get(timeout=max(0.0, end - time.monotonic()))
        except queue.Empty as error:
            raise RegistryError("timeout", "deadline") from error
        if isinstance(answer, requests.Response):
            return answer
        raise translate_error(answer) from answer

    def _read(self, response, end) -> Answer:
        media_type, charset = split_content_type(response.headers.get("Content-Type"))
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise RegistryError("not_expected", "compressed")
        length = response.headers.get("Content-Length", "")
        if length.isdigit() and int(length) > self.max_bytes:
            raise RegistryError("too_big", length)
        content = self._read_body(response.raw, end)
        if length.isdigit() and len(content) < int(length):
            raise RegistryError("interrupted", "cut off")
        headers = {key.lower(): value for key, value in response.headers.items()}
        return Answer(response.status_code, media_type, charset, headers, content)

    def _read_body(self, raw, end) -> bytes:
        # read1 returns what has arrived; read would wait for a full chunk, and so
        # for a drip-feeding server however long it drips. Old urllib3 lacks it.
        read_some = getattr(raw, "read1", None) or raw._fp.read1
        parts, size = [], 0
        while True:
            self._wait(end)
            try:
                part = read_some(CHUNK)
            except Exception as error:
                # urllib3, http.client and ssl each have errors of their own here.
                code = "timeout" if "timed out" in str(error) else "interrupted"
                raise RegistryError(code, type(error).__name__) from error
            if not part:
                return b"".join(parts)
            size += len(part)
            if size > self.max_bytes:
                raise RegistryError("too_big", f"over {self.max_bytes}")
            parts.append(part)


def _no_auth(request):
    return request


def translate_error(error: Exception) -> RegistryError:
    name = type(error).__name__
    if isinstance(error, requests.exceptions.Timeout):
        return RegistryError("timeout", name)
    if isinstance(error, requests.exceptions.ConnectionError):
        return RegistryError("unreachable", name)
    return RegistryError("interrupted", name)


def split_content_type(value: str | None) -> tuple[str, str]:
    """Return (media type, character set) in lower case."""
    media, *parameters = (value or "").split(";")
    charset = ""
    for parameter in parameters:
        name, _sign, setting = parameter.partition("=")
        if name.strip().lower() == "charset":
            charset = setting.strip().strip('"').lower()
    return media.strip().lower(), charset


def retry_after(value: str | None) -> int | None:
    """Read seconds or a date of the header Retry-After."""
    if not value:
        return None
    if value.strip().isdigit():
        return min(int(value.strip()), 86400)
    try:
        moment = parsedate_to_datetime(value)
        return max(0, min(86400, int(moment.timestamp() - time.time())))
    except (TypeError, ValueError):
        return None
