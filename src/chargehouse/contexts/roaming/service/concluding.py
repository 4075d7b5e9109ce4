"""How a handshake ends well, whoever began it; and how a registration ends."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from chargehouse.contexts.roaming.events import (
    PartnerCredentialsChanged,
    PartnerRegistered,
    PartnerUnregistered,
)
from chargehouse.contexts.roaming.model.credentials import Credentials, claims_of
from chargehouse.contexts.roaming.public import Partner
from chargehouse.contexts.roaming.repository import partners
from chargehouse.contexts.roaming.service.asking import Spoken
from chargehouse.contexts.roaming.service.claiming import claim, let_all_go
from chargehouse.contexts.roaming.service.vault import Steps, Vault
from chargehouse.kernel.ids import Ids
from chargehouse.platform.postgres.database import UnitOfWork

US: Final = "us"
THEM: Final = "them"

UNREGISTERED: Final[Mapping[str, object]] = {
    "state": "unregistered",
    "inbound_hash": None,
    "offered_hash": None,
    "outbound_encrypted": None,
    "endpoints": [],
}
"""What is left of a registration that ended."""


class Agreed(NamedTuple):
    """What a handshake came to: the version spoken, and what the partner told of itself.

    `inbound_hash` is of our token, by which the partner is known from now on; `anew` says that it
    was not registered before; `by` is who began, `steps` those up to the last one, which this is.
    """

    spoken: Spoken
    theirs: Credentials
    versions_url: str
    inbound_hash: bytes
    steps: Steps
    anew: bool
    by: str


async def conclude(
    work: UnitOfWork, ids: Ids, vault: Vault, partner: Partner, agreed: Agreed
) -> None:
    """Register a partner, or change credentials with it, and take its parties over.

    Raises `InvalidParameters` for a party that is somebody else's.
    """
    claims = claims_of(agreed.theirs, partner.legacy_role)
    names = await claim(work, ids, partner, claims)
    agreed.steps.end()
    values = {
        "state": "registered",
        "ocpi_version": agreed.spoken.version,
        "versions_url": agreed.versions_url,
        "endpoints": agreed.spoken.endpoints,
        "steps": agreed.steps.taken,
        "inbound_hash": agreed.inbound_hash,
        "offered_hash": None,
        "outbound_encrypted": vault.lock(partner.id, agreed.theirs.token),
        "registered_at": work.now(),
        "updated_at": work.now(),
    }
    await partners.change(work.connection, work.tenant_id, partner.id, values)
    kind = PartnerRegistered if agreed.anew else PartnerCredentialsChanged
    work.record(
        kind(
            aggregate_id=partner.id,
            name=partner.name,
            by=agreed.by,
            ocpi_version=agreed.spoken.version,
            parties=names,
        )
    )


async def part(work: UnitOfWork, partner: Partner, steps: Steps, by: str) -> None:
    """End a registration, after the steps that were taken to tell the partner so."""
    values = {**UNREGISTERED, "steps": steps.taken, "updated_at": work.now()}
    await partners.change(work.connection, work.tenant_id, partner.id, values)
    await let_all_go(work, partner)
    work.record(PartnerUnregistered(aggregate_id=partner.id, name=partner.name, by=by))
