"""A charger that took a new password, and whose answer was lost, is not locked out."""

from collections.abc import AsyncIterator
from typing import TypeAlias

import pytest
from tests.protocol.rawcharger import RawCharger
from tests.protocol.rig import PASSWORD, Rig, open_rig
from websockets.exceptions import InvalidStatus

from chargehouse.contexts.stations.public import StationRef
from chargehouse.platform.postgres.address import PostgresAddress
from chargehouse.platform.settings import OcppSettings

NEW = "another-password-of-24c"
Order: TypeAlias = tuple[str, dict[str, object]]

CHANGE_16: Order = ("ChangeConfiguration", {"key": "AuthorizationKey", "value": NEW})
CHANGE_2: Order = (
    "SetVariables",
    {
        "setVariableData": [
            {
                "component": {"name": "SecurityCtrlr"},
                "variable": {"name": "BasicAuthPassword"},
                "attributeValue": NEW,
            }
        ]
    },
)


@pytest.fixture
async def rig(database: PostgresAddress) -> AsyncIterator[Rig]:
    """A gateway that listens."""
    async with open_rig(database, OcppSettings(port=0, ping_interval_s=86_400)) as opened:
        yield opened


@pytest.fixture
async def station(rig: Rig) -> StationRef:
    """The station `CH-1`."""
    return await rig.add_station()


async def _tells_and_vanishes(
    rig: Rig, charger: RawCharger, station: StationRef, order: Order
) -> None:
    """Take a new password, and be gone before that is answered."""
    await rig.eventually(lambda: len(rig.chargers) == 1)
    action, payload = order
    command = rig.command(station, action, payload)
    await charger.expect_call(action)
    await charger.vanish()
    assert (await command).status == "cancelled"


@pytest.mark.parametrize(("protocol", "order"), [("ocpp1.6", CHANGE_16), ("ocpp2.0.1", CHANGE_2)])
async def test_who_may_have_taken_a_password_comes_in_by_either_until_the_new_one_is_used(
    rig: Rig, station: StationRef, protocol: str, order: Order
) -> None:
    charger = await rig.connect(protocol=protocol)
    await _tells_and_vanishes(rig, charger, station, order)

    assert await (await rig.connect(protocol=protocol, password=PASSWORD)).call("Heartbeat")
    assert await (await rig.connect(protocol=protocol, password=NEW)).call("Heartbeat")
    await rig.settled()
    with pytest.raises(InvalidStatus) as refused:
        await rig.connect(protocol=protocol, password=PASSWORD)
    assert refused.value.response.status_code == 401
    assert await (await rig.connect(protocol=protocol, password=NEW)).call("Heartbeat")


async def test_a_password_that_was_refused_lets_nobody_in(rig: Rig, station: StationRef) -> None:
    charger = await rig.booted()
    command = rig.command(station, *CHANGE_16)
    await charger.obey("ChangeConfiguration", {"status": "Rejected"})
    assert (await command).status == "rejected"
    with pytest.raises(InvalidStatus):
        await rig.connect(password=NEW)
    assert await (await rig.connect(password=PASSWORD)).call("Heartbeat")
