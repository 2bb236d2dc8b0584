"""The list of VAT taxpayers of the Ministry of Finance ("white list")."""

from __future__ import annotations

import re

from .http_client import RegistryHttp
from .identifiers import clean_regon, digits
from .registry_types import (
    CONFIRMED,
    DENIED,
    CompanyData,
    Person,
    RegistryError,
    Verdict,
)

MAX_BATCH = 30
ACTIVE = "Czynny"
LIMIT_CODES = ("WL-191",)
BUSY_CODES = ("WL-100", "WL-195", "WL-196")
NUMBER_CODES = tuple(f"WL-{number}" for number in range(104, 118))
ADDRESS = re.compile(r"(?P<street>.*), (?P<zip>\d\d-\d{3}) (?P<city>.+)")


class VatListConnector:
    """Never repeats a request by itself: over the limit the address is blocked."""

    def __init__(self, http: RegistryHttp):
        self.http = http

    def _get(self, path: str, date: str) -> dict:
        answer = self.http.request("GET", path, retry=False, params={"date": date})
        if answer.status == 200:
            result = answer.json().get("result")
            if not isinstance(result, dict):
                raise RegistryError("unreadable", "result")
            return result
        if answer.status == 404:
            return {}
        code = ""
        if answer.status in (400, 500):
            code = str(answer.json().get("code") or "")[:20]
        if code in LIMIT_CODES:
            raise RegistryError("rate_limit", code)
        if code in NUMBER_CODES:
            raise RegistryError("refused", code)
        raise RegistryError("unavailable", code or f"HTTP {answer.status}")

    def search(self, nips: list[str], date: str) -> dict[str, tuple[dict | None, str]]:
        """Return (subject or None, id of the request) by NIP, 30 in a request."""
        found = {}
        for start in range(0, len(nips), MAX_BATCH):
            part = nips[start : start + MAX_BATCH]
            if len(part) == 1:
                result = self._get(f"api/search/nip/{part[0]}", date)
                subject = result.get("subject")
                if subject is not None and not isinstance(subject, dict):
                    raise RegistryError("unreadable", "subject")
                subjects = {part[0]: subject}
            else:
                result = self._get(f"api/search/nips/{','.join(part)}", date)
                subjects = read_many(result)
            request_id = str(result.get("requestId") or "")
            for nip in part:
                subject = subjects.get(nip)
                if subject and subject.get("nip", nip) != nip:
                    raise RegistryError("unreadable", "another number")
                found[nip] = (subject, request_id)
        return found

    def verify(self, nips: list[str], date: str) -> dict[str, Verdict]:
        found = self.search(nips, date)
        return {nip: judge(*answer) for nip, answer in found.items()}

    def check_account(self, nip: str, account: str, date: str) -> Verdict:
        """Tell whether the account belongs to the NIP on the list of that day."""
        result = self._get(f"api/check/nip/{nip}/bank-account/{account}", date)
        assigned = result.get("accountAssigned")
        if assigned not in ("TAK", "NIE"):
            raise RegistryError("unreadable", "accountAssigned")
        return Verdict(
            CONFIRMED if assigned == "TAK" else DENIED,
            "account_listed" if assigned == "TAK" else "account_not_listed",
            request_id=str(result.get("requestId") or ""),
            answer={"account": account, "time": result.get("requestDateTime")},
        )

    def lookup(self, *, nip: str = "", date: str = "", **_other) -> Verdict:
        return judge(*self.search([nip], date)[nip])


def read_many(result: dict) -> dict[str, dict | None]:
    """Entries carry an error each; older servers give a flat list of subjects."""
    subjects: dict[str, dict | None] = {}
    entries = result.get("entries") or []
    if not all(isinstance(entry, dict) for entry in entries):
        raise RegistryError("unreadable", "entries")
    for entry in entries:
        rows = entry.get("subjects") or []
        if entry.get("error"):
            code = str(entry["error"].get("code") or "")
            if code in LIMIT_CODES + BUSY_CODES:
                raise RegistryError("unavailable", code)
            # Told as an error row: neither listed nor denied.
            subjects[str(entry.get("identifier"))] = {"error": code}
            continue
        subjects[str(entry.get("identifier"))] = rows[0] if rows else None
    for row in result.get("subjects") or []:
        if isinstance(row, dict):
            subjects[str(row.get("nip"))] = row
    return subjects


def judge(subject: dict | None, request_id: str) -> Verdict:
    if not subject:
        return Verdict(DENIED, "not_found", request_id=request_id)
    if subject.get("error"):
        return Verdict.unknown(RegistryError("refused", subject["error"]))
    status = str(subject.get("statusVat") or "")
    detail = {"Czynny": "vat_active", "Zwolniony": "vat_exempt"}
    return Verdict(
        CONFIRMED if status == ACTIVE else DENIED,
        detail.get(status, "vat_not_registered"),
        request_id=request_id,
        answer={"name": subject.get("name"), "status": status},
        data=read_subject(subject),
    )


def read_subject(subject: dict) -> CompanyData:
    """Personal identifiers on the list are not taken over."""
    address = subject.get("workingAddress") or subject.get("residenceAddress") or ""
    parts = ADDRESS.fullmatch(address)
    people = [
        Person(person_name(person), role)
        for key, role in (
            ("representatives", "representative"),
            ("authorizedClerks", "proxy"),
            ("partners", "partner"),
        )
        for person in subject.get(key) or []
        if isinstance(person, dict) and person_name(person)
    ]
    accounts = [digits(str(number)) for number in subject.get("accountNumbers") or []]
    return CompanyData(
        name=subject.get("name") or "",
        nip=subject.get("nip") or "",
        regon=clean_regon(subject.get("regon")),
        krs=subject.get("krs") or "",
        is_person=bool(subject.get("pesel")),
        street=parts["street"] if parts else address,
        zip=parts["zip"] if parts else "",
        city=parts["city"] if parts else "",
        people=people,
        accounts=[account for account in accounts if len(account) == 26],
    )


def person_name(person: dict) -> str:
    names = " ".join(filter(None, (person.get("firstName"), person.get("lastName"))))
    return names or person.get("companyName") or ""
