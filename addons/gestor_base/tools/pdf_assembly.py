"""Joins the printed documents, stamps headers and footers, writes the outline.

Only what odoo.tools.pdf offers with each of its PDF libraries is used (PyPDF2 2 is
still the one Odoo asks for on several Python versions).
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from odoo.tools.pdf import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfReader,
    PdfWriter,
    create_string_object,
    generic,
)

STAMP = "/GestorOverlay"
HEADER_KEYS = ("/Subtype", "/Rect", "/Border", "/A", "/F", "/Type")


def page_count(pdf: bytes) -> int:
    return len(PdfReader(io.BytesIO(pdf)).pages)


def compact(pdf: bytes) -> bytes:
    """The same file with equal fonts and pictures stored once, if it can be done.

    The host cuts a job into one file per record and joins them again, each with its
    own copy of the logo and of the header's fonts.
    """
    if not hasattr(PdfWriter, "compress_identical_objects"):
        return pdf
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    writer.compress_identical_objects()
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def read_pages(pdf: bytes) -> Iterator:
    yield from PdfReader(io.BytesIO(pdf)).pages


@dataclass
class Document:
    """A printed body; `starts_record` is False when it goes on with the last one."""

    pdf: bytes
    pages: int
    title: str
    starts_record: bool = True


@dataclass
class Assembly:
    """Builds the result page by page; sheets are taken in the order of the pages."""

    size: tuple[float, float] | None = None
    writer: PdfWriter = field(default_factory=PdfWriter)
    entries: list[tuple[str, int]] = field(default_factory=list)
    anchors: DictionaryObject = field(default_factory=DictionaryObject)
    count: int = 0

    def add(self, document: Document, sheets: Iterable) -> None:
        reader = PdfReader(io.BytesIO(document.pdf))
        first = self.count
        if document.starts_record:
            self.entries.append((document.title, first))
        for page, sheet in zip(reader.pages, sheets, strict=False):
            self.writer.add_page(page)
            target = self.writer.pages[-1]
            self._trim(target)
            self._rename_links(target, first)
            if sheet is not None:
                self._stamp(target, sheet)
            self.count += 1
        self._copy_anchors(reader, first)

    def _trim(self, page) -> None:
        """The exact paper: Chromium rounds up by as much as half a millimetre.

        What it adds lies at the right and at the bottom.
        """
        if not self.size:
            return
        width, height = self.size
        top = float(page["/MediaBox"][3])
        box = generic.RectangleObject((0, top - height, width, top))
        for name in ("/MediaBox", "/CropBox"):
            page[NameObject(name)] = box

    # === STAMP ===

    def _adopt(self, value):
        """Copy of a foreign object for the writer (PyPDF2 2 copies when it writes)."""
        return value.clone(self.writer) if hasattr(value, "clone") else value

    def _stamp(self, page, sheet) -> None:
        """Draw the sheet below the page as one form, without touching the page's text.

        Below: a header that is too tall, or the large shapes of some layouts, must not
        cover a row of the document. A form keeps names of fonts apart and needs no
        parsing of the contents, which `merge_page` does for every page.
        """
        form = DecodedStreamObject()
        form.set_data(sheet.get_contents().get_data())
        form = form.flate_encode()
        form.update(
            {
                NameObject("/Type"): NameObject("/XObject"),
                NameObject("/Subtype"): NameObject("/Form"),
                NameObject("/BBox"): ArrayObject(self._adopt_all(sheet["/MediaBox"])),
                NameObject("/Resources"): self._adopt(sheet["/Resources"]),
            }
        )
        resources = page["/Resources"].get_object()
        objects = resources.get("/XObject", DictionaryObject()).get_object()
        objects[NameObject(STAMP)] = self.writer._add_object(form)
        resources[NameObject("/XObject")] = objects
        contents = page["/Contents"].get_object()
        if not isinstance(contents, ArrayObject):
            contents = [page.raw_get("/Contents")]
        drawing = DecodedStreamObject()
        drawing.set_data(f"q {STAMP} Do Q\n".encode())
        page[NameObject("/Contents")] = ArrayObject(
            [self.writer._add_object(drawing), *contents]
        )
        self._copy_links(page, sheet)

    @staticmethod
    def _adopt_all(numbers):
        return [type(number)(number) for number in numbers]

    def _copy_links(self, page, sheet) -> None:
        links = [
            link
            for link in map(_resolved, sheet.get("/Annots", []))
            if link.get("/Subtype") == "/Link" and "/A" in link
        ]
        if not links:
            return
        annotations = ArrayObject(page.get("/Annots", ArrayObject()))
        for link in links:
            copy = DictionaryObject(
                {
                    NameObject(key): self._adopt(link[key])
                    for key in HEADER_KEYS
                    if key in link
                }
            )
            annotations.append(self.writer._add_object(copy))
        page[NameObject("/Annots")] = annotations

    # === ANCHORS INSIDE A DOCUMENT ===

    @staticmethod
    def _anchor(name: str, first: int) -> NameObject:
        return NameObject(f"/p{first}-{name.lstrip('/')}")

    def _rename_links(self, page, first: int) -> None:
        """Documents of one job may use the same anchor names."""
        for link in map(_resolved, page.get("/Annots", [])):
            destination = link.get("/Dest")
            if isinstance(destination, str):
                link[NameObject("/Dest")] = self._anchor(destination, first)

    def _copy_anchors(self, reader: PdfReader, first: int) -> None:
        named = reader.trailer["/Root"].get("/Dests")
        if not named:
            return
        numbers = {
            page.indirect_reference.idnum: index
            for index, page in enumerate(reader.pages)
        }
        for name, value in named.get_object().items():
            place = _resolved(value)
            index = numbers.get(getattr(list.__getitem__(place, 0), "idnum", None))
            if index is None:
                continue
            self.anchors[self._anchor(name, first)] = ArrayObject(
                [self._reference(first + index), *self._adopt_all(list(place)[1:])]
            )

    def _reference(self, number: int) -> IndirectObject:
        """The page in the result (PyPDF2's own reference names the source file)."""
        page = self.writer.pages[number]
        reference = getattr(page, "indirect_reference", None)
        if reference is not None and reference.pdf is self.writer:
            return reference
        kids = self.writer._pages.get_object()["/Kids"]
        return list.__getitem__(kids, number)

    # === RESULT ===

    def finish(self, title: str, language: str) -> bytes:
        self._write_outline()
        self.writer.add_metadata({"/Title": title, "/Creator": "Odoo"})
        root = self.writer._root_object
        if language:
            root[NameObject("/Lang")] = create_string_object(language)
        if hasattr(self.writer, "compress_identical_objects"):
            self.writer.compress_identical_objects()
        stream = io.BytesIO()
        self.writer.write(stream)
        return stream.getvalue()

    def _write_outline(self) -> None:
        """One top entry per record, the way the host reads wkhtmltopdf's files.

        It looks the entry's name up in the catalogue's /Dests and takes the first
        value there as the number of a page (base/models/ir_actions_report.py,
        `_render_qweb_pdf_prepare_streams`).
        """
        outline = DictionaryObject({NameObject("/Type"): NameObject("/Outlines")})
        parent = self.writer._add_object(outline)
        references = []
        for index, (title, page) in enumerate(self.entries):
            name = NameObject(f"/record-{index}")
            self.anchors[name] = ArrayObject([NumberObject(page), NameObject("/Fit")])
            entry = DictionaryObject(
                {
                    NameObject("/Title"): create_string_object(title),
                    NameObject("/Parent"): parent,
                    NameObject("/Dest"): name,
                }
            )
            references.append(self.writer._add_object(entry))
        _chain(references)
        if references:
            outline[NameObject("/First")] = references[0]
            outline[NameObject("/Last")] = references[-1]
        outline[NameObject("/Count")] = NumberObject(len(references))
        root = self.writer._root_object
        root[NameObject("/Outlines")] = parent
        root[NameObject("/Dests")] = self.writer._add_object(self.anchors)


def _resolved(value):
    return value.get_object()


def _chain(references: Sequence[IndirectObject]) -> None:
    for previous, following in zip(references, references[1:], strict=False):
        previous.get_object()[NameObject("/Next")] = following
        following.get_object()[NameObject("/Prev")] = previous
