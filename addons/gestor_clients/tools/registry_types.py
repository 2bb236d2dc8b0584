"""What connectors of registries return and raise; plain data, no database."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

CONFIRMED, DENIED, UNKNOWN = "confirmed", "denied", "unknown"


class RegistryError(Exception):
    """A registry gave no usable answer: nothing is known, nobody is invalid.

    :param code: one of the keys of ``gestor.registry`` texts; the words for people
        are made there, in their language
    :param detail: short technical remark without secrets
    :param retry_after: seconds that the registry asked to wait, if it did
    """

    def __init__(self, code: str, detail: str = "", retry_after: int | None = None):
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail
        self.retry_after = retry_after


@dataclass
class PkdCode:
    code: str
    name: str = ""
    is_main: bool = False


@dataclass
class Person:
    """A representative as the register names him; names may be masked."""

    name: str
    role: str = ""


@dataclass
class CompanyData:
    """One entity as a registry describes it. Empty = the registry does not say."""

    name: str = ""
    nip: str = ""
    regon: str = ""
    krs: str = ""
    legal_form: str = ""
    is_person: bool = False
    street: str = ""
    zip: str = ""
    city: str = ""
    state: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    founded: str = ""
    ended: str = ""
    suspended: str = ""
    pkd: list[PkdCode] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    accounts: list[str] = field(default_factory=list)


@dataclass
class Verdict:
    """Three-valued outcome of a check with its proof."""

    outcome: str
    detail: str = ""
    request_id: str = ""
    answer: dict[str, Any] = field(default_factory=dict)
    data: CompanyData | None = None
    error: RegistryError | None = None

    @classmethod
    def unknown(cls, error: RegistryError) -> Verdict:
        return cls(UNKNOWN, detail=error.detail, error=error)
