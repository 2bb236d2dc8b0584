"""The token in the link by which a person refuses further SMS.

It holds the number and its signature: a link stays good when the log is emptied,
and nobody can make one for another number.
"""

from odoo.tools import consteq, hmac

SCOPE = "gestor_sms_stop"
SIGNATURE_LENGTH = 16
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def get_stop_url(env, number: str) -> str:
    """Return the link for a number in the international form, or an empty text."""
    token = make_token(env, number)
    if not token:
        return ""
    return f"{env['res.company'].get_base_url()}/sms/stop/{token}"


def make_token(env, number: str) -> str:
    digits = (number or "").removeprefix("+")
    if not (digits.isascii() and digits.isdigit()) or digits[0] == "0":
        return ""
    return f"{_pack(int(digits))}-{_sign(env, digits)}"


def read_token(env, token: str) -> str | None:
    """Return the number of a token, or None when it is not one of ours."""
    packed, _dash, signature = token.partition("-")
    if not packed or len(packed) > 12 or not set(packed) <= set(DIGITS):
        return None
    digits = str(int(packed, 36))
    if not consteq(_sign(env, digits), signature):
        return None
    return f"+{digits}"


def _sign(env, digits: str) -> str:
    # The key of signatures is not for users to read, and does not leave here.
    return hmac(env(su=True), SCOPE, digits)[:SIGNATURE_LENGTH]


def _pack(number: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number, 36)
        text = DIGITS[rest] + text
    return text
