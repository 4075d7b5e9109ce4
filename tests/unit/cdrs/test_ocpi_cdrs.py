"""CDRs as partners are told them: valid in each version, and saying what ours says."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.unit.cdrs.scene import CDR, CREDIT, FACTS, NOON, PLAIN, SITE, cdr_of
from tests.unit.tariffs.drawn import BEGINS, Leg, courses, metered, tariffs

from chargehouse.contexts.cdrs.model.ocpi_cdrs import cdr_v211, cdr_v221, cdr_v230
from chargehouse.contexts.cdrs.model.records import credit_of
from chargehouse.contexts.cdrs.public import Cdr
from chargehouse.contexts.tariffs.public import PriceLimit, Restrictions, Tariff, TariffElement
from chargehouse.ocpi import codec
from chargehouse.ocpi.conversions.said import NotSayable
from chargehouse.ocpi.headers import PartyKey
from chargehouse.ocpi.scalars import DateTime
from chargehouse.ocpi.v211.cdrs import Cdr as Cdr211
from chargehouse.ocpi.v211.locations import Connector
from chargehouse.ocpi.v221.cdrs import Cdr as Cdr221
from chargehouse.ocpi.v230.cdrs import Cdr as Cdr230

OWNER = PartyKey("ES", "CPO")
CONNECTOR = Connector(
    id="1",
    standard="IEC_62196_T2",
    format="SOCKET",
    power_type="AC_3_PHASE",
    voltage=230,
    amperage=32,
    last_updated=DateTime.of(NOON),
)


@dataclass(frozen=True)
class Written:
    """A CDR as it goes over the wire."""

    said: Any
    read: Any


def written(kind: type, said: object) -> Written:
    return Written(codec.decode_plain(codec.encode(said)), codec.decode(kind, codec.encode(said)))


def test_a_cdr_in_221_says_what_ours_says() -> None:
    told = written(Cdr221, cdr_v221(cdr_of(), OWNER, FACTS))
    said = told.said
    assert told.read == cdr_v221(cdr_of(), OWNER, FACTS)
    assert (said["country_code"], said["party_id"], said["id"]) == ("ES", "CPO", str(CDR))
    assert said["start_date_time"] == "2026-11-20T12:00:00Z"
    assert said["end_date_time"] == "2026-11-20T13:00:00Z"
    assert said["total_cost"] == {"excl_vat": Decimal(8), "incl_vat": Decimal("9.68")}
    assert said["total_energy"] == Decimal(10)
    assert (said["total_time"], said["total_parking_time"]) == (Decimal(1), Decimal("0.5"))
    assert said["total_parking_cost"]["excl_vat"] == Decimal(3)
    assert said["cdr_location"]["country"] == "DEU"
    assert said["cdr_location"]["coordinates"] == {
        "latitude": "52.500000",
        "longitude": "13.400010",
    }
    assert "credit" not in said
    [tariff] = said["tariffs"]
    assert (tariff["id"], tariff["party_id"]) == ("CITY", "CPO")
    assert [
        (each["start_date_time"], [one["type"] for one in each["dimensions"]])
        for each in said["charging_periods"]
    ] == [
        ("2026-11-20T12:00:00Z", ["ENERGY", "TIME"]),
        ("2026-11-20T12:30:00Z", ["ENERGY", "PARKING_TIME"]),
    ]


def test_a_cdr_in_230_names_each_tax() -> None:
    said = written(Cdr230, cdr_v230(cdr_of(), OWNER, FACTS)).said
    tax = {"name": "VAT", "percentage": Decimal(21), "amount": Decimal("1.68")}
    assert said["total_cost"] == {"before_taxes": Decimal(8), "taxes": [tax]}
    assert said["tariffs"][0]["tax_included"] == "NO"


def test_a_cdr_in_211_says_the_cost_without_vat() -> None:
    said = written(Cdr211, cdr_v211(cdr_of(), OWNER, FACTS, CONNECTOR)).said
    assert (said["total_cost"], said["auth_id"]) == (Decimal(8), "NL-EMS-C1")
    assert said["stop_date_time"] == "2026-11-20T13:00:00Z"
    assert said["location"]["evses"][0]["connectors"][0]["voltage"] == 230


def test_a_credit_cdr_refers_to_the_one_that_it_takes_back() -> None:
    cdr = cdr_of()
    credit = credit_of(cdr, id_=CREDIT, reason="Wrong", made_at=NOON, made_by="user:Ada")
    said = written(Cdr221, cdr_v221(credit, OWNER, FACTS)).said
    assert (said["credit"], said["credit_reference_id"]) == (True, str(CDR))
    assert said["total_cost"] == {"excl_vat": Decimal(-8), "incl_vat": Decimal("-9.68")}
    assert said["total_energy_cost"]["excl_vat"] == Decimal(4)
    taxes = written(Cdr230, cdr_v230(credit, OWNER, FACTS)).said["total_cost"]["taxes"]
    assert [tax["amount"] for tax in taxes] == [Decimal("-1.68")]
    with pytest.raises(NotSayable):
        cdr_v211(credit, OWNER, FACTS, CONNECTOR)


@pytest.mark.parametrize(
    ("missing", "field"),
    [
        ({"address": None}, "cdr_location.address"),
        ({"city": None}, "cdr_location.city"),
        ({"country": None}, "cdr_location.country"),
        ({"latitude": None}, "cdr_location.coordinates"),
    ],
)
def test_a_location_that_lacks_what_ocpi_needs_is_named(
    missing: dict[str, None], field: str
) -> None:
    with pytest.raises(NotSayable) as refused:
        cdr_v221(cdr_of(site=replace(SITE, **missing)), OWNER, FACTS)
    assert refused.value.field == field


def test_long_texts_of_a_location_are_cut() -> None:
    site = replace(SITE, address="A" * 60, postal_code="1" * 12, city="C" * 50)
    place = cdr_v221(cdr_of(site=site), OWNER, FACTS).cdr_location
    assert [len(text or "") for text in (place.address, place.postal_code, place.city)] == [
        45,
        10,
        45,
    ]


def whole(tariff: Tariff) -> Tariff:
    """Return a tariff whose costs are known without taxes."""
    return replace(tariff, tax_included="no", min_price=None, max_price=None)


@settings(deadline=None, max_examples=150)
@given(tariffs, st.sampled_from(BEGINS), courses)
def test_every_cdr_is_valid_in_each_version(
    tariff: Tariff, begun: datetime, legs: list[Leg]
) -> None:
    cdr = cdr_of(whole(tariff), readings=metered(begun, legs).readings)
    for kind, said in (
        (Cdr221, cdr_v221(cdr, OWNER, FACTS)),
        (Cdr230, cdr_v230(cdr, OWNER, FACTS)),
        (Cdr211, cdr_v211(cdr, OWNER, FACTS, CONNECTOR)),
    ):
        assert written(kind, said).read == said
    volumes = sum(
        (
            one.volume
            for period in cdr_v221(cdr, OWNER, FACTS).charging_periods
            for one in period.dimensions
            if one.type == "ENERGY"
        ),
        Decimal(0),
    )
    assert volumes == cdr.cost.energy_kwh


def test_taxes_in_prices_stay_in_them_where_there_is_a_word_for_it() -> None:
    """2.3.0 has the price as it is, 2.2.1 without the 21 %, to its four decimals."""
    included = cdr_of(replace(PLAIN, tax_included="yes"))
    old, new = cdr_v221(included, OWNER, FACTS), cdr_v230(included, OWNER, FACTS)
    assert old.total_cost.incl_vat == Decimal(8)
    assert old.tariffs is not None
    assert new.tariffs is not None
    assert [each.price for each in old.tariffs[0].elements[0].price_components] == [
        Decimal("0.8264"),
        Decimal("0.3306"),
        Decimal("4.9587"),
    ]
    assert new.tariffs[0].tax_included == "YES"
    assert [each.price for each in new.tariffs[0].elements[0].price_components] == [
        Decimal(1),
        Decimal("0.4"),
        Decimal(6),
    ]


def test_a_tariff_that_cannot_be_said_is_left_out() -> None:
    limit = PriceLimit(incl=Decimal(1))
    limited = cdr_of(replace(PLAIN, min_price=limit))
    assert cdr_v221(limited, OWNER, FACTS).tariffs is None
    assert cdr_v230(limited, OWNER, FACTS).tariffs is None


def test_restrictions_are_told_in_the_words_of_ocpi() -> None:
    limited = TariffElement(
        PLAIN.elements[0].components,
        Restrictions(
            start_time="08:00", end_time="20:00", day_of_week=(1, 7), max_power=Decimal(50)
        ),
    )
    cdr: Cdr = cdr_of(replace(PLAIN, elements=(limited, *PLAIN.elements)))
    [tariff] = written(Cdr221, cdr_v221(cdr, OWNER, FACTS)).said["tariffs"]
    assert tariff["elements"][0]["restrictions"] == {
        "start_time": "08:00",
        "end_time": "20:00",
        "day_of_week": ["MONDAY", "SUNDAY"],
        "max_power": Decimal(50),
    }
