"""Drivers of a partner at a charger of ours, by the clock of the test."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import text
from tests.integration.charging import PLAIN, session_fact
from tests.integration.roaming.conftest import KEYRING, Ground, Json
from tests.integration.roaming.telling import OWNER, Teller, path_of, teller
from tests.unit.ocpi.ocpi_documents import read

from chargehouse.contexts.cdrs import reactions as cdr_reactions
from chargehouse.contexts.publishing import reactions as publishing_reactions
from chargehouse.contexts.sessions.public import (
    Ended,
    Identification,
    Started,
    Updated,
)
from chargehouse.contexts.tariffs.public import (
    Tariff,
    TariffDocument,
)
from chargehouse.kernel.actor import system_actor
from chargehouse.ocpi.scalars import DateTime
from chargehouse.platform.outbox.consumers import AnyConsumer, BatchConsumer
from chargehouse.platform.outbox.recorded import Position, RecordedEvent
from chargehouse.platform.secrets import mask

UID = "04AABB1F00"
CONTRACT = "NL-ROA-C12345678-X"
FROM_THE_BEGINNING = "date_from=2020-01-01T00:00:00Z"
EVENTS = text("""
    SELECT xid::text AS xid, sequence, event_id, tenant_id, wire_name, aggregate_id, station_id,
           occurred_at, actor, request_id, payload
    FROM events WHERE tenant_id = :tenant ORDER BY xid, sequence
""")


@dataclass
class Yard:
    """A location of ours with one charger, and a partner whose driver may come."""

    teller: Teller
    location_id: UUID
    station_id: UUID
    heard: set[UUID] = field(default_factory=set)
    began: dict[str, datetime] = field(default_factory=dict)

    @property
    def contexts(self) -> Any:  # noqa: ANN401  every service
        return self.teller.roamer.contexts

    @property
    def tenant_id(self) -> UUID:
        return self.teller.roamer.actor.tenant_id

    def now(self) -> datetime:
        return self.teller.roamer.clock.now()

    async def knows(
        self, uid: str = UID, owner: tuple[str, str] = OWNER, **changes: object
    ) -> None:
        """Have the partner tell a token of its driver."""
        said: Json = {"uid": uid, "type": "RFID", "last_updated": str(DateTime.of(self.now()))}
        contract = "auth_id" if self.teller.version == "2.1.1" else "contract_id"
        if owner != OWNER:
            said |= dict(zip(("country_code", "party_id"), owner, strict=True))
        said |= {contract: CONTRACT, **changes}
        token = self.teller.whole("tokens", **said)
        await self.teller.done("PUT", path_of("tokens", uid, owner=owner), token)

    async def start(self, name: str, uid: str | None = UID, **more: Any) -> UUID:  # noqa: ANN401  of an identification
        """Begin a session, known to the charger as `name`, and return its id."""
        who = Identification(mode=more.pop("mode", "managed_access"))
        if uid is not None:
            who = Identification(
                identifier_type="rfid",
                identifier_hash=KEYRING.identifier_hash(self.tenant_id, uid.upper()),
                masked=mask(uid),
                **{"mode": who.mode, **more.pop("who", {})},
            )
        self.began[name] = self.now()
        ref = await self._tell(
            Started,
            name,
            wh=more.pop("wh", 0),
            context="Transaction.Begin",
            evse_id=1,
            connector_id=1,
            identification=who,
            **{"charging_state": "Charging", **more},
        )
        found: UUID = ref.session_id
        return found

    async def goes_on(self, name: str, wh: int, state: str | None = None) -> None:
        """Have a session's meter read."""
        more = {} if state is None else {"charging_state": state}
        await self._tell(Updated, name, wh=wh, **more)

    async def ends(self, name: str, wh: int | None) -> None:
        """Have a session end."""
        await self._tell(Ended, name, wh=wh, context="Transaction.End", stop_reason="Local")

    async def _tell(self, kind: type, name: str, **said: Any) -> Any:  # noqa: ANN401  a fact and its session
        told = session_fact(
            kind,
            name,
            self.now(),
            station_id=self.station_id,
            location_id=self.location_id,
            **said,
        )
        return await self.contexts.sessions.apply(self.tenant_id, told)

    def passes(self, **span: float) -> None:
        """Let time pass."""
        self.teller.roamer.clock.advance(timedelta(**span).total_seconds())

    async def follow(self) -> None:
        """Have everybody hear what happened since the last time, and what came of that."""
        database = self.teller.roamer.ground.database
        while events := await self._events():
            for event in events:
                for consumer in self._consumers():
                    if event.wire_name in consumer.names:
                        actor = system_actor("reaction", self.tenant_id, consumer.name)
                        async with database.transaction(actor) as work:
                            if isinstance(consumer, BatchConsumer):
                                await consumer.react(work, [event])
                            else:
                                await consumer.react(work, event)
            await self.contexts.renewing.round()

    def _consumers(self) -> tuple[AnyConsumer, ...]:
        found = self.contexts
        return (
            *cdr_reactions.consumers(found.session_following, found.reservation_billing),
            *publishing_reactions.consumers(found.publication_marking),
            *publishing_reactions.driver_consumers(
                found.session_telling,
                found.cdr_telling,
                found.token_telling,
                found.token_sharing,
            ),
        )

    async def _events(self) -> list[RecordedEvent]:
        actor = self.teller.roamer.actor
        async with self.teller.roamer.ground.database.reading(actor) as connection:
            every = await connection.execute(EVENTS, {"tenant": self.tenant_id})
        rows = [row for row in every if row.event_id not in self.heard]
        self.heard |= {row.event_id for row in rows}
        return [
            RecordedEvent(
                position=Position(int(row.xid), row.sequence),
                **{
                    name: value
                    for name, value in row._mapping.items()  # noqa: SLF001  SQLAlchemy's way
                    if name not in {"xid", "sequence"}
                },
            )
            for row in rows
        ]

    async def tick(self) -> None:
        """Do what is done every minute."""
        actor = system_actor("job", self.tenant_id, "test")
        await self.contexts.session_telling.go_on(actor)
        await self.contexts.cdr_telling.try_again(actor)

    async def listed(
        self, module: str, query: str = "date_from=2020-01-01T00:00:00Z"
    ) -> list[Json]:
        """Return what the partner is told when it asks for our list."""
        side = "" if self.teller.version == "2.1.1" else "sender/"
        path = f"{self.teller.version}/{side}{module}?{query}"
        answer = await self.teller.caller.ask("GET", path)
        said = read(answer.text)
        assert said["status_code"] == 1000, answer.text
        found: list[Json] = said["data"]
        return found


@asynccontextmanager
async def yard(
    ground: Ground,
    version: str = "2.2.1",
    *,
    tariff: Tariff | None = PLAIN,
    roles: list[Json] | None = None,
    lists: tuple[str, ...] = ("locations",),
    **place: object,
) -> AsyncIterator[Yard]:
    """Have a partner registered, and a location published with one charger."""
    async with teller(ground, version, roles, lists=lists) as made:
        contexts, actor = made.roamer.contexts, made.roamer.actor
        said: dict[str, Any] = {
            "address": "Kanalstraße 7",
            "postal_code": "10115",
            "city": "Berlin",
            "country": "DE",
            "latitude": Decimal("52.5"),
            "longitude": Decimal("13.40001"),
            **place,
        }
        location = await contexts.locations.add(
            actor, name="Depot North", timezone="Europe/Berlin", publish=True, **said
        )
        station = await contexts.stations.add(
            actor,
            code="NORTH-1",
            name=None,
            location_id=location.id,
            security_profile=1,
            password="a-password-of-a-station",
        )
        if tariff is not None:
            added = await contexts.tariffs.add(actor, TariffDocument(name="Day", tariff=tariff))
            await contexts.tariff_assignments.assign(actor, added.id)
        found = Yard(made, location.id, station.id)
        await with_connector(found)
        await found.follow()
        yield found


async def with_connector(found: Yard) -> None:
    """Have an operator say what the charger's connector is."""
    answer = await found.teller.roamer.client.patch(
        f"/api/v1/stations/{found.station_id}/connectors/1/1",
        json={"standard": "IEC_62196_T2", "power_type": "ac_3_phase", "max_power_w": 22000},
    )
    assert answer.is_success, answer.text
