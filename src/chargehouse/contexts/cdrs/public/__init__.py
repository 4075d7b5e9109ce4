"""What others may use of CDRs: what a session costs, on which terms, and its record in the end."""

from datetime import datetime
from decimal import Decimal
from typing import Final, Literal, NamedTuple, Protocol
from uuid import UUID

import msgspec

from chargehouse.contexts.sessions.public import SessionHead
from chargehouse.contexts.stations.public import Site
from chargehouse.contexts.tariffs.public import Amount, AppliedTariff, CostBreakdown
from chargehouse.kernel.actor import Actor, Permission
from chargehouse.ocpi.headers import PartyKey
from chargehouse.ocpi.v211.cdrs import Cdr as Cdr211
from chargehouse.ocpi.v211.locations import Connector
from chargehouse.ocpi.v221.cdrs import Cdr as Cdr221
from chargehouse.ocpi.v221.charging_periods import AuthMethod, CdrToken
from chargehouse.ocpi.v221.locations import ConnectorFormat, ConnectorType, PowerType
from chargehouse.ocpi.v230.cdrs import Cdr as Cdr230

CDRS_READ: Final = Permission("cdrs.read", "cdrs", "See CDRs, and why sessions have none.")
CDRS_EXPORT: Final = Permission("cdrs.export", "cdrs", "Export CDRs as CSV.")
CDRS_CREDIT: Final = Permission("cdrs.credit", "cdrs", "Take back a CDR by a credit CDR.")
PERMISSIONS: Final = (CDRS_READ, CDRS_EXPORT, CDRS_CREDIT)

WhyFree = Literal["freevend", "unidentified", "no_tariff"]
"""Why a session costs nothing: anybody might charge there, it ended and nobody was identified, or
no tariff held when it began.
"""

WhyOmitted = Literal["freevend", "unidentified", "no_tariff", "energy_unknown", "too_many_readings"]
"""Why a session that came to its end has no CDR."""

WhyNoCdr = Literal[
    "freevend",
    "unidentified",
    "no_tariff",
    "energy_unknown",
    "too_many_readings",
    "live",
    "in_doubt",
    "soon",
]
"""Why a session has no CDR, or none yet."""


class SessionTerms(msgspec.Struct, frozen=True, kw_only=True):
    """What a session began on: where it is, by which clock, and by which tariff it is priced.

    Taken once, when the session began; what is said of location and tariff later changes nothing.
    `party_id` is the CPO of ours that the location belonged to, `owner` what it was called.
    `reserved_since` is since when its place was held for it, where a reservation has a price.
    """

    session_id: UUID
    site: Site
    tariff: AppliedTariff | None
    party_id: UUID
    owner: PartyKey
    reserved_since: datetime | None = None


class SessionCost(msgspec.Struct, frozen=True, kw_only=True):
    """What a session costs so far or, where it has ended, what it did cost; and why.

    Where it is free, `free` says why in a word and `sentence` in English; there is no `cost` then.
    `until` is the end, or the instant up to which a live session is priced. Energy that is not
    known is priced as none: `energy_known` tells. `truncated` says that there were so many
    readings that of the last ones only the register counts, so that it may cost something else. A
    session has a CDR, or `no_cdr` says why it has none, or none yet.
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
    """A session that came to its end, or a reservation that expired, and its cost; never changed.

    One of a reservation that nobody came for has a `reservation_id`, the partner's command that
    made it, instead of a session and what belongs to one.

    A credit CDR repeats the one that it `credits`, but for `total` and `due`, which are negative,
    and for who made it, when, and the `reason`. `credited_by` is the one that takes this one back.
    `total` has four decimals, `due` is in the currency's smallest unit. `party_id` is the party
    whose location it was when the session began, `owner` what it was called.
    """

    id: UUID
    session_id: UUID | None
    transaction_id: str | None
    site: Site
    started_at: datetime
    ended_at: datetime
    tariff: AppliedTariff
    total: Amount
    due: Amount
    cost: CostBreakdown
    energy_rule: str | None
    identifier_type: str | None
    identifier_id: UUID | None
    masked_identifier: str | None
    vehicle_id: UUID | None
    decision_id: UUID | None
    made_at: datetime
    made_by: str
    party_id: UUID
    owner: PartyKey
    credits: UUID | None = None
    reason: str | None = None
    credited_by: UUID | None = None
    reservation_id: UUID | None = None


class CdrRow(msgspec.Struct, frozen=True, kw_only=True):
    """A CDR in a list; amounts without and with taxes, null where they cannot be known."""

    id: UUID
    session_id: UUID | None
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
    reservation_id: UUID | None = None


class CdrSubject(NamedTuple):
    """What a CDR is of: a session, or the command that made a reservation which expired."""

    session_id: UUID | None
    reservation_id: UUID | None


class ExpiredReservation(msgspec.Struct, frozen=True, kw_only=True):
    """A place that was held from `begins` until `ends`, and that nobody came to.

    `id` is the command that made the reservation, by which it is billed once.
    """

    id: UUID
    location_id: UUID
    station_id: UUID
    evse_id: int
    begins: datetime
    ends: datetime


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

    The connector is what was published of it, in the words of OCPI 2.2.1. `location_id` is what
    the location was published by; where it is None, it is our own id of it.
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
    location_id: str | None = None


class Reservations(Protocol):
    """Knows what was reserved for sessions; asks for no permission."""

    async def used_by(self, actor: Actor, head: SessionHead) -> datetime | None:
        """Return since when a session's place was held for it; None where nothing was reserved.

        A reservation is the first session's that asks for it, and no other's any more.
        """


class CdrOwners(Protocol):
    """Tells whose CDRs those of a location are."""

    async def owner(self, actor: Actor, location_id: UUID) -> tuple[UUID, PartyKey]:
        """Return the party that owns a location, and what it is called.

        Raises `LocationUnknown`.
        """


class SessionCosts(Protocol):
    """Prices sessions of the actor's tenant by the one engine."""

    async def of_session(self, actor: Actor, session_id: UUID) -> SessionCost:
        """Return what a session costs so far, or did cost. Raises `SessionNotFound`."""


class PartnerCdrs(Protocol):
    """Says CDRs of the actor's tenant in the versions of OCPI.

    Each raises `CdrUnknown`, `LocationUnknown`, and `NotSayable` naming the field.
    """

    async def subject_of(self, actor: Actor, cdr_id: UUID) -> CdrSubject:
        """Return what a CDR is of."""

    async def in_v221(self, actor: Actor, cdr_id: UUID, facts: OcpiFacts) -> Cdr221:
        """Return a CDR in 2.2.1."""

    async def in_v230(self, actor: Actor, cdr_id: UUID, facts: OcpiFacts) -> Cdr230:
        """Return a CDR in 2.3.0."""

    async def in_v211(
        self, actor: Actor, cdr_id: UUID, facts: OcpiFacts, connector: Connector
    ) -> Cdr211:
        """Return a CDR in 2.1.1; `connector` is the one used."""
