import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import asyncpg
import pytest
from tests.integration.backoffice import KEYRING, Office, open_office

from chargehouse.contexts.people.errors import (
    ApiTokenExpired,
    ApiTokenNotAccepted,
    ApiTokenUnknown,
    ApiTokenWasRevoked,
    TenantSlugTaken,
    TenantUnknown,
)
from chargehouse.contexts.people.public import (
    PERMISSIONS,
    TENANT_READ,
    TOKENS_CREATE,
    TOKENS_READ,
)
from chargehouse.contexts.people.service import TenantService, TokenAuthenticator, TokenService
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.chance import SystemChance
from chargehouse.kernel.errors import Forbidden
from chargehouse.platform.http.paging import Paging
from chargehouse.platform.postgres.address import PostgresAddress


@pytest.fixture
async def office(database: PostgresAddress) -> AsyncIterator[Office]:
    async with open_office(database) as opened:
        yield opened


@pytest.fixture
def tenants(office: Office) -> TenantService:
    return TenantService(office.database)


@pytest.fixture
def authenticator(office: Office) -> TokenAuthenticator:
    return TokenAuthenticator(office.database, KEYRING, office.clock, catalogue=PERMISSIONS)


@pytest.fixture
def tokens(office: Office, authenticator: TokenAuthenticator) -> TokenService:
    return TokenService(
        office.database,
        KEYRING,
        SystemChance(),
        catalogue=PERMISSIONS,
        authenticator=authenticator,
    )


async def used_at(office: Office) -> object:
    (row,) = await office.rows("SELECT last_used_at FROM api_tokens")
    return row["last_used_at"]


async def test_the_default_tenant_is_made_once_by_processes_that_start_together(
    office: Office,
) -> None:
    starts = [TenantService(office.database).ensure_default() for _ in range(4)]
    made = await asyncio.gather(*starts)
    assert len({tenant.id for tenant in made}) == 1
    assert made[0].slug == "main"


async def test_a_tenant_is_found_by_its_slug_in_any_case(
    office: Office, tenants: TenantService
) -> None:
    assert (await tenants.resolve("NORTH")).id == office.north
    assert (await TenantService(office.database).resolve("north")).id == office.north


@pytest.mark.parametrize("slug", ["west", "no/slug", "", "x" * 1000])
async def test_an_unknown_tenant_is_refused(tenants: TenantService, slug: str) -> None:
    with pytest.raises(TenantUnknown):
        await tenants.resolve(slug)


async def test_two_tenants_never_share_a_slug(tenants: TenantService) -> None:
    with pytest.raises(TenantSlugTaken):
        await tenants.create("North")


async def test_all_tenants_are_listed_for_the_console(tenants: TenantService) -> None:
    assert [tenant.slug for tenant in await tenants.list()] == ["north", "south"]


async def test_a_tenant_sees_itself(office: Office, tenants: TenantService) -> None:
    own = await tenants.own(office.holder_of(TENANT_READ))
    assert (own.id, own.slug, own.name) == (office.north, "north", "north")
    with pytest.raises(Forbidden):
        await tenants.own(office.holder_of())


async def test_a_token_acts_in_its_tenant_with_its_permissions(
    office: Office, tokens: TokenService, authenticator: TokenAuthenticator
) -> None:
    created = await tokens.create(office.actor, name="Export", permissions=["tokens.read"])
    actor = await authenticator.authenticate(created.plain)
    assert actor == Actor(
        "token", office.north, "Export", created.token.id, frozenset({"tokens.read"})
    )


async def test_a_token_is_kept_nowhere_and_shown_by_no_repr(
    office: Office, tokens: TokenService
) -> None:
    created = await tokens.create(office.actor, name="Export", permissions=["tokens.read"])
    assert created.plain not in repr(created)
    assert created.plain.removeprefix("cht_") not in await office.dump()


async def test_an_unknown_token_is_refused(authenticator: TokenAuthenticator) -> None:
    for unknown in ("cht_" + "a" * 43, "Basic", ""):
        with pytest.raises(ApiTokenNotAccepted):
            await authenticator.authenticate(unknown)


async def test_a_token_ends_at_its_expiry_even_while_it_is_known(
    office: Office, tokens: TokenService, authenticator: TokenAuthenticator
) -> None:
    created = await tokens.create(
        office.actor,
        name="Short",
        permissions=["*"],
        expires_at=office.clock.now() + timedelta(seconds=3),
    )
    office.clock.advance(2)
    await authenticator.authenticate(created.plain)
    office.clock.advance(1)
    with pytest.raises(ApiTokenExpired):
        await authenticator.authenticate(created.plain)


async def test_a_revoked_token_is_refused_here_at_once_and_elsewhere_within_five_seconds(
    office: Office, tokens: TokenService, authenticator: TokenAuthenticator
) -> None:
    created = await tokens.create(office.actor, name="Lost", permissions=["*"])
    elsewhere = TokenAuthenticator(office.database, KEYRING, office.clock, catalogue=PERMISSIONS)
    await authenticator.authenticate(created.plain)
    await elsewhere.authenticate(created.plain)
    await tokens.revoke(office.actor, created.token.id)
    with pytest.raises(ApiTokenWasRevoked):
        await authenticator.authenticate(created.plain)
    office.clock.advance(5)
    with pytest.raises(ApiTokenWasRevoked):
        await elsewhere.authenticate(created.plain)


async def test_a_use_is_written_at_most_once_a_minute(
    office: Office, tokens: TokenService, authenticator: TokenAuthenticator
) -> None:
    created = await tokens.create(office.actor, name="Busy", permissions=["*"])
    first = office.clock.now()
    await authenticator.authenticate(created.plain)
    office.clock.advance(59)
    await authenticator.authenticate(created.plain)
    assert await used_at(office) == first
    office.clock.advance(6)
    await authenticator.authenticate(created.plain)
    assert await used_at(office) == office.clock.now()


async def test_tokens_are_listed_by_page_without_those_that_serve_no_more(
    office: Office, tokens: TokenService
) -> None:
    made = []
    for name in ("a", "b", "c"):
        created = await tokens.create(office.actor, name=name, permissions=["*"])
        made.append(created.token)
        office.clock.advance(1)
    await tokens.revoke(office.actor, made[1].id)
    first = await tokens.list(office.actor, Paging(limit=2, sort="name"))
    rest = await tokens.list(office.actor, Paging(limit=2, sort="name", cursor=first.next_cursor))
    assert [token.name for token in [*first.items, *rest.items]] == ["a", "b", "c"]
    assert rest.next_cursor is None
    active = await tokens.list(office.actor, Paging(), only_active=True)
    assert [token.name for token in active.items] == ["c", "a"]


async def test_a_stranger_neither_sees_nor_revokes_a_token(
    office: Office, tokens: TokenService
) -> None:
    created = await tokens.create(office.actor, name="Ours", permissions=["*"])
    assert (await tokens.list(office.stranger, Paging())).items == []
    with pytest.raises(ApiTokenUnknown):
        await tokens.revoke(office.stranger, created.token.id)


async def test_each_use_case_asks_for_its_permission(office: Office, tokens: TokenService) -> None:
    nobody = office.holder_of()
    with pytest.raises(Forbidden):
        await tokens.create(office.holder_of(TOKENS_READ), name="x", permissions=["tokens.read"])
    with pytest.raises(Forbidden):
        await tokens.list(nobody, Paging())
    with pytest.raises(Forbidden):
        await tokens.revoke(office.holder_of(TOKENS_CREATE), office.north)
    with pytest.raises(Forbidden):
        tokens.catalogue(nobody)


async def test_what_happens_to_tenants_and_tokens_is_told(
    office: Office, tokens: TokenService
) -> None:
    created = await tokens.create(office.actor, name="Export", permissions=["*"])
    await tokens.revoke(office.actor, created.token.id)
    await tokens.revoke(office.actor, created.token.id)
    events = await office.events()
    assert [name for name, _ in events] == [
        "tenant.created",
        "tenant.created",
        "api_token.created",
        "api_token.revoked",
    ]
    assert all(created.plain not in payload for _, payload in events)


async def test_row_level_security_alone_keeps_tenants_apart(
    office: Office, tokens: TokenService
) -> None:
    await tokens.create(office.actor, name="Ours", permissions=["*"])
    await tokens.create(office.stranger, name="Theirs", permissions=["*"])
    for table in ("tenants", "api_tokens"):
        assert await office.seen_without_filter(office.actor, table) == {office.north}
        assert await office.seen_without_filter(office.stranger, table) == {office.south}


async def test_the_role_that_spans_tenants_reads_no_permissions(office: Office) -> None:
    connection = await office.database.connect("chargehouse_relay")
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.fetch("SELECT permissions FROM api_tokens")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.fetch("SELECT name FROM tenants")
    finally:
        await connection.close()
