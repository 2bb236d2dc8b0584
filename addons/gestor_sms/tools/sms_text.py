"""Texts of SMS: how many parts they take, and Polish letters.

The alphabet is that of 3GPP TS 23.038. A part holds 160 characters of it, or 153
when the text has more parts; any other character turns the whole text into UCS-2
with 70 and 67. The same is done in the browser by ``static/src/sms_body``.
"""

import math
from functools import lru_cache
from typing import NamedTuple

GSM7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Written as an escape and a character: they count for two.
GSM7_EXTENSION = frozenset("\f^{}\\[~]|€")
POLISH = str.maketrans("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", "acelnoszzACELNOSZZ")
# What text editors put in by themselves and would make a text three times dearer.
TYPOGRAPHIC = str.maketrans(
    {
        "„": '"', "”": '"', "“": '"', "«": '"', "»": '"', "’": "'", "‘": "'",
        "–": "-", "—": "-", "…": "...", "\N{NO-BREAK SPACE}": " ",
    }
)  # fmt: skip


class Size(NamedTuple):
    """The size of a text; ``units`` are characters as the operator counts them."""

    is_gsm: bool
    units: int
    parts: int


@lru_cache(maxsize=256)  # many get the same text
def measure(text: str) -> Size:
    """Return the size of a text."""
    is_gsm = all(char in GSM7 or char in GSM7_EXTENSION for char in text)
    if is_gsm:
        units = len(text) + sum(char in GSM7_EXTENSION for char in text)
        single, multiple = 160, 153
    else:
        units = len(text.encode("utf-16-le")) // 2
        single, multiple = 70, 67
    parts = 1 if 0 < units <= single else math.ceil(units / multiple)
    return Size(is_gsm, units, parts)


def replace_polish(text: str) -> str:
    """Return the text without Polish letters and typographic signs."""
    return text.translate(POLISH).translate(TYPOGRAPHIC)
