"""Asks partners about those who would charge, as it happens (OCPI 2.2.1, tokens, authorize)."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import msgspec
import structlog
from sqlalchemy import Row

from chargehouse.contexts.identity.model import IdentifierValue
from chargehouse.contexts.identity.model.tokens import value_of
from chargehouse.contexts.identity.public.partners import (
    SILENT,
    PartnerQuery,
    PartnerSaid,
    PartnerWord,
)
from chargehouse.contexts.identity.repository import agreement_identifiers as repository
from chargehouse.contexts.identity.service.asking import AskingLines
from chargehouse.contexts.identity.service.sealing import Sealer
from chargehouse.contexts.roaming.errors import NoLine
from chargehouse.contexts.roaming.public import PartnerLine, PartnerQuestion
from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.ocpi import codec
from chargehouse.ocpi.errors import (
    UNKNOWN_TOKEN,
    OcpiRefusal,
    PartnerRefused,
    PartnerUnintelligible,
)
from chargehouse.ocpi.headers import PartyKey, Routing
from chargehouse.ocpi.scalars import CountryCode, Id, PartyId
from chargehouse.ocpi.v221.tokens import AllowedType, LocationReferences
from chargehouse.platform.metrics import Metrics
from chargehouse.platform.outside.exchange import NoAnswer
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.secrets import Keyring, Undecipherable

ASKED_AT_ONCE: Final = 3
"""So many partners are asked about somebody whom nobody knows."""

log = structlog.get_logger(__name__)


class _Answer(msgspec.Struct, frozen=True):
    """What counts of an `AuthorizationInfo`, in every version; many leave out the rest."""

    allowed: AllowedType
    authorization_reference: Id | None = None
    token: Any = None


class _TokenMeant(msgspec.Struct, frozen=True):
    """What tells the token of an answer apart; no version before 2.2 names its owner."""

    country_code: CountryCode
    party_id: PartyId
    uid: Id


class _Told(msgspec.Struct, frozen=True):
    word: PartnerWord
    reference: str | None = None
    failure: str | None = None
    party: str | None = None


NO_ANSWER: Final = _Told("no_answer")
NOT_ASKED: Final = _Told("not_asked")


class RealTime:
    """Asks the partners of agreements; is the `PartnerAuthorisation` of others.

    Nothing of an answer is kept here: each use is asked about. A partner that gave none some times
    in a row is left alone for a while, so that no driver waits for it.
    """

    def __init__(
        self,
        database: Database,
        keyring: Keyring,
        line: PartnerLine,
        lines: AskingLines,
        metrics: Metrics,
    ) -> None:
        self._database = database
        self._clock = database.clock
        self._sealer = Sealer(keyring)
        self._line = line
        self._lines = lines
        self._asked = metrics.counter(
            "partner_authorisations_total",
            "Starts about which partners were to be asked, by what came of it",
            ["outcome"],
        )

    async def ask(
        self, tenant_id: UUID, query: PartnerQuery, *, timeout_s: float
    ) -> PartnerSaid | None:
        """Return what the partner says, within the time, or None where none is to be asked.

        About somebody whom nobody knows up to three partners are asked at once: the first by the
        agreement's name that lets them in has said it, else the first that knows them.
        """
        actor = system_actor("gateway", tenant_id, "authorisation")
        async with self._database.reading(actor) as connection:
            rows = await repository.to_ask(
                connection,
                tenant_id,
                query.identifier_id,
                query.station_id,
                query.at,
                most=ASKED_AT_ONCE,
            )
        asked = [(row, self._value(row, query)) for row in rows]
        said = await asyncio.gather(
            *(self._said(actor, row, value, timeout_s) for row, value in asked if value is not None)
        )
        return min(said, key=_weight, default=None)

    def _value(self, row: Row[Any], query: PartnerQuery) -> IdentifierValue | None:
        """Return a uid as its partner wrote it, or as the charger said it where nobody knows it.

        None for one that cannot be said, or not be read any more: about it nobody can be asked.
        """
        if query.identifier_id is None:
            return value_of(query.value)
        try:
            return self._sealer.open_value(query.identifier_id, row.value_encrypted)
        except Undecipherable:
            return None

    async def _said(
        self, actor: Actor, row: Row[Any], value: IdentifierValue, timeout_s: float
    ) -> PartnerSaid:
        asked_at, began = self._clock.now(), self._clock.monotonic()
        told = await self._told_by(actor, row, value, timeout_s)
        outcome = told.word if told.word in SILENT else "answered"
        self._asked.labels(outcome).inc()
        return PartnerSaid(
            agreement_id=row.agreement_id,
            agreement=row.agreement,
            partner_id=row.partner_id,
            party=row.party or told.party,
            whitelist=row.whitelist,
            said=told.word,
            reference=told.reference,
            asked_at=asked_at,
            answer_ms=round((self._clock.monotonic() - began) * 1000),
        )

    async def _told_by(
        self, actor: Actor, row: Row[Any], value: IdentifierValue, timeout_s: float
    ) -> _Told:
        """Return a partner's word, unless it is left alone; keep whether it gave an answer."""
        leave = await self._lines.leave(actor, row.partner_id, row.ask_again_at)
        if leave == "paused":
            return NOT_ASKED
        told = await self._told(actor, row, value, timeout_s)
        if told.failure is not None:
            probe = leave == "probed"
            await self._lines.failed(actor, row.partner_id, told.failure, probe=probe)
        elif row.fails:
            await self._lines.answered(actor, row.partner_id)
        return told

    async def _told(
        self, actor: Actor, row: Row[Any], value: IdentifierValue, timeout_s: float
    ) -> _Told:
        """Return a partner's word; whatever else it does, or does not, is no answer."""
        limit = asyncio.timeout(None)
        timer = self._clock.call_later(timeout_s, lambda: limit.reschedule(0))
        try:
            async with limit:
                reply = await self._line.ask(
                    actor, row.partner_id, _question(row, value), timeout_s=timeout_s
                )
            answer = codec.decode(_Answer, reply.data)
        except PartnerRefused as error:
            return _Told("unknown") if error.status_code == UNKNOWN_TOKEN else NO_ANSWER
        except (NoAnswer, TimeoutError) as error:
            log.warning("partner_did_not_authorise", why=type(error).__name__)
            failure = error.reason if isinstance(error, NoAnswer) else "timed_out"
            return _Told("no_answer", failure=failure)
        except (NoLine, OcpiRefusal, PartnerUnintelligible) as error:
            log.warning("partner_did_not_authorise", why=type(error).__name__)
            return NO_ANSWER
        finally:
            timer.cancel()
        return _Told(
            _WORDS[answer.allowed],
            answer.authorization_reference,
            party=_party_meant(answer.token, value),
        )


_WORDS: Final[Mapping[AllowedType, PartnerWord]] = {
    "ALLOWED": "allowed",
    "BLOCKED": "blocked",
    "EXPIRED": "expired",
    "NO_CREDIT": "no_credit",
    "NOT_ALLOWED": "not_allowed",
}


def _party_meant(token: object, value: IdentifierValue) -> str | None:
    """Return whose token a partner answered about, where it says so in a form that can be read.

    A partner that speaks for several parties is asked about a stranger without naming one.
    """
    try:
        meant = codec.check(_TokenMeant, token)
    except OcpiRefusal:
        return None
    if meant.uid.casefold() != value.given.casefold():
        return None
    return str(PartyKey(meant.country_code, meant.party_id))


def _weight(said: PartnerSaid) -> int:
    """Return what decides among partners, the least first; of the same weight the first does."""
    if said.permits:
        return 0
    return 2 if said.said == "unknown" else 1


def _question(row: Row[Any], value: IdentifierValue) -> PartnerQuestion:
    return PartnerQuestion(
        method="POST",
        module="tokens",
        role="SENDER",
        segments=(value.given, "authorize"),
        query=(("type", row.token_type),),
        body=LocationReferences(location_id=row.location),
        routing=Routing(
            from_party=PartyKey(row.owner_country, row.owner_id), to_party=_party(row.party)
        ),
    )


def _party(text: str | None) -> PartyKey | None:
    if text is None:
        return None
    country_code, _, party_id = text.partition("-")
    return PartyKey(country_code, party_id)
