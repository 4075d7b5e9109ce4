"""Routes of agreements with partners; values come in bodies and never go out."""

from functools import partial
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import Controller, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.response import Stream
from litestar.status_codes import HTTP_200_OK

from chargehouse.contexts.identity.public import AGREEMENTS_EDIT, AGREEMENTS_READ, Agreement
from chargehouse.contexts.identity.schemas import AgreementEnd, ChangedAgreement, NewAgreement
from chargehouse.contexts.identity.service import AgreementService
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.auth import permitted
from chargehouse.platform.http.csv import csv_response
from chargehouse.platform.http.paging import Page, Paging, whole

Search = Annotated[
    str | None, QueryParameter(name="search", max_length=100, description="A part of the name.")
]
Active = Annotated[
    bool | None, QueryParameter(name="active", description="Only those that are, or are not.")
]
CsvFormat = Annotated[
    Literal["csv"] | None, QueryParameter(name="format", description="`csv` for a file.")
]


class AgreementController(Controller):
    """Agreements with partners, by which their identifiers may charge."""

    path = "/api/v1/agreements"
    tags = ("Agreements",)

    @get(**permitted(AGREEMENTS_READ))
    async def list_agreements(
        self,
        actor: NamedDependency[Actor],
        agreements: NamedDependency[AgreementService],
        paging: NamedDependency[Paging],
        *,
        search: Search = None,
        active: Active = None,
        format_: CsvFormat = None,
    ) -> Page[Agreement] | Stream:
        """List agreements by name, the order in which decisions ask them."""
        page_of = partial(agreements.list, actor, search=search, active=active)
        if format_ is None:
            return await page_of(paging)
        rows = await whole(page_of, paging)
        return csv_response(
            "agreements.csv",
            Agreement.__struct_fields__,
            (msgspec.structs.astuple(agreement) async for agreement in rows),
        )

    @post(**permitted(AGREEMENTS_EDIT))
    async def add_agreement(
        self,
        actor: NamedDependency[Actor],
        agreements: NamedDependency[AgreementService],
        data: JSONBody[NewAgreement],
    ) -> Agreement:
        """Make an agreement; it knows nobody before it is fed."""
        said = msgspec.structs.asdict(data)
        return await agreements.add(actor, said.pop("name"), said)

    @get("/{agreement_id:uuid}", **permitted(AGREEMENTS_READ))
    async def read_agreement(
        self,
        actor: NamedDependency[Actor],
        agreements: NamedDependency[AgreementService],
        agreement_id: FromPath[UUID],
    ) -> Agreement:
        """Return an agreement."""
        return await agreements.find(actor, agreement_id)

    @patch("/{agreement_id:uuid}", **permitted(AGREEMENTS_EDIT))
    async def change_agreement(
        self,
        actor: NamedDependency[Actor],
        agreements: NamedDependency[AgreementService],
        agreement_id: FromPath[UUID],
        data: JSONBody[ChangedAgreement],
    ) -> Agreement:
        """Change an agreement; decisions follow at once."""
        return await agreements.edit(
            actor, agreement_id, data.said("version"), version=data.version
        )

    @post("/{agreement_id:uuid}/end", status_code=HTTP_200_OK, **permitted(AGREEMENTS_EDIT))
    async def end_agreement(
        self,
        actor: NamedDependency[Actor],
        agreements: NamedDependency[AgreementService],
        agreement_id: FromPath[UUID],
        data: JSONBody[AgreementEnd | None] = None,
    ) -> Agreement:
        """End an agreement now: who is known by it alone is refused from now on."""
        reason = None if data is None else data.reason
        return await agreements.end(actor, agreement_id, reason=reason)
