"""What an entry says, as the bytes that are hashed, and what of it can be erased.

A body is JSON in one form alone: keys sorted, no blanks, UTF-8, numbers that are no integers as
strings. What is personal stands outside the body, each field by itself; the body holds only a
commitment to it, an HMAC under a salt that is kept beside the value and erased with it.
"""

import hmac
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec

VERSION: Final = 1
SALT_BYTES: Final = 16
DATA: Final = "data."
ACTOR_NAME: Final = "actor.name"
ORIGIN: Final = "origin"

# Whoever is none of these may be a person, so that name and address are personal.
MACHINES: Final = frozenset({"console", "gateway", "job", "reaction", "station"})

_decode = msgspec.json.Decoder(float_hook=str).decode
_encode = msgspec.json.Encoder(order="sorted").encode
_encode_made = msgspec.json.Encoder(order="deterministic").encode


class Fact(NamedTuple):
    """An event as it comes to the log; `payload` is its JSON, `personal` names fields of it.

    Where `personal` is None the kind of event is not known, and all of it counts as personal.
    """

    event_id: UUID
    name: str
    aggregate_id: UUID
    station_id: UUID | None
    at: datetime
    actor_kind: str
    actor_id: UUID | None
    actor_name: str
    origin: str | None
    request_id: str | None
    payload: str
    personal: frozenset[str] | None


class Secret(NamedTuple):
    """A personal value, as canonical JSON, and the salt of its commitment."""

    salt: bytes
    value: bytes


class Written(NamedTuple):
    """An entry's body, and what it commits to, by field."""

    body: bytes
    secrets: dict[str, Secret]


class _Actor(msgspec.Struct, frozen=True, gc=False):
    id: str | None
    kind: str
    name: str | None


class _Made(msgspec.Struct, frozen=True, gc=False):
    """A body as it is written: its fields stand in the order of their names."""

    actor: _Actor
    aggregate: str
    at: str
    data: dict[str, Any]
    event: str
    id: str
    index: int
    origin: str | None
    personal: dict[str, str]
    request: str | None
    station: str | None
    tenant: str
    v: int = VERSION


def canonical(value: Any) -> bytes:  # noqa: ANN401  JSON
    """Return a value of JSON in its one form; it holds no floats."""
    return _encode(value)


def stamp(at: datetime) -> str:
    """Return an instant as bodies name it: UTC, six digits of a second, `Z`."""
    utc = at if at.tzinfo is UTC else at.astimezone(UTC)
    return f"{utc.replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def commitment(field: str, secret: Secret) -> str:
    """Return what a body says instead of a personal value."""
    return hmac.digest(secret.salt, field.encode() + b"\x00" + secret.value, "sha256").hex()


def written(fact: Fact, *, tenant_id: UUID, index: int, salts: Iterator[bytes]) -> Written:
    """Return a fact as the entry of an index; each personal value takes a salt."""
    data = _data_of(fact.payload)
    private: dict[str, Any] = {}
    for name in sorted(data.keys() if fact.personal is None else fact.personal):
        if data.get(name) is not None:
            private[DATA + name] = data.pop(name)
    told_name, origin = fact.actor_name or None, fact.origin
    if fact.actor_kind not in MACHINES:
        if told_name is not None:
            private[ACTOR_NAME], told_name = told_name, None
        if origin is not None:
            private[ORIGIN], origin = origin, None
    secrets = {field: Secret(next(salts), canonical(value)) for field, value in private.items()}
    made = _Made(
        actor=_Actor(_text(fact.actor_id), fact.actor_kind, told_name),
        aggregate=str(fact.aggregate_id),
        at=stamp(fact.at),
        data=data,
        event=fact.name,
        id=str(fact.event_id),
        index=index,
        origin=origin,
        personal={field: commitment(field, secret) for field, secret in secrets.items()},
        request=fact.request_id,
        station=_text(fact.station_id),
        tenant=str(tenant_id),
    )
    return Written(_encode_made(made), secrets)


def salted(drawn: bytes) -> Iterator[bytes]:
    """Yield salts, cut from random bytes."""
    for at in range(0, len(drawn), SALT_BYTES):
        yield drawn[at : at + SALT_BYTES]


def salts_needed(facts: Iterable[Fact]) -> int:
    """Return how many salts the facts need at most."""
    return sum(2 + len(_data_of(f.payload) if f.personal is None else f.personal) for f in facts)


class ActorTold(msgspec.Struct, frozen=True):
    """Who acted, as a body tells it; a person's name is among what is personal."""

    id: UUID | None
    kind: str
    name: str | None


class Body(msgspec.Struct, frozen=True):
    """A body, read."""

    actor: ActorTold
    aggregate: UUID
    at: datetime
    data: dict[str, Any]
    event: str
    id: UUID
    index: int
    origin: str | None
    personal: dict[str, str]
    request: str | None
    station: UUID | None
    tenant: UUID
    v: int


read_body = msgspec.json.Decoder(Body).decode


def with_secrets(body: Body, secrets: Mapping[str, Secret]) -> dict[str, Any]:
    """Return the data of an entry, what is personal and still there put back into it."""
    data = dict(body.data)
    for field, secret in secrets.items():
        if field.startswith(DATA):
            data[field.removeprefix(DATA)] = _decode(secret.value)
    return data


def _data_of(payload: str) -> dict[str, Any]:
    """Return what an event says besides what stands in the body anyway."""
    try:
        data = _decode(payload)
    except (msgspec.DecodeError, RecursionError):
        return {"unreadable": payload}
    if not isinstance(data, dict):
        return {"unreadable": payload}
    data.pop("aggregate_id", None)
    data.pop("station_id", None)
    return data


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)
