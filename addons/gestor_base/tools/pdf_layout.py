"""Turns the host's report HTML into what Chromium prints.

The host hands over one HTML per document and one HTML with the headers (and one with
the footers) of all documents, from which a script picks the right one on each page.
Here that script's work is done beforehand: one sheet per printed page, filled in.
"""

import base64
import hashlib
import math
import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

import lxml.html

from .pdf_geometry import PageGeometry
from .pdf_requests import SERVED_PATH

HEADERS_ID = "minimal_layout_report_headers"
FOOTERS_ID = "minimal_layout_report_footers"
DATA_URI = re.compile(
    r"^data:(?P<mime>[\w/+.-]+)(?P<base64>;base64)?,(?P<data>.*)$", re.S
)
HEADINGS = ("h1", "h2", "h3")

# The host's layout gives the page a height of 0 and hides what flows over (a trick for
# wkhtmltopdf's header), and bootstrap would centre a narrow column on the sheet. Some
# reports keep the table head from being repeated, because wkhtmltopdf drew it badly.
# Ligatures would be found and copied as one strange letter.
PRINT_CSS = """
html, body { height: auto !important; min-height: 0 !important;
  background: transparent !important; -webkit-print-color-adjust: exact; }
body { overflow: visible !important; margin: 0 !important;
  font-variant-ligatures: none; }
.container, .container-sm, .container-md, .container-lg, .container-xl, .container-xxl
  { max-width: none !important; }
thead { display: table-header-group; break-inside: avoid; }
thead[style*="table-row-group"] { display: table-header-group !important; }
tfoot { display: table-row-group; }
tr, img, svg { break-inside: avoid; }
h1, h2, h3, h4, h5, h6 { break-after: avoid; }
"""
# A sheet with "contain: strict" is never cut: a footer that hangs out below would lose
# its last line to the next page. In the box, `contain` makes the box, not the
# sheet, the frame of what is "fixed" inside: such were the shapes of the host's layouts
# in wkhtmltopdf, where a header is a page of its own.
SHEET_CSS = """
html, body { padding: 0 !important; margin: 0 !important; width: %(width)spx; }
.gestor_sheet { position: relative; overflow: hidden; width: %(width)spx;
  height: %(height)spx; contain: strict; break-after: page; break-inside: avoid; }
.gestor_sheet:last-child { break-after: auto; }
.gestor_box { position: absolute; z-index: 0; left: %(left)spx; width: %(inner)spx;
  max-width: none !important; overflow: visible !important; margin: 0 !important;
  height: auto !important; contain: layout; }
.gestor_header { top: %(header_top)spx; }
.gestor_footer { top: %(footer_top)spx; }
.gestor_line { position: absolute; left: %(left)spx; width: %(inner)spx;
  top: %(body_top)spx; border-top: 1px solid black; }
"""


@dataclass(frozen=True)
class Body:
    """One document of the job: its HTML and what the outline says about it."""

    html: str
    record: tuple[str, str] | None
    title: str


def _parse(html: str) -> lxml.html.HtmlElement:
    parser = lxml.html.HTMLParser(encoding="utf-8")
    return lxml.html.document_fromstring(html.encode(), parser=parser)


def _by_class(tree: lxml.html.HtmlElement, name: str) -> list[lxml.html.HtmlElement]:
    return tree.xpath(
        "descendant-or-self::*"
        "[contains(concat(' ', normalize-space(@class), ' '), $name)]",
        name=f" {name} ",
    )


def read_body(html: str) -> Body:
    """Adds the print style sheet; finds the record and the first heading."""
    tree = _parse(html)
    record = None
    for article in _by_class(tree, "article"):
        if article.get("data-oe-model") and article.get("data-oe-id"):
            record = (article.get("data-oe-model"), article.get("data-oe-id"))
            break
    texts = (
        " ".join(heading.text_content().split())
        for name in HEADINGS
        for heading in tree.iter(name)
    )
    return Body(_add_style(html, PRINT_CSS), record, next(filter(None, texts), ""))


def _add_style(html: str, css: str) -> str:
    """The style comes last in the head, behind the host's own of equal weight.

    As text: serialising the whole tree again could alter what the host wrote.
    """
    style = f"<style>{css}</style>"
    head, end, rest = html.partition("</head>")
    return f"{head}{style}{end}{rest}" if end else style + html


class Overlay:
    """Headers and footers of all documents of a job, as transparent sheets."""

    def __init__(
        self, header: str | None, footer: str | None, geometry: PageGeometry
    ) -> None:
        self.geometry = geometry
        self.header = _Part(header, HEADERS_ID) if header else None
        self.footer = _Part(footer, FOOTERS_ID) if footer else None

    def is_empty(self) -> bool:
        """Nothing to stamp: labels and reports without a layout save a print."""
        parts = (self.header, self.footer)
        return not self.geometry.header_line and not any(
            part and part.has_content() for part in parts
        )

    def build(
        self, pages: Sequence[tuple[int, int, int, str]]
    ) -> tuple[bytes, dict[str, tuple[str, bytes]]]:
        """One sheet per (document, page, pages of the document, section).

        Returns the HTML and the pictures it shows: a logo is handed over once,
        not once per page, which keeps the HTML and the PDF small.
        """
        part = self.header or self.footer
        tree = deepcopy(part.tree) if part else _parse("<head></head><body></body>")
        for script in list(tree.iter("script")):
            script.drop_tree()
        body = tree.find("body")
        for child in list(body):
            body.remove(child)
        body.text = None
        for name in ("class", "onload"):
            body.attrib.pop(name, None)
        for page in pages:
            body.append(self._sheet(*page))
        files = _take_out_pictures(body)
        html = lxml.html.tostring(tree, encoding="unicode", doctype="<!DOCTYPE html>")
        css = PRINT_CSS + SHEET_CSS % self._lengths()
        return _add_style(html, css).encode(), files

    def _lengths(self) -> dict[str, float]:
        geometry = self.geometry
        px = geometry.css_px
        # Chromium rounds the paper up: as wide as that, but never higher, or an empty
        # page would follow.
        return {
            "width": math.ceil(px(geometry.width)),
            "height": math.floor(px(geometry.height)),
            "left": round(px(geometry.margin_left), 2),
            "inner": geometry.layout_width,
            "body_top": round(px(geometry.margin_top), 2),
            "header_top": round(px(geometry.margin_top - geometry.header_spacing), 2),
            "footer_top": round(px(geometry.height - geometry.margin_bottom), 2),
        }

    def _sheet(
        self, document: int, page: int, pages: int, section: str
    ) -> lxml.html.HtmlElement:
        sheet = lxml.html.Element("div", {"class": "gestor_sheet"})
        values = {"page": str(page), "topage": str(pages), "section": section}
        for part, name in ((self.header, "header"), (self.footer, "footer")):
            if part:
                sheet.append(part.box(document, values, f"gestor_{name}"))
        if self.geometry.header_line:
            sheet.append(lxml.html.Element("div", {"class": "gestor_line"}))
        return sheet


class _Part:
    """The header (or footer) HTML of the host, with one block per document."""

    def __init__(self, html: str, container_id: str) -> None:
        self.tree = _parse(html)
        self.body = self.tree.find("body")
        found = self.tree.xpath("//*[@id=$id]", id=container_id)
        self.container = found[0] if found else None

    def has_content(self) -> bool:
        return bool(len(self.body if self.container is None else self.container))

    def box(
        self, document: int, values: dict[str, str], position: str
    ) -> lxml.html.HtmlElement:
        """What the host's script `subst()` leaves in the page, in a placed box.

        The body's classes and direction move to the box: the layouts' paddings hang
        on them.
        """
        box = lxml.html.Element("div")
        for name in ("dir", "data-report-id"):
            if self.body.get(name):
                box.set(name, self.body.get(name))
        box.set("class", f"{self.body.get('class', '')} gestor_box {position}")
        for node in self._nodes(document):
            box.append(deepcopy(node))
        for name in ("page", "topage", "section", "subsection", "subsubsection"):
            for node in _by_class(box, name):
                for child in list(node):
                    node.remove(child)
                node.text = values.get(name, "")
        return box

    def _nodes(self, document: int) -> Iterator[lxml.html.HtmlElement]:
        if self.container is None:
            yield from self.body.iterchildren("*")
            return
        blocks = list(self.container)
        wrapper = lxml.html.Element("div", {"id": self.container.get("id")})
        if document < len(blocks):
            wrapper.append(deepcopy(blocks[document]))
        yield wrapper


def _take_out_pictures(
    body: lxml.html.HtmlElement,
) -> dict[str, tuple[str, bytes]]:
    files: dict[str, tuple[str, bytes]] = {}
    names: dict[str, str] = {}
    for image in body.iter("img"):
        source = image.get("src") or ""
        if not source.startswith("data:"):
            continue
        if source not in names:
            match = DATA_URI.match(source)
            if not match:
                continue
            data = unquote_to_bytes(match["data"])
            if match["base64"]:
                data = base64.b64decode(data)
            names[source] = hashlib.sha256(data).hexdigest()
            files[names[source]] = (match["mime"], data)
        image.set("src", SERVED_PATH + names[source])
    return files
