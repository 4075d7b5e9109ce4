"""REST of the audit log: entries, proofs, heads, anchors, verification, export."""

from collections.abc import AsyncGenerator, AsyncIterator
from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import PathParameter, QueryParameter
from litestar.response import Stream
from litestar.status_codes import HTTP_200_OK

from chargehouse.contexts.audit.model.search import EntryFilters
from chargehouse.contexts.audit.public import (
    AUDIT_EXPORT,
    AUDIT_READ,
    AUDIT_VERIFY,
    AuditEntry,
    AuditStatus,
    ConsistencyProof,
    InclusionProof,
    SignedAnchor,
    SignedHead,
)
from chargehouse.contexts.audit.service import (
    EntryService,
    ExportService,
    Progress,
    ProofService,
    VerificationService,
)
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.auth import permitted
from chargehouse.platform.http.csv import csv_response
from chargehouse.platform.http.paging import Page, Paging

NDJSON: Final = "application/x-ndjson"

INDEX_MAX: Final = 2**63 - 1
Index = Annotated[int, PathParameter(ge=0, le=INDEX_MAX, description="The entry's place.")]
From = Annotated[datetime | None, QueryParameter(name="from", description="Not before this.")]
To = Annotated[datetime | None, QueryParameter(name="to", description="Before this.")]
Before = Annotated[
    int | None,
    QueryParameter(ge=0, le=INDEX_MAX, description="Numbered below this: the last one of a page."),
]
Limit = Annotated[int, QueryParameter(ge=1, le=500, description="How many at most.")]
Size = Annotated[int, QueryParameter(name="from", ge=0, description="The size it grew from.")]
NewSize = Annotated[
    int | None,
    QueryParameter(name="to", ge=0, description="The size it grew to; else the newest head's."),
]
NamesAsked = Annotated[
    list[str] | None,
    QueryParameter(
        name="name",
        max_items=50,
        description="Only these names; `station.*` means every name that begins so.",
    ),
]
Module = Annotated[
    str | None,
    QueryParameter(max_length=64, description="Only names with this first part: `station`."),
]
ActorKind = Annotated[
    str | None, QueryParameter(max_length=32, description="Done by a `user`, `token`, `job` …")
]
RequestId = Annotated[
    str | None, QueryParameter(max_length=128, description="Done in this request.")
]
CsvFormat = Annotated[
    Literal["csv"] | None, QueryParameter(name="format", description="`csv` for a file.")
]
CELLS: Final = (
    *("index", "at", "name", "actor_kind", "actor_id", "actor_name", "origin", "aggregate_id"),
    *("station_id", "request_id", "changes", "data"),
)


class AuditController(Controller):
    """What was done, by whom, and that nobody changed what is told of it."""

    path = "/api/v1/audit"
    tags = ("Audit",)

    @get("/entries", **permitted(AUDIT_READ))
    async def list_entries(
        self,
        actor: NamedDependency[Actor],
        audit_entries: NamedDependency[EntryService],
        paging: NamedDependency[Paging],
        *,
        names: NamesAsked = None,
        module: Module = None,
        actor_kind: ActorKind = None,
        actor_id: Annotated[UUID | None, QueryParameter(description="Done by this one.")] = None,
        station_id: Annotated[UUID | None, QueryParameter(description="At this station.")] = None,
        aggregate_id: Annotated[UUID | None, QueryParameter(description="Done to this.")] = None,
        request_id: RequestId = None,
        since: From = None,
        until: To = None,
        format_: CsvFormat = None,
    ) -> Page[AuditEntry] | Stream:
        """List entries, newest first; `format=csv` streams all that the filters mean.

        The file needs the permission `audit.export` as well, and is itself an entry.
        """
        filters = EntryFilters(
            names=names,
            module=module,
            actor_kind=actor_kind,
            actor_id=actor_id,
            station_id=station_id,
            aggregate_id=aggregate_id,
            request_id=request_id,
            since=since,
            until=until,
        )
        if format_ == "csv":
            entries = await audit_entries.export(actor, filters, paging)
            return csv_response("audit.csv", CELLS, (_cells(entry) async for entry in entries))
        return await audit_entries.page(actor, filters, paging)

    @get("/entries/{index:int}", **permitted(AUDIT_READ))
    async def read_entry(
        self,
        actor: NamedDependency[Actor],
        audit_entries: NamedDependency[EntryService],
        index: Index,
    ) -> AuditEntry:
        """Return an entry, with what was before and after where something was changed."""
        return await audit_entries.get(actor, index)

    @get("/entries/{index:int}/proof", may_conflict=True, **permitted(AUDIT_READ))
    async def prove_entry(
        self,
        actor: NamedDependency[Actor],
        audit_proofs: NamedDependency[ProofService],
        index: Index,
    ) -> InclusionProof:
        """Prove that an entry is in the log that the newest head was signed over."""
        return await audit_proofs.inclusion(actor, index)

    @get("/consistency", **permitted(AUDIT_READ))
    async def prove_consistency(
        self,
        actor: NamedDependency[Actor],
        audit_proofs: NamedDependency[ProofService],
        *,
        first: Size,
        second: NewSize = None,
    ) -> ConsistencyProof:
        """Prove that the log only grew from one size to another."""
        return await audit_proofs.consistency(actor, first, second)

    @get("/heads", **permitted(AUDIT_READ))
    async def list_heads(
        self,
        actor: NamedDependency[Actor],
        audit_proofs: NamedDependency[ProofService],
        *,
        before: Before = None,
        limit: Limit = 50,
    ) -> list[SignedHead]:
        """List signed heads, newest first."""
        return await audit_proofs.heads(actor, before=before, limit=limit)

    @get("/anchors", **permitted(AUDIT_READ))
    async def list_anchors(
        self,
        actor: NamedDependency[Actor],
        audit_proofs: NamedDependency[ProofService],
        *,
        before: Before = None,
        limit: Limit = 50,
    ) -> list[SignedAnchor]:
        """List daily anchors, newest first."""
        return await audit_proofs.anchors(actor, before=before, limit=limit)

    @get("/status", **permitted(AUDIT_READ))
    async def read_status(
        self, actor: NamedDependency[Actor], audit_proofs: NamedDependency[ProofService]
    ) -> AuditStatus:
        """Tell how the log stands, and by which keys it is signed."""
        return await audit_proofs.status(actor)

    @post(
        "/verify",
        status_code=HTTP_200_OK,
        media_type=NDJSON,
        **permitted(AUDIT_VERIFY),
    )
    async def verify_log(
        self,
        actor: NamedDependency[Actor],
        audit_verification: NamedDependency[VerificationService],
    ) -> Stream:
        """Recompute the whole log; a line of JSON tells how far it is, the last one the report.

        Each line is `{"checked", "size", "report"}`; `report` is null but in the last one.
        """
        return Stream(_told(audit_verification.verify(actor)), media_type=NDJSON)

    @get("/export", media_type=NDJSON, **permitted(AUDIT_EXPORT))
    async def export_log(
        self,
        actor: NamedDependency[Actor],
        audit_export: NamedDependency[ExportService],
    ) -> Stream:
        """Take the whole log as a file that `chargehouse audit verify` checks without us."""
        lines = await audit_export.export(actor)
        name = f"audit-{actor.tenant_id}.ndjson"
        return Stream(
            lines,
            media_type=NDJSON,
            headers={
                "Content-Disposition": f'attachment; filename="{name}"',
                "Cache-Control": "no-store",
            },
        )


async def _told(progress: AsyncGenerator[Progress]) -> AsyncIterator[bytes]:
    try:
        async for each in progress:
            yield msgspec.json.encode(each) + b"\n"
    finally:
        await progress.aclose()


def _cells(entry: AuditEntry) -> list[object]:
    actor = entry.actor
    changes = msgspec.json.encode(entry.changes).decode() if entry.changes else None
    return [
        *(entry.index, entry.at, entry.name, actor.kind, actor.id, actor.name, entry.origin),
        *(entry.aggregate_id, entry.station_id, entry.request_id, changes),
        msgspec.json.encode(entry.data).decode(),
    ]


CONTROLLERS = (AuditController,)
