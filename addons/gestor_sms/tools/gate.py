"""What the gate of SMS is asked about, and what it answers."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class GateMessage:
    """A message before it goes to the operator; ``key`` names it in the answer."""

    key: str
    number: str
    body: str
    purpose: str
    partner_id: int | bool = False
    res_model: str = ""
    res_id: int = 0


@dataclass(frozen=True)
class Verdict:
    """Not now: for good, or until a moment (in UTC)."""

    reason: str
    until: datetime | None = None
