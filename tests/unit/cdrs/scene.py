"""A session of an hour from noon, its terms, and CDRs of it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from chargehouse.contexts.cdrs.model.pricing import cost_of
from chargehouse.contexts.cdrs.model.records import record_of
from chargehouse.contexts.cdrs.public import Cdr, OcpiFacts, SessionTerms
from chargehouse.contexts.sessions.public import SessionCourse, SessionHead
from chargehouse.contexts.stations.public import Site
from chargehouse.contexts.tariffs.public import (
    AppliedTariff,
    MeterReading,
    PriceComponent,
    Tariff,
    TariffDocument,
    TariffElement,
    vat,
)
from chargehouse.ocpi.headers import PartyKey
from chargehouse.ocpi.v221.charging_periods import CdrToken

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SESSION, LOCATION, STATION, TARIFF, CDR, CREDIT, PARTY = (
    UUID(int=number) for number in range(1, 8)
)

PLAIN = Tariff(
    currency="EUR",
    elements=(
        TariffElement(
            (
                PriceComponent("flat", Decimal(1), taxes=vat(21)),
                PriceComponent("energy", Decimal("0.40"), taxes=vat(21)),
                PriceComponent("parking_time", Decimal(6), 300, taxes=vat(21)),
            )
        ),
    ),
)
SITE = Site(
    location_id=LOCATION,
    name="Depot North",
    timezone="Europe/Berlin",
    address="Kanalstraße 7",
    postal_code="10115",
    city="Berlin",
    country="DE",
    latitude=Decimal("52.5"),
    longitude=Decimal("13.40001"),
    station_id=STATION,
    station_code="NORTH-1",
    evse_id=1,
    connector_id=1,
)
FACTS = OcpiFacts(
    token=CdrToken(
        country_code="NL", party_id="EMS", uid="04AABB1F", type="RFID", contract_id="NL-EMS-C1"
    ),
    auth_method="WHITELIST",
    evse_uid="NORTH-1-1",
    evse_id="ES*CPO*ENORTH1*1",
    connector_id="1",
    connector_standard="IEC_62196_T2",
    connector_format="SOCKET",
    connector_power_type="AC_3_PHASE",
)


def head(*, live: bool = False, mode: str | None = "managed_access") -> SessionHead:
    return SessionHead(
        id=SESSION,
        station_id=STATION,
        location_id=LOCATION,
        evse_id=1,
        connector_id=1,
        transaction_id="T1",
        started_at=NOON,
        ended_at=None if live else NOON + timedelta(hours=1),
        settled=not live,
        problem=None,
        energy_wh=10_000,
        energy_rule="stop_minus_start",
        mode=mode,
        identifier_type="ISO14443",
        identifier_id=None,
        masked_identifier="04••••1F",
        vehicle_id=None,
        attempt_id=None,
        decision_id=None,
    )


def terms(tariff: Tariff = PLAIN, site: Site = SITE) -> SessionTerms:
    applied = AppliedTariff(
        tariff_id=TARIFF,
        version=3,
        ocpi_id="CITY",
        document=TariffDocument(name="City", tariff=tariff),
        level="location",
        assignment_id=UUID(int=9),
    )
    return SessionTerms(
        session_id=SESSION,
        site=site,
        tariff=applied,
        party_id=PARTY,
        owner=PartyKey("ES", "CPO"),
    )


READINGS = (
    MeterReading(NOON, Decimal(0), power_w=Decimal(20_000)),
    MeterReading(NOON + timedelta(minutes=30), Decimal(10_000), wants_power=False),
    MeterReading(NOON + timedelta(hours=1), Decimal(10_000), wants_power=False),
)
"""10 kWh in half an hour, then half an hour of parking."""


def course(readings: tuple[MeterReading, ...] = READINGS, *, live: bool = False) -> SessionCourse:
    return SessionCourse(head=head(live=live), readings=readings, truncated=False)


def cdr_of(
    tariff: Tariff = PLAIN, site: Site = SITE, readings: tuple[MeterReading, ...] = READINGS
) -> Cdr:
    """Return the CDR of a session that is priced."""
    on = terms(tariff, site)
    cost = cost_of(course(readings), on).cost
    assert cost is not None
    assert on.tariff is not None
    made_at = NOON + timedelta(hours=1, seconds=1)
    return record_of(head(), on, on.tariff, cost, id_=CDR, made_at=made_at, made_by="reaction:x")
