"""Reading XML of strangers: no document type, no entities, no network, no repair."""

from __future__ import annotations

import re

from lxml import etree

from .registry_types import RegistryError

MAX_BYTES = 4 * 1024 * 1024
DOCTYPE = re.compile(rb"<!\s*(doctype|entity)", re.IGNORECASE)


def refuse_doctype(content: bytes) -> None:
    """No registry sends one; in UTF-16 it could hide, so zero bytes are refused."""
    if b"\x00" in content or DOCTYPE.search(content):
        raise RegistryError("unreadable", "document type")


def parse(content: str | bytes):
    data = content.encode() if isinstance(content, str) else content
    if len(data) > MAX_BYTES:
        raise RegistryError("too_big", str(len(data)))
    refuse_doctype(data)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise RegistryError("unreadable", "XML") from error
