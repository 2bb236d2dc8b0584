from datetime import datetime

from odoo.tests import BaseCase, tagged

from odoo.addons.gestor_sms.tools.quiet_hours import get_end_of_quiet
from odoo.addons.gestor_sms.tools.sms_text import measure, replace_polish


@tagged("post_install", "-at_install")
class TestSmsText(BaseCase):
    """D7: parts of texts, Polish letters, quiet hours."""

    def test_parts(self):
        for text, expected in (
            ("", (True, 0, 0)),
            ("a" * 160, (True, 160, 1)),
            ("a" * 161, (True, 161, 2)),
            ("a" * 306, (True, 306, 2)),
            ("a" * 307, (True, 307, 3)),
            ("€" * 80, (True, 160, 1)),
            ("{}[]~^|\\" * 10 + "a", (True, 161, 2)),
            ("ą" * 70, (False, 70, 1)),
            ("ą" * 71, (False, 71, 2)),
            ("ą" * 134, (False, 134, 2)),
            ("ą" * 135, (False, 135, 3)),
            ("\N{GRINNING FACE}" * 35, (False, 70, 1)),
            ("\N{GRINNING FACE}" * 36, (False, 72, 2)),
        ):
            with self.subTest(text=text[:10], length=len(text)):
                self.assertEqual(tuple(measure(text)), expected)

    def test_polish_letters(self):
        self.assertEqual(
            replace_polish("Zażółć gęślą jaźń – „ŁÓDŹ”…"),
            'Zazolc gesla jazn - "LODZ"...',
        )
        self.assertTrue(measure(replace_polish("Zażółć gęślą jaźń")).is_gsm)

    def test_quiet_hours(self):
        zone = "Europe/Warsaw"
        for moment, expected in (
            # Winter: Warsaw is an hour ahead of UTC.
            (datetime(2026, 1, 10, 12), None),
            (datetime(2026, 1, 10, 20), datetime(2026, 1, 11, 7)),
            (datetime(2026, 1, 11, 3), datetime(2026, 1, 11, 7)),
            (datetime(2026, 1, 11, 7), None),
            # The night in which summer time begins.
            (datetime(2026, 3, 28, 22), datetime(2026, 3, 29, 6)),
        ):
            with self.subTest(moment=moment):
                self.assertEqual(get_end_of_quiet(moment, 21, 8, zone), expected)
        noon = datetime(2026, 7, 1, 10)
        self.assertEqual(
            get_end_of_quiet(noon, 12, 13.5, zone), datetime(2026, 7, 1, 11, 30)
        )
        self.assertIsNone(get_end_of_quiet(noon, 12, 12, zone))
