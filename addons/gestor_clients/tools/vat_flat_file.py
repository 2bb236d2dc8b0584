"""The daily flat file of the list of VAT taxpayers: checking without asking.

The file holds hashes of date + NIP + account. Accounts of banks that give each
payer an own virtual number are covered by masks. It has hundreds of megabytes, so
it is mapped into memory and searched, never parsed as a whole.
"""

from __future__ import annotations

import hashlib
import json
import mmap
from pathlib import Path

from .registry_types import CONFIRMED, DENIED, RegistryError, Verdict

BANK = slice(2, 10)
MAX_ROUNDS = 100_000
MAX_PART = 4 * 1024 * 1024
ACTIVE = b'"skrotyPodatnikowCzynnych"'
EXEMPT = b'"skrotyPodatnikowZwolnionych"'


class FlatFile:
    """:param buffer: bytes or a memory map of the JSON file"""

    def __init__(self, buffer):
        self.buffer = buffer
        try:
            header = self._part(b'"naglowek"', b"{", b"}")
            self.date = str(header["dataGenerowaniaDanych"])
            self.rounds = int(header["liczbaTransformacji"])
            masks = [str(mask) for mask in self._part(b'"maski"', b"[", b"]")]
        except (ValueError, KeyError, TypeError) as error:
            raise RegistryError("unreadable", "flat file") from error
        self.exempt_at = buffer.find(EXEMPT)
        well_formed = 0 < self.rounds <= MAX_ROUNDS and len(self.date) == 8
        if not well_formed or self.exempt_at < 0 or buffer.find(ACTIVE) < 0:
            raise RegistryError("unreadable", "flat file")
        self.masks: dict[str, list[str]] = {}
        for mask in masks:
            if len(mask) == 26:
                self.masks.setdefault(mask[BANK], []).append(mask)

    @classmethod
    def open(cls, path: str) -> FlatFile:
        try:
            with Path(path).open("rb") as source:
                return cls(mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ))
        except (OSError, ValueError) as error:
            raise RegistryError("unreadable", "flat file") from error

    def _part(self, key: bytes, opening: bytes, closing: bytes):
        """Parse one small part: the object or the list that follows a key."""
        at = self.buffer.find(key)
        start = self.buffer.find(opening, at) if at >= 0 else -1
        end = self.buffer.find(closing, start) if start >= 0 else -1
        if end < 0 or end - start > MAX_PART:
            raise ValueError("part")
        return json.loads(bytes(self.buffer[start : end + 1]))

    def check(self, nip: str, account: str) -> Verdict:
        answer = {"account": account, "file": self.date}
        candidates = [account]
        candidates += [
            apply_mask(mask, account) for mask in self.masks.get(account[BANK], [])
        ]
        for text in candidates:
            digest = hash_chain(f"{self.date}{nip}{text}", self.rounds)
            at = self.buffer.find(b'"' + digest.encode() + b'"')
            if at >= 0:
                exempt = at > self.exempt_at > self.buffer.find(ACTIVE)
                detail = "account_listed_exempt" if exempt else "account_listed"
                return Verdict(CONFIRMED, detail, answer=answer)
        return Verdict(DENIED, "account_not_listed", answer=answer)


def apply_mask(mask: str, account: str) -> str:
    """X stays a letter, Y takes the digit of the account, digits stay."""
    return "".join(
        digit if sign == "Y" else sign
        for sign, digit in zip(mask, account, strict=True)
    )


def hash_chain(text: str, rounds: int) -> str:
    for _round in range(rounds):
        text = hashlib.sha512(text.encode()).hexdigest()
    return text
