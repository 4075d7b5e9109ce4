"""Between 2.2.1 and 2.3.0: what is said, what is lost, what cannot be said."""

from decimal import Decimal
from typing import Any

import pytest
from tests.unit.ocpi.ocpi_documents import command, document, made

from chargehouse.ocpi import codec
from chargehouse.ocpi.conversions.said import NotSayable
from chargehouse.ocpi.conversions.v230 import credentials as credentials_with_230
from chargehouse.ocpi.conversions.v230 import locations as locations_with_230
from chargehouse.ocpi.conversions.v230 import sessions as sessions_with_230
from chargehouse.ocpi.conversions.v230 import tariffs as tariffs_with_230
from chargehouse.ocpi.conversions.v230 import tokens as tokens_with_230
from chargehouse.ocpi.headers import PartyKey
from chargehouse.ocpi.v221 import tokens as tokens_221
from chargehouse.ocpi.v221.values import Price
from chargehouse.ocpi.v230 import locations as locations_230
from chargehouse.ocpi.v230.values import Price as Price230

OWNER = PartyKey("ES", "CPO")
TOKEN_OWNER = PartyKey("NL", "MSP")


def test_a_location_of_2_3_0_tells_what_2_2_1_has_no_word_for() -> None:
    whole = document("v230", "locations", "Location")
    whole["images"][0]["category"] = "DRONE_PHOTO"
    whole["operator"]["logo"]["category"] = "HOLOGRAM"
    whole["energy_mix"]["environ_impact"][0]["category"] = "NOISE"
    whole["evses"][1]["parking_restrictions"] = ["TAXIS", "EV_ONLY"]
    whole["parking_type"] = "ROOFTOP"
    said = locations_with_230.location_from_v230(codec.check(locations_230.Location, whole))
    assert set(said.lost) == {
        "parking_places",
        "help_phone",
        "parking_type",
        "publish_allowed_to[4]",
        "images[0]",
        "operator.logo",
        "energy_mix.environ_impact[0]",
        "evses[1].parking",
        "evses[1].accepted_service_providers",
        "evses[1].parking_restrictions",
        "evses[1].connectors[1].capabilities",
        "evses[1].connectors[1]",
    }
    assert said.value.evses is not None
    assert [each.id for each in said.value.evses[1].connectors] == ["1"]
    with pytest.raises(NotSayable, match="standard"):
        locations_with_230.connector_from_v230(
            codec.check(locations_230.Connector, document("v230", "locations", "Connector"))
        )


def test_an_evse_without_a_connector_that_2_2_1_knows_is_not_said() -> None:
    whole = document("v230", "locations", "Evse")
    whole["connectors"] = whole["connectors"][1:]
    with pytest.raises(NotSayable, match="connectors"):
        locations_with_230.evse_from_v230(codec.check(locations_230.Evse, whole))


def test_taxes_of_2_3_0_are_added_up() -> None:
    said = sessions_with_230.session_from_v230(made("v230", "sessions"))
    assert said.value.total_cost == Price(excl_vat=Decimal("4.32"), incl_vat=Decimal("5.2372"))
    assert said.lost == ("total_cost.taxes",)
    untaxed = made("v230", "sessions", total_cost={"before_taxes": 1, "taxes": []})
    assert sessions_with_230.session_from_v230(untaxed).value.total_cost == Price(
        excl_vat=Decimal(1), incl_vat=Decimal(1)
    )


def test_a_vat_of_2_2_1_is_a_tax_of_2_3_0() -> None:
    said = sessions_with_230.session_to_v230(made("v221", "sessions"))
    cost = said.value.total_cost
    assert isinstance(cost, Price230)
    assert cost.before_taxes == Decimal("4.32")
    assert cost.taxes is not None
    assert [(tax.name, tax.amount) for tax in cost.taxes] == [("VAT", Decimal("0.9072"))]
    unknown = made("v221", "sessions", total_cost={"excl_vat": 1})
    cost = sessions_with_230.session_to_v230(unknown).value.total_cost
    assert cost == Price230(before_taxes=Decimal(1))


def test_tariffs_of_2_3_0_without_tax_in_their_prices() -> None:
    tariff = made("v230", "tariffs", tax_included="NO")
    said = tariffs_with_230.tariff_from_v230(tariff)
    assert said.lost == ("preauthorize_amount",)
    assert said.value.min_price == Price(excl_vat=Decimal("0.5"), incl_vat=Decimal("0.605"))
    assert said.value.elements == tariff.elements
    assert tariffs_with_230.tariff_to_v230(said.value).value.tax_included == "NO"


def test_tax_is_taken_out_of_a_price_where_it_is_known() -> None:
    def taxed(**component: object) -> Any:  # noqa: ANN401  a tariff
        whole = {"type": "ENERGY", "price": Decimal("1.21"), "vat": 21, "step_size": 1} | component
        return made(
            "v230",
            "tariffs",
            "minimal",
            tax_included="YES",
            elements=[{"price_components": [whole]}],
        )

    exact = tariffs_with_230.tariff_from_v230(taxed())
    assert exact.value.elements[0].price_components[0].price == Decimal(1)
    assert exact.lost == ()
    rounded = tariffs_with_230.tariff_from_v230(taxed(price=1))
    assert rounded.value.elements[0].price_components[0].price == Decimal("0.8264")
    assert rounded.lost == ("elements[0].price_components[0].price",)
    free = tariffs_with_230.tariff_from_v230(taxed(price=0, vat=None))
    assert free.value.elements[0].price_components[0].price == 0
    with pytest.raises(NotSayable, match="price"):
        tariffs_with_230.tariff_from_v230(taxed(vat=None))


def test_a_cdr_of_2_3_0_leaves_out_a_tariff_that_cannot_be_said() -> None:
    whole = document("v230", "cdrs", "Cdr")
    whole["tariffs"][0]["tax_included"] = "YES"
    whole["tariffs"][0]["elements"][0]["price_components"][0] |= {"price": 5}
    said = sessions_with_230.cdr_from_v230(made("v230", "cdrs", tariffs=whole["tariffs"]))
    assert "tariffs[0]" in said.lost
    assert "tariffs[1].preauthorize_amount" in said.lost
    assert said.value.tariffs is not None
    assert len(said.value.tariffs) == 1
    whole["cdr_location"]["connector_standard"] = "MCS"
    with pytest.raises(NotSayable, match="connector_standard"):
        sessions_with_230.cdr_from_v230(made("v230", "cdrs", cdr_location=whole["cdr_location"]))


def test_a_contract_in_the_vehicle_is_another_token_in_2_2_1() -> None:
    said = tokens_with_230.token_from_v230(made("v230", "tokens", type="EMAID"))
    assert (said.value.type, said.lost) == ("OTHER", ("type",))
    info = tokens_with_230.authorization_to_v230(
        codec.check(tokens_221.AuthorizationInfo, document("v221", "tokens", "AuthorizationInfo"))
    )
    assert tokens_with_230.authorization_from_v230(info.value).lost == ()
    start = command("v221", "StartSession")
    there = tokens_with_230.start_session_to_v230(start).value
    assert tokens_with_230.start_session_from_v230(there).value == start
    reserve = command("v221", "ReserveNow")
    newer = tokens_with_230.reserve_now_to_v230(reserve).value
    assert tokens_with_230.reserve_now_from_v230(newer).value == reserve


def test_a_hub_is_a_role_in_2_2_1_and_a_name_in_2_3_0() -> None:
    hub = {**document("v221", "credentials", "Credentials")["roles"][0], "role": "HUB"}
    newer = credentials_with_230.credentials_to_v230(made("v221", "credentials", roles=[hub]))
    assert newer.value.hub_party_id == "ESCPO"
    assert credentials_with_230.credentials_from_v230(newer.value).lost == ()
    said = credentials_with_230.credentials_from_v230(made("v230", "credentials"))
    assert said.lost == ("hub_party_id",)
    provider = made("v230", "hubclientinfo", "odd")
    client = credentials_with_230.client_info_from_v230(provider)
    assert (client.value.role, client.lost) == ("OTHER", ("role",))
    known = made("v221", "hubclientinfo")
    there = credentials_with_230.client_info_to_v230(known).value
    assert credentials_with_230.client_info_from_v230(there).value == known
