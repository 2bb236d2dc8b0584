"""Numbers, amounts, months and dates in Polish words, in the right case."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext

from num2words import CONVERTER_CLASSES
from num2words.lang_PL import Num2Word_PL

Forms = tuple[str, str, str]

MONTHS_NOMINATIVE = (
    "styczeń",
    "luty",
    "marzec",
    "kwiecień",
    "maj",
    "czerwiec",
    "lipiec",
    "sierpień",
    "wrzesień",
    "październik",
    "listopad",
    "grudzień",
)
MONTHS_GENITIVE = (
    "stycznia",
    "lutego",
    "marca",
    "kwietnia",
    "maja",
    "czerwca",
    "lipca",
    "sierpnia",
    "września",
    "października",
    "listopada",
    "grudnia",
)
MONTHS_LOCATIVE = (
    "styczniu",
    "lutym",
    "marcu",
    "kwietniu",
    "maju",
    "czerwcu",
    "lipcu",
    "sierpniu",
    "wrześniu",
    "październiku",
    "listopadzie",
    "grudniu",
)
MONTHS_INSTRUMENTAL = (
    "styczniem",
    "lutym",
    "marcem",
    "kwietniem",
    "majem",
    "czerwcem",
    "lipcem",
    "sierpniem",
    "wrześniem",
    "październikiem",
    "listopadem",
    "grudniem",
)
MONTH_CASES = {
    "nominative": MONTHS_NOMINATIVE,
    "genitive": MONTHS_GENITIVE,
    "locative": MONTHS_LOCATIVE,
    "instrumental": MONTHS_INSTRUMENTAL,
}
WEEKDAYS = (
    "poniedziałek",
    "wtorek",
    "środa",
    "czwartek",
    "piątek",
    "sobota",
    "niedziela",
)
WEEKDAYS_ACCUSATIVE = (
    "w poniedziałek",
    "we wtorek",
    "w środę",
    "w czwartek",
    "w piątek",
    "w sobotę",
    "w niedzielę",
)

DAY_UNITS = (
    "",
    "pierwszego",
    "drugiego",
    "trzeciego",
    "czwartego",
    "piątego",
    "szóstego",
    "siódmego",
    "ósmego",
    "dziewiątego",
    "dziesiątego",
    "jedenastego",
    "dwunastego",
    "trzynastego",
    "czternastego",
    "piętnastego",
    "szesnastego",
    "siedemnastego",
    "osiemnastego",
    "dziewiętnastego",
)
ORDINAL_TENS = (
    "",
    "",
    "dwudziestego",
    "trzydziestego",
    "czterdziestego",
    "pięćdziesiątego",
    "sześćdziesiątego",
    "siedemdziesiątego",
    "osiemdziesiątego",
    "dziewięćdziesiątego",
)

# Names that the library lacks; the library has PLN, EUR and USD.
CURRENCIES: dict[str, tuple[Forms, Forms]] = {
    "GBP": (("funt", "funty", "funtów"), ("pens", "pensy", "pensów")),
    "CHF": (
        ("frank szwajcarski", "franki szwajcarskie", "franków szwajcarskich"),
        ("centym", "centymy", "centymów"),
    ),
    "CZK": (
        ("korona czeska", "korony czeskie", "koron czeskich"),
        ("halerz", "halerze", "halerzy"),
    ),
    "SEK": (
        ("korona szwedzka", "korony szwedzkie", "koron szwedzkich"),
        ("öre", "öre", "öre"),
    ),
    "NOK": (
        ("korona norweska", "korony norweskie", "koron norweskich"),
        ("øre", "øre", "øre"),
    ),
    "DKK": (
        ("korona duńska", "korony duńskie", "koron duńskich"),
        ("øre", "øre", "øre"),
    ),
    "HUF": (
        ("forint", "forinty", "forintów"),
        ("filler", "fillery", "fillerów"),
    ),
    "RON": (
        ("lej rumuński", "leje rumuńskie", "lejów rumuńskich"),
        ("ban", "bany", "banów"),
    ),
    "BGN": (
        ("lew bułgarski", "lewy bułgarskie", "lewów bułgarskich"),
        ("stotinka", "stotinki", "stotinek"),
    ),
    "UAH": (
        ("hrywna", "hrywny", "hrywien"),
        ("kopiejka", "kopiejki", "kopiejek"),
    ),
    "JPY": (("jen", "jeny", "jenów"), ("sen", "seny", "senów")),
    "CAD": (
        ("dolar kanadyjski", "dolary kanadyjskie", "dolarów kanadyjskich"),
        ("cent", "centy", "centów"),
    ),
    "AUD": (
        ("dolar australijski", "dolary australijskie", "dolarów australijskich"),
        ("cent", "centy", "centów"),
    ),
}
FEMININE_UNITS = {"CZK", "SEK", "NOK", "DKK", "UAH"}
FEMININE_SUBUNITS = {"BGN", "UAH"}
NEUTER_UNITS = {"EUR"}


class PolishConverter(Num2Word_PL):
    """The library's converter with more currencies, and with their gender."""

    CURRENCY_FORMS = {**Num2Word_PL.CURRENCY_FORMS, **CURRENCIES}

    def _money_verbose(self, number, currency):
        words = self.to_cardinal(number)
        if currency in NEUTER_UNITS and number == 1:
            return "jedno"
        return _to_feminine(words, number) if currency in FEMININE_UNITS else words

    def _cents_verbose(self, number, currency):
        words = self.to_cardinal(number)
        return _to_feminine(words, number) if currency in FEMININE_SUBUNITS else words


def _to_feminine(words: str, number: int) -> str:
    if number == 1:
        return "jedna"
    return words[:-3] + "dwie" if words.endswith("dwa") else words


POLISH = PolishConverter()


def get_converter(lang: str):
    """Return the num2words converter of a language code such as pl_PL."""
    short = (lang or "").partition("_")[0]
    if short == "pl":
        return POLISH
    return CONVERTER_CLASSES.get(lang) or CONVERTER_CLASSES.get(
        short, CONVERTER_CLASSES["en"]
    )


def plural_form(number: float, one: str, few: str, many: str) -> str:
    """Choose the form of a Polish noun: 1 oferta, 2 oferty, 5 ofert.

    A fraction takes the form after "few", as in "2,5 godziny".
    """
    number = abs(Decimal(str(number)))
    if number != number.to_integral_value():
        return few
    if number == 1:
        return one
    if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14):
        return few
    return many


def number_in_words(number: float, lang: str = "pl") -> str:
    """Spell a number; one too big for the language is given in digits."""
    value = Decimal(str(number))
    if value == value.to_integral_value():
        value = int(value)
    try:
        return get_converter(lang).to_cardinal(value)
    except (OverflowError, KeyError, IndexError, NotImplementedError):
        return f"{value:,}".replace(",", " ")


def amount_in_words(
    amount: float | Decimal | str,
    currency: str = "PLN",
    lang: str = "pl",
    cents: str = "auto",
    digits: int = 2,
) -> str:
    """Spell an amount of money: 5 PLN is "pięć złotych".

    :param cents: ``auto`` leaves zero cents out, ``words`` spells them always,
        ``digits`` gives them as a fraction: "pięć złotych 50/100"
    :param digits: decimal places of the currency; the amount is rounded to them
    """
    with localcontext() as context:
        context.prec = 400  # more digits than any amount has
        value = Decimal(str(amount)).scaleb(digits)
        value = int(value.to_integral_value(ROUND_HALF_UP))
    units, rest = divmod(abs(value), 10**digits)
    converter = get_converter(lang)
    text = _spell_units(converter, units, currency, lang)
    if value < 0:
        text = f"{converter.negword.strip()} {text}"
    if not digits or (cents == "auto" and not rest):
        return text
    fraction = f"{rest:0{digits}d}/{10**digits}"
    if cents == "digits":
        return f"{text} {fraction}"
    spelled = _spell_cents(converter, rest, currency)
    return f"{text}, {spelled}" if spelled else f"{text} {fraction}"


def _spell_units(converter, units: int, currency: str, lang: str) -> str:
    forms = converter.CURRENCY_FORMS.get(currency)
    try:
        words = converter._money_verbose(units, currency)
        name = converter.pluralize(units, forms[0]) if forms else currency
    except (OverflowError, KeyError, IndexError, NotImplementedError):
        words, name = number_in_words(units, lang), currency
    return f"{words} {name}"


def _spell_cents(converter, cents: int, currency: str) -> str:
    forms = converter.CURRENCY_FORMS.get(currency)
    if not forms:
        return ""
    try:
        words = converter._cents_verbose(cents, currency)
        return f"{words} {converter.pluralize(cents, forms[1])}"
    except (OverflowError, KeyError, IndexError, NotImplementedError):
        return ""


def month_name(month: int, case: str = "nominative") -> str:
    """Return the name of a month (1-12) in a case of :data:`MONTH_CASES`."""
    return MONTH_CASES[case][month - 1]


def in_month(month: int) -> str:
    """Say when: "w marcu", but "we wrześniu"."""
    name = month_name(month, "locative")
    return f"we {name}" if month == 9 else f"w {name}"


def weekday_name(day: date) -> str:
    return WEEKDAYS[day.weekday()]


def on_weekday(day: date) -> str:
    """Say when: "w środę", but "we wtorek"."""
    return WEEKDAYS_ACCUSATIVE[day.weekday()]


def long_date(day: date) -> str:
    """Return "14 marca 2026 r."."""
    return f"{day.day} {month_name(day.month, 'genitive')} {day.year} r."


def date_in_words(day: date) -> str:
    """Return "czternastego marca dwa tysiące dwudziestego szóstego roku"."""
    month = month_name(day.month, "genitive")
    return f"{_ordinal(day.day)} {month} {_year_in_words(day.year)} roku"


def _ordinal(number: int) -> str:
    """Return the genitive of an ordinal below one hundred."""
    if number < len(DAY_UNITS):
        return DAY_UNITS[number]
    tens, units = divmod(number, 10)
    return f"{ORDINAL_TENS[tens]} {DAY_UNITS[units]}".strip()


def _year_in_words(year: int) -> str:
    """Only the tens and units of a year are ordinals, else its last part."""
    head, tail = divmod(year, 100)
    if tail:
        words = POLISH.to_cardinal(head * 100)
        return f"{words} {_ordinal(tail)}"
    round_years = {2000: "dwutysięcznego", 1900: "tysiąc dziewięćsetnego"}
    return round_years.get(year, POLISH.to_cardinal(year))
