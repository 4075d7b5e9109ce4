"""Two houses on one machine register with each other over real HTTP (C5)."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from tests.conftest import Databases
from tests.integration.roaming.conftest import Json

from chargehouse.app.serve import ChargehouseProcess
from chargehouse.kernel.actor import system_actor
from chargehouse.platform.postgres.address import PostgresAddress
from chargehouse.platform.settings import (
    DatabaseSettings,
    DefaultPartySettings,
    HttpSettings,
    OcpiSettings,
    Settings,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

PARTNERS = "/api/v1/roaming/partners"


@dataclass
class House:
    """A house with a client that may do everything, and its address."""

    client: httpx.AsyncClient
    url: str
    party: str

    async def post(self, path: str, body: object = None) -> Json:
        answer = await self.client.post(path, json=body or {})
        assert answer.is_success, answer.text
        made: Json = answer.json()
        return made

    async def partner(self, id_: str) -> Json:
        found: Json = (await self.client.get(f"{PARTNERS}/{id_}")).json()
        return found

    async def parties_of_partners(self) -> list[str]:
        found = (await self.client.get("/ocpi/parties", params={"ours": "false"})).json()
        return [f"{each['country_code']}-{each['party_id']}" for each in found["items"]]


@asynccontextmanager
async def opened(address: PostgresAddress, folder: Path, party: str) -> AsyncIterator[House]:
    country_code, _, party_id = party.partition("-")
    settings = Settings(
        role="api",
        data_dir=folder,
        database=DatabaseSettings(url=address.url()),
        http=HttpSettings(port=0, drain_timeout_s=1.0),
        ocpi=OcpiSettings(
            allow_private_addresses=True,
            default_party=DefaultPartySettings(country_code=country_code, party_id=party_id),
        ),
    )
    async with ChargehouseProcess(settings) as process:
        tenant = await process.contexts.tenants.resolve("main")
        actor = system_actor("console", tenant.id, "test")
        token = await process.contexts.tokens.create(actor, name="test", permissions=["*"])
        url = f"http://127.0.0.1:{process.http_port}"
        async with httpx.AsyncClient(
            base_url=url,
            headers={"Authorization": f"Bearer {token.plain}"},
            timeout=60,
            trust_env=False,
        ) as client:
            yield House(client, url, party)


@pytest.fixture(scope="module")
def addresses(databases: Databases, database_template: str) -> Iterator[list[PostgresAddress]]:
    made = [databases.create(database_template) for _ in range(2)]
    yield made
    for address in made:
        databases.drop(address.database)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def houses(
    addresses: list[PostgresAddress], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[House, House]]:
    async with AsyncExitStack() as stack:
        first, second = [
            await stack.enter_async_context(
                opened(address, tmp_path_factory.mktemp("house"), party)
            )
            for address, party in zip(addresses, ("ES-ONE", "FR-TWO"), strict=True)
        ]
        yield first, second


@pytest.mark.parametrize("version", ["2.1.1", "2.2.1", "2.3.0"])
@pytest.mark.parametrize("begins", [0, 1])
async def test_two_houses_register_rotate_and_part(
    houses: tuple[House, House], version: str, begins: int
) -> None:
    """Each asks the other back during the POST, over loopback."""
    begun, asked = houses[begins], houses[1 - begins]
    name = {"name": f"{version} by {begins}", "legacy_role": "CPO"}
    host = await asked.post(PARTNERS, name)
    invitation = await asked.post(f"{PARTNERS}/{host['id']}/invitation")
    assert invitation["versions_url"] == f"{asked.url}/ocpi/main/versions"
    guest = await begun.post(PARTNERS, name)
    told = {key: invitation[key] for key in ("versions_url", "token")}
    done = await begun.post(
        f"{PARTNERS}/{guest['id']}/registration", {**told, "ocpi_version": version}
    )
    assert (done["state"], done["ocpi_version"]) == ("registered", version)
    assert (await asked.partner(host["id"]))["state"] == "registered"
    assert await begun.parties_of_partners() == [asked.party]
    assert await asked.parties_of_partners() == [begun.party]
    assert done["versions_url"] == f"{asked.url}/ocpi/main/versions"

    for house, id_ in ((begun, guest["id"]), (asked, host["id"])):
        rotated = await house.post(f"{PARTNERS}/{id_}/rotation")
        assert [step["fault"] for step in rotated["steps"]] == [None] * 4
    ended = await asked.client.delete(f"{PARTNERS}/{host['id']}/registration")
    assert [step["fault"] for step in ended.json()["steps"]] == [None]
    assert (await begun.partner(guest["id"]))["state"] == "unregistered"
    assert await begun.parties_of_partners() == await asked.parties_of_partners() == []


SAYING_LITTLE = {"details.sides"}
"""What is found at a house that has nothing to send."""


def found(report: Json) -> set[str]:
    return {finding["id"] for finding in report["findings"]}


@pytest.mark.parametrize("version", ["2.1.1", "2.2.1", "2.3.0"])
async def test_the_doctor_finds_nothing_wrong_with_a_house(
    houses: tuple[House, House], version: str
) -> None:
    one, other = houses
    host = await other.post(PARTNERS, {"name": f"Guest of {version}", "legacy_role": "EMSP"})
    invitation = await other.post(f"{PARTNERS}/{host['id']}/invitation")
    name = {"name": f"Host of {version}", "legacy_role": "CPO"}
    if version == "2.1.1":
        name["token_encoding"] = "raw"
    guest = await one.post(PARTNERS, name)
    path = f"{PARTNERS}/{guest['id']}"
    told = {key: invitation[key] for key in ("versions_url", "token")}
    before = await one.post(f"{path}/examination", told)
    assert found(before) <= SAYING_LITTLE
    await one.post(f"{path}/registration", {**told, "ocpi_version": version})
    after = await one.post(f"{path}/examination", {"authorisation": True})
    assert found(after) <= SAYING_LITTLE
    assert (after["ocpi_version"], after["token_forms"]) in [
        (version, ["base64", "raw"]),
        (version, ["raw", "base64"]),
    ]
    assert (await one.client.delete(f"{path}/registration")).is_success
