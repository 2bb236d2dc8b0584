"""VIES: VAT numbers of the European Union."""

from __future__ import annotations

from zeep.exceptions import Fault

from . import soap
from .http_client import RegistryHttp
from .identifiers import EU_PREFIXES, split_prefix
from .registry_types import CONFIRMED, DENIED, CompanyData, RegistryError, Verdict

BINDING = "{urn:ec.europa.eu:taxud:vies:services:checkVat}checkVatBinding"
NOTHING = "---"


class ViesConnector:
    """:param requester: own VAT number with prefix: makes the answer a proof"""

    def __init__(self, http: RegistryHttp, requester: str = ""):
        self.requester = split_prefix(requester)
        self.service = soap.service("vies.wsdl", BINDING, http)

    def _check(self, country: str, number: str):
        try:
            if all(self.requester):
                return soap.call(
                    self.service["checkVatApprox"],
                    countryCode=country,
                    vatNumber=number,
                    requesterCountryCode=self.requester[0],
                    requesterVatNumber=self.requester[1],
                )
            return soap.call(
                self.service["checkVat"], countryCode=country, vatNumber=number
            )
        except Fault as fault:
            code = str(fault.message or "").strip()[:60]
            known = "refused" if code.startswith("INVALID") else "unavailable"
            raise RegistryError(known, code) from fault

    def verify(self, vats: list[str]) -> dict[str, Verdict]:
        """Only an answer without a fault that says invalid is a denial."""
        return {vat: self._verify_one(vat) for vat in vats}

    def _verify_one(self, vat: str) -> Verdict:
        country, number = split_prefix(vat)
        if country not in EU_PREFIXES:
            raise RegistryError("refused", "INVALID_INPUT")
        result = self._check(country, number)
        if result.vatNumber != number or result.countryCode != country:
            raise RegistryError("unreadable", "another number")
        name = getattr(result, "name", None) or getattr(result, "traderName", None)
        address = getattr(result, "address", None) or getattr(
            result, "traderAddress", None
        )
        data = read_address(vat, name, address)
        return Verdict(
            CONFIRMED if result.valid else DENIED,
            "registered" if result.valid else "not_found",
            request_id=getattr(result, "requestIdentifier", None) or "",
            answer={
                "date": str(result.requestDate),
                "name": data.name,
                "address": (address or "")[:500],
            },
            data=data,
        )

    def lookup(self, *, vat: str = "", **_other) -> Verdict:
        return self._verify_one(vat)


def read_address(vat: str, name: str | None, address: str | None) -> CompanyData:
    """Addresses differ by country: the first line is a street, the rest is not sure."""
    lines = [line.strip() for line in (address or "").splitlines() if line.strip()]
    if lines == [NOTHING]:
        lines = []
    return CompanyData(
        name="" if name in (None, NOTHING) else name.strip(),
        street=lines[0] if lines else "",
        city=" ".join(lines[1:]),
        nip=vat,
    )
