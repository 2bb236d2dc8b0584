import json
from datetime import date
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ..tools import name_days, polish
from ..tools.polish_words import MONTH_CASES

AMOUNTS = (
    (0, "PLN", "zero złotych"),
    (1, "PLN", "jeden złoty"),
    (2, "PLN", "dwa złote"),
    (5, "PLN", "pięć złotych"),
    (12, "PLN", "dwanaście złotych"),
    (21, "PLN", "dwadzieścia jeden złotych"),
    (22, "PLN", "dwadzieścia dwa złote"),
    (112, "PLN", "sto dwanaście złotych"),
    (1000, "PLN", "tysiąc złotych"),
    (0.01, "PLN", "zero złotych, jeden grosz"),
    (1.02, "PLN", "jeden złoty, dwa grosze"),
    (
        1234.56,
        "PLN",
        "tysiąc dwieście trzydzieści cztery złote, pięćdziesiąt sześć groszy",
    ),
    (-5.5, "PLN", "minus pięć złotych, pięćdziesiąt groszy"),
    ("1.005", "PLN", "jeden złoty, jeden grosz"),
    ("0.995", "PLN", "jeden złoty"),
    (Decimal("2.50"), "PLN", "dwa złote, pięćdziesiąt groszy"),
    (1, "EUR", "jedno euro"),
    (2.05, "EUR", "dwa euro, pięć centów"),
    (3, "USD", "trzy dolary amerykańskie"),
    (1, "CZK", "jedna korona czeska"),
    (22, "CZK", "dwadzieścia dwie korony czeskie"),
    (12, "CZK", "dwanaście koron czeskich"),
    (5, "GBP", "pięć funtów"),
    (2, "CHF", "dwa franki szwajcarskie"),
    (2, "XTS", "dwa XTS"),
    (2.5, "XTS", "dwa XTS 50/100"),
)
VOCATIVES = {
    "m": (
        "Adam Adamie, Adrian Adrianie, Aleksander Aleksandrze, Andrzej Andrzeju, "
        "Antoni Antoni, Artur Arturze, Bartłomiej Bartłomieju, Bartosz Bartoszu, "
        "Bruno Bruno, Cezary Cezary, Daniel Danielu, Dariusz Dariuszu, "
        "Dawid Dawidzie, Dominik Dominiku, Ernest Erneście, Filip Filipie, "
        "Franciszek Franciszku, Grzegorz Grzegorzu, Gustaw Gustawie, "
        "Henryk Henryku, Hubert Hubercie, Igor Igorze, Jacek Jacku, Jakub Jakubie, "
        "Jan Janie, Jerzy Jerzy, Józef Józefie, Kacper Kacprze, Kamil Kamilu, "
        "Karol Karolu, Konrad Konradzie, Krzysztof Krzysztofie, Kuba Kubo, "
        "Lech Lechu, Ludwig Ludwigu, Łukasz Łukaszu, Maciej Macieju, "
        "Marcin Marcinie, Marek Marku, Mateusz Mateuszu, Michał Michale, "
        "Mikołaj Mikołaju, Oskar Oskarze, Paweł Pawle, Piotr Piotrze, "
        "Rafał Rafale, Robert Robercie, Roman Romanie, Ryszard Ryszardzie, "
        "Stanisław Stanisławie, Staś Stasiu, Sylwester Sylwestrze, Szymon Szymonie, "
        "Tadeusz Tadeuszu, Tomasz Tomaszu, Wiktor Wiktorze, Wit Wicie, "
        "Witold Witoldzie, Wojciech Wojciechu, Zbigniew Zbigniewie, "
        "Zygmunt Zygmuncie, MAREK MARKU"
    ),
    "f": (
        "Agnieszka Agnieszko, Ania Aniu, Anna Anno, Basia Basiu, Beata Beato, "
        "Dorota Doroto, Ela Elu, Ewa Ewo, Gosia Gosiu, Izabela Izabelo, "
        "Joanna Joanno, Julia Julio, Kamila Kamilo, Karmen Karmen, Kasia Kasiu, "
        "Katarzyna Katarzyno, Maria Mario, Małgorzata Małgorzato, Miriam Miriam, "
        "Monika Moniko, Natalia Natalio, Noemi Noemi, Ola Olu, Patrycja Patrycjo, "
        "Stefania Stefanio, Zofia Zofio, Zuzia Zuziu, Anna-Maria Anno-Mario"
    ),
}
USUAL_NAME_DAYS = {
    "Jan": (6, 24),
    "Anna": (7, 26),
    "Józef": (3, 19),
    "Stanisław": (5, 8),
    "Katarzyna": (11, 25),
    "Barbara": (12, 4),
    "Andrzej": (11, 30),
    "Mikołaj": (12, 6),
    "Krzysztof": (7, 25),
    "Piotr": (6, 29),
    "Paweł": (6, 29),
    "Maria": (8, 15),
    "Zofia": (5, 15),
    "Adam": (12, 24),
    "Ewa": (12, 24),
    "Jerzy": (4, 23),
    "Wojciech": (4, 23),
    "Marek": (4, 25),
    "Michał": (9, 29),
    "Marcin": (11, 11),
    "Cecylia": (11, 22),
    "Szczepan": (12, 26),
    "Sylwester": (12, 31),
    "Kazimierz": (3, 4),
    "Jadwiga": (10, 15),
    "Teresa": (10, 15),
    "Walenty": (2, 14),
    "Agata": (2, 5),
    "Łucja": (12, 13),
    "Bartłomiej": (8, 24),
}


@tagged("post_install", "-at_install")
class TestPolish(BaseCase):
    """The language and calendar helpers (M13); no database."""

    def test_amounts_in_words(self):
        for amount, currency, text in AMOUNTS:
            with self.subTest(amount=amount, currency=currency):
                self.assertEqual(polish.amount_in_words(amount, currency), text)

    def test_amounts_with_cents_as_asked(self):
        in_words = polish.amount_in_words
        self.assertEqual(in_words(5.5, cents="digits"), "pięć złotych 50/100")
        self.assertEqual(in_words(5, cents="digits"), "pięć złotych 00/100")
        self.assertEqual(in_words(5, cents="words"), "pięć złotych, zero groszy")
        self.assertEqual(in_words(5, "JPY", digits=0), "pięć jenów")
        self.assertEqual(in_words(5.6, "JPY", digits=0), "sześć jenów")

    def test_amounts_in_other_languages(self):
        text = polish.amount_in_words(2.5, "EUR", "en_US")
        self.assertEqual(text, "two euro, fifty cents")
        self.assertEqual(polish.amount_in_words(3, "PLN", "xx_XX"), "three zlotys")

    def test_huge_amount_does_not_fail(self):
        self.assertIn("złotych", polish.amount_in_words(10**15))
        self.assertTrue(polish.amount_in_words(10**80))

    def test_plural_forms(self):
        table = {
            1: "oferta",
            2: "oferty",
            4: "oferty",
            5: "ofert",
            0: "ofert",
            11: "ofert",
            12: "ofert",
            14: "ofert",
            21: "ofert",
            22: "oferty",
            104: "oferty",
            112: "ofert",
            -1: "oferta",
            2.5: "oferty",
        }
        for number, form in table.items():
            with self.subTest(number=number):
                forms = ("oferta", "oferty", "ofert")
                self.assertEqual(polish.plural_form(number, *forms), form)

    def test_months_and_dates(self):
        day = date(2026, 3, 14)
        self.assertEqual(polish.month_name(3), "marzec")
        self.assertEqual(polish.month_name(3, "genitive"), "marca")
        self.assertEqual(polish.month_name(3, "locative"), "marcu")
        self.assertEqual(polish.in_month(3), "w marcu")
        self.assertEqual(polish.in_month(9), "we wrześniu")
        self.assertEqual(polish.long_date(day), "14 marca 2026 r.")
        self.assertEqual(polish.weekday_name(day), "sobota")
        self.assertEqual(polish.on_weekday(date(2026, 3, 17)), "we wtorek")
        for names in MONTH_CASES.values():
            self.assertEqual(len(set(names)), 12)

    def test_dates_in_words(self):
        table = {
            date(
                2026, 3, 14
            ): "czternastego marca dwa tysiące dwudziestego szóstego roku",
            date(2000, 2, 29): "dwudziestego dziewiątego lutego dwutysięcznego roku",
            date(2010, 5, 1): "pierwszego maja dwa tysiące dziesiątego roku",
            date(2030, 12, 31): (
                "trzydziestego pierwszego grudnia dwa tysiące trzydziestego roku"
            ),
        }
        for day, text in table.items():
            with self.subTest(day=day):
                self.assertEqual(polish.date_in_words(day), text)

    def test_vocatives(self):
        for gender, table in VOCATIVES.items():
            for pair in table.split(", "):
                name, form = pair.split()
                with self.subTest(name=name):
                    self.assertEqual(polish.guess_gender(name), gender)
                    self.assertEqual(polish.get_vocative(name), form)

    def test_greetings(self):
        table = {
            "Tomasz": "Szanowny Panie Tomaszu",
            "Anna": "Szanowna Pani Anno",
            "": "Szanowni Państwo",
            None: "Szanowni Państwo",
            "123": "Szanowni Państwo",
        }
        for name, text in table.items():
            with self.subTest(name=name):
                self.assertEqual(polish.get_greeting(name), text)
        self.assertEqual(polish.get_first_name("dr inż. Jan Kowalski"), "Jan")
        self.assertEqual(polish.get_first_name("Pani Anna Nowak"), "Anna")
        self.assertEqual(polish.get_first_name(""), "")

    def test_public_holidays(self):
        year = polish.public_holidays(2026)
        expected = {
            "01-01 01-06 04-05 04-06 05-01 05-03 05-24 06-04 08-15 11-01 11-11 "
            "12-24 12-25 12-26"
        }
        found = " ".join(day.strftime("%m-%d") for day in year)
        self.assertEqual({found}, expected)
        self.assertIn(date(2025, 12, 24), polish.public_holidays(2025))
        self.assertNotIn(date(2024, 12, 24), polish.public_holidays(2024))
        self.assertIn(date(2040, 12, 24), polish.public_holidays(2040))

    def test_working_days(self):
        add = polish.add_working_days
        table = (
            (date(2026, 12, 23), 1, date(2026, 12, 28)),
            (date(2024, 12, 23), 1, date(2024, 12, 24)),
            (date(2026, 12, 28), -1, date(2026, 12, 23)),
            (date(2026, 4, 30), 1, date(2026, 5, 4)),
            (date(2026, 3, 13), 3, date(2026, 3, 18)),
            (date(2026, 3, 14), 0, date(2026, 3, 16)),
            (date(2026, 3, 16), 0, date(2026, 3, 16)),
        )
        for day, count, result in table:
            with self.subTest(day=day, count=count):
                self.assertEqual(add(day, count), result)
        self.assertEqual(
            polish.count_working_days(date(2026, 12, 21), date(2026, 12, 31)), 7
        )

    def test_own_days_off_of_a_company(self):
        bridge = date(2026, 6, 5)
        day = polish.add_working_days(date(2026, 6, 3), 1, lambda day: day == bridge)
        self.assertEqual(day, date(2026, 6, 8))
        with self.assertRaises(ValueError):
            polish.next_working_day(date(2026, 6, 3), lambda day: True)

    def test_name_days_are_valid_and_unique(self):
        text = name_days.DATA_FILE.read_text(encoding="utf-8")
        rows = json.loads(text, object_pairs_hook=list)
        calendar = name_days.load_name_days()
        self.assertEqual(len(rows), len(calendar), "two names are the same")
        self.assertGreaterEqual(len(calendar), 500)
        genders = [item.gender for item in calendar.values()]
        self.assertGreater(genders.count("m"), 200)
        self.assertGreater(genders.count("f"), 200)
        self.assertEqual(set(genders), {"m", "f"})
        for item in calendar.values():
            self.assertEqual(len(set(item.days)), len(item.days), item.name)
            for month, day in item.days:
                self.assertTrue(date(2024, month, day))

    def test_usual_name_days(self):
        for name, day in USUAL_NAME_DAYS.items():
            with self.subTest(name=name):
                self.assertEqual(polish.find_name_day(name).usual, day)
        self.assertIn((3, 7), polish.find_name_day("Tomasz").days)
        self.assertIn((7, 3), polish.find_name_day("Tomasz").days)

    def test_name_day_lookup_is_tolerant(self):
        for written in ("łukasz", "LUKASZ", " Łukasz "):
            self.assertEqual(polish.find_name_day(written).name, "Łukasz")
        self.assertEqual(polish.find_name_day("Kasia").name, "Katarzyna")
        self.assertIsNone(polish.find_name_day("Kasia", diminutives=False))
        self.assertIsNone(polish.find_name_day("Xyz"))

    def test_diminutives_lead_to_names_of_the_calendar(self):
        calendar = name_days.load_name_days()
        for short, full in name_days.DIMINUTIVES.items():
            self.assertIn(full, calendar, short)

    def test_next_name_day(self):
        next_day = polish.get_next_name_day
        self.assertEqual(next_day("Jan", date(2026, 6, 24)), date(2026, 6, 24))
        self.assertEqual(next_day("Jan", date(2026, 6, 25)), date(2027, 6, 24))
        self.assertIsNone(next_day("Xyz", date(2026, 6, 25)))
        self.assertIn("Adam", polish.get_names_on(date(2026, 12, 24)))
