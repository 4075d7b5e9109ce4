"""The doctor finds what a partner does wrong, and that alone, each with its evidence."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
import pytest_asyncio
from tests.integration.roaming.conftest import Ground, Json, Roamer, tenant_of
from tests.integration.roaming.fakepartner import Asked, FakePartner, fake_partner, role
from tests.integration.roaming.patient import FIRST_TOKEN, Patient, Reply, admitted, at

from chargehouse.contexts.roaming.model.findings.chart import CHECKS
from chargehouse.contexts.roaming.service.doctor import KEPT
from chargehouse.contexts.roaming.service.examining.visit import (
    EXAMINATION_S,
    LARGEST,
    REQUEST_S,
    REQUESTS_AT_MOST,
    SLOW_S,
)
from chargehouse.ocpi.scalars import DateTime

pytestmark = pytest.mark.asyncio(loop_scope="module")

PARTNERS = "/api/v1/roaming/partners"
DETAILS, CREDENTIALS = "/2.2.1", "/2.2.1/credentials"
TARIFFS, LOCATIONS, SESSIONS = "/2.2.1/tariffs", "/2.2.1/locations", "/2.2.1/sessions"
Change = Callable[[Patient], None]


@dataclass
class Ward:
    """A house, and a partner that is registered there."""

    roamer: Roamer
    patient: Patient
    partner_id: str

    async def examine(self, partner_id: str | None = None, **more: object) -> Json:
        path = f"{PARTNERS}/{partner_id or self.partner_id}/examination"
        answer = await self.roamer.client.post(path, json=more)
        assert answer.status_code == 200, answer.text
        report: Json = answer.json()
        return report

    async def added(self, name: str, **more: object) -> str:
        answer = await self.roamer.client.post(PARTNERS, json={"name": name, **more})
        return str(answer.json()["id"])

    async def kept(self) -> list[Json]:
        path = f"{PARTNERS}/{self.partner_id}/examinations"
        found: list[Json] = (await self.roamer.client.get(path)).json()
        return found

    async def examine_stranger(self, name: str, **more: object) -> Json:
        """Examine the patient as a partner that has not registered, with parties of its own."""
        self.patient.roles = [role("NL-STR"), role("NL-STR", "CPO")]
        given = {"versions_url": self.patient.versions_url, "token": FIRST_TOKEN}
        return await self.examine(await self.added(name, **more), **given)


async def registered(
    roamer: Roamer,
    partner: FakePartner,
    name: str,
    token: str,
    ocpi_version: str = "2.2.1",
    **more: object,
) -> str:
    added = await roamer.client.post(PARTNERS, json={"name": name, **more})
    body = {"versions_url": partner.versions_url, "token": token, "ocpi_version": ocpi_version}
    path = f"{PARTNERS}/{added.json()['id']}/registration"
    answer = await roamer.client.post(path, json=body)
    assert answer.status_code == 200, answer.text
    return str(added.json()["id"])


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def whole_ward(ground: Ground) -> AsyncIterator[Ward]:
    async with tenant_of(ground) as roamer, admitted(ground.clock) as patient:
        async with fake_partner() as other:
            other.roles = [role("FR-OTH")]
            await registered(roamer, other, "Other", "any")
        id_ = await registered(roamer, patient, "Patient", FIRST_TOKEN)
        yield Ward(roamer, patient, id_)


@pytest.fixture
def ward(whole_ward: Ward) -> Ward:
    whole_ward.patient.recover()
    return whole_ward


def found(report: Json) -> set[str]:
    return {finding["id"] for finding in report["findings"]}


def ill(path: str, change: Callable[[Reply], Any]) -> Change:
    """Return what gives a patient an ill at a path."""
    return lambda patient: patient.ills.append(at(path, change))


def says(path: str, **values: object) -> Change:
    return ill(path, lambda reply: reply.envelope.update(values))


def refuses(path: str, http: int, status_code: int) -> Change:
    return ill(path, lambda reply: reply.refuse(http, status_code))


def lacks(path: str, header: str) -> Change:
    return ill(path, lambda reply: reply.headers.pop(header, None))


def lists(version: str, url: str | None) -> Change:
    """Let the list of versions have one more; {} is the patient's own address."""

    def change(patient: Patient) -> None:
        entry = {"version": version}
        if url is not None:
            entry["url"] = url.format(patient.url)
        ill("/versions", lambda reply: reply.envelope.get("data", []).append(entry))(patient)

    return change


def has_endpoint(**entry: str) -> Change:
    def change(patient: Patient) -> None:
        told = {name: value.format(patient.url) for name, value in entry.items()}
        ill(DETAILS, lambda reply: reply.envelope["data"]["endpoints"].append(told))(patient)

    return change


def lacks_endpoint(identifier: str, side: str) -> Change:
    def drop(reply: Reply) -> None:
        data = reply.envelope["data"]
        data["endpoints"] = [
            each
            for each in data["endpoints"]
            if (each["identifier"], each["role"]) != (identifier, side)
        ]

    return ill(DETAILS, drop)


def tells(**values: object) -> Change:
    """Let the credentials say something else."""
    return ill(CREDENTIALS, lambda reply: reply.envelope["data"].update(values))


def plays(*roles: Json) -> Change:
    """Let the credentials name parties."""
    return tells(roles=list(roles))


def has(module: str, index: int, **values: object) -> Change:
    """Let an object have other values where it is kept."""
    return lambda patient: patient.listed(module)[index].update(values)


def shows(module: str, id_: str, change: Callable[[Json], Any]) -> Change:
    """Let an object be other where it is shown."""

    def each(reply: Reply) -> None:
        data = reply.envelope.get("data")
        if isinstance(data, list):
            shown = json.loads(json.dumps(data, default=float))
            for item in shown:
                if item.get("id", item.get("uid")) == id_:
                    change(item)
            reply.envelope["data"] = shown

    return ill(f"/2.2.1/{module}", each)


def evse_of(location: Json, **values: object) -> None:
    location["evses"][0].update(values)


def ignores(module: str, name: str) -> Change:
    """Let a parameter play no part in a list."""
    return lambda patient: patient.deaf.add((module, name))


def links(path: str, old: str, new: str) -> Change:
    """Let the links of a list be others."""

    def change(patient: Patient) -> None:
        def each(reply: Reply) -> None:
            link = reply.headers.get("Link")
            if link is not None:
                told = (old.format(patient.url), new.format(patient.url))
                reply.headers["Link"] = link.replace(*told)

        ill(path, each)(patient)

    return change


def _breaks_off(reply: Reply) -> None:
    raise ConnectionResetError


def _is_slow(patient: Patient) -> None:
    ill(DETAILS, lambda _: patient.clock.advance(SLOW_S + 1))(patient)


def _is_apart(reply: Reply) -> None:
    instant = DateTime.read(reply.envelope["timestamp"]).instant
    reply.envelope["timestamp"] = DateTime.of(instant + timedelta(hours=1))


def _knows_nothing(patient: Patient) -> None:
    patient.forms = ()


def _takes_raw_alone(patient: Patient) -> None:
    patient.forms = ("raw",)


def _takes_anybody(patient: Patient, asked: Asked, reply: Reply) -> None:
    if reply.http == 401:
        reply.http = 200
        reply.envelope |= {"status_code": 1000, "data": []}


def _takes_strangers(patient: Patient) -> None:
    patient.ills.append(_takes_anybody)


def _forbids_strangers(patient: Patient) -> None:
    def each(patient: Patient, asked: Asked, reply: Reply) -> None:
        if reply.http == 401:
            reply.http = 403

    patient.ills.append(each)


def _answers_strangers_by_a_page(patient: Patient) -> None:
    def each(patient: Patient, asked: Asked, reply: Reply) -> None:
        if reply.http == 401:
            reply.body = b"<h1>Unauthorized</h1>"

    patient.ills.append(each)


def _links_on(reply: Reply) -> None:
    if "Link" not in reply.headers and reply.envelope.get("data"):
        reply.headers["Link"] = '<http://127.0.0.1/on?offset=4&limit=2>; rel="next"'


def _repeats(patient: Patient) -> None:
    def each(patient: Patient, asked: Asked, reply: Reply) -> None:
        if asked.path.startswith(f"{LOCATIONS}?offset=2&"):
            reply.envelope["data"] = patient.listed("locations")[1:3]

    patient.ills.append(each)


def _goes_on(patient: Patient) -> None:
    def each(patient: Patient, asked: Asked, reply: Reply) -> None:
        if asked.path.startswith(f"{TARIFFS}?offset=10"):
            reply.envelope["data"] = patient.listed("tariffs")[:1]

    patient.ills.append(each)


def _lists_all_sessions(patient: Patient) -> None:
    def each(patient: Patient, asked: Asked, reply: Reply) -> None:
        if asked.path == f"{SESSIONS}?limit=1":
            reply.envelope |= {"status_code": 1000, "data": []}

    patient.ills.append(each)


def _routes_to(name: str, value: str) -> Change:
    def each(reply: Reply) -> None:
        reply.headers[name] = value

    return ill(TARIFFS, each)


def _routes_nothing(reply: Reply) -> None:
    for name in [name for name in reply.headers if name.lower().startswith("ocpi-")]:
        del reply.headers[name]


def _makes_up(path: str, http: int, status_code: int, data: object = None) -> Change:
    """Let what lies below a path be answered so."""

    def change(patient: Patient) -> None:
        def each(patient: Patient, asked: Asked, reply: Reply) -> None:
            if asked.path.startswith(path):
                reply.http = http
                reply.envelope |= {"status_code": status_code, "data": data}

        patient.ills.append(each)

    return change


class Case(NamedTuple):
    """What a patient has, and where the evidence of it is: header, field, or none."""

    change: Change
    where: str | None = None


LATER = "2026-11-22T08:00:00Z"
ILLS: dict[str, Case] = {
    "answer.none": Case(ill(TARIFFS, _breaks_off)),
    "answer.too_large": Case(
        ill(TARIFFS, lambda reply: setattr(reply, "body", b" " * (LARGEST + 1)))
    ),
    "answer.slow": Case(_is_slow),
    "answer.redirected": Case(refuses(TARIFFS, 302, 2000), "HTTP status"),
    "answer.http_error": Case(refuses(TARIFFS, 500, 3000), "HTTP status"),
    "answer.content_type": Case(lacks(DETAILS, "Content-Type"), "Content-Type"),
    "envelope.missing": Case(ill(TARIFFS, lambda reply: setattr(reply, "body", b"<p>Hello</p>"))),
    "envelope.status_code": Case(says(TARIFFS, status_code=200), "status_code"),
    "envelope.timestamp": Case(
        ill(TARIFFS, lambda reply: reply.envelope.pop("timestamp")), "timestamp"
    ),
    "envelope.timestamp_zone": Case(
        says(TARIFFS, timestamp="2026-03-02T08:00:00+00:00"), "timestamp"
    ),
    "envelope.timestamp_precision": Case(
        says(TARIFFS, timestamp="2026-03-02T08:00:00.1234567Z"), "timestamp"
    ),
    "envelope.timestamp_bare": Case(
        ill(
            TARIFFS,
            lambda reply: reply.envelope.update(timestamp=reply.envelope["timestamp"][:-1]),
        ),
        "timestamp",
    ),
    "envelope.clock": Case(ill(TARIFFS, _is_apart), "timestamp"),
    "envelope.refused": Case(refuses(TARIFFS, 200, 2000), "status_code"),
    "envelope.http_disagrees": Case(
        ill(TARIFFS, lambda reply: setattr(reply, "http", 500)), "status_code"
    ),
    "envelope.data": Case(ill(TARIFFS, lambda reply: reply.envelope.pop("data")), "data"),
    "ids.request": Case(lacks(DETAILS, "x-request-id"), "X-Request-ID"),
    "ids.correlation": Case(
        ill(DETAILS, lambda reply: reply.headers.update({"x-correlation-id": "another"})),
        "X-Correlation-ID",
    ),
    "token.refused": Case(_knows_nothing, "Authorization"),
    "token.form_set": Case(_takes_raw_alone, "Authorization"),
    "token.unknown_taken": Case(_takes_strangers, "HTTP status"),
    "token.unknown_status": Case(_forbids_strangers, "HTTP status"),
    "error.envelope": Case(_answers_strangers_by_a_page),
    "versions.shape": Case(lists("2.2", None), "data"),
    "versions.twice": Case(lists("2.2.1", "{}/2.2.1"), "data[1]"),
    "versions.unknown": Case(lists("9.9", "{}/9.9"), "data[1]"),
    "versions.gone": Case(lambda patient: setattr(patient, "versions", ("2.3.0",)), "data"),
    "url.relative": Case(lists("2.2", "/2.2"), "data[1].url"),
    "url.unusable": Case(lists("2.2", "http://127.0.0.1:22/2.2"), "data[1].url"),
    "url.not_https": Case(lists("2.2", "http://roamer.example/2.2"), "data[1].url"),
    "url.other_host": Case(lists("2.2", "https://roamer.example/2.2"), "data[1].url"),
    "details.shape": Case(has_endpoint(identifier="parking"), "data"),
    "details.version": Case(
        ill(DETAILS, lambda reply: reply.envelope["data"].update(version="2.2")), "data.version"
    ),
    "details.twice": Case(
        has_endpoint(identifier="tokens", role="SENDER", url="{}/2.2.1/tokens/"), "data.endpoints"
    ),
    "details.role": Case(
        has_endpoint(identifier="cdrs", role="CPO", url="{}/2.2.1/cdrs"),
        "data.endpoints[7].role",
    ),
    "details.changed": Case(lacks_endpoint("commands", "RECEIVER"), "data.endpoints"),
    "credentials.shape": Case(
        plays({**role("NL-ROA"), "business_details": None}), "data.roles[0].business_details"
    ),
    "credentials.url": Case(tells(url="https://roamer.example/versions"), "data.url"),
    "credentials.token": Case(tells(token="another-token"), "data.token"),
    "party.country_code": Case(plays(role("NLD-ROA")), "data.roles[0].country_code"),
    "party.twice": Case(plays(role("NL-ROA"), role("nl-roa")), "data"),
    "party.ours": Case(
        plays(role("NL-ROA"), role("NL-ROA", "CPO"), role("xx-chg", "CPO")), "data.roles[2]"
    ),
    "party.taken": Case(
        plays(role("NL-ROA"), role("NL-ROA", "CPO"), role("FR-OTH")), "data.roles[2]"
    ),
    "party.changed": Case(
        plays(role("NL-ROA"), role("NL-ROA", "CPO"), role("BE-NEW")), "data.roles"
    ),
    "list.shape": Case(says(TARIFFS, data={"tariffs": []}), "data"),
    "list.total_count": Case(lacks(TARIFFS, "X-Total-Count"), "X-Total-Count"),
    "list.limit": Case(lacks(TARIFFS, "X-Limit"), "X-Limit"),
    "list.limit_ignored": Case(ignores("tariffs", "limit"), "data"),
    "link.missing": Case(lacks(LOCATIONS, "Link"), "Link"),
    "link.relative": Case(links(LOCATIONS, "{}", ""), "Link"),
    "link.other_host": Case(links(LOCATIONS, "{}", "https://inside.example"), "Link"),
    "link.filters": Case(links(LOCATIONS, "date_from", "since"), "Link"),
    "link.last_page": Case(ill(TARIFFS, _links_on), "Link"),
    "page.repeats": Case(_repeats, "data"),
    "page.skips": Case(links(LOCATIONS, "offset=2", "offset=3"), "data"),
    "page.beyond": Case(_goes_on, "data"),
    "filter.date_from": Case(ignores("tariffs", "date_from"), "last_updated"),
    "filter.date_to": Case(ignores("tariffs", "date_to"), "last_updated"),
    "filter.date_from_needed": Case(_lists_all_sessions, "status_code"),
    "routing.missing": Case(ill(TARIFFS, _routes_nothing), "OCPI-from-party-id"),
    "routing.wrong": Case(_routes_to("OCPI-to-party-id", "OTH"), "OCPI-from-party-id"),
    "object.shape": Case(
        shows("tariffs", "tar0", lambda tariff: tariff.pop("elements")), "tariffs/tar0"
    ),
    "object.too_long": Case(has("locations", 1, id="x" * 37), f"locations/{'x' * 37}.id"),
    "object.owner": Case(has("tariffs", 1, country_code="BE"), "tariffs/tar1.party_id"),
    "object.last_updated": Case(
        shows("locations", "loc0", lambda location: evse_of(location, last_updated=LATER)),
        "locations/loc0.evses[0].last_updated",
    ),
    "evse.removed": Case(
        shows("locations", "loc0", lambda location: evse_of(location, status="REMOVED")),
        "locations/loc0.evses[0].status",
    ),
    "time.zone": Case(
        shows(
            "tariffs", "tar0", lambda each: each.update(last_updated="2026-01-01T00:00:00+00:00")
        ),
        "tariffs/tar0.last_updated",
    ),
    "time.precision": Case(
        shows(
            "tariffs", "tar0", lambda each: each.update(last_updated="2026-01-01T00:00:00.123456Z")
        ),
        "tariffs/tar0.last_updated",
    ),
    "time.bare": Case(
        shows("tariffs", "tar0", lambda each: each.update(last_updated="2026-01-01T00:00:00")),
        "tariffs/tar0.last_updated",
    ),
    "time.future": Case(has("tariffs", 2, last_updated=LATER), "tariffs/tar2.last_updated"),
    "number.text": Case(
        shows(
            "tariffs",
            "tar0",
            lambda each: each["elements"][0]["price_components"][0].update(price="0.25"),
        ),
        "tariffs/tar0.elements[0].price_components[0].price",
    ),
    "missing.found": Case(_makes_up(f"{LOCATIONS}/doctor", 200, 1000, {}), "HTTP status"),
    "missing.status": Case(_makes_up(f"{LOCATIONS}/doctor", 200, 2003), "HTTP status"),
    "method.taken": Case(_makes_up("/2.2.1/commands/", 200, 1000, {}), "HTTP status"),
    "method.status": Case(_makes_up("/2.2.1/commands/", 400, 2000), "HTTP status"),
    "authorize.allowed": Case(
        _makes_up("/2.2.1/tokens/doctor", 200, 1000, {"allowed": "ALLOWED"}), "data.allowed"
    ),
    "authorize.status": Case(_makes_up("/2.2.1/tokens/doctor", 200, 2004), "status_code"),
}
"""What is found at a partner that is registered."""

STRANGE_ILLS: dict[str, Case] = {
    "token.first_opens": Case(_makes_up(f"{LOCATIONS}?", 200, 1000, []), "HTTP status"),
    "versions.none_common": Case(lambda patient: setattr(patient, "versions", ("2.2",)), "data"),
    "details.credentials": Case(lacks_endpoint("credentials", "SENDER"), "data.endpoints"),
    "details.module_unknown": Case(
        has_endpoint(identifier="nlroa-parking", role="SENDER", url="{}/2.2.1/parking"),
        "data.endpoints[7].identifier",
    ),
    "details.sides": Case(lacks_endpoint("tokens", "SENDER"), "data.endpoints"),
}
"""What is found at a partner that is not registered yet."""


async def test_every_check_has_a_partner_that_needs_it() -> None:
    elsewhere = {"token.form", "credentials.ours"}
    assert sorted([*ILLS, *STRANGE_ILLS, *elsewhere]) == sorted(CHECKS)


async def test_a_healthy_partner_has_nothing(ward: Ward) -> None:
    report = await ward.examine(authorisation=True)
    assert report["findings"] == []
    assert (report["state"], report["cut_short"], report["ocpi_version"]) == (
        "finished",
        None,
        "2.2.1",
    )
    assert report["token_forms"] == ["base64", "raw"]
    assert report["requests"] == len(ward.patient.asked) <= REQUESTS_AT_MOST
    not_made = {each["id"] for each in report["checks"] if each["outcome"] == "not_made"}
    assert not_made == {"token.first_opens"}
    asked = {each.method for each in ward.patient.asked}
    posts = [each.path for each in ward.patient.asked if each.method == "POST"]
    assert asked == {"GET", "POST"}
    assert [path.split("/")[-1] for path in posts] == ["authorize?type=RFID"]


@pytest.mark.parametrize("id_", ILLS)
async def test_what_a_partner_has_is_found_and_nothing_else(ward: Ward, id_: str) -> None:
    ILLS[id_].change(ward.patient)
    report = await ward.examine(authorisation=True)
    _assert_found(report, id_, ILLS[id_].where)


@pytest.mark.parametrize("id_", STRANGE_ILLS)
async def test_what_a_partner_has_is_found_before_it_registers(ward: Ward, id_: str) -> None:
    STRANGE_ILLS[id_].change(ward.patient)
    report = await ward.examine_stranger(f"Before {id_}")
    _assert_found(report, id_, STRANGE_ILLS[id_].where)


def _assert_found(report: Json, id_: str, where: str | None) -> None:
    assert found(report) == {id_}, json.dumps(report["findings"], indent=1)
    finding, check = report["findings"][0], CHECKS[id_]
    assert finding["section"] == check.section.of(None)
    assert (finding["severity"], finding["title"]) == (check.severity, check.title)
    assert report[f"{check.severity}s"] == len(report["findings"])
    evidence = finding["evidence"][0]
    assert evidence["request"].startswith(("GET http", "POST http"))
    assert where in {None, evidence["where"]}, evidence
    assert len(evidence["excerpt"] or "") <= 120
    results = {each["id"]: each["outcome"] for each in report["checks"]}
    assert results[id_] == "found"


async def test_a_stranger_that_is_well_has_nothing(ward: Ward) -> None:
    report = await ward.examine_stranger("Well")
    assert report["findings"] == []
    assert {each.path for each in ward.patient.asked} >= {"/versions", DETAILS, CREDENTIALS}


async def test_a_token_is_sent_as_its_version_wants_it(ward: Ward) -> None:
    ward.patient.forms = ("raw",)
    report = await ward.examine_stranger("Raw", token_encoding="raw")
    assert found(report) == {"token.form"}
    assert report["token_forms"] == ["raw"]
    ward.patient.versions = ("2.1.1",)
    assert found(await ward.examine_stranger("Old", token_encoding="raw")) == set()


async def test_a_partner_that_shows_our_credentials_is_told(ward: Ward) -> None:
    tells(url=f"{ward.roamer.door}/versions")(ward.patient)
    assert found(await ward.examine()) == {"credentials.ours"}


@pytest.mark.parametrize("version", ["2.1.1", "2.3.0"])
async def test_a_partner_of_another_version_is_looked_at_by_that_one(
    ward: Ward, version: str
) -> None:
    patient = ward.patient
    patient.versions, patient.sends = (version,), ("locations", "tariffs", "sessions", "cdrs")
    patient.roles = [role("BE-OLD", "CPO")]
    for module in patient.sends:
        for each in patient.listed(module, version):
            each.update(country_code="BE", party_id="OLD")
    name = f"Of {version}"
    id_ = await registered(
        ward.roamer, patient, name, FIRST_TOKEN, ocpi_version=version, legacy_role="CPO"
    )
    report = await ward.examine(id_)
    assert (report["findings"], report["ocpi_version"]) == ([], version)
    patient.listed("cdrs", version)[0].pop("currency")
    faulty = (await ward.examine(id_))["findings"][0]
    assert (faulty["id"], faulty["module"]) == ("object.shape", "cdrs")
    assert faulty["section"].startswith(f"OCPI {version}, ")
    assert faulty["evidence"][0]["where"] == "cdrs[0]"
    path = f"{PARTNERS}/{id_}"
    assert (await ward.roamer.client.delete(f"{path}/registration")).is_success
    assert (await ward.roamer.client.delete(path)).status_code == 204
    rows = await ward.roamer.rows(
        "SELECT platform_id::text AS of FROM partner_examinations WHERE tenant_id = $1"
    )
    assert id_ not in {row["of"] for row in rows}


async def test_a_hub_may_send_what_is_others(ward: Ward) -> None:
    plays(role("NL-ROA", "HUB"))(ward.patient)
    has("tariffs", 1, country_code="BE")(ward.patient)
    assert found(await ward.examine()) == {"party.changed"}


async def test_no_report_holds_a_token_or_what_tells_of_a_driver(ward: Ward) -> None:
    secret = {"uid": "DRIVER0001CANARY", "contract_id": "NL-ROA-CANARY001", "valid": "no"}
    ward.patient.listed("tokens")[0].update(secret)
    ward.patient.listed("sessions")[0].update(id="x" * 40, cdr_token=secret)

    def loud(reply: Reply) -> None:
        said = f"No {ward.patient.token} of DRIVER0001CANARY"
        reply.refuse(500, 3000)
        reply.envelope["status_message"] = said

    ill(TARIFFS, loud)(ward.patient)
    page = f"<p>{ward.patient.token} DRIVER0001CANARY</p>".encode()
    ill(LOCATIONS, lambda reply: setattr(reply, "body", page))(ward.patient)
    report = await ward.examine()
    assert found(report) == {
        "answer.http_error",
        "envelope.missing",
        "object.shape",
        "object.too_long",
    }
    rows = await ward.roamer.rows(
        "SELECT document::text AS said FROM partner_examinations WHERE tenant_id = $1"
        " UNION ALL SELECT payload::text FROM events WHERE tenant_id = $1"
    )
    said = "".join(row["said"] for row in rows)
    for word in ("CANARY", ward.patient.token, "x" * 40):
        assert word not in said


async def test_an_examination_ends_after_a_minute(ward: Ward) -> None:
    """Also a partner that answers each question, but not in time for all of them."""
    clock, before = ward.patient.clock, len(await ward.kept())
    ill(LOCATIONS, lambda _: clock.advance(EXAMINATION_S / 5))(ward.patient)
    report = await ward.examine()
    assert (report["state"], report["cut_short"]) == ("finished", "out_of_time")
    assert found(report) >= {"answer.slow"}
    assert len(await ward.kept()) == min(before + 1, KEPT)


async def test_a_partner_that_hangs_is_left_after_a_while(ward: Ward) -> None:
    reached, never = asyncio.Event(), asyncio.Event()

    async def hang(asked: Asked) -> tuple[int, dict[str, str], bytes]:
        reached.set()
        await never.wait()
        raise ConnectionResetError

    answer, ward.patient.answer = ward.patient.answer, hang  # type: ignore[method-assign]
    try:
        asking = asyncio.create_task(ward.examine())
        await reached.wait()
        under_way = await ward.roamer.client.get(f"{PARTNERS}/{ward.partner_id}/examination")
        assert (under_way.json()["state"], under_way.json()["ended_at"]) == ("under_way", None)
        again = await ward.roamer.client.post(f"{PARTNERS}/{ward.partner_id}/examination", json={})
        assert again.json()["type"] == "/problems/examination_under_way"
        ward.patient.clock.advance(REQUEST_S + 1)
        report = await asking
    finally:
        ward.patient.answer = answer  # type: ignore[method-assign]
        never.set()
    assert found(report) == {"answer.none"}
    assert report["findings"][0]["evidence"][0]["excerpt"] == "timed out"


LEFT_BEHIND = """
UPDATE partner_examinations
SET ended_at = NULL, document = document || '{"state": "under_way", "ended_at": null}'
WHERE id = (SELECT id FROM partner_examinations WHERE tenant_id = $1
            ORDER BY began_at DESC, id DESC LIMIT 1)
"""


async def test_one_whose_process_is_gone_is_broken_off(ward: Ward) -> None:
    await ward.examine()
    await ward.roamer.change(LEFT_BEHIND)
    ward.patient.clock.advance(EXAMINATION_S * 2 + 2)
    last = await ward.roamer.client.get(f"{PARTNERS}/{ward.partner_id}/examination")
    assert last.json()["state"] == "broken_off"
    assert (await ward.examine())["state"] == "finished"
    states = [each["state"] for each in await ward.kept()]
    assert states[0] == "finished"
    assert "under_way" not in states


async def test_the_last_few_examinations_are_kept_and_each_is_told(ward: Ward) -> None:
    for _ in range(KEPT + 1):
        ward.patient.clock.advance(1)
        last = await ward.examine()
    kept = await ward.kept()
    assert (len(kept), kept[0]) == (KEPT, last)
    assert (await ward.roamer.told("partner.examined"))[-KEPT:] == ["partner.examined"] * KEPT


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "partner_not_registered"),
        ({"versions_url": "http://127.0.0.1:1024/versions"}, "partner_not_registered"),
        ({"versions_url": "ftp://roamer.example", "token": "t"}, "versions_url"),
        ({"versions_url": "http://127.0.0.1:1024/versions", "token": "two words"}, "token"),
    ],
)
async def test_who_did_not_register_is_asked_by_what_it_gave(
    ward: Ward, given: Json, told: str
) -> None:
    id_ = await ward.added(f"New {told} {len(given)}")
    path = f"{PARTNERS}/{id_}/examination"
    answer = await ward.roamer.client.post(path, json=given)
    assert (answer.is_success, told in answer.text) == (False, True), answer.text
    never = await ward.roamer.client.get(path)
    assert (never.status_code, never.json()["type"]) == (404, "/problems/never_examined")


async def test_who_registered_needs_no_token(ward: Ward) -> None:
    path = f"{PARTNERS}/{ward.partner_id}/examination"
    answer = await ward.roamer.client.post(path, json={"token": "another"})
    assert answer.json()["type"] == "/problems/partner_is_registered"
    unknown = f"{PARTNERS}/00000000-0000-7000-8000-000000000000/examination"
    assert (await ward.roamer.client.post(unknown, json={})).status_code == 404
    assert (await ward.roamer.client.get(unknown)).status_code == 404
