"""Stations that may be connected no more are sent away at once, wherever they are connected."""

from dataclasses import replace

from tests.protocol.rig import Rig

from chargehouse.app.wiring import command_port
from chargehouse.gateway.commands import NOT_ADMITTED


async def test_a_station_that_is_removed_is_sent_away_at_once(rig: Rig) -> None:
    station = await rig.add_station()
    charger = await rig.booted()
    await rig.contexts.stations.remove(rig.actor, station.id)
    assert await charger.closed() == (NOT_ADMITTED, "the station was removed")


async def test_a_process_without_chargers_has_the_holder_send_a_station_away(rig: Rig) -> None:
    station = await rig.add_station()
    charger = await rig.booted()
    elsewhere = command_port()
    elsewhere.attach(replace(rig.services, process_id=rig.database.ids.new()), None)
    await elsewhere.close(rig.actor.tenant_id, station.id, "somebody said so")
    assert await charger.closed() == (NOT_ADMITTED, "somebody said so")


async def test_closing_a_station_that_is_not_connected_does_nothing(rig: Rig) -> None:
    station = await rig.add_station()
    await rig.contexts.stations.remove(rig.actor, station.id)
    assert len(rig.chargers) == 0


async def test_with_the_broker_away_a_station_is_removed_all_the_same(rig: Rig) -> None:
    station = await rig.add_station()
    charger = await rig.booted()
    elsewhere = command_port()
    elsewhere.attach(replace(rig.services, process_id=rig.database.ids.new()), None)
    await rig.services.broker.stop()
    await elsewhere.close(rig.actor.tenant_id, station.id, "nobody hears this")
    assert await charger.call("Heartbeat")
