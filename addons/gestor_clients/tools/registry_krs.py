"""KRS: the court register, by its open API."""

from __future__ import annotations

import re

from .http_client import RegistryHttp
from .identifiers import clean_regon, is_krs
from .registry_bir import join_street
from .registry_types import (
    CONFIRMED,
    DENIED,
    CompanyData,
    Person,
    PkdCode,
    RegistryError,
    Verdict,
)

DATE = re.compile(r"(\d\d)\.(\d\d)\.(\d{4})")


class KrsConnector:
    def __init__(self, http: RegistryHttp):
        self.http = http

    def extract(self, krs: str) -> dict | None:
        """Return the current extract: entrepreneurs first, then associations."""
        if not is_krs(krs):
            raise RegistryError("refused", "KRS")
        for part in ("P", "S"):
            answer = self.http.request(
                "GET",
                f"api/krs/OdpisAktualny/{krs}",
                params={"rejestr": part, "format": "json"},
            )
            if answer.status in (204, 404):
                continue
            if answer.status != 200:
                raise RegistryError("unavailable", f"HTTP {answer.status}")
            extract = answer.json().get("odpis")
            if get(extract, "naglowekA", "numerKRS") != krs:
                raise RegistryError("unreadable", "odpis")
            return extract
        return None

    def lookup(self, *, krs: str = "", **_other) -> Verdict:
        return judge(self.extract(krs))

    def verify(self, numbers: list[str]) -> dict[str, Verdict]:
        return {krs: judge(self.extract(krs)) for krs in numbers}


def judge(extract: dict | None) -> Verdict:
    if not extract:
        return Verdict(DENIED, "not_found")
    data = read_extract(extract)
    last = get(extract, "naglowekA", "numerOstatniegoWpisu")
    answer = {
        "name": data.name,
        "state_on": get(extract, "naglowekA", "stanZDnia"),
        "entry": last,
    }
    trouble = get(extract, "dane", "dzial6") or {}
    in_trouble = [
        name
        for name in ("likwidacja", "postepowanieUpadlosciowe")
        if any(filled(entry) for entry in as_list(trouble.get(name)))
    ]
    detail = "in_liquidation" if in_trouble else "registered"
    return Verdict(CONFIRMED, detail, str(last or ""), answer, data)


def get(data, *path):
    """Walk through objects that may be null or missing."""
    for name in path:
        data = data.get(name) if isinstance(data, dict) else None
    return data


def as_list(value) -> list:
    return value if isinstance(value, list) else [value] if value else []


def filled(entry) -> bool:
    """Extracts hold stubs of sections: objects with nothing in them."""
    if isinstance(entry, dict):
        return any(filled(value) for value in entry.values())
    if isinstance(entry, list):
        return any(filled(value) for value in entry)
    return bool(entry)


def read_extract(extract: dict) -> CompanyData:
    first = get(extract, "dane", "dzial1") or {}
    entity = first.get("danePodmiotu") or {}
    address = get(first, "siedzibaIAdres", "adres") or {}
    organ = get(extract, "dane", "dzial2", "reprezentacja") or {}
    organs = organ if isinstance(organ, list) else [organ]
    return CompanyData(
        name=entity.get("nazwa") or "",
        nip=get(entity, "identyfikatory", "nip") or "",
        regon=clean_regon(get(entity, "identyfikatory", "regon")),
        krs=get(extract, "naglowekA", "numerKRS") or "",
        legal_form=entity.get("formaPrawna") or "",
        street=join_street(
            address.get("ulica") or "",
            address.get("nrDomu") or "",
            address.get("nrLokalu") or "",
            address.get("miejscowosc") or "",
        ),
        zip=address.get("kodPocztowy") or "",
        city=address.get("miejscowosc") or "",
        state=(get(first, "siedzibaIAdres", "siedziba", "wojewodztwo") or "").lower(),
        email=(get(first, "siedzibaIAdres", "adresPocztyElektronicznej") or "").lower(),
        website=(get(first, "siedzibaIAdres", "adresStronyInternetowej") or "").lower(),
        founded=iso_date(get(extract, "naglowekA", "dataRejestracjiWKRS")),
        pkd=list(read_pkd(get(extract, "dane", "dzial3", "przedmiotDzialalnosci"))),
        people=[
            Person(name, person.get("funkcjaWOrganie") or "")
            for group in organs
            for person in as_list(group.get("sklad"))
            if isinstance(person, dict) and (name := person_name(person))
        ],
    )


def read_pkd(subject):
    for key, is_main in (
        ("przedmiotPrzewazajacejDzialalnosci", True),
        ("przedmiotPozostalejDzialalnosci", False),
    ):
        for row in as_list(get(subject, key)):
            if isinstance(row, dict):
                parts = ("kodDzial", "kodKlasa", "kodPodklasa")
                code = "".join(str(row.get(part) or "") for part in parts)
                if code:
                    yield PkdCode(code, row.get("opis") or "", is_main)


def person_name(person: dict) -> str:
    if person.get("nazwa"):
        return person["nazwa"]
    first = get(person, "imiona", "imie")
    last = get(person, "nazwisko", "nazwiskoICzlon")
    return " ".join(filter(None, (first, last)))


def iso_date(text: str | None) -> str:
    match = DATE.fullmatch(text or "")
    return "-".join(reversed(match.groups())) if match else ""
