"""Objects as the documents they came as: checked, kept whole, patched, given back.

A struct holds what OCPI knows. What a partner adds to it is in the document alone, and a receiver
gives the object back with it; so what partners own is kept and changed as a document.
"""

from typing import Any, Generic, NamedTuple, TypeVar

from chargehouse.ocpi import codec
from chargehouse.ocpi.codec import JsonObject
from chargehouse.ocpi.errors import InvalidParameters
from chargehouse.ocpi.scalars import DateTime

T = TypeVar("T")


class Received(NamedTuple, Generic[T]):
    """An object that somebody sent: what it says, and all that it holds."""

    value: T
    document: JsonObject


def read_document(raw: codec.RawJson) -> JsonObject:
    """Return a JSON object as plain data; raises `NotJson`, `InvalidParameters`."""
    return as_object(codec.decode_plain(raw))


def receive(made: type[T], raw: codec.RawJson, received_at: DateTime | None = None) -> Received[T]:
    """Return the object in a body, checked, with its document; raises like `codec.decode`.

    With `received_at`, an object that does not say when it was updated was so just now: the
    specification's own PUT of a tariff leaves it out.
    """
    document = read_document(raw)
    if received_at is not None and document.get("last_updated") is None:
        document["last_updated"] = str(received_at)
    return checked(made, document)


def checked(made: type[T], document: JsonObject) -> Received[T]:
    """Return a document with what it says; raises `InvalidParameters`."""
    return Received(codec.check(made, document), document)


def as_object(data: Any) -> JsonObject:  # noqa: ANN401  any JSON
    """Return plain data that is an object; raises `InvalidParameters`."""
    if not isinstance(data, dict):
        raise InvalidParameters("Not an object")
    return data
