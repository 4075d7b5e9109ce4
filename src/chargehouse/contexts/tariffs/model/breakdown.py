"""What a session costs, line by line, and what of it a CDR needs."""

from datetime import datetime
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from chargehouse.contexts.tariffs.model.amounts import Amount
from chargehouse.contexts.tariffs.model.tariff import Dimension

Occasion = Literal["reservation", "session", "min_price", "max_price"]
"""What a line is for: being reserved, charging, or a limit of the tariff that was reached."""

Unit = Literal["Wh", "s"]

Note = Literal["power_unknown", "current_unknown", "limit_unknown"]
"""What could not be judged, so that somebody may look at it.

A restriction on power or current was asked of what nobody measured, and did not match; a limit
names only the figure that cannot be known.
"""


class CostLine(Struct, frozen=True, kw_only=True, gc=False):
    """What one component comes to over one stretch of time, and why it was that one.

    `used` is what was metered and `billed` what is paid for, which a step may make more; both in
    `unit`, and 1 for a flat fee. `price` is per kWh, per hour, or once. `element` is its place in
    the tariff, from 1; elements passed over price the same dimension, stand before it and did not
    match. A limit has neither element nor price.
    """

    occasion: Occasion
    begins: datetime
    ends: datetime
    dimension: Dimension | None = None
    element: int | None = None
    passed_over: tuple[int, ...] = ()
    unit: Unit | None = None
    used: Decimal = Decimal(1)
    billed: Decimal = Decimal(1)
    step_size: int | None = None
    price: Decimal | None = None
    amount: Amount
    why: str


class ChargingPeriod(Struct, frozen=True, kw_only=True, gc=False):
    """A charging period of a CDR: it begins whenever another component becomes active.

    Volumes are as metered, in kWh and hours with four decimals, rounded so that all periods
    together are the total. Power (kW) and current (A) are there where the tariff depends on them.
    """

    begins: datetime
    ends: datetime
    energy_kwh: Decimal
    charging_h: Decimal
    parking_h: Decimal
    reservation_h: Decimal
    min_power_kw: Decimal | None = None
    max_power_kw: Decimal | None = None
    min_current_a: Decimal | None = None
    max_current_a: Decimal | None = None


class Costs(Struct, frozen=True, kw_only=True):
    """What each kind of use comes to; together with what a limit changed they are the total."""

    fixed: Amount
    energy: Amount
    time: Amount
    parking: Amount
    reservation: Amount


class CostBreakdown(Struct, frozen=True, kw_only=True):
    """What a session costs: its lines, their sum, and what is due of it.

    `total` has four decimals and is the sum of the lines, `due` is in the currency's smallest
    unit. Energy and times are as metered; the time of a session is its charging and its parking.
    """

    currency: str
    begins: datetime
    ends: datetime
    lines: tuple[CostLine, ...]
    periods: tuple[ChargingPeriod, ...]
    costs: Costs
    total: Amount
    due: Amount
    energy_kwh: Decimal
    charging_h: Decimal
    parking_h: Decimal
    reservation_h: Decimal
    notes: tuple[Note, ...] = ()
