"""One HTTP call to an operator, which ends in time and tells what is certain."""

import json
import time
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import NameResolutionError, NewConnectionError

from .outcome import NotSentError, UnknownOutcomeError

CONNECT_TIMEOUT, READ_TIMEOUT = 5, 20
MAX_SECONDS = 30
MAX_BYTES = 1024 * 1024
# The server had not understood the call yet when it broke it off.
UNCERTAIN_REFUSALS = {408, 409}
# About the account, not about the messages.
STOPPING_REFUSALS = {401, 402, 403, 404, 429}


class BearerAuth(requests.auth.AuthBase):
    """As an object it is not replaced by what a .netrc file says."""

    def __init__(self, token: str):
        self.token = token

    def __call__(self, request):
        request.headers["Authorization"] = f"Bearer {self.token}"
        return request


def is_allowed_url(url: str) -> bool:
    """Tell whether a token may travel there: by TLS, or within this machine."""
    parts = urlsplit(url or "")
    local = parts.hostname in ("127.0.0.1", "localhost", "::1")
    return parts.scheme == "https" or (parts.scheme == "http" and local)


def call(method: str, url: str, token: str, **kwargs) -> object:
    """Return the JSON of an answer.

    :raises NotSentError: when the operator surely has not taken the order
    :raises UnknownOutcomeError: when it may have
    """
    try:
        response = requests.request(
            method,
            url,
            auth=BearerAuth(token),
            timeout=(CONNECT_TIMEOUT, READ_TIMEOUT),
            allow_redirects=False,
            stream=True,
            **kwargs,
        )
    except requests.exceptions.RequestException as error:
        if _is_before_sending(error):
            raise NotSentError(type(error).__name__, stop=True) from error
        raise UnknownOutcomeError(type(error).__name__) from error
    with response:
        status = response.status_code
        if 400 <= status < 500 and status not in UNCERTAIN_REFUSALS:
            raise NotSentError(f"HTTP {status}", stop=status in STOPPING_REFUSALS)
        if status != 200:
            raise UnknownOutcomeError(f"HTTP {status}")
        return _read_json(response)


def _is_before_sending(error: requests.exceptions.RequestException) -> bool:
    before = (
        requests.exceptions.ConnectTimeout,
        requests.exceptions.InvalidURL,
        requests.exceptions.InvalidSchema,
        requests.exceptions.MissingSchema,
        requests.exceptions.InvalidHeader,
    )
    if isinstance(error, before):
        return True
    cause = error.args[0] if error.args else None
    reason = getattr(cause, "reason", None)
    if isinstance(reason, (NewConnectionError, NameResolutionError)):
        return True
    return isinstance(error, requests.exceptions.SSLError) and (
        "CERTIFICATE_VERIFY_FAILED" in str(error)
    )


def _read_json(response: requests.Response) -> object:
    deadline = time.monotonic() + MAX_SECONDS
    content = b""
    try:
        for piece in response.iter_content(16384):
            content += piece
            if len(content) > MAX_BYTES or time.monotonic() > deadline:
                raise UnknownOutcomeError("answer too long")
        return json.loads(content)
    except requests.exceptions.RequestException as error:
        raise UnknownOutcomeError(type(error).__name__) from error
    except ValueError as error:
        raise UnknownOutcomeError("the answer is not JSON") from error
