"""Entries as they are kept, and what of a body verification needs."""

from collections.abc import Mapping
from typing import Final

import msgspec

from chargehouse.contexts.audit.model.bodies import Secret

NOTHING: Final[Mapping[str, Secret]] = {}


class Kept(msgspec.Struct, gc=False):
    """An entry as it is kept: without a body once retention dropped it.

    `leaf` is the hash that is kept beside the body, `in_tree` the one that is kept in the tree, if
    they are. `columns` is what a database keeps beside the body to search by, None where there are
    none: event id, name, time, aggregate, station, actor's kind and id, request id, each as the
    body has it, empty for null, with `|` between them.
    """

    index: int
    body: bytes | None
    leaf: bytes | None = None
    secrets: Mapping[str, Secret] = NOTHING
    columns: str | None = None
    in_tree: bytes | None = None


class _Actor(msgspec.Struct, frozen=True, gc=False):
    id: str | None
    kind: str


class Told(msgspec.Struct, frozen=True, gc=False):
    """What of a body is needed here; ids stay text."""

    actor: _Actor
    aggregate: str
    at: str
    event: str
    id: str
    index: int
    personal: dict[str, str]
    request: str | None
    station: str | None
    tenant: str
    v: int

    def columns(self) -> str:
        """Return what stands beside this body to search by."""
        return (
            f"{self.id}|{self.event}|{self.at}|{self.aggregate}|{self.station or ''}|"
            f"{self.actor.kind}|{self.actor.id or ''}|{self.request or ''}"
        )


read_told = msgspec.json.Decoder(Told).decode
