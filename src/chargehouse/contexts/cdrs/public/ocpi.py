"""What a session comes to, in the words of OCPI: its periods and its amounts."""

from decimal import Decimal
from typing import Any

from chargehouse.contexts.tariffs.public import Amount, ChargingPeriod
from chargehouse.ocpi.conversions.said import NotSayable
from chargehouse.ocpi.scalars import DateTime
from chargehouse.ocpi.v230.values import Price, TaxAmount


def period_v221(period: ChargingPeriod, tariff_id: str) -> dict[str, Any]:
    """Return a charging period as plain data of 2.2.1: kWh, hours, kW and A by their names."""
    volumes: dict[str, Decimal | None] = {
        "ENERGY": period.energy_kwh,
        "TIME": period.charging_h or None,
        "PARKING_TIME": period.parking_h or None,
        "RESERVATION_TIME": period.reservation_h or None,
        "MIN_POWER": period.min_power_kw,
        "MAX_POWER": period.max_power_kw,
        "MIN_CURRENT": period.min_current_a,
        "MAX_CURRENT": period.max_current_a,
    }
    return {
        "start_date_time": DateTime.of(period.begins),
        "dimensions": [
            {"type": kind, "volume": volume}
            for kind, volume in volumes.items()
            if volume is not None
        ],
        "tariff_id": tariff_id,
    }


def price_v221(field: str, amount: Amount) -> dict[str, Any]:
    """Return an amount as plain data of 2.2.1; with taxes where these are known.

    Raises `NotSayable`, naming the field, where what it is without taxes is not known.
    """
    if amount.excl is None:
        raise NotSayable(field, "what it is without taxes is not known")
    if amount.incl is None:
        return {"excl_vat": amount.excl}
    return {"excl_vat": amount.excl, "incl_vat": amount.incl}


def price_v230(amount: Amount) -> Price:
    """Return an amount with each of its taxes, which are absent where they are not known.

    Raises `NotSayable` where what it is without taxes is not known.
    """
    if amount.excl is None:
        raise NotSayable("before_taxes", "what it is without taxes is not known")
    if amount.incl is None:
        return Price(before_taxes=amount.excl)
    taxes = tuple(
        TaxAmount(
            name=tax.name,
            account_number=tax.account_number,
            percentage=tax.percent,
            amount=tax.amount,
        )
        for tax in amount.taxes
    )
    return Price(before_taxes=amount.excl, taxes=taxes)
