"""The syntax of autotexts: a text is cut once into pieces, nothing is evaluated.

``{client.name}``, ``{today+14d|long}``, ``{offer.total|words|upper}``; a brace
itself is written ``{{`` or ``}}``.
"""

import html as html_lib
import re
from dataclasses import dataclass
from functools import lru_cache

TOKEN = re.compile(
    r"\s*(?P<key>[^\W\d]\w*(?:\.\w+)*)\s*(?P<offsets>(?:[+-]\s*\d+\s*[a-z]*\s*)*)$"
)
OFFSET = re.compile(r"([+-])\s*(\d+)\s*([a-z]*)")
OFFSET_UNITS = ("", "d", "wd", "w", "m", "y")
MAX_OFFSET = 36600
URL_ATTRIBUTE = re.compile(r"""\b(?:href|src|action)\s*=\s*["']?\s*$""", re.IGNORECASE)
PIECES = re.compile(r"\{\{|\}\}|\{|\}")


@dataclass(frozen=True)
class Offset:
    """A shift of a date: ``+14d``; an empty unit is the token's own."""

    count: int
    unit: str


@dataclass(frozen=True)
class Token:
    """One autotext as written in a text.

    ``place`` tells where in HTML it stands: ``text``, ``attribute`` or ``url``,
    the start of an address.
    """

    source: str
    key: str
    offsets: tuple[Offset, ...] = ()
    formatters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    place: str = "text"


@dataclass(frozen=True)
class SyntaxFault:
    """What is wrong: ``unclosed``, ``unreadable``, ``markup``, and where."""

    kind: str
    source: str


@dataclass(frozen=True)
class ParsedText:
    """A text cut into plain pieces (str) and tokens."""

    pieces: tuple[str | Token, ...]
    faults: tuple[SyntaxFault, ...]

    @property
    def tokens(self) -> list[Token]:
        return list(
            dict.fromkeys(piece for piece in self.pieces if isinstance(piece, Token))
        )


@lru_cache(maxsize=1024)
def parse_text(body: str, html: bool) -> ParsedText:
    """Cut a text into pieces; the answer is kept, so a body is parsed once."""
    return _Parser(body, html).run()


class _Parser:
    def __init__(self, body: str, html: bool):
        self.body = body
        self.html = html
        self.pieces: list[str | Token] = []
        self.faults: list[SyntaxFault] = []
        self.literal: list[str] = []
        self.in_tag = False

    def run(self) -> ParsedText:
        position = 0
        while match := PIECES.search(self.body, position):
            self._add_literal(self.body[position : match.start()])
            position = match.end()
            if match.group() == "{":
                position = self._read_token(position)
            else:
                self._add_literal(match.group()[0])
        self._add_literal(self.body[position:])
        self._flush()
        return ParsedText(tuple(self.pieces), tuple(self.faults))

    def _add_literal(self, text: str):
        if text:
            self.literal.append(text)
            opened, closed = text.rfind("<"), text.rfind(">")
            if self.html and opened != closed:
                self.in_tag = opened > closed

    def _flush(self):
        if self.literal:
            self.pieces.append("".join(self.literal))
            self.literal = []

    def _read_token(self, start: int) -> int:
        """Read what follows a brace; return where to go on."""
        end = self.body.find("}", start)
        if end < 0 or "{" in self.body[start:end]:
            source = self.body[start : start + 20]
            self.faults.append(SyntaxFault("unclosed", "{" + _clean(source, self.html)))
            return start
        source = self.body[start:end]
        if self.html and ("<" in source or ">" in source):
            text = "{" + _clean(source, True) + "}"
            self.faults.append(SyntaxFault("markup", text))
            return end + 1
        text = _clean(source, self.html)
        token = parse_token(text, self._get_place())
        if token:
            self._flush()
            self.pieces.append(token)
        else:
            self.faults.append(SyntaxFault("unreadable", "{" + text + "}"))
        return end + 1

    def _get_place(self) -> str:
        if not self.in_tag:
            return "text"
        before = "".join(self.literal)
        return "url" if URL_ATTRIBUTE.search(before) else "attribute"


def _clean(text: str, html: bool) -> str:
    if html:
        text = html_lib.unescape(re.sub(r"<[^>]*>", "", text))
    return text.replace("\xa0", " ").replace("\ufeff", "").strip()


def parse_token(text: str, place: str = "text") -> Token | None:
    """Read the inside of the braces; None when it is not an autotext."""
    head, *formatters = text.split("|")
    match = TOKEN.match(head)
    if not match:
        return None
    offsets = tuple(
        Offset(int(sign + count), unit)
        for sign, count, unit in OFFSET.findall(match["offsets"])
    )
    if any(
        offset.unit not in OFFSET_UNITS or abs(offset.count) > MAX_OFFSET
        for offset in offsets
    ):
        return None
    return Token(
        "{" + text + "}",
        match["key"],
        offsets,
        tuple(_parse_formatter(formatter) for formatter in formatters),
        place,
    )


def _parse_formatter(text: str) -> tuple[str, tuple[str, ...]]:
    name, colon, arguments = text.partition(":")
    parts = tuple(part.strip() for part in arguments.split(",")) if colon else ()
    return name.strip(), parts
