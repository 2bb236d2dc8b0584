"""Barcodes without ReportLab's compiled backend."""

from io import BytesIO
from unittest.mock import patch

from PIL import Image
from reportlab.graphics import renderPM
from reportlab.graphics.barcode import createBarcodeDrawing
from reportlab.graphics.shapes import Drawing, Rect
from reportlab.lib.colors import black, red

from odoo.tests import TransactionCase, tagged

from ..tools import barcode_png


def open_png(data):
    return Image.open(BytesIO(data)).convert("RGB")


def runs(image, y):
    """Return (is black, width) of the runs of one row."""
    result = []
    for x in range(image.width):
        is_black = image.getpixel((x, y))[0] < 128
        if result and result[-1][0] == is_black:
            result[-1][1] += 1
        else:
            result.append([is_black, 1])
    return result


@tagged("post_install", "-at_install")
class TestBarcodePng(TransactionCase):
    def test_rectangles_lie_where_they_are_drawn(self):
        drawing = Drawing(40, 20)
        drawing.add(Rect(10, 0, 5, 20, fillColor=black, strokeColor=None))
        drawing.add(Rect(30, 10, 10, 10, fillColor=red, strokeColor=None))
        image = open_png(barcode_png.draw_to_string(drawing, "PNG"))
        self.assertEqual(image.size, (40, 20))
        self.assertEqual(image.getpixel((12, 10)), (0, 0, 0))
        self.assertEqual(image.getpixel((35, 5)), (255, 0, 0))
        self.assertEqual(image.getpixel((35, 15)), (255, 255, 255))

    def test_code128_has_bars_of_whole_modules(self):
        """Each bar is 1 to 4 modules wide, to within a pixel (ISO/IEC 15417)."""
        drawing = createBarcodeDrawing(
            "Code128", value="ZLEC/2026/01", format="png", width=600, height=100
        )
        image = open_png(barcode_png.draw_to_string(drawing, "PNG"))
        inside = runs(image, 30)[1:-1]
        bars = [width for is_black, width in inside if is_black]
        # Start, data and check character: 3 bars, 11 modules; stop: 4 bars, 13.
        characters, rest = divmod(len(bars) - 4, 3)
        self.assertEqual(rest, 0)
        module = sum(width for _is_black, width in inside) / (11 * characters + 13)
        for width in bars:
            modules = round(width / module)
            self.assertIn(modules, (1, 2, 3, 4))
            self.assertLessEqual(abs(width - modules * module), 1)

    def test_qr_code_has_its_three_corners(self):
        drawing = createBarcodeDrawing(
            "QR", value="zażółć", format="png", width=210, height=210, barBorder=0
        )
        image = open_png(barcode_png.draw_to_string(drawing, "PNG"))
        for x, y in ((2, 2), (207, 2), (2, 207)):
            self.assertEqual(image.getpixel((x, y)), (0, 0, 0))
        self.assertEqual(runs(image, 2)[0][1], runs(image, 207)[0][1])

    def test_report_route_draws_without_backend(self):
        """Odoo's own method works once the fallback is in place."""
        with (
            patch.object(renderPM, "_pmBackend", None),
            patch.object(renderPM, "drawToString", renderPM.drawToString),
        ):
            self.assertTrue(barcode_png.install_fallback())
            report = self.env["ir.actions.report"]
            image = open_png(report.barcode("EAN13", "5901234123457", humanreadable=1))
        self.assertEqual(image.size, (600, 100))
        self.assertGreater(len(runs(image, 20)), 50)

    def test_fallback_leaves_a_working_backend_alone(self):
        with patch.object(renderPM, "_pmBackend", object()):
            self.assertFalse(barcode_png.install_fallback())

    def test_too_large_picture_is_refused(self):
        with self.assertRaises(ValueError):
            barcode_png.draw_to_string(Drawing(5000, 5000), "PNG")
