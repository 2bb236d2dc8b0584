"""The operators: how each is spoken to. No database, no Odoo environment.

The names of parameters are those of the vendors' own public clients. What they do
not settle is an option of the operator, off by default.
"""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from .http_call import call
from .outcome import Message, NotSentError, Outcome, Result, UnknownOutcomeError

# SMSAPI's refusal of an identifier that it has seen: it has the message already.
REPEATED_ID = 53


@dataclass(frozen=True)
class Settings:
    """What an adapter needs to know, read before the transaction ends."""

    key: int
    kind: str
    base_url: str = ""
    token: str = field(default="", repr=False)
    sender: str = ""
    max_parts: int = 0
    test_mode: bool = False
    check_idx: bool = False
    notify_url: str = field(default="", repr=False)
    path: str = ""


class Operator:
    """A way to send: one call for one text to many numbers."""

    can_ask = False

    def __init__(self, settings: Settings):
        self.settings = settings

    def send(self, body: str, messages: list[Message]) -> dict[str, Outcome]:
        """Hand over messages with the same text and different numbers.

        :return: {uuid: outcome}, for each of the messages
        :raises NotSentError: none of them was taken
        :raises UnknownOutcomeError: it is not known whether they were
        """
        raise NotImplementedError

    def ask(self, uuids: list[str]) -> dict[str, Outcome]:
        """Return what the operator knows of messages; others are left out."""
        return {}

    def get_balance(self) -> str:
        """Return what the account has left, as the operator says it."""
        raise NotImplementedError

    def _url(self, path: str) -> str:
        return f"{self.settings.base_url.rstrip('/')}/{path}"


class FileOperator(Operator):
    """Writes messages to a file: for trying out, and for tests."""

    def send(self, body, messages):
        path = Path(self.settings.path)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            for message in messages:
                line = {
                    "uuid": message.uuid,
                    "number": message.number,
                    "sender": self.settings.sender,
                    "body": body,
                }
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
        return {
            message.uuid: Outcome(Result.SENT, provider_ref=message.uuid)
            for message in messages
        }

    def get_balance(self):
        return "∞"


class SmsApi(Operator):
    """SMSAPI.pl: a form to ``sms.do``, lists joined by commas and bars."""

    def send(self, body, messages):
        settings = self.settings
        form = {
            "to": ",".join(_digits(message.number) for message in messages),
            "idx": "|".join(message.uuid for message in messages),
            "message": body,
            "encoding": "utf-8",
            "format": "json",
            "details": 1,
        }
        if settings.sender:
            form["from"] = settings.sender
        if settings.max_parts:
            form["max_parts"] = settings.max_parts
        if settings.check_idx:
            form["check_idx"] = 1
        if settings.notify_url:
            form["notify_url"] = settings.notify_url
        if settings.test_mode:
            form["test"] = 1
        answer = call("POST", self._url("sms.do"), settings.token, data=form)
        if not isinstance(answer, dict):
            raise UnknownOutcomeError("unexpected answer")
        if answer.get("error") == REPEATED_ID:
            raise UnknownOutcomeError(_error_text(answer))
        if answer.get("error"):
            raise NotSentError(_error_text(answer))
        return self._read(answer, {message.uuid for message in messages})

    def _read(self, answer, expected):
        items = answer.get("list")
        if not isinstance(items, list) or not all(isinstance(i, dict) for i in items):
            raise UnknownOutcomeError("unexpected answer")
        found = {str(item.get("idx")): item for item in items}
        if len(items) != len(expected) or set(found) != expected:
            raise UnknownOutcomeError("the answer is about other messages")
        return {uuid: self._read_item(item) for uuid, item in found.items()}

    def _read_item(self, item):
        if item.get("error"):
            return Outcome(Result.REFUSED, str(item["error"])[:200])
        if not item.get("id"):
            return Outcome(Result.UNKNOWN, "no identifier")
        return Outcome(
            Result.SENT,
            provider_ref=str(item["id"])[:64],
            parts=_integer(item.get("parts")),
            cost=_number(item.get("points")),
        )

    def get_balance(self):
        answer = call(
            "GET",
            self._url("user.do"),
            self.settings.token,
            params={"format": "json", "credits": 1, "details": 1},
        )
        if not isinstance(answer, dict) or "error" in answer:
            raise NotSentError(_error_text(answer))
        return str(answer.get("points", "?"))[:40]


class SerwerSms(Operator):
    """SerwerSMS.pl: JSON to ``messages/send_sms.json``.

    Its call for personal texts is not used: it joins numbers and texts without
    escaping, so that a text could become a message of its own.
    """

    can_ask = True
    STATES = {
        "delivered": Result.DELIVERED,
        "undelivered": Result.UNDELIVERED,
        "sent": Result.SENT,
        "in_progress": Result.SENT,
        "saved": Result.SENT,
        "unsent": Result.REFUSED,
    }

    def send(self, body, messages):
        params = {
            "phone": [message.number for message in messages],
            "unique_id": [message.uuid for message in messages],
            "text": body,
            "details": True,
            "utf": not body.isascii(),
        }
        if self.settings.sender:
            params["sender"] = self.settings.sender
        if self.settings.test_mode:
            params["test"] = True
        answer = self._call("messages/send_sms", params)
        return self._read(answer, messages)

    def _call(self, name, params):
        url, token = self._url(f"{name}.json"), self.settings.token
        answer = call("POST", url, token, json=params)
        if not isinstance(answer, dict):
            raise UnknownOutcomeError("unexpected answer")
        if answer.get("error"):
            raise NotSentError(_error_text(answer["error"]))
        return answer

    def _read(self, answer, messages):
        """Answers are matched by number: the call has each number once."""
        items = answer.get("items")
        if not isinstance(items, list) or not all(isinstance(i, dict) for i in items):
            raise UnknownOutcomeError("unexpected answer")
        found = {_digits(str(item.get("phone"))): item for item in items}
        uuids = {_digits(message.number): message.uuid for message in messages}
        if len(items) != len(messages) or found.keys() != uuids.keys():
            raise UnknownOutcomeError("the answer is about other messages")
        return {uuids[n]: self._read_item(item) for n, item in found.items()}

    def _read_item(self, item):
        if item.get("status") == "unsent":
            text = item.get("error_message") or item.get("error_code") or "unsent"
            return Outcome(Result.REFUSED, str(text)[:200])
        if item.get("status") != "queued" or not item.get("id"):
            return Outcome(Result.UNKNOWN, "unexpected state")
        return Outcome(
            Result.SENT,
            provider_ref=str(item["id"])[:64],
            parts=_integer(item.get("parts")),
        )

    def ask(self, uuids):
        answer = self._call("messages/reports", {"unique_id": uuids})
        outcomes = {}
        items = answer.get("items")
        for item in items if isinstance(items, list) else []:
            result = isinstance(item, dict) and self.STATES.get(item.get("status"))
            # Without its identifier in the answer a report cannot be told apart.
            uuid = str(item.get("unique_id")) if result else ""
            if uuid in uuids:
                outcomes[uuid] = Outcome(
                    result,
                    str(item.get("reason") or "")[:200],
                    str(item.get("id") or "")[:64],
                    _integer(item.get("parts")),
                    _number(item.get("cost")),
                )
        return outcomes

    def get_balance(self):
        items = self._call("account/limits", {}).get("items")
        items = items if isinstance(items, list) else []
        return ", ".join(
            f"{item.get('type')}: {item.get('value')}"
            for item in items[:5]
            if isinstance(item, dict)
        )[:200]


OPERATORS = {"file": FileOperator, "smsapi": SmsApi, "serwersms": SerwerSms}


def get_operator(settings: Settings) -> Operator:
    return OPERATORS[settings.kind](settings)


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)


def _integer(value) -> int:
    text = str(value)
    return int(text) if text.isdigit() and len(text) < 4 else 0


def _number(value) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if 0 <= number < 10000 else None


def _error_text(answer) -> str:
    """Return what an operator says of an error, short and without our data."""
    if not isinstance(answer, dict):
        return "unexpected answer"
    code = answer.get("error") or answer.get("code") or ""
    text = answer.get("message") or ""
    return f"{code} {text}".strip()[:200] or "error"
