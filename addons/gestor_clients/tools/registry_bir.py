"""GUS BIR 1.1 and 1.2: the register REGON."""

from __future__ import annotations

import time
from hashlib import sha256

from zeep.exceptions import Fault

from . import safe_xml, soap
from .http_client import RegistryHttp
from .identifiers import clean_regon
from .registry_types import (
    CONFIRMED,
    DENIED,
    CompanyData,
    PkdCode,
    RegistryError,
    Verdict,
)

BINDING = "{http://tempuri.org/}e3"
MAX_BATCH = 20
SESSION_SECONDS = 55 * 60
NOT_FOUND = "4"
NOTHING_TO_TELL = (NOT_FOUND, "11", "21", "22")
SILOS_REPORTS = {
    "1": "OsFizycznaDzialalnoscCeidg",
    "2": "OsFizycznaDzialalnoscRolnicza",
    "3": "OsFizycznaDzialalnoscPozostala",
    "4": "OsFizycznaDzialalnoscSkreslonaDo20141108",
}
TEST_KEY = "abcde12345abcde12345"
TEST_HOST = "wyszukiwarkaregontest.stat.gov.pl"

# Sessions by address and key (hashed), kept in memory only: a login counts as a call.
_sessions: dict[tuple[str, str], tuple[str, float]] = {}


class BirConnector:
    """One conversation with BIR.

    :param edition: "BIR11" or "BIR12", the first part of names of reports
    """

    def __init__(self, http: RegistryHttp, key: str, edition: str = "BIR11"):
        if not key:
            raise RegistryError("no_key")
        self.http = http
        self.key = key
        self.edition = edition
        self.service = soap.service("bir.wsdl", BINDING, http)
        digest = sha256(key.encode()).hexdigest()
        self.session_key = (http.base_url, digest)

    # Session

    def _login(self) -> None:
        self.http.session.headers.pop("sid", None)
        sid = self._soap("Zaloguj", self.key)
        if not sid:
            raise RegistryError("key_refused")
        _sessions[self.session_key] = (sid, time.monotonic() + SESSION_SECONDS)
        self.http.session.headers["sid"] = sid

    def _ensure_session(self) -> None:
        sid, until = _sessions.get(self.session_key, ("", 0))
        if not sid or time.monotonic() > until:
            self._login()
        else:
            self.http.session.headers["sid"] = sid

    def _soap(self, operation: str, *args, **kwargs):
        try:
            return soap.call(self.service[operation], *args, **kwargs)
        except Fault as fault:
            detail = str(fault.message or "")[:200]
            raise RegistryError("unavailable", detail) from fault

    def _ask(self, operation: str, *args, **kwargs) -> list[dict[str, str]]:
        """Call with a session; an empty result means that there is none any more."""
        self._ensure_session()
        result = self._soap(operation, *args, **kwargs)
        if not result:
            code = self._soap("GetValue", "KomunikatKod") or ""
            if code == NOT_FOUND:
                return []
            _sessions.pop(self.session_key, None)
            self._login()
            result = self._soap(operation, *args, **kwargs)
        if not result:
            _sessions.pop(self.session_key, None)
            raise RegistryError("session")
        return rows(result)

    # Operations

    def search(self, kind: str, numbers: list[str]) -> dict[str, list[dict[str, str]]]:
        """Return the rows found by number; error rows of a batch are left out.

        :param kind: "Nip", "Regon" or "Krs"
        """
        found: dict[str, list[dict[str, str]]] = {number: [] for number in numbers}
        numbers = list(found)
        plural = {"Nip": "Nipy", "Krs": "Krsy", "Regon": "Regony9zn"}[kind]
        for start in range(0, len(numbers), MAX_BATCH):
            part = numbers[start : start + MAX_BATCH]
            parameters = {plural: ",".join(part)} if len(part) > 1 else {kind: part[0]}
            answer = self._ask("DaneSzukajPodmioty", pParametryWyszukiwania=parameters)
            for row in answer:
                error = row.get("errorcode")
                if error and error != NOT_FOUND:
                    raise RegistryError(
                        "unavailable", row.get("errormessagepl", error)[:200]
                    )
                key = clean_regon(row.get("regon")) if kind == "Regon" else None
                key = key or row.get(kind.lower(), "")
                if kind == "Krs" and len(part) == 1:
                    key = part[0]
                if not error and key in found:
                    found[key].append(row)
        return found

    def report(self, regon: str, name: str) -> list[dict[str, str]]:
        # These exist in the old edition only.
        old = name.endswith("SkreslonaDo20141108")
        full_name = ("BIR11" if old else self.edition) + name
        answer = self._ask("DanePobierzPelnyRaport", regon, full_name)
        errors = [row for row in answer if row.get("errorcode")]
        for row in errors:
            if row["errorcode"] not in NOTHING_TO_TELL:
                message = row.get("errormessagepl", row["errorcode"])
                raise RegistryError("unavailable", message[:200])
        return [row for row in answer if row not in errors]

    def lookup(self, *, nip: str = "", regon: str = "", krs: str = "", **_other):
        """Return a verdict whose data hold addresses, dates and PKD."""
        pairs = (("Nip", nip), ("Regon", regon), ("Krs", krs))
        kind, number = next(pair for pair in pairs if pair[1])
        row = pick_row(self.search(kind, [number])[number])
        verdict = judge(row)
        if not row:
            return verdict
        data = verdict.data
        regon9, entity = row.get("regon", ""), row.get("typ", "")
        if entity == "P":
            read_report(data, self.report(regon9, "OsPrawna"))
            read_pkd(data, self.report(regon9, "OsPrawnaPkd"))
        elif entity == "F":
            data.is_person = True
            read_report(data, self.report(regon9, "OsFizycznaDaneOgolne"))
            silos = SILOS_REPORTS.get(row.get("silosid", ""))
            if silos:
                read_report(data, self.report(regon9, silos))
            pkd = self.report(regon9, "OsFizycznaPkd")
            read_pkd(data, pkd, row.get("silosid"))
        elif entity in ("LP", "LF"):
            owner = "OsPrawnej" if entity == "LP" else "OsFizycznej"
            read_report(data, self.report(regon9, f"JednLokalna{owner}"))
            read_pkd(data, self.report(regon9, f"JednLokalna{owner}Pkd"))
        return verdict

    def verify(self, nips: list[str]) -> dict[str, Verdict]:
        """Tell of each NIP whether REGON knows it as a working entity."""
        return {
            nip: judge(pick_row(answer))
            for nip, answer in self.search("Nip", nips).items()
        }


def judge(row: dict[str, str] | None) -> Verdict:
    if not row:
        return Verdict(DENIED, "not_found")
    data = from_search(row)
    answer = {"name": data.name, "regon": data.regon, "ended": data.ended}
    if data.ended:
        return Verdict(DENIED, "ended", answer=answer, data=data)
    if row.get("statusnip"):
        answer["nip_status"] = row["statusnip"]
        return Verdict(DENIED, "nip_cancelled", answer=answer, data=data)
    return Verdict(CONFIRMED, "registered", answer=answer, data=data)


def rows(result: str) -> list[dict[str, str]]:
    """Read the XML inside a result; names in lower case, as reports differ in case."""
    root = safe_xml.parse(result)
    if root.tag != "root":
        raise RegistryError("unreadable", "result")
    return [
        {
            str(leaf.tag).lower(): (leaf.text or "").strip()
            for leaf in row
            if isinstance(leaf.tag, str)
        }
        for row in root.iter("dane")
    ]


def pick_row(found: list[dict[str, str]]) -> dict[str, str] | None:
    """A sole trader has a row per kind of business: CEIDG, then what still works."""
    units = ("LP", "LF")
    order = sorted(
        found,
        key=lambda row: (
            row.get("typ") in units,
            bool(row.get("datazakonczeniadzialalnosci")),
            row.get("silosid", "9"),
        ),
    )
    return order[0] if order else None


def from_search(row: dict[str, str]) -> CompanyData:
    return CompanyData(
        name=row.get("nazwa", ""),
        nip=row.get("nip", ""),
        regon=clean_regon(row.get("regon")),
        street=join_street(
            row.get("ulica", ""),
            row.get("nrnieruchomosci", ""),
            row.get("nrlokalu", ""),
            row.get("miejscowosc", ""),
        ),
        zip=format_zip(row.get("kodpocztowy", "")),
        city=row.get("miejscowosc", ""),
        state=row.get("wojewodztwo", "").lower(),
        ended=row.get("datazakonczeniadzialalnosci", ""),
        is_person=row.get("typ") == "F",
    )


def join_street(street: str, house: str, flat: str, city: str) -> str:
    """In a village without streets the number follows the name of the village."""
    number = house + (f"/{flat}" if flat else "")
    base = street or (city if number else "")
    return " ".join(part for part in (base, number) if part)


def format_zip(code: str) -> str:
    bare = code.replace("-", "")
    return f"{bare[:2]}-{bare[2:]}" if len(bare) == 5 and bare.isdigit() else code


def read_report(data: CompanyData, answer: list[dict[str, str]]) -> None:
    """Put what a report says over what is known; empty values say nothing."""
    if not answer:
        return
    row = {name.partition("_")[2]: value for name, value in answer[0].items() if value}
    get = row.get
    data.name = get("nazwa") or data.name
    data.nip = get("nip") or data.nip
    data.regon = clean_regon(get("regon9") or get("regon14")) or data.regon
    data.legal_form = get("szczegolnaformaprawna_nazwa") or data.legal_form
    data.founded = get("datapowstania") or data.founded
    data.ended = get("datazakonczeniadzialalnosci") or data.ended
    if not get("datawznowieniadzialalnosci"):
        data.suspended = get("datazawieszeniadzialalnosci") or data.suspended
    data.phone = get("numertelefonu") or data.phone
    data.email = (get("adresemail") or data.email).lower()
    data.website = (get("adresstronyinternetowej") or data.website).lower()
    if get("adsiedzmiejscowosc_nazwa"):
        data.city = get("adsiedzmiejscowosc_nazwa")
        data.state = get("adsiedzwojewodztwo_nazwa", "").lower()
        data.zip = format_zip(get("adsiedzkodpocztowy", ""))
        data.street = join_street(
            get("adsiedzulica_nazwa", ""),
            get("adsiedznumernieruchomosci", ""),
            get("adsiedznumerlokalu", ""),
            data.city,
        )
    number = get("numerwrejestrzeewidencji", "")
    court = get("rodzajrejestruewidencji_nazwa", "")
    if (
        len(number) == 10
        and number.isdigit()
        and (
            "REJESTR PRZEDSI" in court
            or "KRAJOWY REJESTR S" in court
            or "REJESTR STOWARZ" in court
        )
    ):
        data.krs = number


def read_pkd(
    data: CompanyData, answer: list[dict[str, str]], silos: str | None = None
) -> None:
    """Take the codes; of a person those of the business that was picked."""
    for row in answer:
        plain = {name.partition("_")[2]: value for name, value in row.items()}
        if silos and plain.get("silosid", silos) != silos:
            continue
        get = {name.replace("_", ""): value for name, value in plain.items()}.get
        if get("pkdkod"):
            is_main = get("pkdprzewazajace") == "1"
            data.pkd.append(PkdCode(get("pkdkod"), get("pkdnazwa", ""), is_main))
