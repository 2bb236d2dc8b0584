"""CEIDG v3 (Hurtownia danych): firms of natural persons."""

from __future__ import annotations

from .http_client import RegistryHttp
from .registry_bir import format_zip, join_street
from .registry_types import (
    CONFIRMED,
    DENIED,
    CompanyData,
    Person,
    PkdCode,
    RegistryError,
    Verdict,
)

ACTIVE = "AKTYWNY"


class CeidgConnector:
    def __init__(self, http: RegistryHttp, token: str):
        if not token:
            raise RegistryError("no_key")
        self.http = http
        self.http.session.headers["Authorization"] = f"Bearer {token}"

    def _get(self, path: str, params: dict) -> dict | None:
        """Return the answer, or None: nothing found is status 204 without a body."""
        answer = self.http.request("GET", path, params=params)
        if answer.status == 204:
            return None
        if answer.status in (401, 403):
            raise RegistryError("key_refused", f"HTTP {answer.status}")
        if answer.status == 404:
            return None
        if answer.status == 400:
            raise RegistryError("refused", str(answer.json().get("code", ""))[:100])
        if answer.status != 200:
            raise RegistryError("unavailable", f"HTTP {answer.status}")
        return answer.json()

    def _entries(self, answer: dict | None, name: str) -> list[dict]:
        found = (answer or {}).get(name) or []
        if not isinstance(found, list) or not all(isinstance(f, dict) for f in found):
            raise RegistryError("unreadable", name)
        return found

    def find(self, nip: str) -> dict | None:
        """Return the entry that counts: an active one, else the newest."""
        answer = self._get("firmy", {"nip": nip, "limit": 25})
        entries = self._entries(answer, "firmy")
        if any((e.get("wlasciciel") or {}).get("nip", nip) != nip for e in entries):
            raise RegistryError("unreadable", "another number")
        return max(
            entries,
            key=lambda e: (e.get("status") == ACTIVE, e.get("dataRozpoczecia") or ""),
            default=None,
        )

    def lookup(self, *, nip: str = "", **_other) -> Verdict:
        """Return a verdict whose data come from the detailed entry."""
        entry = self.find(nip)
        verdict = judge(entry)
        if entry:
            answer = self._get("firma", {"ids": entry.get("id")})
            detail = self._entries(answer, "firma")
            verdict.data = read_firm({**entry, **(detail[0] if detail else {})})
        return verdict

    def verify(self, nips: list[str]) -> dict[str, Verdict]:
        return {nip: judge(self.find(nip)) for nip in nips}


def judge(entry: dict | None) -> Verdict:
    if not entry:
        return Verdict(DENIED, "not_found")
    status = str(entry.get("status") or "")
    return Verdict(
        CONFIRMED if status == ACTIVE else DENIED,
        "registered" if status == ACTIVE else "not_active",
        request_id=str(entry.get("id") or ""),
        answer={"name": entry.get("nazwa"), "status": status},
        data=read_firm(entry),
    )


def read_firm(firm: dict) -> CompanyData:
    owner = firm.get("wlasciciel") or {}
    address = firm.get("adresDzialalnosci") or {}
    main = firm.get("pkdGlowny") or {}
    main_code = main.get("kod") if isinstance(main, dict) else main
    person = " ".join(filter(None, (owner.get("imie"), owner.get("nazwisko"))))
    street, city = address.get("ulica") or "", address.get("miasto") or ""
    return CompanyData(
        name=firm.get("nazwa") or "",
        nip=owner.get("nip") or "",
        regon=owner.get("regon") or "",
        legal_form="DZIAŁALNOŚĆ GOSPODARCZA OSOBY FIZYCZNEJ",
        is_person=True,
        street=join_street(
            street, address.get("budynek") or "", address.get("lokal") or "", city
        ),
        zip=format_zip(address.get("kod") or ""),
        city=city,
        state=(address.get("wojewodztwo") or "").lower(),
        phone=firm.get("telefon") or "",
        email=firm.get("email") or "",
        website=firm.get("www") or "",
        founded=(firm.get("dataRozpoczecia") or "")[:10],
        ended=(firm.get("dataZakonczenia") or firm.get("dataWykreslenia") or "")[:10],
        suspended=(firm.get("dataZawieszenia") or "")[:10]
        if firm.get("status") == "ZAWIESZONY"
        else "",
        pkd=[read_pkd(code, main_code) for code in firm.get("pkd") or []],
        people=[Person(person, "owner")] if person else [],
    )


def read_pkd(code: dict | str, main_code: str | None) -> PkdCode:
    """v3 gives code and name, v2 gave the code alone."""
    if isinstance(code, dict):
        number = str(code.get("kod") or "")
        return PkdCode(number, code.get("nazwa") or "", number == main_code)
    return PkdCode(str(code), "", code == main_code)
