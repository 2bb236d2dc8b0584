"""Polish identifiers: normalising and checking, without a database."""

import re

from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_97_10
from stdnum.pl import nip, pesel, regon

# Tax prefixes that differ from the ISO code of the country.
TAX_PREFIX = {"GR": "EL"}
EU_PREFIXES = frozenset(
    "AT BE BG CY CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI"
    " SK XI".split()
)
PKD = re.compile(r"\d{4}[A-Z]?")
KRS = re.compile(r"\d{10}")
NOT_DIGITS = re.compile(r"\D")
NOT_ALPHANUMERIC = re.compile(r"[^0-9A-Z+*]")


def digits(text: str | None) -> str:
    return NOT_DIGITS.sub("", text or "")


def is_nip(number: str) -> bool:
    """Ten digits with a right check digit; zeros alone pass it but are no NIP."""
    return number.isdigit() and number != "0000000000" and nip.is_valid(number)


def split_prefix(vat: str) -> tuple[str, str]:
    """Return (prefix of two letters or "", the rest) without punctuation."""
    text = NOT_ALPHANUMERIC.sub("", vat.upper())
    if text[:2].isalpha() and len(text) > 2:
        return text[:2], text[2:]
    return "", text


def nip_key(vat: str | None, country_code: str | None = None) -> str | None:
    """Return what all spellings of one tax number have in common, or nothing.

    A Polish NIP gives its ten digits, a foreign number its prefix and number. A
    text that cannot be a tax number ("/", "none", zeros) gives nothing: such texts
    may repeat.
    """
    if not vat:
        return None
    prefix, number = split_prefix(vat)
    if country_code == "PL" and prefix and prefix not in EU_PREFIXES:
        return None
    home = TAX_PREFIX.get(country_code or "PL", country_code or "PL")
    prefix = TAX_PREFIX.get(prefix, prefix) or home
    if prefix == "PL":
        return number if is_nip(number) else None
    known = prefix in EU_PREFIXES or prefix == home
    if not known or len(number) < 4 or not number.strip("0"):
        return None
    return prefix + number


def is_regon(number: str) -> bool:
    return len(number) in (9, 14) and regon.is_valid(number)


def clean_regon(text: str | None) -> str:
    """Return the 9 or 14 digits of a REGON.

    Registers give firms 14 characters, of which the last five are zeros; that is
    no number of a local unit, whose check digit would be wrong.
    """
    number = digits(text)
    return number[:9] if len(number) == 14 and number.endswith("00000") else number


def is_krs(number: str) -> bool:
    return bool(KRS.fullmatch(number)) and number != "0000000000"


def clean_krs(text: str | None) -> str:
    """A KRS number is often written without its leading zeros."""
    number = digits(text)
    return number.zfill(10) if number else ""


def is_pesel(number: str) -> bool:
    try:
        pesel.validate(number)
    except ValidationError:
        return False
    return True


def clean_nrb(text: str | None) -> str:
    """Return the 26 digits of a Polish account number, also out of an IBAN."""
    account = re.sub(r"[\s-]", "", text or "").upper()
    return account.removeprefix("PL")


def is_nrb(number: str) -> bool:
    """26 digits whose check digits fit, as those of the IBAN that they make.

    ``stdnum.iban`` is not used: it reads a data file on import, which newer versions
    cannot find inside Odoo.
    """
    if len(number) != 26 or not number.isdigit():
        return False
    return mod_97_10.is_valid(f"{number[2:]}PL{number[:2]}")
