"""What became of a message that was handed to an operator."""

from dataclasses import dataclass
from enum import Enum


class Result(Enum):
    """``UNKNOWN`` means that it may have been accepted: never sent again."""

    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    REFUSED = "refused"
    NOT_SENT = "not_sent"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Outcome:
    result: Result
    reason: str = ""
    provider_ref: str = ""
    parts: int = 0
    cost: float | None = None


@dataclass(frozen=True)
class Message:
    uuid: str
    number: str
    body: str


class NotSentError(Exception):
    """The operator surely has not taken the messages.

    :param stop: whether another call now would end the same
    """

    def __init__(self, text: str, stop: bool = False):
        super().__init__(text)
        self.stop = stop


class UnknownOutcomeError(Exception):
    """The operator may have taken the messages."""
