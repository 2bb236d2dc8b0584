"""A print job: report HTML in, one PDF out, by headless Chromium."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice, repeat
from typing import Any

from .chromium_browser import Browser
from .chromium_page import Tab
from .chromium_pipe import ChromiumError
from .pdf_assembly import Assembly, Document, page_count, read_pages
from .pdf_geometry import PageGeometry
from .pdf_layout import Overlay, read_body
from .pdf_requests import RequestPolicy, origin_of

# Sheets with headers and footers printed at once: bounds the size of one HTML.
SHEETS_AT_ONCE = 400

Sheet = tuple[int, int, int, str]


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
    if not origin_of(job.base_url):
        raise ChromiumError("address", job.base_url)
    policy = RequestPolicy([job.base_url, *job.allowed_origins])
    deadline = time.monotonic() + job.seconds
    with Browser(job.binary, deadline, policy.resolver_rules()) as browser:
        tab = Tab(browser, job.base_url, policy)
        tab.set_cookies(job.cookies)
        geometry = job.geometry
        tab.set_width(geometry.layout_width, int(geometry.css_px(geometry.height)))
        documents = _print_bodies(job, tab)
        overlay = Overlay(job.header, job.footer, geometry)
        printed = (
            [] if overlay.is_empty() else _print_sheets(job, tab, overlay, documents)
        )
    return _assemble(job, documents, printed)


def _print_bodies(job: PrintJob, tab: Tab) -> list[Document]:
    """Prints the documents one after another in the same tab."""
    documents: list[Document] = []
    size, last = 0, None
    for html in job.bodies:
        body = read_body(html)
        tab.load(body.html.encode(), {})
        pdf = tab.print(job.geometry, True, job.max_bytes - size)
        size += len(pdf)
        documents.append(
            Document(
                pdf,
                page_count(pdf),
                body.title or job.title,
                starts_record=body.record is None or body.record != last,
            )
        )
        last = body.record
    return documents


def _print_sheets(
    job: PrintJob, tab: Tab, overlay: Overlay, documents: list[Document]
) -> list[bytes]:
    """The headers and footers of all pages, in as few prints as possible."""
    sheets = _numbered(documents)
    printed = []
    while part := list(islice(sheets, SHEETS_AT_ONCE)):
        tab.load(*overlay.build(part))
        pdf = tab.print(job.geometry, False, job.max_bytes)
        if page_count(pdf) != len(part):
            raise ChromiumError("protocol", "headers and pages do not match")
        printed.append(pdf)
    return printed


def _numbered(documents: list[Document]) -> Iterator[Sheet]:
    for index, document in enumerate(documents):
        for page in range(1, document.pages + 1):
            yield index, page, document.pages, document.title


def _assemble(job: PrintJob, documents: list[Document], printed: list[bytes]) -> bytes:
    sheets: Iterator[Any] = chain.from_iterable(map(read_pages, printed))
    sheets = chain(sheets, repeat(None))
    assembly = Assembly(job.geometry.points)
    for document in documents:
        assembly.add(document, islice(sheets, document.pages))
    return assembly.finish(job.title, job.language)
