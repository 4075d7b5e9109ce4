"""Quirks of fields: what was meant is taken, what was said is kept."""

import msgspec
import pytest
from tests.protocol.rawcharger import RawCharger
from tests.protocol.rig import Rig
from tests.protocol.v16.words import TAG, at, started, stop

from chargehouse.contexts.stations.public import StationRef


async def _meter_values(
    charger: RawCharger, *samples: object, connector: int = 1, transaction: int | None = None
) -> None:
    payload: dict[str, object] = {
        "connectorId": connector,
        "meterValue": [{"timestamp": at(1), "sampledValue": list(samples)}],
    }
    if transaction is not None:
        payload["transactionId"] = transaction
    assert await charger.call("MeterValues", payload) == {}


async def _samples(rig: Rig) -> list[dict[str, object]]:
    rows = await rig.rows("SELECT samples FROM meter_values ORDER BY at")
    return [sample for row in rows for sample in msgspec.json.decode(row["samples"])]


@pytest.mark.parametrize(
    ("said", "kept"), [("evdisconnected", "EVDisconnected"), ("LOCAL", "Local"), ("Odd", "Other")]
)
async def test_q_025_the_reason_in_another_case(
    rig: Rig, charger: RawCharger, said: str, kept: str
) -> None:
    transaction = await started(charger)
    await stop(charger, transaction, reason=said)
    assert [row["stop_reason"] for row in await rig.sessions()] == [kept]
    assert (await rig.station())["deviations"] == 1


async def test_q_026_the_error_code_error(rig: Rig, charger: RawCharger) -> None:
    answer = await charger.call(
        "StatusNotification", {"connectorId": 1, "errorCode": "Error", "status": "Faulted"}
    )
    assert answer == {}
    [fault] = await rig.rows("SELECT error_code FROM faults")
    assert fault["error_code"] == "OtherError"


@pytest.mark.parametrize(
    ("measurand", "unit"),
    [("Frequency", "Hz"), ("Temperature", "Celsius"), ("Power.Factor", "W"), ("Voltage", "Volt")],
)
async def test_q_027_units_that_are_none(
    rig: Rig, charger: RawCharger, measurand: str, unit: str
) -> None:
    await _meter_values(charger, {"value": "50", "measurand": measurand, "unit": unit})
    assert await _samples(rig) == [{"value": "50", "measurand": measurand, "unit": unit}]


async def test_q_028_unknown_contexts(rig: Rig, charger: RawCharger) -> None:
    transaction = await started(charger)
    await _meter_values(
        charger, {"value": "1500", "context": "Sample.Odd"}, transaction=transaction
    )
    assert await _samples(rig) == [{"value": "1500", "context": "Sample.Odd"}]
    assert [row["energy_wh"] for row in await rig.sessions()] == [500]


async def test_q_029_a_meter_value_that_is_no_list(rig: Rig, charger: RawCharger) -> None:
    answer = await charger.call(
        "MeterValues",
        {
            "connectorId": 1,
            "meterValue": {"timestamp": at(0), "sampledValue": {"value": "1500"}},
        },
    )
    assert answer == {}
    assert await _samples(rig) == [{"value": "1500"}]


async def test_q_030_no_samples_at_all(rig: Rig, charger: RawCharger) -> None:
    transaction = await started(charger)
    await _meter_values(charger, transaction=transaction)
    assert [row["ended_at"] for row in await rig.sessions()] == [None]
    assert (await rig.station())["deviations"] == 1


async def test_q_031_configuration_values_that_are_no_text(
    rig: Rig, charger: RawCharger, station: StationRef
) -> None:
    command = rig.command(station, "GetConfiguration", {"key": ["HeartbeatInterval"]})
    keys = [
        {"key": "HeartbeatInterval", "readonly": False, "value": 300},
        {"key": "AuthorizeRemoteTxRequests", "readonly": "false", "value": True},
    ]
    await charger.obey("GetConfiguration", {"configurationKey": keys})
    assert (await command).status == "accepted"
    kept = await rig.rows("SELECT variable, value FROM station_variables ORDER BY 1")
    assert [row["value"] for row in kept] == ["true", "300"]


async def test_q_032_keys_in_lower_case(rig: Rig, charger: RawCharger, station: StationRef) -> None:
    command = rig.command(station, "GetConfiguration", {"key": ["HeartbeatInterval"]})
    keys = [{"key": "heartbeatinterval", "readonly": False, "value": "300"}]
    await charger.obey("GetConfiguration", {"configurationKey": keys})
    await command
    [found] = await rig.contexts.variables.values(
        station.tenant_id, station.id, ["HeartbeatInterval"]
    )
    assert (found.variable, found.value) == ("heartbeatinterval", "300")


async def test_q_033_values_that_are_empty_or_have_a_comma(rig: Rig, charger: RawCharger) -> None:
    transaction = await started(charger)
    await _meter_values(
        charger,
        {"value": "", "measurand": "SoC"},
        {"value": "1,5", "unit": "kWh"},
        transaction=transaction,
    )
    [session] = await rig.sessions()
    assert (session["energy_wh"], session["soc_percent"]) == (500, None)
    assert session["flags"] == ["unreadable_sample"]


async def test_q_034_meter_values_on_connector_0(rig: Rig, charger: RawCharger) -> None:
    transaction = await started(charger)
    await _meter_values(charger, {"value": "1200"}, connector=0, transaction=transaction)
    await _meter_values(charger, {"value": "1300"}, connector=0)
    [session] = await rig.sessions()
    assert (session["energy_wh"], session["evse_id"]) == (300, 1)


@pytest.mark.parametrize("more", ["0", "00"])
async def test_q_035_a_tag_that_comes_back_longer_still_stops(
    rig: Rig, charger: RawCharger, station: StationRef, more: str
) -> None:
    """Its own transaction, even where the tag begins as that of another one does."""
    tag, other = "A" * 20, "B" * 20
    transactions = []
    for connector, each in enumerate((tag, other), 1):
        await rig.add_identifier(each)
        transactions.append(await started(charger, each, connector=connector))
    await stop(charger, transactions[0], idTag=other + more)
    assert [(row["status"], row["energy_wh"]) for row in await rig.sessions()] == [
        ("terminated", 1000),
        ("started", None),
    ]
    await stop(charger, transactions[1], idTag=other + more, meter=3000)
    assert [(row["status"], row["energy_wh"]) for row in await rig.sessions()] == [
        ("terminated", 1000),
        ("terminated", 2000),
    ]
    kept = await rig.dump()
    assert tag not in kept
    assert other not in kept


async def test_q_036_tags_of_hexadecimal_digits_alone_go_out_and_come_in_unchanged(
    rig: Rig, charger: RawCharger, station: StationRef
) -> None:
    work = rig.perform(station, "start", {"id_token": "04A2B3C4D5E61F"})
    asked = await charger.obey("RemoteStartTransaction", {"status": "Accepted"})
    assert asked == {"idTag": "04A2B3C4D5E61F"}
    assert (await work).status == "accepted"
    await started(charger, "04a2b3c4d5e61f")
    assert [row["source"] for row in await rig.decisions()] == ["operator"]


@pytest.mark.parametrize("tag", ["04:A2:B3:C4", "#FreeCharging", "TAG;1", "BACK\\SLASH", '"QUOTE"'])
async def test_q_037_punctuation_in_tags(rig: Rig, charger: RawCharger, tag: str) -> None:
    await rig.add_identifier(tag)
    transaction = await started(charger, tag)
    await stop(charger, transaction, idTag=tag)
    assert [row["reason"] for row in await rig.decisions()] == ["permitted"]
    kept = [frame["payload"] for frame in await rig.frames() if frame["action"] != "Heartbeat"]
    assert not [payload for payload in kept if tag.replace("\\", "\\\\") in (payload or "")]


async def test_q_038_tags_are_compared_without_case(rig: Rig, charger: RawCharger) -> None:
    await started(charger, TAG.lower())
    [session] = await rig.sessions()
    assert session["identifier_id"] is not None


async def test_q_039_a_cut_uid_is_another_identifier_until_it_is_added(
    rig: Rig, charger: RawCharger
) -> None:
    await rig.add_identifier("04A2B3C4D5E680")
    answer = await charger.call("Authorize", {"idTag": "04A2B3C4"})
    assert answer["idTagInfo"]["status"] == "Invalid"
    await rig.add_identifier("04A2B3C4")
    answer = await charger.call("Authorize", {"idTag": "04A2B3C4"})
    assert answer["idTagInfo"]["status"] == "Accepted"
