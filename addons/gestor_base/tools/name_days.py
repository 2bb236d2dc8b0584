"""Name days of the Polish calendar, from ``data/name_days_pl.json``."""

import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

DATA_FILE = Path(__file__).parent.parent / "data" / "name_days_pl.json"

DIMINUTIVES = {
    "ada": "adrianna",
    "aga": "agnieszka",
    "ala": "alicja",
    "ania": "anna",
    "antek": "antoni",
    "arek": "arkadiusz",
    "asia": "joanna",
    "bartek": "bartlomiej",
    "basia": "barbara",
    "bogus": "boguslaw",
    "czarek": "cezary",
    "darek": "dariusz",
    "ela": "elzbieta",
    "ewelina": "ewelina",
    "franek": "franciszek",
    "gosia": "malgorzata",
    "grzes": "grzegorz",
    "hania": "hanna",
    "heniek": "henryk",
    "iza": "izabela",
    "jacek": "jacek",
    "jasiek": "jan",
    "jozek": "jozef",
    "jola": "jolanta",
    "jurek": "jerzy",
    "kasia": "katarzyna",
    "kazik": "kazimierz",
    "krysia": "krystyna",
    "krzysiek": "krzysztof",
    "kuba": "jakub",
    "magda": "magdalena",
    "maciek": "maciej",
    "malgosia": "malgorzata",
    "marysia": "maria",
    "michas": "michal",
    "mietek": "mieczyslaw",
    "ola": "aleksandra",
    "olek": "aleksander",
    "pawelek": "pawel",
    "piotrek": "piotr",
    "przemek": "przemyslaw",
    "radek": "radoslaw",
    "romek": "roman",
    "rysiek": "ryszard",
    "slawek": "slawomir",
    "stasiek": "stanislaw",
    "szymek": "szymon",
    "tadek": "tadeusz",
    "tomek": "tomasz",
    "tosia": "antonina",
    "ula": "urszula",
    "waldek": "waldemar",
    "wiesiek": "wieslaw",
    "wladek": "wladyslaw",
    "wojtek": "wojciech",
    "zbyszek": "zbigniew",
    "zosia": "zofia",
    "zuzia": "zuzanna",
}


@dataclass(frozen=True)
class NameDay:
    """A first name with its days as (month, day); the usual one is first."""

    name: str
    gender: str
    days: tuple[tuple[int, int], ...]

    @property
    def usual(self) -> tuple[int, int]:
        return self.days[0]


def normalise_name(name: str) -> str:
    """Return a key that ignores case and Polish letters."""
    text = unicodedata.normalize("NFKD", name.strip().casefold())
    text = "".join(char for char in text if not unicodedata.combining(char))
    return text.replace("ł", "l")


@lru_cache(maxsize=1)
def load_name_days() -> dict[str, NameDay]:
    """Return the calendar by normalised name."""
    source = json.loads(DATA_FILE.read_text(encoding="utf-8"))
    return {
        normalise_name(name): NameDay(name, text[0], tuple(_parse_days(text[2:])))
        for name, text in source.items()
    }


def _parse_days(days: str) -> Iterator[tuple[int, int]]:
    for text in days.split():
        month, _dash, day = text.partition("-")
        yield int(month), int(day)


def find_name_day(first_name: str, diminutives: bool = True) -> NameDay | None:
    """Find a first name, however written; a diminutive gives the full name."""
    key = normalise_name(first_name)
    calendar = load_name_days()
    found = calendar.get(key)
    if not found and diminutives:
        found = calendar.get(DIMINUTIVES.get(key, ""))
    return found


def get_next_name_day(first_name: str, today: date) -> date | None:
    """Return the next usual name day, today included; 29 February falls on 28."""
    found = find_name_day(first_name)
    if not found:
        return None
    return min(
        day
        for year in (today.year, today.year + 1)
        if (day := _get_date(year, *found.usual)) >= today
    )


def _get_date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, month, day - 1)


@lru_cache(maxsize=1)
def _get_names_by_day() -> dict[tuple[int, int], list[NameDay]]:
    by_day = defaultdict(list)
    for name_day in load_name_days().values():
        for day in name_day.days:
            by_day[day].append(name_day)
    return dict(by_day)


def get_names_on(day: date, only_usual: bool = True) -> list[str]:
    """Return the names celebrated on a day, in alphabetical order."""
    found = _get_names_by_day().get((day.month, day.day), [])
    return sorted(
        (
            item.name
            for item in found
            if not only_usual or item.usual == (day.month, day.day)
        ),
        key=normalise_name,
    )
