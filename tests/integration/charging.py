"""What a charger tells of a session, and a tariff that it is priced by."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from chargehouse.contexts.sessions.public import Reading, Sample, transaction_key
from chargehouse.contexts.tariffs.public import PriceComponent, Tariff, TariffElement, vat

PLAIN = Tariff(
    currency="EUR",
    elements=(
        TariffElement(
            (
                PriceComponent("flat", Decimal(1), taxes=vat(21)),
                PriceComponent("energy", Decimal("0.40"), taxes=vat(21)),
                PriceComponent("parking_time", Decimal(6), taxes=vat(21)),
            )
        ),
    ),
)
"""1.00 to begin, 0.40 a kWh, 6.00 an hour of parking, with 21 % on top."""


def session_fact(
    kind: type,
    transaction: str,
    at: datetime,
    *,
    station_id: UUID,
    location_id: UUID,
    wh: int | None = None,
    context: str | None = None,
    **said: Any,  # noqa: ANN401  what a fact of this kind has
) -> Any:  # noqa: ANN401  a fact of the kind that is asked for
    """Return a fact of a transaction in OCPP 2.0.1, told as it came; with what the meter said."""
    readings = () if wh is None else (Reading((Sample(str(wh), context=context),), at),)
    return kind(
        station_id=station_id,
        location_id=location_id,
        protocol="ocpp2.0.1",
        received_at=at,
        reported_at=at,
        charger_key=transaction_key(transaction),
        transaction_id=transaction,
        readings=readings,
        **said,
    )
