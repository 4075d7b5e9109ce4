"""A token stands for the person who made it, however many tokens lie between."""

from dataclasses import replace
from uuid import UUID

import pytest
from tests.integration.backoffice import KEYRING, open_office
from tests.integration.signing import ADA, reception_of

from chargehouse.contexts.people.public import PERMISSIONS, TenantRef
from chargehouse.contexts.people.service import TokenAuthenticator, TokenService
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.chance import SystemChance
from chargehouse.platform.postgres.address import PostgresAddress


@pytest.fixture
def everything() -> frozenset[str]:
    return frozenset({"*"})


async def test_tokens_know_the_account_that_answers_for_them(
    database: PostgresAddress, everything: frozenset[str]
) -> None:
    async with open_office(database) as office:
        authenticator = TokenAuthenticator(
            office.database, KEYRING, office.clock, catalogue=PERMISSIONS
        )
        tokens = TokenService(
            office.database,
            KEYRING,
            SystemChance(),
            catalogue=PERMISSIONS,
            authenticator=authenticator,
        )
        reception = reception_of(office)
        account = await reception.accounts.add(
            TenantRef(office.north, "north"),
            name="Ada",
            email=ADA["email"],
            password=ADA["password"],
        )

        async def made_by(actor: Actor) -> Actor:
            created = await tokens.create(actor, name="a token", permissions=["*"])
            return await authenticator.authenticate(created.plain)

        ada = Actor("user", office.north, "Ada", account.id, everything)
        first = await made_by(ada)
        second = await made_by(replace(first, request_id="x"))
        orphan = await made_by(office.actor)
        assert [each.person_id for each in (ada, first, second)] == [account.id] * 3
        assert isinstance(first.id, UUID)
        assert first.id != account.id
        assert (orphan.person_id, office.actor.person_id) == (None, None)
        await reception.telling.stop()
