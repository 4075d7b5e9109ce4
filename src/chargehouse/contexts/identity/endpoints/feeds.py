"""Routes of what agreements know: listed, searched, fed by machines and by the file."""

from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from litestar import Controller, Request, get, post, put
from litestar.di import NamedDependency
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIType, Operation, RequestBody, Schema
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.response import Stream
from litestar.status_codes import HTTP_200_OK

from chargehouse.contexts.identity.endpoints.identifiers import (
    IMPORT_MAX_BYTES,
    CsvFormat,
    DryRun,
    Status,
    Type,
)
from chargehouse.contexts.identity.model import STATUSES, TYPES, IdentifierValue
from chargehouse.contexts.identity.public import (
    AGREEMENTS_FEED,
    AGREEMENTS_READ,
    AgreementIdentifier,
)
from chargehouse.contexts.identity.schemas import FedIdentifiers, WantedValue
from chargehouse.contexts.identity.service import AgreementService, FeedReport, FeedService
from chargehouse.contexts.identity.service.feeding import FeedKind
from chargehouse.contexts.identity.service.feeds import FEED_ENTRIES_AT_MOST
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.auth import permitted
from chargehouse.platform.http.csv import csv_response
from chargehouse.platform.http.paging import Page, Paging, whole

Kind = Annotated[
    FeedKind,
    QueryParameter(name="kind", description="`full` replaces what was known."),
]


def _text(**more: Any) -> Schema:  # noqa: ANN401  as the library's schema takes it
    return Schema(type=OpenAPIType.STRING, **more)


ENTRY: Final = Schema(
    type=OpenAPIType.OBJECT,
    required=["value"],
    properties={
        "value": _text(min_length=1, max_length=36),
        "type": _text(enum=list(TYPES), default="rfid"),
        "status": _text(enum=list(STATUSES), default="active"),
        "group": _text(max_length=36),
        "valid_from": _text(format="date-time"),
        "valid_until": _text(format="date-time"),
    },
)


@dataclass
class FeedOperation(Operation):
    """An operation whose body is described entry by entry, and checked so."""

    def __post_init__(self) -> None:
        """Describe the body."""

        def many(items: Schema) -> Schema:
            return Schema(type=OpenAPIType.ARRAY, items=items, max_items=FEED_ENTRIES_AT_MOST)

        body = Schema(
            type=OpenAPIType.OBJECT,
            required=["kind"],
            properties={
                "kind": _text(enum=["full", "partial"]),
                "identifiers": many(ENTRY),
                "remove": many(_text()),
            },
        )
        self.request_body = RequestBody(
            content={"application/json": OpenAPIMediaType(schema=body)},
            required=True,
            description=(
                "A `full` set replaces what the agreement knows; a `partial` one adds and changes"
                " `identifiers`, and removes the values in `remove`."
                f" Together at most {FEED_ENTRIES_AT_MOST} entries."
            ),
        )


@dataclass
class PartnersTableOperation(Operation):
    """An operation whose body is a partner's table, read while it arrives."""

    def __post_init__(self) -> None:
        """Describe the body, which no parameter of the route does."""
        self.request_body = RequestBody(
            content={"text/csv": OpenAPIMediaType(schema=_text())},
            required=True,
            description=(
                "UTF-8, separated by commas or semicolons. The first line names columns: `value`,"
                " and any of `type`, `status`, `group`, `valid_from` and `valid_until` (instants"
                f" with their zone). At most {FEED_ENTRIES_AT_MOST} rows."
            ),
        )


class FeedController(Controller):
    """The identifiers that agreements know."""

    path = "/api/v1/agreements/{agreement_id:uuid}/identifiers"
    tags = ("Agreements",)

    @get(**permitted(AGREEMENTS_READ))
    async def list_agreement_identifiers(
        self,
        actor: NamedDependency[Actor],
        agreements: NamedDependency[AgreementService],
        agreement_id: FromPath[UUID],
        paging: NamedDependency[Paging],
        *,
        type_: Type = None,
        status: Status = None,
        format_: CsvFormat = None,
    ) -> Page[AgreementIdentifier] | Stream:
        """List what an agreement knows, newest first, masked; a value is searched for by POST."""
        page_of = partial(agreements.identifiers, actor, agreement_id, type_=type_, status=status)
        if format_ is None:
            return await page_of(paging)
        rows = await whole(page_of, paging)
        return csv_response(
            "agreement-identifiers.csv",
            AgreementIdentifier.__struct_fields__,
            (msgspec.structs.astuple(identifier) async for identifier in rows),
        )

    @post("/search", status_code=HTTP_200_OK, **permitted(AGREEMENTS_READ))
    async def search_agreement_identifier(
        self,
        actor: NamedDependency[Actor],
        agreements: NamedDependency[AgreementService],
        agreement_id: FromPath[UUID],
        data: JSONBody[WantedValue],
    ) -> Page[AgreementIdentifier]:
        """Return what the agreement knows by a value, in any case: one item or none."""
        found = await agreements.search(actor, agreement_id, IdentifierValue.parse(data.value))
        return Page(items=[] if found is None else [found])

    @put(
        status_code=HTTP_200_OK,
        operation_class=FeedOperation,
        request_max_body_size=IMPORT_MAX_BYTES,
        **permitted(AGREEMENTS_FEED),
    )
    async def feed_agreement_identifiers(
        self,
        actor: NamedDependency[Actor],
        agreement_feeds: NamedDependency[FeedService],
        agreement_id: FromPath[UUID],
        data: JSONBody[FedIdentifiers],
    ) -> FeedReport:
        """Tell which identifiers an agreement knows: all of it is applied, or nothing.

        Where any entry cannot be meant every such entry is named, by its place. Repeating a feed
        changes nothing but when the agreement was fed last.
        """
        return await agreement_feeds.feed(
            actor, agreement_id, data.kind, data.identifiers, data.remove
        )

    @post(
        "/import",
        status_code=HTTP_200_OK,
        operation_class=PartnersTableOperation,
        request_max_body_size=IMPORT_MAX_BYTES,
        **permitted(AGREEMENTS_FEED),
    )
    async def import_agreement_identifiers(
        self,
        request: Request[Any, Any, Any],
        actor: NamedDependency[Actor],
        agreement_feeds: NamedDependency[FeedService],
        agreement_id: FromPath[UUID],
        kind: Kind,
        *,
        dry_run: DryRun = False,
    ) -> FeedReport:
        """Tell by a table (CSV) which identifiers an agreement knows; it counts as a feed.

        Wrong rows are told by line, and then nothing is applied.
        """
        return await agreement_feeds.import_table(
            actor, agreement_id, request.stream(), kind=kind, dry_run=dry_run
        )
