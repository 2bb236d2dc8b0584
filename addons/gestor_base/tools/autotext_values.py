"""Values of autotexts and their forms: pure functions, no database."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from babel.dates import format_date, format_datetime
from dateutil.relativedelta import relativedelta

from . import polish_words as words
from .polish_days import DayOff, add_working_days, next_working_day

KINDS = ("text", "html", "integer", "number", "money", "date", "datetime", "month")


class Money(NamedTuple):
    """An amount with the code, symbol and digits of its currency."""

    amount: float
    code: str
    symbol: str
    digits: int = 2
    before: bool = False


@dataclass(frozen=True)
class Autotext:
    """The definition of one autotext of a model.

    :param key: how it is written: ``client.name``
    :param label: what people call it
    :param group: path in the tree of the menu, outermost first
    :param path: fields from the record to the value: ``partner_id.name``
    :param compute: instead of the last field, the name of a method of
        ``gestor.autotext`` that gets the records and returns {id: value}
    :param kind: one of :data:`KINDS`; says which forms make sense
    :param const: name of a method of ``gestor.autotext`` that returns one value
        for all records: the day, the user
    """

    key: str
    label: str
    group: tuple[str, ...]
    path: str = ""
    compute: str = ""
    kind: str = "text"
    const: str = ""
    unit: str = "d"


@dataclass(frozen=True)
class Locale:
    """What the forms of values depend on: language, separators, days off."""

    lang: str = "pl_PL"
    decimal_point: str = ","
    thousands_sep: str = "\xa0"
    date_format: str = "dd.MM.yyyy"
    is_off: DayOff | None = field(default=None, compare=False)
    yes: str = "tak"
    no: str = "nie"

    @property
    def is_polish(self) -> bool:
        return self.lang.startswith("pl")


class FormatError(ValueError):
    """A form that does not fit the value."""


Formatter = Callable[[Any, Locale, tuple[str, ...]], Any]


def shift(value: Any, count: int, unit: str, locale: Locale) -> Any:
    """Move a date; months and years keep the day within the month."""
    if not value:
        return value
    if not isinstance(value, date):
        raise FormatError("offset")
    if unit == "wd":
        day = value.date() if isinstance(value, datetime) else value
        return add_working_days(day, count, locale.is_off)
    if unit in ("d", "w"):
        return value + timedelta(days=count * (7 if unit == "w" else 1))
    delta = {"m": "months", "y": "years"}[unit]
    return value + relativedelta(**{delta: count})


# === FORMS ===


def format_number(value: float | Decimal, locale: Locale, digits: int) -> str:
    text = f"{value:,.{digits}f}"
    swap = {",": locale.thousands_sep, ".": locale.decimal_point}
    return "".join(swap.get(char, char) for char in text)


def format_money(value: Any, locale: Locale, _args: tuple[str, ...] = ()) -> str:
    money = _as_money(value)
    text = format_number(money.amount, locale, money.digits)
    if money.before:
        return f"{money.symbol}{text}"
    return f"{text}\xa0{money.symbol}".rstrip()


def _as_money(value: Any) -> Money:
    if isinstance(value, Money):
        return value
    _check_number(value)
    return Money(value, "PLN", "zł")


def _check_number(value: Any):
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise FormatError("number")


def _format_number(value, locale, args):
    if isinstance(value, Money):
        value = value.amount
    _check_number(value)
    return format_number(value, locale, int(args[0]) if args else 0)


def _format_words(value, locale, args):
    if isinstance(value, date):
        if locale.is_polish:
            return words.date_in_words(value)
        return format_date(value, "long", locale=locale.lang)
    if isinstance(value, Money):
        cents = "digits" if args and args[0] == "100" else "auto"
        return words.amount_in_words(
            value.amount, value.code, locale.lang, cents, value.digits
        )
    _check_number(value)
    return words.number_in_words(value, locale.lang)


def _check_date(value: Any) -> date:
    if not isinstance(value, date):
        raise FormatError("date")
    return value


def _format_long(value, locale, _args):
    _check_date(value)
    if locale.is_polish:
        return words.long_date(value)
    return format_date(value, "long", locale=locale.lang)


def _format_date(value, locale, _args):
    return format_date(_check_date(value), locale.date_format, locale=locale.lang)


def _format_datetime(value, locale, _args):
    _check_date(value)
    if not isinstance(value, datetime):
        return _format_date(value, locale, ())
    return format_datetime(value, f"{locale.date_format} HH:mm", locale=locale.lang)


def _format_iso(value, _locale, _args):
    return _check_date(value).isoformat()[:10]


def _format_weekday(value, locale, args):
    _check_date(value)
    if not locale.is_polish:
        return format_date(value, "EEEE", locale=locale.lang)
    return words.on_weekday(value) if args == ("on",) else words.weekday_name(value)


def _month_case(case: str) -> Formatter:
    def form(value, locale, _args):
        _check_date(value)
        if locale.is_polish:
            return words.month_name(value.month, case)
        return format_date(value, "LLLL", locale=locale.lang)

    return form


def _format_in_month(value, locale, _args):
    _check_date(value)
    if locale.is_polish:
        return words.in_month(value.month)
    name = format_date(value, "LLLL", locale=locale.lang)
    return f"in {name}" if locale.lang.startswith("en") else name


def _format_month(value, locale, _args):
    return format_date(_check_date(value), "LLLL yyyy", locale=locale.lang)


def _format_year(value, _locale, _args):
    return str(_check_date(value).year)


def _format_working_day(value, locale, _args):
    day = _check_date(value)
    day = day.date() if isinstance(day, datetime) else day
    return next_working_day(day, locale.is_off)


def _format_plural(value, locale, args):
    number = value.amount if isinstance(value, Money) else value
    _check_number(number)
    if locale.is_polish and len(args) == 3:
        return words.plural_form(number, *args)
    return args[0] if abs(number) == 1 else args[-1]


def _format_count(value, locale, args):
    number = value.amount if isinstance(value, Money) else value
    form = _format_plural(value, locale, args)
    digits = 0 if number == int(number) else 2
    return f"{format_number(number, locale, digits)}\xa0{form}"


def _text_form(change: Callable[[str], str]) -> Formatter:
    def form(value, locale, _args):
        return change(to_text(value, locale))

    return form


def _capitalise(text: str) -> str:
    return text[:1].upper() + text[1:]


def _format_or(value, locale, args):
    return to_text(value, locale) or ", ".join(args)


FORMATTERS: dict[str, Formatter] = {
    "words": _format_words,
    "money": format_money,
    "number": _format_number,
    "date": _format_date,
    "datetime": _format_datetime,
    "long": _format_long,
    "iso": _format_iso,
    "weekday": _format_weekday,
    "month": _format_month,
    "nominative": _month_case("nominative"),
    "genitive": _month_case("genitive"),
    "locative": _month_case("locative"),
    "instrumental": _month_case("instrumental"),
    "in": _format_in_month,
    "year": _format_year,
    "workday": _format_working_day,
    "plural": _format_plural,
    "count": _format_count,
    "upper": _text_form(str.upper),
    "lower": _text_form(str.lower),
    "title": _text_form(str.title),
    "first": _text_form(_capitalise),
    "or": _format_or,
}
TEXT_FORMS = ("upper", "lower", "title", "first", "or")
NUMBER_FORMS = ("words", "number", "plural", "count")
DATE_FORMS = (
    "date",
    "long",
    "words",
    "iso",
    "weekday",
    "month",
    "nominative",
    "genitive",
    "locative",
    "instrumental",
    "in",
    "year",
    "workday",
)
FORMS_BY_KIND: dict[str, tuple[str, ...]] = {
    "text": TEXT_FORMS,
    "html": ("or",),
    "integer": (*NUMBER_FORMS, "or"),
    "number": (*NUMBER_FORMS, "money", "or"),
    "money": ("money", *NUMBER_FORMS, "or"),
    "date": (*DATE_FORMS, "or"),
    "datetime": ("datetime", *DATE_FORMS, "or"),
    "month": (*DATE_FORMS, "or"),
}
# The kind of what a form returns, where another form may follow.
RESULT_KIND = {"workday": "date"}
ARGUMENT_COUNTS = {"plural": (2, 3), "count": (2, 3), "or": (1, 9)}


def check_forms(kind: str, formatters) -> str | None:
    """Return the first form that is unknown, unfit or lacks its arguments."""
    for name, arguments in formatters:
        if name not in FORMS_BY_KIND.get(kind, TEXT_FORMS):
            return name
        low, high = ARGUMENT_COUNTS.get(name, (0, 1))
        if not low <= len(arguments) <= high:
            return name
        if name == "number" and arguments and not _is_digits(arguments[0]):
            return name
        kind = RESULT_KIND.get(name, "text")
    return None


def _is_digits(text: str) -> bool:
    return text.isdigit() and int(text) <= 6


def to_text(value: Any, locale: Locale) -> str:
    """Return the usual form of a value; nothing for an empty one."""
    if value is None or value is False:
        return ""
    if value is True:
        return locale.yes
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return _format_datetime(value, locale, ())
    if isinstance(value, date):
        return _format_date(value, locale, ())
    if isinstance(value, Money):
        return format_money(value, locale)
    if isinstance(value, int):
        return format_number(value, locale, 0)
    return format_number(value, locale, 2)


def apply_forms(value: Any, kind: str, formatters, locale: Locale) -> str:
    """Run a value through its forms; an empty value is seen by ``or`` only."""
    if kind == "month" and not formatters:
        formatters = (("month", ()),)
    for name, arguments in formatters:
        if name != "or" and (value is None or value is False or value == ""):
            continue
        value = FORMATTERS[name](value, locale, arguments)
    return to_text(value, locale)
