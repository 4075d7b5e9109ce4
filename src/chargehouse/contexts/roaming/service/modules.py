"""The door to the functional modules: what is checked of every request before a module sees it."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple
from urllib.parse import unquote

from chargehouse.contexts.roaming.model.sides import OTHER, Side, our_sides, side_of_211
from chargehouse.contexts.roaming.public import (
    ModuleAnswer,
    ModuleRequest,
    ModuleTable,
    Party,
    PartyBook,
    PartyKey,
)
from chargehouse.contexts.roaming.service.callers import Caller
from chargehouse.contexts.roaming.service.door import known_version
from chargehouse.contexts.roaming.service.exchanges import ExchangeLog, Seen
from chargehouse.ocpi.errors import (
    InvalidParameters,
    MethodNotAllowed,
    NoSuchObject,
    NotAuthorised,
    OcpiRefusal,
    UnknownReceiver,
)
from chargehouse.ocpi.headers import Routing, read_routing
from chargehouse.ocpi.interfaces import methods_of
from chargehouse.ocpi.versions import InterfaceRole, VersionName, has_routing

SIDES: Final[Mapping[str, InterfaceRole]] = {"sender": "SENDER", "receiver": "RECEIVER"}
SEGMENTS_AT_MOST: Final = 8
ANSWERED_TO: Final = "commands"
"""The module whose results come to an address of ours that 2.1.1 does not list."""


class Asked(NamedTuple):
    """A request as it came: `path` are the parts after the version, not decoded yet."""

    method: str
    path: Sequence[str]
    query: Sequence[tuple[str, str]]
    headers: Mapping[str, str]
    body: bytes


class _Place(NamedTuple):
    """Which side of which module a path leads to, and what is left of it."""

    module: str
    role: InterfaceRole
    base: str
    segments: tuple[str, ...]


class ModuleDoor:
    """Lets registered partners through to the modules that their version has."""

    def __init__(self, modules: ModuleTable, book: PartyBook, exchanges: ExchangeLog) -> None:
        self._modules = modules
        self._book = book
        self._exchanges = exchanges

    def note(self, seen: Seen) -> None:
        """Keep what a partner asked and was answered, to be looked at."""
        self._exchanges.note(seen)

    async def answer(
        self, caller: Caller, version: str, at: str, asked: Asked
    ) -> tuple[ModuleAnswer, Mapping[str, str]]:
        """Return what a module answers, and the headers that go with it.

        `at` is the address of the version. Raises `OcpiRefusal`, to which `addressed` headers go.
        """
        if not caller.registered:
            raise NotAuthorised("This token is good for versions and credentials alone")
        name = known_version(version)
        place = self._place(caller, name, asked.path)
        module = self._modules.get((place.module, place.role))
        if module is None:
            raise NoSuchObject("There is no such module here")
        if asked.method not in methods_of(name, place.module, place.role):
            raise MethodNotAllowed("This side of the module does not take that method")
        routing = Routing()
        if has_routing(name, place.module):
            routing = read_routing(asked.headers)
            await self._check(caller, routing)
        answer = await module.answer(
            ModuleRequest(
                actor=caller.actor,
                partner_id=caller.partner.id,
                partner_name=caller.partner.name,
                version=name,
                module=place.module,
                role=place.role,
                method=asked.method,
                segments=place.segments,
                query=tuple(asked.query),
                body=asked.body,
                routing=routing,
                url=f"{at}/{place.base}",
            )
        )
        return answer, {**routing.swapped().headers(), **answer.headers}

    def addressed(self, caller: Caller, version: str, asked: Asked) -> Mapping[str, str]:
        """Return the routing headers of an answer, a refusal too: those of the message, swapped.

        There are none where the module has no routing, or the message is not well addressed.
        """
        try:
            name = known_version(version)
            place = self._place(caller, name, asked.path)
            routing = read_routing(asked.headers) if has_routing(name, place.module) else Routing()
        except OcpiRefusal:
            return {}
        return routing.swapped().headers()

    def _place(self, caller: Caller, version: VersionName, path: Sequence[str]) -> _Place:
        if len(path) > SEGMENTS_AT_MOST:
            raise NoSuchObject("There is no such module here")
        parts = [unquote(part) for part in path if part]
        legacy = caller.partner.legacy_role
        sides: list[Side] = our_sides(version, self._modules, legacy)
        if len(parts) > 1 and parts[0] in SIDES:
            module, role = parts[1], SIDES[parts[0]]
            if version != "2.1.1" or module == ANSWERED_TO:
                return _Place(module, role, f"{parts[0]}/{module}", tuple(parts[2:]))
        if version == "2.1.1" and parts:
            role = OTHER[side_of_211(parts[0], legacy)]
            if (parts[0], role) in sides:
                return _Place(parts[0], role, parts[0], tuple(parts[1:]))
        raise NoSuchObject("There is no such module here")

    async def _check(self, caller: Caller, routing: Routing) -> None:
        """Refuse a message from a party that is not the caller's, or for one that is not ours.

        What is known of the caller may be seconds old: so whoever is not known is looked up.
        """
        if (
            routing.from_party is not None
            and not _has(caller.theirs, routing.from_party)
            and not _has(
                await self._book.partners(caller.actor, caller.partner.id), routing.from_party
            )
        ):
            raise InvalidParameters("Not a party of yours", "OCPI-from-party-id")
        if (
            routing.to_party is not None
            and not _has(caller.ours, routing.to_party)
            and not _has(await self._book.ours(caller.actor), routing.to_party)
        ):
            raise UnknownReceiver("There is no such party here")


def _has(parties: Sequence[Party], key: PartyKey) -> bool:
    return any(party.key.is_same(key) for party in parties)
