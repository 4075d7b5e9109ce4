"""CDRs: made of ended sessions once, never changed, taken back once."""

import asyncio
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from tests.integration.across.conftest import NOON, Depot
from tests.integration.across.test_session_costs import (
    cost,
    fact,
    follow,
    session,
    tariff_everywhere,
)

from chargehouse.contexts.cdrs import reactions
from chargehouse.contexts.cdrs.public import CdrFilters
from chargehouse.contexts.roaming.public import BusinessDetails
from chargehouse.contexts.sessions.public import (
    Ended,
    Identification,
    Reading,
    Sample,
    SessionRef,
    Started,
    Updated,
)
from chargehouse.contexts.tariffs.public import (
    PriceComponent,
    Restrictions,
    Tariff,
    TariffElement,
)
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.reach import Reach, Scope
from chargehouse.platform.http.paging import Paging
from chargehouse.platform.outbox.bell import Bell
from chargehouse.platform.outbox.relay import Relay

Json = dict[str, Any]


async def listed(client: httpx.AsyncClient, query: str = "") -> list[Json]:
    answer = await client.get(f"/cdrs?{query}")
    assert answer.status_code == 200, answer.text
    items: list[Json] = answer.json()["items"]
    return items


async def made(depot: Depot, client: httpx.AsyncClient, code: str = "ONE") -> Json:
    """Have a session end, and return its CDR."""
    ref = await session(depot, await depot.station(code), code)
    await follow(depot, ref.session_id)
    [row] = await listed(client, f"session_id={ref.session_id}")
    whole: Json = (await client.get(f"/cdrs/{row['id']}")).json()
    return whole


async def events_of(depot: Depot, name: str) -> list[str]:
    async with depot.database.reading(depot.actor) as connection:
        rows = await connection.execute(
            text("SELECT payload FROM events WHERE tenant_id = :tenant AND wire_name = :name"),
            {"tenant": depot.tenant_id, "name": name},
        )
        return [row.payload for row in rows]


async def test_an_ended_session_has_a_cdr_that_is_its_running_cost(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    await tariff_everywhere(depot)
    station = await depot.station("SAME")
    live = await session(depot, station, "T1", live=True)
    await follow(depot, live.session_id)
    depot.clock.advance(90 * 60)
    so_far = await cost(client, live)
    assert (so_far["cdr_id"], so_far["no_cdr"]) == (None, "live")
    told = fact(depot, Ended, station, "T1", minute=90, wh=25000, context="Transaction.End")
    await depot.contexts.sessions.apply(depot.tenant_id, told)
    assert (await cost(client, live))["no_cdr"] == "soon"
    await follow(depot, live.session_id)
    [row] = await listed(client)
    cdr = (await client.get(f"/cdrs/{row['id']}")).json()
    ended = await cost(client, live)
    assert (ended["cdr_id"], ended["no_cdr"]) == (row["id"], None)
    assert cdr["cost"] == ended["cost"] == so_far["cost"]
    assert (row["due_excl"], row["due_incl"], row["currency"]) == ("12.00", "14.52", "EUR")
    assert cdr["site"]["timezone"] == row["timezone"] == "Europe/Berlin"
    assert cdr["masked_identifier"] == "04••••1F"
    assert cdr["tariff"]["version"] == 1


async def test_a_session_has_one_cdr_however_often_it_is_told_of(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    await tariff_everywhere(depot)
    ref = await session(depot, await depot.station("ONCE"), "T1")
    await asyncio.gather(*(follow(depot, ref.session_id) for _ in range(4)))
    await follow(depot, ref.session_id)
    assert len(await listed(client)) == 1
    assert len(await events_of(depot, "cdr.created")) == 1


async def test_the_relay_makes_cdrs_of_what_happened(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    await tariff_everywhere(depot)
    ref = await session(depot, await depot.station("RELAY"), "T1")
    bell = Bell(depot.database, None, clock=depot.clock, ids=depot.ids)
    consumers = reactions.consumers(
        depot.contexts.session_following, depot.contexts.reservation_billing
    )
    relay = Relay(depot.database, consumers, bell=bell, clock=depot.clock)
    await bell.start()
    await relay.start()
    try:
        async with asyncio.timeout(20):
            while not await listed(client):
                bell.ring_here()
                await asyncio.sleep(0)
    finally:
        await relay.stop()
        await bell.stop()
    assert [row["session_id"] for row in await listed(client)] == [str(ref.session_id)]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cdrs SET due_excl = 0",
        "DELETE FROM cdrs",
        "TRUNCATE cdrs CASCADE",
        "UPDATE session_terms SET taken_at = now()",
    ],
)
async def test_a_cdr_is_never_changed(
    depot: Depot, client: httpx.AsyncClient, statement: str
) -> None:
    """Not by the application, which was granted nothing, nor by whoever owns the tables."""
    await tariff_everywhere(depot)
    await made(depot, client)
    with pytest.raises(DBAPIError):
        await depot.execute(statement)
    owner = depot.database.owner_engine()
    try:
        async with owner.connect() as connection:
            with pytest.raises(DBAPIError, match="never changed"):
                await connection.execute(text(statement))
    finally:
        await owner.dispose()
    assert len(await listed(client)) == 1


@pytest.mark.parametrize(
    ("priced", "mode", "reason"),
    [
        (True, "freevend", "freevend"),
        (False, "freevend", "freevend"),
        (False, "managed_access", "no_tariff"),
        (True, None, "unidentified"),
    ],
)
async def test_a_session_without_a_cdr_says_why(
    depot: Depot, client: httpx.AsyncClient, *, priced: bool, mode: str | None, reason: str
) -> None:
    if priced:
        await tariff_everywhere(depot)
    who = Identification(mode=mode)
    ref = await session(depot, await depot.station("FREE"), "T1", identification=who)
    await follow(depot, ref.session_id)
    await follow(depot, ref.session_id)
    assert await listed(client) == []
    [omission] = (await client.get("/cdrs/omissions")).json()["items"]
    assert (omission["session_id"], omission["reason"]) == (str(ref.session_id), reason)
    assert omission["sentence"].endswith(".")
    assert (await client.get("/cdrs/omissions?reason=energy_unknown")).json()["items"] == []
    assert (await cost(client, ref))["no_cdr"] == reason
    assert len(await events_of(depot, "cdr.omitted")) == 1


async def test_a_session_whose_energy_nobody_knows_gets_none(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    await tariff_everywhere(depot)
    station = await depot.station("DUMB")
    ref = await depot.start(station, "T1")
    told = fact(depot, Ended, station, "T1", minute=60)
    await depot.contexts.sessions.apply(depot.tenant_id, told)
    await follow(depot, ref.session_id)
    assert await listed(client) == []
    told_cost = await cost(client, ref)
    assert (told_cost["no_cdr"], told_cost["energy_known"]) == ("energy_unknown", False)


FILL = """
    INSERT INTO meter_values (tenant_id, station_id, evse_id, at, digest, session_id, received_at,
                              energy_wh, power_w, samples)
    SELECT :tenant, :station, 1, CAST(:since AS timestamptz) + n * interval '60 milliseconds', n,
           :session, :since, 10000 + n * :rises, n % 7, '[]'
    FROM generate_series(1, 60000) AS n
"""
"""Many readings in the hour after an instant, of a meter that rises or does not."""

BY_THE_CLOCK = Tariff(
    currency="EUR",
    elements=(
        TariffElement((PriceComponent("energy", Decimal("0.20")),), Restrictions(end_time="14:00")),
        TariffElement((PriceComponent("energy", Decimal("0.60")),)),
    ),
)
"""0.20 a kWh until 13:00 UTC, then 0.60."""


async def with_many_readings(depot: Depot, *, rises: int) -> SessionRef:
    """Have a vehicle take 75 kWh from noon to 14:00, whether most of it late or evenly."""
    station = await depot.station("MANY")
    begun = (Reading((Sample("5000", context="Transaction.Begin"),), NOON),)
    ref = await depot.start(station, "T1", readings=begun)
    for minute, wh in ((5, 10_000), (80, 10_000 + 60_000 * rises), (100, 80_000)):
        told = fact(depot, Updated, station, "T1", minute=minute, wh=wh)
        await depot.contexts.sessions.apply(depot.tenant_id, told)
    await depot.execute(
        FILL,
        tenant=depot.tenant_id,
        station=station.id,
        session=ref.session_id,
        since=NOON + timedelta(minutes=6),
        rises=rises,
    )
    told = fact(depot, Ended, station, "T1", minute=120, wh=80_000, context="Transaction.End")
    await depot.contexts.sessions.apply(depot.tenant_id, told)
    depot.clock.advance(7200)
    return ref


async def test_a_session_of_very_many_readings_costs_what_they_say(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    """5 kWh at 0.20 and, of one that stands plugged in, all the rest at 0.60."""
    await tariff_everywhere(depot, BY_THE_CLOCK)
    ref = await with_many_readings(depot, rises=0)
    before = await cost(client, ref)
    await follow(depot, ref.session_id)
    [row] = await listed(client)
    assert row["total_excl"] == "43.0000"
    after = await cost(client, ref)
    for told in (before, after):
        assert (told["truncated"], told["cost"]["total"]["excl"]) == (False, "43.0000")
    assert (before["no_cdr"], after["cdr_id"]) == ("soon", row["id"])


async def test_what_cannot_be_priced_whole_has_no_cdr(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    """A record is never changed, so none is made of a part of what the meter said."""
    await tariff_everywhere(depot, BY_THE_CLOCK)
    ref = await with_many_readings(depot, rises=1)
    await follow(depot, ref.session_id)
    await follow(depot, ref.session_id)
    assert await listed(client) == []
    [omission] = (await client.get("/cdrs/omissions?reason=too_many_readings")).json()["items"]
    assert omission["session_id"] == str(ref.session_id)
    told = await cost(client, ref)
    assert (told["no_cdr"], told["truncated"]) == ("too_many_readings", True)


async def test_what_is_in_doubt_is_recorded_once_it_is_settled(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    """A start that comes after the end settles the session, and says so."""
    await tariff_everywhere(depot)
    station = await depot.station("LATE")
    ended = fact(
        depot,
        Ended,
        station,
        "T1",
        minute=60,
        wh=9000,
        context="Transaction.End",
        evse_id=1,
        identification=Identification(masked="04••••1F"),
    )
    ref = await depot.contexts.sessions.apply(depot.tenant_id, ended)
    assert isinstance(ref, SessionRef)
    await follow(depot, ref.session_id)
    assert (await cost(client, ref))["no_cdr"] == "in_doubt"
    assert await listed(client) == []
    started = fact(
        depot, Started, station, "T1", minute=0, wh=4000, context="Transaction.Begin", evse_id=1
    )
    await depot.contexts.sessions.apply(depot.tenant_id, started)
    assert len(await events_of(depot, "session.settled")) == 1
    await follow(depot, ref.session_id)
    [row] = await listed(client)
    assert (row["started_at"], row["energy_kwh"]) == ("2026-11-20T12:00:00Z", "5.0000")


async def test_a_cdr_is_taken_back_once_by_a_credit_cdr(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    await tariff_everywhere(depot)
    cdr = await made(depot, client)
    path = f"/cdrs/{cdr['id']}/credit"
    credit = (await client.post(path, json={"reason": " The meter was wrong. "})).json()
    assert (credit["credits"], credit["reason"]) == (cdr["id"], "The meter was wrong.")
    assert (credit["due"]["excl"], credit["due"]["incl"]) == ("-12.00", "-14.52")
    assert credit["cost"] == cdr["cost"]
    again = await client.post(path, json={"reason": "Again"})
    of_credit = await client.post(f"/cdrs/{credit['id']}/credit", json={"reason": "Again"})
    assert [one.status_code for one in (again, of_credit)] == [409, 409]
    assert (await client.get(f"/cdrs/{cdr['id']}")).json()["credited_by"] == credit["id"]
    assert [row["id"] for row in await listed(client, "credit=true")] == [credit["id"]]
    [row] = await listed(client, "credit=false")
    assert row["credited_by"] == credit["id"]
    assert len(await events_of(depot, "cdr.credited")) == 1


@pytest.mark.parametrize("reason", ["", " ", "x" * 501, "a\nb"])
async def test_a_cdr_is_not_taken_back_without_a_reason(
    depot: Depot, client: httpx.AsyncClient, reason: str
) -> None:
    await tariff_everywhere(depot)
    cdr = await made(depot, client)
    answer = await client.post(f"/cdrs/{cdr['id']}/credit", json={"reason": reason})
    assert answer.status_code == 422
    assert len(await listed(client)) == 1


async def test_cdrs_are_listed_by_pages_filters_and_as_a_file(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    tariff = await tariff_everywhere(depot)
    cdrs = []
    for number in range(3):
        depot.clock.advance(60)
        cdrs.append(await made(depot, client, f"N{number}"))
    newest = [cdr["id"] for cdr in reversed(cdrs)]
    assert [row["id"] for row in await listed(client)] == newest
    page = (await client.get("/cdrs?limit=2")).json()
    rest = (await client.get(f"/cdrs?limit=2&cursor={page['next_cursor']}")).json()
    assert [row["id"] for row in (*page["items"], *rest["items"])] == newest
    station = cdrs[1]["site"]["station_id"]
    since = (NOON + timedelta(seconds=150)).isoformat().replace("+", "%2B")
    for query, found in (
        (f"station_id={station}", [cdrs[1]]),
        (f"from={since}", [cdrs[2]]),
        (f"to={since}&sort=made_at", cdrs[:2]),
        (f"tariff_id={tariff.id}&location_id={depot.location_id}&currency=EUR", cdrs[::-1]),
        ("currency=CHF", []),
    ):
        assert [row["id"] for row in await listed(client, query)] == [one["id"] for one in found]
    lines = (await client.get("/cdrs?format=csv&sort=made_at")).text.splitlines()
    assert lines[0].startswith("id,session_id,credits,credited_by,location_id,")
    assert [line.partition(",")[0] for line in lines[1:]] == newest[::-1]
    reader = {"Authorization": "Bearer cdrs.read"}
    assert (await client.get("/cdrs?format=csv", headers=reader)).status_code == 403
    assert (await client.get("/cdrs?from=2026-11-20T12:00:00")).status_code == 422


async def test_who_may_read_one_location_sees_its_cdrs_alone(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    await tariff_everywhere(depot)
    cdr = await made(depot, client)
    contexts = depot.contexts
    other = await contexts.locations.add(depot.actor, name="South", timezone="Europe/Rome")

    async def seen(location_id: Any) -> int:  # noqa: ANN401  an id
        reach = Reach(Scope(locations=frozenset({location_id})))
        actor = Actor("user", depot.tenant_id, "Ada", reaches={"cdrs.read": reach})
        return len((await contexts.cdrs.page(actor, CdrFilters(), Paging())).items)

    assert (await seen(depot.location_id), await seen(other.id)) == (1, 0)
    assert cdr["site"]["location_id"] == str(depot.location_id)


async def test_a_partner_is_told_which_party_a_cdr_is_of(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    await tariff_everywhere(depot)
    cdr = await made(depot, client)
    contexts = depot.contexts
    owner, _ = await contexts.parties.put(
        depot.actor,
        country_code="ES",
        party_id="CPO",
        role="CPO",
        details=BusinessDetails(name="Carga"),
    )
    default = await contexts.parties.default(depot.actor)
    assert await contexts.locations.give(depot.actor, default.id, owner.id) == 1
    told = await contexts.party_locations.owner(depot.actor, UUID(cdr["site"]["location_id"]))
    assert told == (owner.id, owner.key)


async def test_a_cdr_that_is_not_there_is_not_found(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    path = f"/cdrs/{depot.ids.new()}"
    for answer in (
        await client.get(path),
        await client.post(f"{path}/credit", json={"reason": "Wrong"}),
    ):
        assert answer.status_code == 404
        assert answer.json()["type"].endswith("cdr_unknown")
