"""Two tenants in one process after the same busy day, and a look at their rows."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import asyncpg
import httpx
from tests.independent.drivers import booted, driver_of
from tests.independent.house import Api, House, InnerHouse, Json
from tests.independent.partner_day import a_day_of_roaming
from tests.integration.stations.test_certificates import request_of

from chargehouse.contexts.people.public import TenantRef
from chargehouse.kernel.actor import system_actor
from chargehouse.platform.postgres.address import PostgresAddress

NEWS = {
    "title": {"en": "A new depot"},
    "summary": {"en": "It opens on Monday."},
    "audience": "both",
    "line": "app",
}


TARIFF = {
    "currency": "EUR",
    "elements": [{"components": [{"dimension": "energy", "price": "0.39"}]}],
}
WEEK = {
    "default_mode": "managed_access",
    "windows": [{"days": [1, 2], "begins": "22:00", "ends": "06:00", "mode": "freevend"}],
    "exceptions": [
        {
            "name": "New Year",
            "begins": "2030-01-01T00:00",
            "ends": "2030-01-02T00:00",
            "mode": "freevend",
        }
    ],
}


STRICT = {
    "default_mode": "managed_access",
    "starts": {"refused": "stop", "stop_after_s": 600, "elsewhere": "deny"},
}


@dataclass
class Busy:
    """Two tenants that had a busy day, by their ids."""

    address: PostgresAddress
    tenants: tuple[str, str]
    theirs: House


async def a_busy_day(house: House) -> None:
    for protocol in ("ocpp1.6", "ocpp2.0.1"):
        station = await house.station(protocol, f"SAME-{protocol}")
        tag = f"CARD{protocol}".replace(".", "")
        vehicle = await house.api.post("/vehicles", {"name": f"Van {protocol}"})
        await house.identifier(tag, vehicle_id=vehicle["id"])
        path = f"/stations/{station['id']}"
        await house.api.client.put(f"/api/v1{path}/access/policy", json=STRICT)
        if protocol == "ocpp2.0.1":
            await a_tariff_at(house, station)
        async with booted(house, station, protocol) as charger:
            driver = driver_of(charger)
            await driver.authorise(tag)
            await driver.authorise("NOBODY")
            await driver.start(tag, 1)
            await driver.meter(2)
            if protocol == "ocpp1.6":
                await a_fault_and_a_value(house, station, charger)
            await driver.stop(3)
            await driver.start("NOBODY", 3)
    window = {"location_id": house.location_id, "security_profile": 1}
    await house.api.post("/registration-windows", window)
    request = {"station_id": station["id"], "csr": request_of(station["code"])}
    await house.api.post("/certificates", request)
    said = {"capability": "full", "reason": "As its maker says.", "key": "AuthCtrlr.Enabled"}
    await house.api.client.put(f"/api/v1{path}/access/control/override", json=said)
    await house.api.client.put(f"/api/v1{path}/access/policy", json=WEEK)
    await house.api.post(f"{path}/overrides", {"mode": "freevend"})
    await house.api.post(f"{path}/local-list/send", {})
    await house.api.eventually(lambda: house.api.items("/access/problems"), bool)
    agreement = await house.api.post("/agreements", {"name": "Roamer", "everywhere": True})
    fed = {"kind": "full", "identifiers": [{"value": "PARTNER0001"}]}
    path = f"/api/v1/agreements/{agreement['id']}/identifiers"
    assert (await house.api.client.put(path, json=fed)).is_success
    fleet = await house.api.post("/fleets", {"name": "Buses"})
    await a_day_of_roaming(house)
    for ended in ("/cdrs", "/cdrs/omissions"):
        await house.api.eventually(partial(house.api.items, ended), bool)
    rule = {"effect": "deny", "locations": [house.location_id]}
    await house.api.post(f"/fleets/{fleet['id']}/rules", rule)


async def a_tariff_at(house: House, station: Json) -> None:
    tariff = await house.api.post("/tariffs", {"name": "City", "ocpi_id": "CITY", "tariff": TARIFF})
    where = {"tariff_id": tariff["id"], "station_id": station["id"]}
    await house.api.post("/tariff-assignments", where)


async def a_fault_and_a_value(house: House, station: Json, charger: Any) -> None:  # noqa: ANN401  the other make
    await charger.say(
        "StatusNotification", connector_id=1, error_code="GroundFailure", status="Faulted"
    )
    charger.answers = {
        "GetConfiguration": {
            "configurationKey": [{"key": "HeartbeatInterval", "readonly": True, "value": "9"}]
        }
    }
    path = f"/stations/{station['id']}/get-configuration"
    key = f"read-{house.location_id}"
    await house.api.answer_to(path, {"keys": ["HeartbeatInterval"]}, idempotency_key=key)


async def somebody_looks(house: InnerHouse, tenant: TenantRef) -> None:
    """Let a person of a tenant sign in and keep a view of a list."""
    email, password = f"{tenant.slug}@example.com", "a fleet of nine lorries"
    accounts = house.process.contexts.accounts
    await accounts.add(tenant, name="Ada", email=email, password=password)
    credentials = {"email": email, "password": password}
    url = house.api.client.base_url
    async with httpx.AsyncClient(base_url=url, trust_env=False) as browser:
        browser.headers["Origin"] = str(url).rstrip("/")
        me = (await browser.post("/api/v1/sign-in", json=credentials)).json()
        browser.headers["X-CSRF-Token"] = me["csrf_token"]
        for path, said in (
            ("/views", {"page": "stations", "name": "Mine", "query": ""}),
            ("/news", NEWS),
            ("/webhooks", {"url": "https://hooks.example.com/", "event_types": ["session.*"]}),
        ):
            assert (await browser.post(f"/api/v1{path}", json=said)).is_success, path
        assert (await browser.post("/api/v1/news/read", json={})).is_success
        await somebody_new(browser, f"new-{email}")
        for key, value in (("mail.sender_name", "Depot"), ("stations.timeline_days", 7)):
            change = {"value": value, "version": 0, "reason": "As agreed."}
            changed = await browser.patch(f"/api/v1/settings/{key}", json=change)
            assert changed.is_success, changed.text


async def somebody_new(browser: httpx.AsyncClient, email: str) -> None:
    """Invite somebody, who is denied a thing."""
    user = {"kind": "staff", "name": "Ben", "email": email}
    added = (await browser.post("/api/v1/users", json=user)).json()
    path = f"/api/v1/users/{added['id']}"
    assert (await browser.post(f"{path}/invitation")).is_success
    denial = {
        "effect": "deny",
        "action": "users.read",
        "part": {"everywhere": True},
        "reason": "New here.",
    }
    assert (await browser.post(f"{path}/grants", json=denial)).is_success


@asynccontextmanager
async def other_tenant(house: InnerHouse) -> AsyncIterator[tuple[InnerHouse, TenantRef]]:
    """Give a house of another tenant in the same process."""
    contexts = house.process.contexts
    tenant = await contexts.tenants.create("other")
    actor = system_actor("console", tenant.id, "test")
    token = await contexts.tokens.create(actor, name="test", permissions=["*"])
    async with httpx.AsyncClient(
        base_url=house.api.client.base_url,
        headers={"Authorization": f"Bearer {token.plain}"},
        timeout=60,
        trust_env=False,
    ) as client:
        api = Api(client)
        place = await api.post("/locations", {"name": "Yard", "timezone": "Asia/Kolkata"})
        url = house.ocpp_url.removesuffix("main") + "other"
        theirs = replace(house, api=api, ocpp_url=url, location_id=place["id"])
        yield theirs, tenant


@asynccontextmanager
async def two_busy_tenants(house: InnerHouse, address: PostgresAddress) -> AsyncIterator[Busy]:
    """Give two tenants their day, with stations and cards of the same names."""
    ours = await house.process.contexts.tenants.resolve("main")
    async with other_tenant(house) as (theirs, other):
        for home, tenant in ((house, ours), (theirs, other)):
            await a_busy_day(home)
            await somebody_looks(home, tenant)
        yield Busy(address, (str(ours.id), str(other.id)), theirs)


@asynccontextmanager
async def entered(
    busy: Busy, role: str | None = None, tenant: str | None = None
) -> AsyncIterator["asyncpg.Connection[Any]"]:
    """Enter the database as a role, for a tenant; nothing that is done there stays."""
    connection = await asyncpg.connect(**busy.address.asyncpg_kwargs())
    try:
        change = connection.transaction()
        await change.start()
        if role is not None:
            await connection.execute(f"SET LOCAL ROLE {role}")
        if tenant is not None:
            await connection.execute("SELECT set_config('app.tenant', $1, true)", tenant)
        yield connection
        await change.rollback()
    finally:
        await connection.close()
