"""A print job: report HTML in, one PDF out, by headless Chromium."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import batched, repeat
from typing import Any

from .chromium_browser import Browser
from .chromium_page import Tab
from .chromium_pipe import ChromiumError
from .pdf_assembly import Assembly, Document, PdfReader, io, page_count
from .pdf_geometry import PageGeometry
from .pdf_layout import Body, Overlay, read_body
from .pdf_requests import RequestPolicy

# Sheets with headers and footers printed at once: bounds the size of one HTML.
SHEETS_AT_ONCE = 400


@dataclass
class PrintJob:
    """Everything the renderer needs to know; nothing in it refers to the ORM."""

    bodies: Sequence[str]
    geometry: PageGeometry
    binary: str
    base_url: str
    header: str | None = None
    footer: str | None = None
    title: str = ""
    language: str = ""
    cookies: dict[str, str] = field(default_factory=dict)
    allowed_origins: Sequence[str] = ()
    seconds: float = 120.0
    max_bytes: int = 200 * 1024 * 1024


def print_job(job: PrintJob) -> bytes:
    """The PDF of all documents, or ChromiumError; never a part of it."""
    policy = RequestPolicy([job.base_url, *job.allowed_origins])
    deadline = time.monotonic() + job.seconds
    with Browser(job.binary, deadline, policy.resolver_rules()) as browser:
        tab = Tab(browser, job.base_url, policy)
        tab.set_cookies(job.cookies)
        geometry = job.geometry
        tab.set_width(geometry.layout_width, int(geometry.css_px(geometry.height)))
        documents = _print_bodies(job, tab)
        return _assemble(job, tab, documents)
