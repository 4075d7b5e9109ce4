"""Houses as operators run them: `chargehouse serve`, each with its own database and data folder."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from tests.endurance.serving import Server, install, serving
from tests.independent.house import Api, House

from chargehouse.platform.postgres.address import PostgresAddress

SETTINGS = {
    "CHARGEHOUSE_HTTP__DRAIN_TIMEOUT_S": "1",
    "CHARGEHOUSE_LOG__LEVEL": "warning",
    "CHARGEHOUSE_OCPI__ALLOW_PRIVATE_ADDRESSES": "true",
}


@asynccontextmanager
async def serve_houses(
    addresses: Mapping[str, PostgresAddress], folder: Path
) -> AsyncIterator[list[House]]:
    """Serve houses, each from a process of its own, until the end of the block.

    Each is the party that it is named by (`ES-ONE`): a CPO by its settings, and an eMSP.
    """
    servers = [
        Server(
            await install(folder / party, [], [], database_url=address.url()),
            environment=SETTINGS | _default(party),
        )
        for party, address in addresses.items()
    ]
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(serving(*servers))
        yield [
            await _opened(stack, server, party)
            for server, party in zip(servers, addresses, strict=True)
        ]


def _default(party: str) -> dict[str, str]:
    country_code, _, party_id = party.partition("-")
    return {
        "CHARGEHOUSE_OCPI__DEFAULT_PARTY__COUNTRY_CODE": country_code,
        "CHARGEHOUSE_OCPI__DEFAULT_PARTY__PARTY_ID": party_id,
        "CHARGEHOUSE_OCPI__DEFAULT_PARTY__BUSINESS_DETAILS__NAME": party,
    }


async def _opened(stack: AsyncExitStack, server: Server, party: str) -> House:
    country_code, _, party_id = party.partition("-")
    client = await stack.enter_async_context(server.client())
    key = {"country_code": country_code, "party_id": party_id, "role": "EMSP"}
    said = {**key, "business_details": {"name": party}}
    (await client.post("/ocpi/parties", json=said)).raise_for_status()
    api = Api(client)
    (place,) = await api.items("/locations")
    return House(api=api, ocpp_url=server.ocpp_url, location_id=place["id"])
