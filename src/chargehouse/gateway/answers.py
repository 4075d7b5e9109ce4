"""What goes before a command, and what follows from a charger's answer to it."""

from collections.abc import Awaitable, Callable, Mapping

from chargehouse.contexts.access.public import Attempt
from chargehouse.contexts.stations.public import CommandRow
from chargehouse.gateway.charger import Charger
from chargehouse.ocpp.outgoing import Reply

Before = Callable[[Charger, CommandRow], Awaitable[None]]
After = Callable[[Charger, CommandRow, Reply], Awaitable[None]]
BeforeTable = Mapping[str, Before]
AnswerTable = Mapping[str, After]


async def permit_remote_start(
    charger: Charger, id_token: str, token_type: str | None, evse_id: int | None
) -> None:
    """Record the decision of a remote start: the operator's permission allows it.

    What the charger then asks about this identifier (Authorize, the start itself) belongs to the
    same attempt, and so is allowed by it.
    """
    identifier = charger.reader.identifier_of(id_token, token_type)
    now = charger.services.clock.now()
    await charger.services.decisions.decide(
        charger.tenant_id,
        Attempt(
            station_id=charger.station.id,
            kind="remote",
            protocol=charger.protocol,
            received_at=now,
            judged_at=now,
            identifier_hash=identifier.hash,
            masked=identifier.masked,
            identifier_type=identifier.type,
            evse_id=evse_id,
            forced="permitted",
            source="operator",
        ),
    )
