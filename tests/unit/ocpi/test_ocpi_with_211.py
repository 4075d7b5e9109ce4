"""Between 2.2.1 and 2.1.1: what is said, what is lost, what cannot be said."""

from decimal import Decimal

import msgspec
import pytest
from tests.unit.ocpi.ocpi_documents import command, document, made

from chargehouse.ocpi import codec
from chargehouse.ocpi.conversions.said import NotSayable
from chargehouse.ocpi.conversions.v211 import cdrs as cdrs_with_211
from chargehouse.ocpi.conversions.v211 import commands as commands_with_211
from chargehouse.ocpi.conversions.v211 import credentials as credentials_with_211
from chargehouse.ocpi.conversions.v211 import locations as locations_with_211
from chargehouse.ocpi.conversions.v211 import sessions as sessions_with_211
from chargehouse.ocpi.conversions.v211 import tariffs as tariffs_with_211
from chargehouse.ocpi.conversions.v211 import tokens as tokens_with_211
from chargehouse.ocpi.countries import ALPHA_2, ALPHA_3
from chargehouse.ocpi.errors import InvalidParameters
from chargehouse.ocpi.headers import PartyKey
from chargehouse.ocpi.v211 import locations as locations_211
from chargehouse.ocpi.v211 import tokens as tokens_211
from chargehouse.ocpi.v211.commands import read_response
from chargehouse.ocpi.v221 import locations as locations_221
from chargehouse.ocpi.v221 import tokens as tokens_221
from chargehouse.ocpi.v221.charging_periods import CdrToken
from chargehouse.ocpi.v221.values import Price

OWNER = PartyKey("ES", "CPO")
TOKEN_OWNER = PartyKey("NL", "MSP")


CDR_TOKEN: CdrToken = made("v221", "sessions").cdr_token


def test_a_location_in_2_1_1_tells_what_it_lost() -> None:
    said = locations_with_211.location_to_v211(
        made("v221", "locations", publish=True, address="x" * 50, facilities=["WIFI", "TRAM_STOP"])
    )
    assert set(said.lost) == {
        "publish_allowed_to",
        "state",
        "address",
        "facilities",
        "evses[1].connectors[1].max_electric_power",
        "evses[1].connectors[1].tariff_ids",
    }
    assert said.value.type == "UNDERGROUND_GARAGE"
    assert said.value.facilities == ("WIFI",)
    assert said.value.address == "x" * 45
    assert said.value.evses is not None
    connector = said.value.evses[1].connectors[1]
    assert (connector.voltage, connector.amperage, connector.tariff_id) == (920, 400, "T-day")
    assert said.value.energy_mix is not None
    assert said.value.energy_mix.environ_impact is not None
    assert said.value.energy_mix.environ_impact[0].source == "CARBON_DIOXIDE"


def test_a_location_that_may_not_be_shown_is_not_said_in_2_1_1() -> None:
    with pytest.raises(NotSayable) as refused:
        locations_with_211.location_to_v211(made("v221", "locations"))
    assert refused.value.field == "publish"


@pytest.mark.parametrize(
    ("parking_type", "named", "lost"),
    [
        (None, "UNKNOWN", ()),
        ("ON_DRIVEWAY", "OTHER", ("parking_type",)),
        ("ON_STREET", "ON_STREET", ()),
    ],
)
def test_the_type_of_a_location_in_2_1_1(
    parking_type: str | None, named: str, lost: tuple[str, ...]
) -> None:
    said = locations_with_211.location_to_v211(
        made("v221", "locations", "minimal", parking_type=parking_type)
    )
    assert (said.value.type, said.lost, said.value.postal_code) == (named, lost, "")


def test_connectors_that_2_1_1_does_not_know_are_lost_and_so_are_evses_without_any() -> None:
    connector = document("v221", "locations", "Connector", "minimal")
    evse = document("v221", "locations", "Evse", "minimal")
    evses = [
        {**evse, "connectors": [{**connector, "standard": "NEMA_5_20"}, connector]},
        {**evse, "uid": "2", "connectors": [{**connector, "standard": "CHAOJI"}]},
        {**evse, "uid": "3", "connectors": [{**connector, "power_type": "AC_2_PHASE"}]},
    ]
    said = locations_with_211.location_to_v211(made("v221", "locations", "minimal", evses=evses))
    assert said.lost == (
        "evses[0].connectors[0]",
        "evses[1].connectors[0]",
        "evses[1]",
        "evses[2].connectors[0].power_type",
    )
    assert said.value.evses is not None
    assert [each.uid for each in said.value.evses] == ["3256", "3"]
    with pytest.raises(NotSayable, match="connectors"):
        locations_with_211.evse_to_v211(codec.check(locations_221.Evse, evses[1]))
    with pytest.raises(NotSayable, match="standard"):
        locations_with_211.connector_to_v211(
            codec.check(locations_221.Connector, {**connector, "standard": "CHAOJI"})
        )


def test_a_location_of_2_1_1_gets_its_owner_and_comes_back_the_same() -> None:
    older = made("v211", "locations")
    newer = locations_with_211.location_from_v211(older, OWNER, "UTC")
    assert newer.lost == ()
    assert (newer.value.country_code, newer.value.party_id) == ("ES", "CPO")
    assert newer.value.publish
    assert newer.value.parking_type == "UNDERGROUND_GARAGE"
    assert locations_with_211.location_to_v211(newer.value).value == older


def test_a_location_of_2_1_1_is_completed_from_what_is_known() -> None:
    odd = made("v211", "locations", "odd", opening_times={"regular_hours": []})
    newer = locations_with_211.location_from_v211(odd, OWNER, "Europe/Brussels").value
    assert (newer.country, newer.time_zone, newer.parking_type) == ("BEL", "Europe/Brussels", None)
    assert newer.opening_times is not None
    assert not newer.opening_times.twentyfourseven
    with pytest.raises(NotSayable, match="id"):
        locations_with_211.location_from_v211(
            made("v211", "locations", "minimal", id="x" * 39), OWNER, "UTC"
        )


def test_evses_and_connectors_of_2_1_1_come_back_the_same() -> None:
    for name in ("minimal", "full"):
        evse = codec.check(locations_211.Evse, document("v211", "locations", "Evse", name))
        newer = locations_with_211.evse_from_v211(evse)
        assert locations_with_211.evse_to_v211(newer.value).value == evse
        connector = codec.check(
            locations_211.Connector, document("v211", "locations", "Connector", name)
        )
        there = locations_with_211.connector_from_v211(connector)
        assert locations_with_211.connector_to_v211(there.value).value == connector


def test_a_session_in_2_1_1_has_its_place_in_it() -> None:
    location = made("v211", "locations")
    said = sessions_with_211.session_to_v211(made("v221", "sessions"), location)
    assert set(said.lost) == {
        "authorization_reference",
        "charging_periods[0].tariff_id",
        "charging_periods[0].dimensions[1]",
        "total_cost.incl_vat",
    }
    assert said.value.total_cost == Decimal("4.32")
    assert said.value.auth_id == "NL-MSP-C12345678-X"
    evse, connector = sessions_with_211.only_connector(said.value.location)
    assert (evse.uid, connector.id) == ("3256", "1")
    reserved = made("v221", "sessions", "minimal", status="RESERVATION", auth_method="COMMAND")
    older = sessions_with_211.session_to_v211(reserved, location)
    assert (older.value.status, older.value.auth_method) == ("PENDING", "AUTH_REQUEST")
    assert older.lost == ("auth_method", "status")
    with pytest.raises(NotSayable, match="no such connector"):
        sessions_with_211.session_to_v211(made("v221", "sessions", evse_uid="9"), location)


def test_a_session_of_2_1_1_names_its_place() -> None:
    older = made("v211", "sessions")
    newer = sessions_with_211.session_from_v211(older, OWNER, CDR_TOKEN)
    assert newer.lost == ("charging_periods[0].dimensions[1]",)
    assert newer.value.evse_uid == "3256"
    assert newer.value.total_cost == Price(excl_vat=Decimal("8.5"))
    whole = made("v211", "sessions", charging_periods=None)
    there = sessions_with_211.session_from_v211(whole, OWNER, CDR_TOKEN).value
    assert sessions_with_211.session_to_v211(there, whole.location).value == whole
    nowhere = msgspec.structs.replace(older, location=made("v211", "locations", "minimal"))
    with pytest.raises(NotSayable, match="one connector"):
        sessions_with_211.session_from_v211(nowhere, OWNER, CDR_TOKEN)


def connector_211() -> locations_211.Connector:
    return codec.check(
        locations_211.Connector, document("v211", "locations", "Connector", "minimal")
    )


def test_a_cdr_in_2_1_1_tells_what_it_lost() -> None:
    cdr = made("v221", "cdrs", credit=False, credit_reference_id=None, id="CDR-2")
    said = cdrs_with_211.cdr_to_v211(cdr, connector_211())
    assert said.value.total_cost == Decimal("-4.32")
    assert said.value.stop_date_time == cdr.end_date_time
    assert {"session_id", "signed_data", "total_energy_cost", "tariffs[1]"} <= set(said.lost)
    assert said.value.tariffs is not None
    assert [tariff.id for tariff in said.value.tariffs] == ["T-1"]
    assert said.value.location.country == "ESP"
    with pytest.raises(NotSayable, match="credit"):
        cdrs_with_211.cdr_to_v211(made("v221", "cdrs"), connector_211())
    with pytest.raises(NotSayable, match="id"):
        cdrs_with_211.cdr_to_v211(made("v221", "cdrs", "minimal", id="x" * 39), connector_211())


def test_a_cdr_of_2_1_1_is_told_in_2_2_1() -> None:
    newer = cdrs_with_211.cdr_from_v211(made("v211", "cdrs"), OWNER, CDR_TOKEN)
    assert newer.lost == ()
    assert newer.value.cdr_token == CDR_TOKEN
    assert newer.value.cdr_location.evse_id == "#NA"
    assert newer.value.cdr_location.country == "ESP"
    assert newer.value.tariffs is not None
    assert newer.value.tariffs[0].party_id == "CPO"
    back = cdrs_with_211.cdr_to_v211(newer.value, connector_211())
    assert back.lost == ()
    assert back.value.tariffs == made("v211", "cdrs").tariffs
    assert back.value.charging_periods == made("v211", "cdrs").charging_periods


def test_a_tariff_in_2_1_1_has_no_taxes_and_no_reservations() -> None:
    element = {
        "price_components": [{"type": "ENERGY", "price": Decimal("0.3"), "vat": 21, "step_size": 1}]
    }
    reserved = {**element, "restrictions": {"reservation": "RESERVATION"}}
    tariff = made("v221", "tariffs", elements=[reserved, element])
    said = tariffs_with_211.tariff_to_v211(tariff)
    assert set(said.lost) == {
        "type",
        "min_price",
        "max_price",
        "start_date_time",
        "end_date_time",
        "elements[0]",
        "elements[1].price_components[0].vat",
    }
    assert len(said.value.elements) == 1
    with pytest.raises(NotSayable, match="elements"):
        tariffs_with_211.tariff_to_v211(made("v221", "tariffs", elements=[reserved]))
    fast = {**element, "restrictions": {"min_current": 32}}
    with pytest.raises(NotSayable, match="min_current"):
        tariffs_with_211.tariff_to_v211(made("v221", "tariffs", elements=[fast]))


def test_a_tariff_of_2_1_1_comes_back_the_same() -> None:
    for kind in ("minimal", "full"):
        older = made("v211", "tariffs", kind)
        newer = tariffs_with_211.tariff_from_v211(older, OWNER)
        assert newer.lost == ()
        assert tariffs_with_211.tariff_to_v211(newer.value).value == older


def test_tokens_between_2_2_1_and_2_1_1() -> None:
    said = tokens_with_211.token_to_v211(made("v221", "tokens", type="APP_USER"))
    assert said.value.type == "OTHER"
    assert said.lost == ("group_id", "default_profile_type", "energy_contract", "type")
    older = made("v211", "tokens")
    newer = tokens_with_211.token_from_v211(older, TOKEN_OWNER)
    assert newer.value.contract_id == older.auth_id
    assert tokens_with_211.token_to_v211(newer.value).value == older


def test_authorisations_between_2_2_1_and_2_1_1() -> None:
    info = codec.check(
        tokens_221.AuthorizationInfo, document("v221", "tokens", "AuthorizationInfo")
    )
    said = tokens_with_211.authorization_to_v211(info)
    assert said.lost == ("authorization_reference",)
    assert said.value.location is not None
    newer = tokens_with_211.authorization_from_v211(
        codec.check(tokens_211.AuthorizationInfo, document("v211", "tokens", "AuthorizationInfo")),
        made("v221", "tokens"),
    )
    assert newer.lost == ("location.connector_ids",)
    assert newer.value.token == made("v221", "tokens")
    references = codec.check(
        tokens_211.LocationReferences, document("v211", "tokens", "LocationReferences")
    )
    there = tokens_with_211.references_from_v211(references)
    assert there.lost == ("connector_ids",)
    assert tokens_with_211.references_to_v211(there.value).value.location_id == "L"


def test_commands_between_2_2_1_and_2_1_1() -> None:
    started = commands_with_211.start_session_to_v211(
        command("v221", "StartSession", connector_id=None)
    )
    assert "authorization_reference" in started.lost
    assert "token.group_id" in started.lost
    with pytest.raises(NotSayable, match="connector_id"):
        commands_with_211.start_session_to_v211(command("v221", "StartSession"))
    older = command("v211", "StartSession")
    newer = commands_with_211.start_session_from_v211(older, TOKEN_OWNER).value
    assert commands_with_211.start_session_to_v211(newer).value == older
    reserve = command("v211", "ReserveNow", "minimal")
    there = commands_with_211.reserve_now_from_v211(reserve, TOKEN_OWNER).value
    assert there.reservation_id == "7"
    assert commands_with_211.reserve_now_to_v211(there).value == reserve
    with pytest.raises(NotSayable, match="reservation_id"):
        commands_with_211.reserve_now_to_v211(command("v221", "ReserveNow"))


def test_answers_to_commands_between_2_2_1_and_2_1_1() -> None:
    said = commands_with_211.response_to_v211(command("v221", "CommandResponse"))
    assert (said.value.result, said.lost) == ("REJECTED", ("timeout", "message"))
    timed_out = command("v211", "CommandResponse")
    assert commands_with_211.response_from_v211(timed_out, 30).value.result == "REJECTED"
    assert commands_with_211.response_from_v211(timed_out, 30).value.timeout == 30
    assert commands_with_211.result_from_v211(timed_out).value.result == "TIMEOUT"
    occupied = commands_with_211.result_to_v211(command("v221", "CommandResult"))
    assert (occupied.value.result, occupied.lost) == ("REJECTED", ("message", "result"))
    unknown = command("v211", "CommandResponse", result="UNKNOWN_SESSION")
    assert commands_with_211.result_from_v211(unknown).lost == ("result",)
    assert commands_with_211.response_from_v211(unknown, 1).value.result == "UNKNOWN_SESSION"


def test_an_answer_of_2_1_1_is_a_word_or_an_object() -> None:
    for raw in (b'"ACCEPTED"', b'{"result":"ACCEPTED"}'):
        assert read_response(raw).result == "ACCEPTED"
    for raw in (b'"PERHAPS"', b"7"):
        with pytest.raises(InvalidParameters):
            read_response(raw)


def test_credentials_in_2_1_1_speak_for_one_party() -> None:
    said = credentials_with_211.credentials_to_v211(
        made("v221", "credentials"), PartyKey("fr", "msp")
    )
    assert (said.value.party_id, said.lost) == ("MSP", ("roles",))
    with pytest.raises(NotSayable, match="roles"):
        credentials_with_211.credentials_to_v211(made("v221", "credentials"), TOKEN_OWNER)
    older = made("v211", "credentials")
    newer = credentials_with_211.credentials_from_v211(older, "CPO").value
    assert newer.roles[0].role == "CPO"
    assert credentials_with_211.credentials_to_v211(newer, OWNER).value == older


def test_countries_have_two_codes() -> None:
    assert len(ALPHA_3) == len(ALPHA_2) == 249
    assert [ALPHA_3[code] for code in ("ES", "PT", "FR")] == ["ESP", "PRT", "FRA"]
    assert ALPHA_2["BEL"] == "BE"
