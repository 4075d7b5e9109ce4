"""What others may use of CDRs: what a session costs, on which terms, and its record in the end."""

from datetime import datetime
from decimal import Decimal
from typing import Final, Literal, Protocol
from uuid import UUID

import msgspec

from chargehouse.contexts.stations.public import Site
from chargehouse.contexts.tariffs.public import Amount, AppliedTariff, CostBreakdown
from chargehouse.kernel.actor import Actor, Permission
from chargehouse.ocpi.v221.charging_periods import AuthMethod, CdrToken
from chargehouse.ocpi.v221.locations import ConnectorFormat, ConnectorType, PowerType

CDRS_READ: Final = Permission("cdrs.read", "cdrs", "See CDRs, and why sessions have none.")
CDRS_EXPORT: Final = Permission("cdrs.export", "cdrs", "Export CDRs as CSV.")
CDRS_CREDIT: Final = Permission("cdrs.credit", "cdrs", "Take back a CDR by a credit CDR.")
PERMISSIONS: Final = (CDRS_READ, CDRS_EXPORT, CDRS_CREDIT)

WhyFree = Literal["freevend", "unidentified", "no_tariff"]
"""Why a session costs nothing: anybody might charge there, it ended and nobody was identified, or
no tariff held when it began.
"""

WhyOmitted = Literal["freevend", "unidentified", "no_tariff", "energy_unknown"]
"""Why a session that came to its end has no CDR."""

WhyNoCdr = Literal[
    "freevend", "unidentified", "no_tariff", "energy_unknown", "live", "in_doubt", "soon"
]
"""Why a session has no CDR, or none yet."""


class SessionTerms(msgspec.Struct, frozen=True, kw_only=True):
    """What a session began on: where it is, by which clock, and by which tariff it is priced.

    Taken once, when the session began; what is said of location and tariff later changes nothing.
    """

    session_id: UUID
    site: Site
    tariff: AppliedTariff | None


class SessionCost(msgspec.Struct, frozen=True, kw_only=True):
    """What a session costs so far or, where it has ended, what it did cost; and why.

    Where it is free, `free` says why in a word and `sentence` in English; there is no `cost` then.
    `until` is the end, or the instant up to which a live session is priced. Energy that is not
    known is priced as none: `energy_known` tells. `truncated` says that there were so many
    readings that of the last ones only the register counts. A session has a CDR, or `no_cdr` says
    why it has none, or none yet.
    """

    session_id: UUID
    live: bool
    until: datetime
    timezone: str
    free: WhyFree | None
    sentence: str
    tariff: AppliedTariff | None
    cost: CostBreakdown | None
    energy_known: bool
    truncated: bool
    cdr_id: UUID | None = None
    no_cdr: WhyNoCdr | None = None


class Cdr(msgspec.Struct, frozen=True, kw_only=True):
    """A session that came to its end, and what it cost; never changed.

    A credit CDR repeats the one that it `credits`, but for `total` and `due`, which are negative,
    and for who made it, when, and the `reason`. `credited_by` is the one that takes this one back.
    `total` has four decimals, `due` is in the currency's smallest unit.
    """

    id: UUID
    session_id: UUID
    transaction_id: str
    site: Site
    started_at: datetime
    ended_at: datetime
    tariff: AppliedTariff
    total: Amount
    due: Amount
    cost: CostBreakdown
    energy_rule: str
    identifier_type: str | None
    identifier_id: UUID | None
    masked_identifier: str | None
    vehicle_id: UUID | None
    decision_id: UUID | None
    made_at: datetime
    made_by: str
    credits: UUID | None = None
    reason: str | None = None
    credited_by: UUID | None = None


class CdrRow(msgspec.Struct, frozen=True, kw_only=True):
    """A CDR in a list; amounts without and with taxes, null where they cannot be known."""

    id: UUID
    session_id: UUID
    credits: UUID | None
    credited_by: UUID | None
    location_id: UUID
    location_name: str
    station_id: UUID
    vehicle_id: UUID | None
    masked_identifier: str | None
    tariff_id: UUID
    started_at: datetime
    ended_at: datetime
    timezone: str
    energy_kwh: Decimal
    currency: str
    total_excl: Decimal | None
    total_incl: Decimal | None
    due_excl: Decimal | None
    due_incl: Decimal | None
    made_at: datetime


class Omission(msgspec.Struct, frozen=True, kw_only=True):
    """A session that came to its end and has no CDR, and why: in a word and in English."""

    session_id: UUID
    location_id: UUID
    reason: WhyOmitted
    sentence: str
    at: datetime


class CdrFilters(msgspec.Struct, frozen=True, kw_only=True):
    """Which CDRs; None means any. `since` and `until` bound when they were made, the first in."""

    session_id: UUID | None = None
    location_id: UUID | None = None
    station_id: UUID | None = None
    vehicle_id: UUID | None = None
    tariff_id: UUID | None = None
    currency: str | None = None
    credit: bool | None = None
    since: datetime | None = None
    until: datetime | None = None


class OcpiFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a partner is told with a CDR and we do not record: whose token it was, and our names.

    The connector is what was published of it, in the words of OCPI 2.2.1.
    """

    token: CdrToken
    auth_method: AuthMethod
    evse_uid: str
    evse_id: str
    connector_id: str
    connector_standard: ConnectorType
    connector_format: ConnectorFormat
    connector_power_type: PowerType
    authorization_reference: str | None = None
    meter_id: str | None = None


class CdrOwners(Protocol):
    """Tells whose CDRs those of a location are."""

    async def owner(self, actor: Actor, location_id: UUID) -> tuple[str, str]:
        """Return the country code and the id of the party that owns a location.

        Raises `LocationUnknown`.
        """
