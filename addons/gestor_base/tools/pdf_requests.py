"""Which addresses a document may load while it is printed.

A report holds text typed by users. Without a filter an image address in it could make
the server read its own files or ask machines that only it can reach.
"""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

# Documents and pictures that the renderer itself answers, on Odoo's origin.
SERVED_PATH = "/gestor_base/pdf/"
LOCAL_SCHEMES = frozenset({"data", "blob"})
WEB_PORTS = {"http": 80, "https": 443}
HOST_PATTERN = re.compile(r"^(\[[0-9a-f:.]+\]|[\w.-]+)$")


def origin_of(url: str) -> str | None:
    """`scheme://host:port` of a web address, None for everything else."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return None
    default = WEB_PORTS.get(parts.scheme)
    host = parts.hostname
    if not default or not host:
        return None
    host = f"[{host}]" if ":" in host else host
    if not HOST_PATTERN.match(host):
        return None
    return f"{parts.scheme}://{host}:{port or default}"


def without_query(url: str) -> str:
    """The address for the log: no query, no fragment, no user name or password."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "(unreadable address)"
    return f"{parts.scheme}://{host}{port}{parts.path}"[:200]


class RequestPolicy:
    """Allows the listed origins and what the document carries inside itself."""

    def __init__(self, allowed: Iterable[str]) -> None:
        self.origins = frozenset(filter(None, map(origin_of, allowed)))

    def allows(self, url: str) -> bool:
        if url.partition(":")[0].lower() in LOCAL_SCHEMES:
            return True
        return origin_of(url) in self.origins

    def resolver_rules(self) -> str:
        """Chromium's own name lookup answers for the allowed hosts only.

        The second lock: it also holds for what DevTools does not show, such as
        connections opened in advance.
        """
        hosts = sorted({urlsplit(origin).hostname for origin in self.origins})
        return ", ".join(["MAP * ~NOTFOUND", *(f"EXCLUDE {host}" for host in hosts)])
