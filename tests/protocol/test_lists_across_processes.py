"""Lists reach chargers that another process holds, some hundred entries in a word."""

import asyncio
import dataclasses

import pytest
from tests.protocol.lists import says_version
from tests.protocol.rig import Rig

from chargehouse.contexts.access.public.local_lists import ListEntry, ListQuestion, ListWish
from chargehouse.contexts.identity.model import value_context
from chargehouse.gateway.local_lists.port import ENTRIES_TOGETHER, LocalLists
from chargehouse.gateway.reach import Reach


@pytest.fixture
def elsewhere(rig: Rig) -> LocalLists:
    """The port of a process that holds no chargers."""
    reach = Reach()
    reach.attach(dataclasses.replace(rig.services, process_id=rig.services.ids.new()), None)
    return LocalLists(reach)


def entry(rig: Rig, value: str) -> ListEntry:
    identifier_id = rig.services.ids.new()
    context = value_context(identifier_id)
    return ListEntry(
        value_hash=value.encode(),
        identifier_id=identifier_id,
        type="rfid",
        value_encrypted=rig.services.keyring.encrypt(value, context=context),
    )


async def test_a_charger_of_another_process_is_asked_and_told(
    rig: Rig, elsewhere: LocalLists
) -> None:
    station = await rig.add_station()
    charger = await rig.booted()
    looking = asyncio.create_task(
        elsewhere.look(rig.tenant_id, [ListQuestion(station.id, facts=True)])
    )
    keys = [{"key": "LocalAuthListMaxLength", "readonly": True, "value": "900"}]
    await charger.obey("GetConfiguration", {"configurationKey": keys})
    await says_version(charger, 4)
    [sight] = await looking
    assert (sight.outcome, sight.version, sight.protocol) == ("accepted", 4, "ocpp1.6")
    assert sight.facts is not None
    assert sight.facts.room == 900
    many = tuple(entry(rig, f"CARD-{number}") for number in range(ENTRIES_TOGETHER + 1))
    wish = ListWish(station_id=station.id, version=5, kind="full", entries=many, items_at_most=1000)
    sending = asyncio.create_task(elsewhere.send(rig.tenant_id, [wish]))
    for version, kind, count in ((5, "Full", ENTRIES_TOGETHER), (6, "Differential", 1)):
        sent = await charger.obey("SendLocalList", {"status": "Accepted"})
        assert (sent["listVersion"], sent["updateType"]) == (version, kind)
        assert len(sent["localAuthorizationList"]) == count
        await says_version(charger, version)
    [receipt] = await sending
    assert (receipt.outcome, receipt.version) == ("accepted", 6)
    assert sent["localAuthorizationList"][0]["idTag"] == f"CARD-{ENTRIES_TOGETHER}"


async def test_a_charger_of_no_process_is_offline(rig: Rig, elsewhere: LocalLists) -> None:
    station = await rig.add_station()
    [sight] = await elsewhere.look(rig.tenant_id, [ListQuestion(station.id, facts=True)])
    assert sight.outcome == "offline"
    wish = ListWish(station_id=station.id, version=1, kind="full", entries=(), items_at_most=10)
    [receipt] = await elsewhere.send(rig.tenant_id, [wish])
    assert receipt.outcome == "offline"
