"""Canaries put in by people and programs: the command line, tables, the REST API."""

import asyncio

from tests.canary.scene import Scene


async def by_the_command_line(scene: Scene) -> None:
    tag, told = scene.flock.tag, scene.installation.command
    password = scene.flock.password("cli")
    words = ("--type", "rfid", "--group", "-", "--vehicle", "Van 1")
    twice = f"{tag('cli table')},rfid,{tag('cli table group')}\n" * 2
    station = ("--location", scene.old["location_id"], "--protocol", "ocpp1.6", "--password")
    await asyncio.gather(
        told("identifiers", "add", "-", *words, given=f"{tag('cli')}\n{tag('cli group')}\n"),
        told("identifiers", "add", tag("cli argument"), "--type", "rfid", expected=1),
        told("identifiers", "import", "-", given=f"value,type,group\n{twice}", expected=1),
        told("stations", "add", "CLI-1", *station, "-", given=f"{password}\n"),
        told("stations", "add", "CLI-2", *station, password, expected=1),
    )


async def by_the_api(scene: Scene) -> None:
    tag, api = scene.flock.tag, scene.api
    card = {"value": tag("rest"), "type": "rfid", "group": tag("rest group")}
    added = await api.post("/identifiers", card)
    await scene.refused("/api/v1/identifiers", card)
    await scene.refused("/api/v1/identifiers", {**card, "type": tag("rest wrong type")})
    await scene.refused("/api/v1/identifiers", {**card, "value": tag("rest too long") * 5})
    await scene.refused("/api/v1/identifiers", {**card, "value": [tag("rest list")]})
    await scene.refused(
        f"/api/v1/identifiers/{added['id']}", {"group": tag("rest long group") * 5}, "PATCH"
    )
    changed = await api.client.patch(
        f"/api/v1/identifiers/{added['id']}", json={"group": tag("rest changed group")}
    )
    assert changed.is_success
    for door in ("rest", "rest search"):
        await scene.asked("/identifiers/search", {"value": tag(door)})
        await scene.asked("/identifiers/classify", {"value": tag(door)})
        await scene.asked("/sessions/search", {"identifier": tag(door)})
    await scene.asked(
        "/identifiers/search", {"value": tag("rest kept")}, idempotency_key=tag("rest kept key")
    )
    body = {"name": "second", "permissions": ["*"]}
    made = await api.post("/tokens", body, idempotency_key="second")
    scene.flock.secret("a second API token", made["value"])
    await by_tables(scene)
    await by_feeds(scene)
    await at_wrong_addresses(scene)
    await as_passwords(scene)


async def by_tables(scene: Scene) -> None:
    tag = scene.flock.tag
    table = (
        "value;type;status;group;vehicle\n"
        f"{tag('csv')};rfid;active;{tag('csv group')};Van 2\n"
        f"{tag('csv')};rfid;active;;\n"
        f"{tag('csv wrong type')};{tag('csv as a type')};active;;\n"
        f"{tag('csv too long') * 4};rfid;active;;\n"
        f'"{tag("csv odd quote")};rfid\n'
    )
    answer = await scene.api.client.post(
        "/api/v1/identifiers/import", content=table, headers={"Content-Type": "text/csv"}
    )
    scene.errors.append(answer.text)


async def by_feeds(scene: Scene) -> None:
    tag, client = scene.flock.tag, scene.api.client
    made = await scene.api.post("/agreements", {"name": "Roamer", "everywhere": True})
    path = f"/api/v1/agreements/{made['id']}/identifiers"
    entry = {"value": tag("feed"), "group": tag("feed group")}
    fed = await client.put(path, json={"kind": "full", "identifiers": [entry]})
    assert fed.is_success
    changed = {"value": tag("feed"), "status": "blocked", "group": tag("feed other group")}
    body = {"kind": "partial", "identifiers": [changed], "remove": [tag("feed removed")]}
    assert (await client.put(path, json=body)).is_success
    await scene.asked(f"/agreements/{made['id']}/identifiers/search", {"value": tag("feed")})
    wrong = [
        {"value": tag("feed too long") * 4},
        {"value": tag("feed wrong"), "type": tag("feed type"), tag("feed key"): "x"},
        {"value": "x", "status": tag("feed status")},
        {"value": "y", "valid_from": tag("feed instant")},
        tag("feed text"),
        [tag("feed list")],
    ]
    body = {"kind": "partial", "identifiers": wrong, "remove": [tag("feed long") * 4, [tag("z")]]}
    await scene.refused(path, body, "PUT")
    await scene.refused(path, {"kind": tag("feed kind")}, "PUT")
    table = f"value,type\n{tag('feed table')},{tag('feed table type')}\n{tag('feed line')},,\n"
    answer = await client.post(
        f"{path}/import?kind=full", content=table, headers={"Content-Type": "text/csv"}
    )
    scene.errors.append(answer.text)


async def at_wrong_addresses(scene: Scene) -> None:
    tag, client = scene.flock.tag, scene.api.client
    for path in (
        f"/api/v1/identifiers/{tag('path')}",
        f"/api/v1/{tag('unknown path')}",
        f"/api/v1/identifiers?cursor={tag('cursor')}",
        f"/api/v1/identifiers?sort={tag('sort')}",
        f"/api/v1/identifiers?limit={tag('limit')}",
        f"/api/v1/identifiers?type={tag('filter')}",
        f"/api/v1/stations?search={tag('station search')}",
        f"/api/v1/sessions?station_id={tag('station filter')}",
        f"/api/v1/identifiers?{tag('unknown parameter')}=1",
        f"/api/v1/events?name={tag('event name')}",
    ):
        answer = await client.get(path)
        scene.errors.append(answer.text)
    for headers in (
        {"Authorization": f"Bearer {tag('bearer')}"},
        {"Authorization": f"Basic {tag('basic')}"},
        {"Last-Event-ID": tag("event id")},
        {"User-Agent": tag("user agent")},
        {"Cookie": f"session={tag('cookie')}"},
        {"Idempotency-Key": tag("idempotency key")},
    ):
        answer = await client.post("/api/v1/identifiers/search", json={}, headers=headers)
        scene.errors.append(answer.text)
    token = client.headers["Authorization"].removeprefix("Bearer ")
    for path in (f"/api/v1/tokens?token={token}", f"/api/v1/tokens/{token}"):
        scene.errors.append((await client.get(path)).text)
    broken = await client.post(
        "/api/v1/identifiers",
        content='{"value": "' + tag("broken json"),
        headers={"Content-Type": "application/json"},
    )
    scene.errors.append(broken.text)


async def as_passwords(scene: Scene) -> None:
    flock, old = scene.flock, scene.old
    path = f"/api/v1/stations/{old['id']}/password"
    await scene.refused(path, {"password": flock.password("rest " * 60)})
    await scene.refused(path, {"password": flock.password("x"), "passwort": flock.password("y")})
    body = {"code": "CAN-1", "location_id": old["location_id"], "security_profile": 1}
    await scene.refused("/api/v1/stations", {**body, "password": flock.password("rest")})
    await scene.refused("/api/v1/stations", {**body, "security_profile": flock.password("rest")})
