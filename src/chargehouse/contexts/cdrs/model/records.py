"""CDRs as they are made: of a session, of a reservation, and of a CDR that is taken back."""

from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from chargehouse.contexts.cdrs.public import Cdr, ExpiredReservation, SessionTerms
from chargehouse.contexts.sessions.public import SessionHead
from chargehouse.contexts.stations.public import Site
from chargehouse.contexts.tariffs.public import Amount, AppliedTariff, CostBreakdown
from chargehouse.ocpi.headers import PartyKey


def record_of(
    head: SessionHead,
    terms: SessionTerms,
    tariff: AppliedTariff,
    cost: CostBreakdown,
    *,
    id_: UUID,
    made_at: datetime,
    made_by: str,
) -> Cdr:
    """Return the CDR of a session that ended, and cost so much."""
    return Cdr(
        id=id_,
        session_id=head.id,
        transaction_id=head.transaction_id,
        site=terms.site,
        started_at=cost.begins,
        ended_at=cost.ends,
        tariff=tariff,
        total=cost.total,
        due=cost.due,
        cost=cost,
        energy_rule=head.energy_rule,
        identifier_type=head.identifier_type,
        identifier_id=head.identifier_id,
        masked_identifier=head.masked_identifier,
        vehicle_id=head.vehicle_id,
        decision_id=head.decision_id,
        made_at=made_at,
        made_by=made_by,
        party_id=terms.party_id,
        owner=terms.owner,
    )


def record_of_reservation(
    reserved: ExpiredReservation,
    site: Site,
    owner: tuple[UUID, PartyKey],
    tariff: AppliedTariff,
    cost: CostBreakdown,
    *,
    id_: UUID,
    made_at: datetime,
    made_by: str,
) -> Cdr:
    """Return the CDR of a reservation that nobody came for; `owner` is whose location it is."""
    party_id, key = owner
    return Cdr(
        id=id_,
        session_id=None,
        reservation_id=reserved.id,
        transaction_id=None,
        site=site,
        started_at=cost.begins,
        ended_at=cost.ends,
        tariff=tariff,
        total=cost.total,
        due=cost.due,
        cost=cost,
        energy_rule=None,
        identifier_type=None,
        identifier_id=None,
        masked_identifier=None,
        vehicle_id=None,
        decision_id=None,
        made_at=made_at,
        made_by=made_by,
        party_id=party_id,
        owner=key,
    )


def credit_of(cdr: Cdr, *, id_: UUID, reason: str, made_at: datetime, made_by: str) -> Cdr:
    """Return the credit CDR of a CDR: only what is to be paid is negative (OCPI cdrs, 10.2.1)."""
    return replace(
        cdr,
        id=id_,
        total=negated(cdr.total),
        due=negated(cdr.due),
        made_at=made_at,
        made_by=made_by,
        credits=cdr.id,
        reason=reason,
        credited_by=None,
    )


def negated(amount: Amount) -> Amount:
    """Return an amount that takes another one back, its taxes as well."""
    return Amount(
        None if amount.excl is None else -amount.excl,
        None if amount.incl is None else -amount.incl,
        tuple(replace(tax, amount=-tax.amount) for tax in amount.taxes),
    )
