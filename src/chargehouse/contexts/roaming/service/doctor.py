"""The partner doctor: examines a partner's platform, and keeps what it found."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

import msgspec

from chargehouse.contexts.roaming.errors import (
    ExaminationsTooMany,
    ExaminationUnderWay,
    NeverExamined,
    PartnerIsRegistered,
    PartnerNotRegistered,
)
from chargehouse.contexts.roaming.events import PartnerExamined
from chargehouse.contexts.roaming.model.credentials import Claim
from chargehouse.contexts.roaming.model.findings.configuration import Owner
from chargehouse.contexts.roaming.model.findings.urls import Reach
from chargehouse.contexts.roaming.model.given import check_token, checked_versions_url
from chargehouse.contexts.roaming.public import (
    PARTNERS_EDIT,
    PARTNERS_READ,
    Examination,
    ExaminationState,
    Party,
    TenantNames,
)
from chargehouse.contexts.roaming.repository import examinations, parties, partners
from chargehouse.contexts.roaming.repository.partners import Held
from chargehouse.contexts.roaming.service.asking import Access
from chargehouse.contexts.roaming.service.examining.entrance import Entered, enter
from chargehouse.contexts.roaming.service.examining.rooms import (
    House,
    ListLook,
    lists_of,
    try_authorisation,
    try_first_token,
    try_refusals,
)
from chargehouse.contexts.roaming.service.examining.visit import (
    EXAMINATION_S,
    Patient,
    Tools,
    Visit,
)
from chargehouse.contexts.roaming.service.partners import OwnUrl
from chargehouse.contexts.roaming.service.vault import Vault, locked
from chargehouse.kernel.actor import Actor
from chargehouse.platform.outside.exchange import Outside
from chargehouse.platform.postgres.database import Database, UnitOfWork

KEPT: Final = 10
AT_ONCE: Final = 4
GONE_AFTER: Final = timedelta(seconds=EXAMINATION_S * 2)
CLAIMS_LOOKED_UP: Final = 100


class Wish(NamedTuple):
    """What an examination is asked for.

    `versions_url` and `token` are of a partner that is not registered. With `authorisation` a
    token that cannot exist is asked for: the one request that is no GET.
    """

    versions_url: str | None = None
    token: str | None = None
    authorisation: bool = False


class _Case(NamedTuple):
    """An examination under way: whom it is of, what it is asked for, and our side of it."""

    began: Examination
    held: Held
    visit: Visit
    ours: Sequence[Party]
    our_versions_url: str
    wish: Wish


class Doctor:
    """Examines partners, each once at a time; what was found last is kept, and a few before.

    An examination asks at most `REQUESTS_AT_MOST` questions within `EXAMINATION_S` seconds. No
    transaction is open meanwhile.
    """

    def __init__(
        self,
        database: Database,
        vault: Vault,
        outside: Outside,
        *,
        tenants: TenantNames,
        own_url: OwnUrl,
        allow_private: bool,
    ) -> None:
        self._database = database
        self._vault = vault
        self._tools = Tools(outside, database.clock, database.ids)
        self._tenants = tenants
        self._own_url = own_url
        self._allow_private = allow_private
        self._under_way = 0

    async def last(self, actor: Actor, partner_id: UUID) -> Examination:
        """Return the last examination of a partner, as far as it has come.

        Raises `PartnerUnknown`, `NeverExamined`.
        """
        found = await self.all(actor, partner_id)
        if not found:
            raise NeverExamined("This partner was not examined yet.")
        return found[0]

    async def all(self, actor: Actor, partner_id: UUID) -> list[Examination]:
        """Return the examinations of a partner that are kept, the last one first.

        Raises `PartnerUnknown`.
        """
        actor.require(PARTNERS_READ)
        gone = self._database.clock.now() - GONE_AFTER
        async with self._database.reading(actor) as connection:
            await partners.known(connection, actor.tenant_id, partner_id)
            found = await examinations.of_partner(
                connection, actor.tenant_id, partner_id, limit=KEPT
            )
        return [
            msgspec.structs.replace(each, state="broken_off")
            if each.ended_at is None and each.began_at < gone
            else each
            for each in found
        ]

    async def examine(self, actor: Actor, partner_id: UUID, wish: Wish) -> Examination:
        """Examine a partner, and return what was found.

        One that is not registered is asked by the token and at the address that it gave. Raises
        `Invalid`, `PartnerUnknown`, `PartnerIsRegistered` where these are not wanted,
        `PartnerNotRegistered` where they are missing, `ExaminationUnderWay`,
        `ExaminationsTooMany`.
        """
        actor.require(PARTNERS_EDIT)
        if self._under_way >= AT_ONCE:
            raise ExaminationsTooMany(
                "Too many partners are being examined: come back in a minute.",
                {"retry_after_s": int(EXAMINATION_S)},
            )
        self._under_way += 1
        try:
            case = await self._begin(actor, partner_id, wish)
            return await self._carry_out(actor, case)
        finally:
            self._under_way -= 1

    async def _begin(self, actor: Actor, partner_id: UUID, wish: Wish) -> _Case:
        slug = await self._tenants.slug(actor)
        async with self._database.transaction(actor) as work:
            held = await locked(work, partner_id)
            patient = await self._patient(work, held, wish)
            await _end_the_gone(work, partner_id)
            began = Examination(
                id=self._database.ids.new(),
                partner_id=partner_id,
                state="under_way",
                began_at=work.now(),
            )
            await examinations.add(work.connection, work.tenant_id, began)
            ours = await parties.ours(work.connection, work.tenant_id)
        reach = Reach(patient.access.versions_url, self._allow_private)
        visit = Visit(self._tools, patient, reach)
        url = f"{self._own_url()}/ocpi/{slug}/versions"
        return _Case(began, held, visit, ours, url, wish)

    async def _carry_out(self, actor: Actor, case: _Case) -> Examination:
        ended = False
        try:
            cut_short = await case.visit.within_bounds(self._look_around(actor, case))
            report = msgspec.structs.replace(
                self._report(case, "finished"), cut_short=cut_short, ended_at=self._now()
            )
            await self._end(actor, case, report)
            ended = True
        finally:
            if not ended:
                report = msgspec.structs.replace(
                    self._report(case, "broken_off"), ended_at=self._now()
                )
                await asyncio.shield(self._keep(actor, report))
        return report

    async def _look_around(self, actor: Actor, case: _Case) -> None:
        visit, held = case.visit, case.held

        async def whose_is(claims: Sequence[Claim]) -> list[Owner]:
            return await self._owners(actor, held.partner.id, claims)

        entered = await enter(visit, held.partner, case.our_versions_url, whose_is)
        if entered is None:
            return
        house = _house(case, entered)
        if visit.patient.parties is None:
            await try_first_token(visit, house)
            return
        for module, url in lists_of(house):
            await self._keep(actor, self._report(case, "under_way"))
            await ListLook(visit, house, module, url).look()
        await try_refusals(visit, house)
        if case.wish.authorisation:
            await try_authorisation(visit, house)

    async def _patient(self, work: UnitOfWork, held: Held, wish: Wish) -> Patient:
        """Return how a partner is reached: by its registration, else by what it gave."""
        partner, outbound = held.partner, held.secrets.outbound
        if partner.state == "registered" and outbound is not None and partner.versions_url:
            if wish.versions_url is not None or wish.token is not None:
                raise PartnerIsRegistered("This partner is registered: leave out token and URL.")
            token = self._vault.open(partner.id, outbound)
            access = Access(partner.versions_url, token, partner.token_encoding)
            named = await parties.of_platform(work.connection, work.tenant_id, partner.id)
            return Patient(access, partner.ocpi_version, tuple(named))
        if wish.versions_url is None or wish.token is None:
            raise PartnerNotRegistered(
                "This partner is not registered: give the versions_url and the token it gave you."
            )
        check_token(wish.token)
        url = checked_versions_url(wish.versions_url, allow_private=self._allow_private)
        return Patient(Access(url, wish.token, partner.token_encoding), None, None)

    async def _owners(self, actor: Actor, partner_id: UUID, claims: Sequence[Claim]) -> list[Owner]:
        owners = []
        async with self._database.reading(actor) as connection:
            for claim in claims[:CLAIMS_LOOKED_UP]:
                party = await parties.in_role(connection, actor.tenant_id, claim.key, claim.role)
                is_ours = party is not None and party.platform_id is None
                is_taken = party is not None and party.platform_id not in {None, partner_id}
                owners.append(Owner(claim, is_ours, is_taken))
        return owners

    async def _keep(self, actor: Actor, report: Examination) -> None:
        async with self._database.transaction(actor) as work:
            await examinations.keep(work.connection, work.tenant_id, report)

    async def _end(self, actor: Actor, case: _Case, report: Examination) -> None:
        partner = case.held.partner
        async with self._database.transaction(actor) as work:
            if not await examinations.keep(work.connection, work.tenant_id, report):
                return
            await examinations.forget_older(work.connection, work.tenant_id, partner.id, keep=KEPT)
            work.record(
                PartnerExamined(
                    aggregate_id=partner.id,
                    name=partner.name,
                    examination_id=report.id,
                    ocpi_version=report.ocpi_version,
                    faults=report.faults,
                    warnings=report.warnings,
                    notes=report.notes,
                )
            )

    def _report(self, case: _Case, state: ExaminationState) -> Examination:
        visit = case.visit
        findings = visit.chart.findings()
        severities = [finding.severity for finding in findings]
        return msgspec.structs.replace(
            case.began,
            state=state,
            ocpi_version=visit.chart.version,
            token_forms=list(visit.token_forms),
            requests=visit.requests,
            slowest_ms=round(visit.slowest_s * 1000),
            faults=severities.count("fault"),
            warnings=severities.count("warning"),
            notes=severities.count("note"),
            findings=findings,
            checks=visit.chart.results(),
        )

    def _now(self) -> datetime:
        return self._database.clock.now()


async def _end_the_gone(work: UnitOfWork, partner_id: UUID) -> None:
    """End the examination of a partner whose process is gone; the partner's row is locked."""
    before = await examinations.under_way(work.connection, work.tenant_id, partner_id)
    if before is None:
        return
    if before.began_at > work.now() - GONE_AFTER:
        raise ExaminationUnderWay("This partner is being examined: wait for that to end.")
    await examinations.end_before(work.connection, work.tenant_id, before, work.now())


def _house(case: _Case, entered: Entered) -> House:
    """Return a partner as its modules are asked; its parties are those that it names."""
    registered = case.visit.patient.parties or ()
    named = [(claim.key, claim.role) for claim in entered.claims] or [
        (party.key, party.role) for party in registered
    ]
    return House(
        entered=entered,
        legacy_role=case.held.partner.legacy_role,
        ours=case.ours[0].key if case.ours else None,
        parties=frozenset(
            (key.country_code.upper(), key.party_id.upper(), role) for key, role in named
        ),
    )
