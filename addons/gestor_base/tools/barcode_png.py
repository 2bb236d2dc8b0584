"""Barcodes and QR codes as PNG where ReportLab has no bitmap backend.

ReportLab 4 draws bitmaps with a compiled extension that is not built for every
version of Python; without it Odoo's ``/report/barcode`` answers an error and labels
are printed without codes. Barcodes are nothing but rectangles and a line of text, so
Pillow, which Odoo needs anyway, can draw them.
"""

from io import BytesIO
from pathlib import Path

import reportlab
from PIL import Image, ImageDraw, ImageFont
from reportlab.graphics import renderPM, shapes
from reportlab.graphics.renderbase import renderScaledDrawing
from reportlab.graphics.shapes import mmult, transformPoint
from reportlab.pdfbase.pdfmetrics import stringWidth

# Bars seldom fall on whole pixels: draw larger, then let Pillow average.
OVERSAMPLING = 4
FONT = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
# Where the middle of a text is from its anchor, in widths of the text.
CENTRES = {"start": 0.5, "middle": 0, "end": -0.5}
# Its capitals are taller than those of the fonts that the drawings reckon with.
LETTER_HEIGHT = 0.8
MAX_PIXELS = 1_200_000


def install_fallback() -> bool:
    """Let Pillow draw ReportLab's drawings if nothing else can; return whether."""
    if renderPM._pmBackend is not None:
        return False
    renderPM.drawToString = draw_to_string
    return True


def draw_to_string(drawing, fmt="PNG", dpi=72, bg=0xFFFFFF, **_options) -> bytes:
    """Return a drawing as the bytes of an image.

    Same call as ``renderPM.drawToString``; ``_options`` are those that a drawing of
    rectangles and texts does not need.

    :param dpi: pixels per inch; a drawing is measured in points (1/72 inch)
    :raises ValueError: when the picture would be larger than Odoo allows barcodes
    """
    scaled = renderScaledDrawing(drawing)
    zoom = dpi / 72
    width, height = round(scaled.width * zoom), round(scaled.height * zoom)
    if width * height > MAX_PIXELS:
        raise ValueError(f"Picture of {width} × {height} pixels is too large")
    canvas = _Canvas(width, height, zoom, bg)
    canvas.draw(scaled, scaled.transform)
    buffer = BytesIO()
    canvas.result().save(buffer, fmt.upper())
    return buffer.getvalue()


class _Canvas:
    """A picture with the origin in the lower left corner, as ReportLab has it."""

    def __init__(self, width: int, height: int, zoom: float, background: int):
        self.size = (width, height)
        self.factor = zoom * OVERSAMPLING
        large = (max(width * OVERSAMPLING, 1), max(height * OVERSAMPLING, 1))
        self.image = Image.new("RGB", large, f"#{background:06x}")
        self.pen = ImageDraw.Draw(self.image)

    def result(self) -> Image.Image:
        return self.image.resize(self.size, Image.Resampling.BOX)

    def draw(self, node, matrix) -> None:
        """Draw a shape and what it is made of; unknown shapes are left out."""
        if isinstance(node, shapes.UserNode):
            self.draw(node.provideNode(), matrix)
        elif isinstance(node, shapes.Group):
            for child in node.getContents():
                inner = getattr(child, "transform", None)
                self.draw(child, mmult(matrix, inner) if inner else matrix)
        elif isinstance(node, shapes.Rect):
            self._rectangle(node, matrix)
        elif isinstance(node, shapes.String):
            self._text(node, matrix)

    def _point(self, matrix, x: float, y: float) -> tuple[float, float]:
        x, y = transformPoint(matrix, (x, y))
        return x * self.factor, self.image.height - y * self.factor

    def _rectangle(self, node, matrix) -> None:
        if node.fillColor is None:
            return
        left, bottom = self._point(matrix, node.x, node.y)
        right, top = self._point(matrix, node.x + node.width, node.y + node.height)
        x0, x1 = sorted((round(left), round(right)))
        y0, y1 = sorted((round(top), round(bottom)))
        if x1 > x0 and y1 > y0:
            self.pen.rectangle((x0, y0, x1 - 1, y1 - 1), fill=_rgb(node.fillColor))

    def _text(self, node, matrix) -> None:
        """Centre the text where ReportLab's own, stretched letters would stand."""
        wide = stringWidth(node.text, node.fontName, node.fontSize)
        middle = node.x + wide * CENTRES.get(node.textAnchor, 0.5)
        scale = min(abs(matrix[0]), abs(matrix[3])) * self.factor
        size = node.fontSize * scale * LETTER_HEIGHT
        self.pen.text(
            self._point(matrix, middle, node.y),
            node.text,
            font=ImageFont.truetype(FONT, max(size, 1)),
            fill=_rgb(node.fillColor),
            anchor="ms",
        )


def _rgb(color) -> tuple[int, int, int]:
    if color is None:
        return (0, 0, 0)
    return tuple(round(255 * part) for part in (color.red, color.green, color.blue))
