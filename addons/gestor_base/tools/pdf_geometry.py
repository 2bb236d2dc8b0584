"""Paper sizes, margins and scale of a printed report, as wkhtmltopdf reads them.

The host's layouts were drawn for wkhtmltopdf, so its habits are kept: a paper format
turned by its orientation, a header that hangs `header spacing` above the body, and
"smart shrinking", which lays a page out 1.25 times wider than the paper.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MM_PER_INCH = 25.4
CSS_DPI = 96.0
DEFAULT_MARGIN = 10.0
SHRINKING = 0.8
SCALE_LIMITS = (0.1, 2.0)
A4 = (210.0, 297.0)


@dataclass(frozen=True)
class PageGeometry:
    """One paper format, in millimetres; `scale` is printed size : CSS size."""

    width: float
    height: float
    margin_top: float = DEFAULT_MARGIN
    margin_bottom: float = DEFAULT_MARGIN
    margin_left: float = DEFAULT_MARGIN
    margin_right: float = DEFAULT_MARGIN
    header_spacing: float = 0.0
    header_line: bool = False
    scale: float = SHRINKING

    def css_px(self, millimetres: float) -> float:
        """Length on paper -> CSS pixels of the document that is laid out."""
        return millimetres / MM_PER_INCH * CSS_DPI / self.scale

    @property
    def layout_width(self) -> int:
        """Width of the body in CSS pixels, rounded up as Chromium does."""
        return math.ceil(self.css_px(self.width - self.margin_left - self.margin_right))

    @property
    def points(self) -> tuple[float, float]:
        """The paper in PDF units."""
        unit = 72 / MM_PER_INCH
        return round(self.width * unit, 2), round(self.height * unit, 2)

    def print_params(self, with_margins: bool) -> dict[str, Any]:
        """Arguments of DevTools' Page.printToPDF for a body (or a whole sheet)."""

        def inches(millimetres: float) -> float:
            return millimetres / MM_PER_INCH if with_margins else 0.0

        return {
            "paperWidth": self.width / MM_PER_INCH,
            "paperHeight": self.height / MM_PER_INCH,
            "marginTop": inches(self.margin_top),
            "marginBottom": inches(self.margin_bottom),
            "marginLeft": inches(self.margin_left),
            "marginRight": inches(self.margin_right),
            "scale": self.scale,
        }


def page_scale(dpi: float | None, shrinking: bool) -> float:
    """Scale of the content: wkhtmltopdf gets `--zoom 96/dpi` and may shrink by 1.25.

    At the host's usual 90 dpi the 52 mm of header are 230 CSS pixels, the very height
    of the shapes in its layouts "wave" and "folder".
    """
    scale = (CSS_DPI / dpi if dpi else 1.0) * (SHRINKING if shrinking else 1.0)
    low, high = SCALE_LIMITS
    return min(max(scale, low), high)


def paper_size(
    size: tuple[float, float] | None, landscape: bool
) -> tuple[float, float]:
    """(width, height) in mm, turned when the paper format says landscape.

    wkhtmltopdf swaps width and height, also of a sheet that is wide already: the
    host's label format of 32 x 57 mm "Landscape" relies on it.
    """
    width, height = size if size and all(size) else A4
    return (height, width) if landscape else (width, height)


def keep_printable(length: float, before: float, after: float) -> tuple[float, float]:
    """Margins that leave at least a tenth of the sheet for the body."""
    before, after = max(before, 0.0), max(after, 0.0)
    excess = (before + after) / (length * 0.9)
    return (before / excess, after / excess) if excess > 1 else (before, after)


def number(values: Mapping[str, Any], key: str, default: float) -> float:
    """A `data-report-*` attribute as a number; a damaged one counts as absent."""
    try:
        return float(values[key])
    except (KeyError, TypeError, ValueError):
        return default
