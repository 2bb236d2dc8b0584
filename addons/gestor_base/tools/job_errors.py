"""What a job says about a single record."""

from odoo.exceptions import UserError


class SkipRecord(UserError):
    """Raised by a job's method: nothing is to be done here, for this reason."""


def describe(error: Exception) -> str:
    """Return the text of an error for a person, never empty."""
    text = str(error).strip()
    if isinstance(error, UserError) and text:
        return text
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
