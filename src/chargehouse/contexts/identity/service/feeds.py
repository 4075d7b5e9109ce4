"""What partners tell us of their identifiers: full or partial sets, all of them or nothing."""

from collections.abc import AsyncIterable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from chargehouse.contexts.identity.errors import (
    AgreementFedByPartner,
    FeedRefused,
    ImportUnreadable,
)
from chargehouse.contexts.identity.model import IdentifierValue, row_rules
from chargehouse.contexts.identity.public import AGREEMENTS_FEED
from chargehouse.contexts.identity.repository import agreements
from chargehouse.contexts.identity.service.agreements import known
from chargehouse.contexts.identity.service.feeding import (
    Feed,
    Feeding,
    FeedKind,
    yield_after,
)
from chargehouse.contexts.identity.service.sealing import Sealer
from chargehouse.contexts.identity.service.table import (
    PARTNERS_COLUMNS,
    Row,
    RowError,
    RowReader,
    lines,
    read_entry,
)
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.errors import Invalid
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.secrets import Keyring

FEED_ENTRIES_AT_MOST: Final = 50_000


class FeedReport(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a feed: nothing is applied where any row is wrong, or in a dry run.

    `identifiers` is how many the agreement knows now, `errors` tells every wrong row.
    """

    agreement_id: UUID
    kind: FeedKind
    dry_run: bool
    applied: bool
    rows: int
    added: int
    changed: int
    removed: int
    unchanged: int
    identifiers: int
    last_fed_at: datetime | None
    errors: list[RowError]


class FeedService:
    """Applies what partners tell, as a whole or not at all; repeating a feed changes nothing."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._sealer = Sealer(keyring)
        self._feeding = Feeding(self._sealer, database.ids)

    async def feed(
        self,
        actor: Actor,
        agreement_id: UUID,
        kind: FeedKind,
        said: Sequence[object],
        leaving: Sequence[object] = (),
    ) -> FeedReport:
        """Apply what a partner's system tells; `leaving` are values that a partial feed removes.

        A full feed replaces what was known; a partial one adds and changes what it names. Raises
        `FeedRefused`, which names every wrong entry, `AgreementUnknown`, `AgreementOver`,
        `AgreementFedByPartner`.
        """
        actor.require(AGREEMENTS_FEED)
        if len(said) + len(leaving) > FEED_ENTRIES_AT_MOST:
            raise _too_many("identifiers")
        if kind == "full" and leaving:
            raise _refused([("remove", "is for partial feeds: a full one removes what it leaves")])
        feed = Feed(kind, "api", rows=len(said) + len(leaving))
        wrong: list[tuple[str, str]] = []
        for number, entry in enumerate(said):
            await yield_after(number)
            error = self._take(actor.tenant_id, feed, read_entry(number, entry))
            if error is not None:
                wrong.append((f"identifiers[{number}].{error.field}", error.message))
        for number, value in enumerate(leaving):
            await yield_after(number)
            message = self._dismiss(actor.tenant_id, feed, value)
            if message is not None:
                wrong.append((f"remove[{number}]", message))
        if wrong:
            raise _refused(wrong)
        return await self._apply(actor, agreement_id, feed, dry_run=False)

    async def import_table(
        self,
        actor: Actor,
        agreement_id: UUID,
        chunks: AsyncIterable[bytes],
        *,
        kind: FeedKind,
        dry_run: bool = False,
    ) -> FeedReport:
        """Apply a table (CSV) as a feed; wrong rows are told by line, and then nothing is applied.

        Raises `ImportUnreadable`, `AgreementUnknown`, `AgreementOver`, `AgreementFedByPartner`.
        """
        actor.require(AGREEMENTS_FEED)
        feed = Feed(kind, "csv")
        reader: RowReader | None = None
        async for line in lines(chunks):
            if reader is None:
                reader = RowReader(line, PARTNERS_COLUMNS)
                continue
            if feed.rows == FEED_ENTRIES_AT_MOST:
                raise _too_many("value")
            await yield_after(feed.rows)
            feed.rows += 1
            error = self._take(actor.tenant_id, feed, reader.read(line))
            if error is not None:
                feed.errors.append(error)
        if reader is None:
            raise ImportUnreadable("The file is empty.")
        return await self._apply(actor, agreement_id, feed, dry_run=dry_run)

    def _take(self, tenant_id: UUID, feed: Feed, row: Row | RowError) -> RowError | None:
        if isinstance(row, RowError):
            return row
        value_hash = self._sealer.hash_of(tenant_id, row.new.value)
        if value_hash in feed.entries:
            return RowError(row.line, "value", row_rules.TWICE_IN_FEED)
        feed.entries[value_hash] = row.new
        return None

    def _dismiss(self, tenant_id: UUID, feed: Feed, value: object) -> str | None:
        """Note that a value is to go; return why it cannot be meant."""
        if not isinstance(value, str):
            return "is a text"
        try:
            value_hash = self._sealer.hash_of(tenant_id, IdentifierValue.parse(value))
        except Invalid as refusal:
            return _message_of(refusal)
        if value_hash in feed.entries:
            return "stands among the identifiers as well"
        feed.leaving.add(value_hash)
        return None

    async def _apply(
        self, actor: Actor, agreement_id: UUID, feed: Feed, *, dry_run: bool
    ) -> FeedReport:
        now = self._database.clock.now()
        applied = not dry_run and not feed.errors
        async with self._database.transaction(actor) as work:
            agreement = known(
                await agreements.find(
                    work.connection, actor.tenant_id, agreement_id, now, lock=True
                )
            )
            if agreement.partner_id is not None:
                raise AgreementFedByPartner("This agreement knows the tokens of its partner.")
            difference = await self._feeding.apply(work, agreement, feed, write=applied)
        return FeedReport(
            agreement_id=agreement_id,
            kind=feed.kind,
            dry_run=dry_run,
            applied=applied,
            rows=feed.rows,
            added=difference.added,
            changed=difference.changed,
            removed=difference.removed,
            unchanged=len(feed.entries) - difference.added - difference.changed,
            identifiers=difference.identifiers if applied else agreement.identifiers,
            last_fed_at=now if applied else agreement.last_fed_at,
            errors=feed.errors,
        )


def _message_of(refusal: Invalid) -> str:
    errors = refusal.details["errors"]
    return str(errors[0]["message"]) if isinstance(errors, list) else refusal.message


def _too_many(name: str) -> FeedRefused:
    return _refused([(name, f"has at most {FEED_ENTRIES_AT_MOST} entries")])


def _refused(wrong: Sequence[tuple[str, str]]) -> FeedRefused:
    return FeedRefused(
        f"{len(wrong)} of what was told cannot be meant. Nothing was applied.",
        {"errors": [{"field": name, "message": message} for name, message in wrong]},
    )
