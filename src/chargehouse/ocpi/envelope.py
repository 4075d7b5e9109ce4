"""What every answer is wrapped in (transport and format, response format)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar

import msgspec

from chargehouse.ocpi import codec
from chargehouse.ocpi.errors import (
    SUCCESS,
    InvalidParameters,
    NotJson,
    OcpiRefusal,
    PartnerRefused,
    PartnerUnintelligible,
    is_success,
)
from chargehouse.ocpi.scalars import DateTime

T = TypeVar("T")


class Envelope(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An answer of ours; `data` is an object, a list of them, a text, or left out."""

    data: Any = msgspec.UNSET
    status_code: int
    status_message: str | None = None
    timestamp: DateTime


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """A partner's answer, read with a broad mind: only the status code must be there.

    Its `data` is not looked into yet; whether its `timestamp` is one is the doctor's question.
    """

    status_code: int
    data: msgspec.Raw = msgspec.Raw(b"null")
    status_message: str | None = None
    timestamp: str | None = None


def success(at: datetime, data: object = msgspec.UNSET, message: str | None = None) -> bytes:
    """Return an answer that says yes, as JSON; without `data` it has none."""
    return codec.encode(
        Envelope(data=data, status_code=SUCCESS, status_message=message, timestamp=DateTime.of(at))
    )


def success_of_list(at: datetime, documents: Iterable[bytes]) -> bytes:
    """Return an answer with a list of objects that are JSON already."""
    return success(at, [msgspec.Raw(document) for document in documents])


def refusal(at: datetime, error: OcpiRefusal) -> bytes:
    """Return an answer that says no, as JSON; its HTTP status is `error.http_status`."""
    return codec.encode(
        Envelope(
            status_code=error.status_code,
            status_message=error.message,
            timestamp=DateTime.of(at),
        )
    )


def read_answer(raw: codec.RawJson) -> Answer:
    """Return a partner's answer; raises `PartnerUnintelligible` where it is no envelope."""
    try:
        return codec.decode(Answer, raw)
    except NotJson:
        raise PartnerUnintelligible("The answer is not JSON") from None
    except InvalidParameters as error:
        raise PartnerUnintelligible(error.message, error.field) from None


def read_data(made: type[T], raw: codec.RawJson) -> T:
    """Return the data of a partner's answer, checked.

    Raises `PartnerRefused` for a status code that is none of success, whatever HTTP said, and
    `PartnerUnintelligible` where envelope or data are not what they should be.
    """
    answer = read_answer(raw)
    if not is_success(answer.status_code):
        raise PartnerRefused(answer.status_code, answer.status_message)
    try:
        return codec.decode(made, answer.data)
    except InvalidParameters as error:
        raise PartnerUnintelligible(error.message, error.field) from None


def read_list(made: type[T], raw: codec.RawJson) -> tuple[list[T], list[PartnerUnintelligible]]:
    """Return the sound objects of a partner's list, and what is wrong with each of the others.

    A client takes the objects that are right though others are not (transport and format, GET).
    Raises like `read_data`.
    """
    found: list[T] = []
    faults: list[PartnerUnintelligible] = []
    for index, item in enumerate(read_data(list[msgspec.Raw], raw)):
        try:
            found.append(codec.decode(made, item))
        except InvalidParameters as error:
            where = f"[{index}]" + (f".{error.field}" if error.field else "")
            faults.append(PartnerUnintelligible(error.message, where))
    return found, faults
