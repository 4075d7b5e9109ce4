import httpx
import msgspec
from tests.integration.across.conftest import Depot

from chargehouse.app.across.connecting import Connecting
from chargehouse.platform.settings import OcppSettings, Settings


async def test_what_is_typed_into_a_charger_is_told_whole(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    station = await depot.station("CH-1")
    told = (await client.get(f"/stations/{station.id}/connection")).json()
    assert told["url"] == "ws://127.0.0.1:9000/ocpp/depot/CH-1"
    assert (told["base_url"], told["id"], told["user"]) == (
        "ws://127.0.0.1:9000/ocpp/depot",
        "CH-1",
        "CH-1",
    )
    assert told["subprotocols"] == ["ocpp1.6", "ocpp2.0.1", "ocpp2.1"]
    assert not told["encrypted"]
    assert "--ocpp 0.0.0.0:9000" in told["advice"]


async def test_chargers_are_told_the_public_address_where_there_is_one(depot: Depot) -> None:
    station = await depot.station("CH-1")
    contexts = depot.contexts
    ocpp = OcppSettings(public_url="wss://chargers.example.com/")
    settings = msgspec.structs.replace(Settings(), ocpp=ocpp)
    told = await Connecting(contexts.stations, contexts.me, settings).of(depot.actor, station.id)
    assert told.url == "wss://chargers.example.com/ocpp/depot/CH-1"
    assert (told.encrypted, told.advice) == (True, None)


async def test_the_requests_that_a_station_takes_are_those_of_its_version(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    station = await depot.station("CH-1")
    path = f"/stations/{station.id}/actions"
    unknown = await client.get(path)
    assert (unknown.status_code, unknown.json()["type"].rpartition("/")[2]) == (
        409,
        "command_not_possible",
    )
    await depot.connect(station, "ocpp1.6")
    offered = {action["name"]: action for action in (await client.get(path)).json()}
    assert offered["ChangeConfiguration"] == {
        "name": "ChangeConfiguration",
        "required": ["key", "value"],
        "optional": [],
    }
    assert "DataTransfer" in offered
    assert "BootNotification" not in offered


async def test_how_a_station_connects_needs_permission(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    station = await depot.station("CH-1")
    headers = {"Authorization": "Bearer sessions.read"}
    for part in ("connection", "actions"):
        answer = await client.get(f"/stations/{station.id}/{part}", headers=headers)
        assert answer.status_code == 403
    unknown = await client.get(f"/stations/{depot.ids.new()}/connection")
    assert unknown.status_code == 404
