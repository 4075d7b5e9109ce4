"""REST of the own tenant, of API tokens, and of what may be permitted."""

from functools import partial
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import Controller, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.response import Stream

from chargehouse.contexts.people.public import (
    PERMISSIONS_READ,
    TENANT_READ,
    TOKENS_CREATE,
    TOKENS_READ,
    TOKENS_REVOKE,
    ApiToken,
    Tenant,
)
from chargehouse.contexts.people.schemas import CreatedTokenView, NewToken, PermissionView
from chargehouse.contexts.people.service import TenantService, TokenService
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.auth import permitted
from chargehouse.platform.http.csv import csv_response
from chargehouse.platform.http.paging import Page, Paging, whole

OnlyActive = Annotated[
    bool, QueryParameter(name="active", description="Only tokens that still serve.")
]
CsvFormat = Annotated[
    Literal["csv"] | None, QueryParameter(name="format", description="`csv` for a file.")
]


class TenantController(Controller):
    """The tenant that a token belongs to."""

    path = "/api/v1/tenant"
    tags = ("People",)

    @get(**permitted(TENANT_READ))
    async def read_tenant(
        self, actor: NamedDependency[Actor], tenants: NamedDependency[TenantService]
    ) -> Tenant:
        """Return the own tenant."""
        return await tenants.own(actor)


class PermissionController(Controller):
    """What may be permitted."""

    path = "/api/v1/permissions"
    tags = ("People",)

    @get(**permitted(PERMISSIONS_READ))
    async def list_permissions(
        self, actor: NamedDependency[Actor], tokens: NamedDependency[TokenService]
    ) -> list[PermissionView]:
        """List all permissions there are, by action."""
        return [
            msgspec.convert(permission, PermissionView, from_attributes=True)
            for permission in tokens.catalogue(actor)
        ]


class TokenController(Controller):
    """API tokens."""

    path = "/api/v1/tokens"
    tags = ("People",)

    @get(**permitted(TOKENS_READ))
    async def list_tokens(
        self,
        actor: NamedDependency[Actor],
        tokens: NamedDependency[TokenService],
        paging: NamedDependency[Paging],
        *,
        only_active: OnlyActive = False,
        format_: CsvFormat = None,
    ) -> Page[ApiToken] | Stream:
        """List API tokens, newest first, without their values."""
        page_of = partial(tokens.list, actor, only_active=only_active)
        if format_ is None:
            return await page_of(paging)
        rows = await whole(page_of, paging)
        return csv_response(
            "tokens.csv",
            ApiToken.__struct_fields__,
            (
                [
                    token.id,
                    token.name,
                    " ".join(token.permissions),
                    " ".join(map(str, token.locations or ())),
                    token.owner_id,
                    token.requests_per_minute,
                    token.created_at,
                    token.created_by,
                    token.expires_at,
                    token.revoked_at,
                    token.last_used_at,
                ]
                async for token in rows
            ),
        )

    @post(**permitted(TOKENS_CREATE, proof=True))
    async def create_token(
        self,
        actor: NamedDependency[Actor],
        tokens: NamedDependency[TokenService],
        data: JSONBody[NewToken],
    ) -> Response[CreatedTokenView]:
        """Create an API token that may do no more than the one that asks; its value is told once.

        Chargehouse keeps only a keyed hash of the value.
        """
        created = await tokens.create(
            actor,
            name=data.name,
            permissions=data.permissions,
            locations=data.locations,
            requests_per_minute=data.requests_per_minute,
            expires_at=data.expires_at,
        )
        return Response(
            CreatedTokenView(token=created.token, value=created.plain),
            headers={"Cache-Control": "no-store"},
        )

    @delete("/{token_id:uuid}", **permitted(TOKENS_REVOKE))
    async def revoke_token(
        self,
        actor: NamedDependency[Actor],
        tokens: NamedDependency[TokenService],
        token_id: FromPath[UUID],
    ) -> None:
        """Revoke an API token for good; it stays in the list."""
        await tokens.revoke(actor, token_id)
