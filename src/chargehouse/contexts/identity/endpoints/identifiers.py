"""Routes of identifiers; their values come in bodies and never go out."""

from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Final, Literal
from uuid import UUID

import msgspec
from litestar import Controller, Request, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIType, Operation, RequestBody, Schema
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.response import Stream
from litestar.status_codes import HTTP_200_OK

from chargehouse.contexts.identity.model import (
    IdentifierFilter,
    IdentifierStatus,
    IdentifierType,
    IdentifierValue,
    Source,
)
from chargehouse.contexts.identity.public import (
    IDENTIFIERS_CLASSIFY,
    IDENTIFIERS_EDIT,
    IDENTIFIERS_READ,
    Classification,
    Identifier,
)
from chargehouse.contexts.identity.schemas import (
    Assignment,
    ChangedIdentifier,
    ClassificationQuestion,
    Deactivation,
    IdentifierBody,
    WantedValue,
)
from chargehouse.contexts.identity.service import (
    ClassificationService,
    IdentifierService,
    ImportReport,
    ImportService,
)
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.auth import permitted
from chargehouse.platform.http.csv import csv_response
from chargehouse.platform.http.paging import Page, Paging, whole

IMPORT_MAX_BYTES: Final = 64 * 1024 * 1024

Type = Annotated[
    IdentifierType | None, QueryParameter(name="type", description="Only of this type.")
]
Status = Annotated[
    IdentifierStatus | None, QueryParameter(name="status", description="Only of this status.")
]
OfVehicle = Annotated[
    UUID | None, QueryParameter(name="vehicle_id", description="Only of this vehicle.")
]
FromSource = Annotated[
    Source | None, QueryParameter(name="source", description="Only added in this way.")
]
FitsOcpp16 = Annotated[
    bool | None,
    QueryParameter(name="fits_ocpp16", description="Whether OCPP 1.6 can carry it."),
]
CsvFormat = Annotated[
    Literal["csv"] | None, QueryParameter(name="format", description="`csv` for a file.")
]
DryRun = Annotated[bool, QueryParameter(name="dry_run", description="Only report; write nothing.")]


@dataclass
class TableOperation(Operation):
    """An operation whose body is a table, read while it arrives."""

    def __post_init__(self) -> None:
        """Describe the body, which no parameter of the route does."""
        table = OpenAPIMediaType(schema=Schema(type=OpenAPIType.STRING))
        self.request_body = RequestBody(
            content={"text/csv": table},
            required=True,
            description=(
                "UTF-8, separated by commas or semicolons. The first line names columns: `value`,"
                " and any of `type`, `status`, `vehicle` (a name), `group`, `valid_from` and"
                " `valid_until` (instants with their zone)."
            ),
        )


class IdentifierController(Controller):
    """Identifiers of vehicles and of people who drive them."""

    path = "/api/v1/identifiers"
    tags = ("Identity",)

    @get(**permitted(IDENTIFIERS_READ))
    async def list_identifiers(
        self,
        actor: NamedDependency[Actor],
        identifiers: NamedDependency[IdentifierService],
        paging: NamedDependency[Paging],
        *,
        type_: Type = None,
        status: Status = None,
        vehicle_id: OfVehicle = None,
        source: FromSource = None,
        fits_ocpp16: FitsOcpp16 = None,
        format_: CsvFormat = None,
    ) -> Page[Identifier] | Stream:
        """List identifiers, newest first, masked; a value is searched for by POST."""
        wanted = IdentifierFilter(
            type=type_,
            status=status,
            vehicle_id=vehicle_id,
            source=source,
            fits_ocpp16=fits_ocpp16,
        )
        page_of = partial(identifiers.list, actor, wanted=wanted)
        if format_ is None:
            return await page_of(paging)
        rows = await whole(page_of, paging)
        return csv_response(
            "identifiers.csv",
            Identifier.__struct_fields__,
            (msgspec.structs.astuple(identifier) async for identifier in rows),
        )

    @post(**permitted(IDENTIFIERS_EDIT))
    async def add_identifier(
        self,
        actor: NamedDependency[Actor],
        identifiers: NamedDependency[IdentifierService],
        data: JSONBody[IdentifierBody],
    ) -> Identifier:
        """Add an identifier, which decisions know at once; the answer is masked."""
        return await identifiers.add(actor, data.new())

    @post("/search", status_code=HTTP_200_OK, **permitted(IDENTIFIERS_READ))
    async def search_identifier(
        self,
        actor: NamedDependency[Actor],
        identifiers: NamedDependency[IdentifierService],
        data: JSONBody[WantedValue],
    ) -> Page[Identifier]:
        """Return the identifier of a value, in any case: one item or none."""
        found = await identifiers.search(actor, IdentifierValue.parse(data.value))
        return Page(items=[] if found is None else [found])

    @post("/classify", status_code=HTTP_200_OK, **permitted(IDENTIFIERS_CLASSIFY))
    async def classify_identifier(
        self,
        actor: NamedDependency[Actor],
        classification: NamedDependency[ClassificationService],
        data: JSONBody[ClassificationQuestion],
    ) -> Classification:
        """Return what an identifier would be answered in managed access; nothing is recorded."""
        value = IdentifierValue.parse(data.value)
        return await classification.classify(actor, value, wire_type=data.token_type, at=data.at)

    @post(
        "/import",
        status_code=HTTP_200_OK,
        operation_class=TableOperation,
        request_max_body_size=IMPORT_MAX_BYTES,
        **permitted(IDENTIFIERS_EDIT),
    )
    async def import_identifiers(
        self,
        request: Request[Any, Any, Any],
        actor: NamedDependency[Actor],
        identifier_imports: NamedDependency[ImportService],
        *,
        dry_run: DryRun = False,
    ) -> ImportReport:
        """Add identifiers from a table (CSV); rows that are refused are told by line.

        Vehicles are found by name, or added, which needs `vehicles.edit` as well. Rows are taken
        500 at a time: those before a failure stay, and a repetition skips them.
        """
        return await identifier_imports.run(actor, request.stream(), dry_run=dry_run)

    @get("/{identifier_id:uuid}", **permitted(IDENTIFIERS_READ))
    async def read_identifier(
        self,
        actor: NamedDependency[Actor],
        identifiers: NamedDependency[IdentifierService],
        identifier_id: FromPath[UUID],
    ) -> Identifier:
        """Return an identifier, masked."""
        return await identifiers.find(actor, identifier_id)

    @patch("/{identifier_id:uuid}", **permitted(IDENTIFIERS_EDIT))
    async def change_identifier(
        self,
        actor: NamedDependency[Actor],
        identifiers: NamedDependency[IdentifierService],
        identifier_id: FromPath[UUID],
        data: JSONBody[ChangedIdentifier],
    ) -> Identifier:
        """Change an identifier; decisions follow at once."""
        return await identifiers.update(actor, identifier_id, data.change())

    @post(
        "/{identifier_id:uuid}/deactivate", status_code=HTTP_200_OK, **permitted(IDENTIFIERS_EDIT)
    )
    async def deactivate_identifier(
        self,
        actor: NamedDependency[Actor],
        identifiers: NamedDependency[IdentifierService],
        identifier_id: FromPath[UUID],
        data: JSONBody[Deactivation | None] = None,
    ) -> Identifier:
        """Make an identifier inactive: it is refused from now on."""
        reason = None if data is None else data.reason
        return await identifiers.deactivate(actor, identifier_id, reason=reason)

    @post("/{identifier_id:uuid}/assign", status_code=HTTP_200_OK, **permitted(IDENTIFIERS_EDIT))
    async def assign_identifier(
        self,
        actor: NamedDependency[Actor],
        identifiers: NamedDependency[IdentifierService],
        identifier_id: FromPath[UUID],
        data: JSONBody[Assignment],
    ) -> Identifier:
        """Give an identifier to a vehicle, or to none."""
        return await identifiers.assign(actor, identifier_id, data.vehicle_id)

    @delete("/{identifier_id:uuid}", **permitted(IDENTIFIERS_EDIT))
    async def remove_identifier(
        self,
        actor: NamedDependency[Actor],
        identifiers: NamedDependency[IdentifierService],
        identifier_id: FromPath[UUID],
    ) -> None:
        """Remove an identifier: it is unknown from now on."""
        await identifiers.remove(actor, identifier_id)
