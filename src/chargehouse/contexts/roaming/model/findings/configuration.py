"""Checks of versions, of their details, and of credentials."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from chargehouse.contexts.roaming.model.credentials import CREDENTIALS, Claim, claims_of
from chargehouse.contexts.roaming.model.findings.answers import Looks
from chargehouse.contexts.roaming.model.findings.chart import Seen
from chargehouse.contexts.roaming.model.findings.excerpts import kind_of, shown, value_at
from chargehouse.contexts.roaming.model.findings.urls import Reach, check_url, same_place
from chargehouse.contexts.roaming.public import LegacyRole, PartnerEndpoint
from chargehouse.ocpi import codec
from chargehouse.ocpi.codec import JsonObject
from chargehouse.ocpi.errors import InvalidParameters
from chargehouse.ocpi.versions import MODULES, VERSIONS, VersionName

KNOWN_VERSIONS: Final = frozenset({"2.0", "2.1", "2.1.1", "2.2", "2.2.1", "2.3.0", "3.0"})
SIDES: Final = ("SENDER", "RECEIVER")
SENT_BY: Final[Mapping[str, str]] = {"CPO": "locations", "EMSP": "tokens"}
"""What each role has to send, so that there can be roaming."""

_ALPHA_3: Final = 3
_TWICE: Final = "A party has the same role twice"


def check_versions(
    looks: Looks, reach: Reach, seen: Seen, data: object, agreed: str | None
) -> tuple[VersionName, str] | None:
    """Return the version to look at, and where its details are; None where there is none.

    `agreed` is the one that the partner is registered in.
    """
    chart = looks.chart
    listed = data if isinstance(data, list) else []
    entries = [each for each in listed if _is_version(each)]
    sound = isinstance(data, list) and len(entries) == len(listed)
    chart.check("versions.shape", sound, seen, where="data", excerpt=kind_of(data))
    if not isinstance(data, list):
        return None
    usable: dict[str, str] = {}
    named: list[str] = []
    for index, each in enumerate(entries):
        where, name, url = f"data[{index}]", str(each["version"]), each["url"]
        excerpt = shown("version", name)
        chart.check("versions.twice", name not in named, seen, where=where, excerpt=excerpt)
        chart.check("versions.unknown", name in KNOWN_VERSIONS, seen, where=where, excerpt=excerpt)
        named.append(name)
        if check_url(chart, reach, url, seen, f"{where}.url"):
            usable.setdefault(name, url)
    told = ", ".join(named) or "none"
    if agreed is not None:
        chart.check("versions.gone", agreed in named, seen, where="data", excerpt=told)
    common = [name for name in VERSIONS if name in named]
    chart.check("versions.none_common", bool(common), seen, where="data", excerpt=told)
    wanted = [name for name in VERSIONS if name == agreed] or list(reversed(common))
    return next(((name, usable[name]) for name in wanted if name in usable), None)


def check_details(
    looks: Looks, reach: Reach, seen: Seen, data: object, version: VersionName
) -> list[PartnerEndpoint]:
    """Return the endpoints of a version that can be used."""
    chart = looks.chart
    document: JsonObject = data if isinstance(data, dict) else {}
    entries = document.get("endpoints")
    entries = entries if isinstance(entries, list) else []
    sound = bool(entries) and "version" in document and all(map(_is_endpoint, entries))
    chart.check("details.shape", sound, seen, where="data", excerpt=kind_of(data))
    said = document.get("version", version)
    excerpt = shown("version", said)
    chart.check("details.version", said == version, seen, where="data.version", excerpt=excerpt)
    found: list[PartnerEndpoint] = []
    for index, each in enumerate(entries):
        if not _is_endpoint(each):
            continue
        endpoint = _endpoint(looks, reach, seen, each, f"data.endpoints[{index}]")
        if endpoint is not None:
            found.append(endpoint)
    if sound:
        modules = {each["identifier"] for each in entries}
        has = "credentials" in modules
        chart.check("details.credentials", has, seen, where="data.endpoints", excerpt="nothing")
    return _once(looks, seen, found)


def check_known(looks: Looks, seen: Seen, found: list[PartnerEndpoint], known: Any) -> None:  # noqa: ANN401  endpoints
    """Check whether the endpoints are those that the partner registered with."""
    now, then = (
        {(each.identifier, each.role or "", each.url.rstrip("/")) for each in several}
        for several in (found, known)
    )
    names = sorted({identifier for identifier, _, _ in now ^ then})
    looks.chart.check(
        "details.changed", now == then, seen, where="data.endpoints", excerpt=", ".join(names)
    )


def check_sides(
    looks: Looks,
    seen: Seen,
    version: VersionName,
    endpoints: list[PartnerEndpoint],
    roles: set[str],
) -> None:
    """Check whether a partner sends what its roles have to send."""
    if version == "2.1.1":
        return
    sent = {each.identifier for each in endpoints if each.role == "SENDER"}
    for role, module in SENT_BY.items():
        if role in roles:
            looks.chart.check(
                "details.sides",
                module in sent,
                seen,
                where="data.endpoints",
                excerpt=f"{role} without {module}",
            )


class Known(NamedTuple):
    """What is known of a partner whose credentials are looked at.

    `token` and `parties` are those of its registration, None where there is none.
    """

    versions_url: str
    our_versions_url: str
    legacy_role: LegacyRole
    token: str | None
    parties: frozenset[str] | None


def check_credentials(
    looks: Looks, seen: Seen, data: object, version: VersionName, known: Known
) -> list[Claim]:
    """Return the parties that the credentials name, themselves looked through."""
    chart = looks.chart
    ids = ("credentials.shape", "party.country_code", "party.twice")
    try:
        credentials = codec.check(CREDENTIALS[version], data)
    except InvalidParameters as error:
        value = value_at(data, error.field)
        kind = _kind(error, value)
        what = error.message.removeprefix(f"{error.field}: ")
        excerpt = shown(error.field, value) if kind == ids[1] else what
        where = f"data.{error.field}".rstrip(".")
        chart.check(kind, sound=False, seen=seen, where=where, excerpt=excerpt)
        return []
    for id_ in ids:
        chart.check(id_, sound=True)
    where, excerpt = "data.url", shown("url", credentials.url)
    if chart.check(
        "credentials.ours",
        not same_place(credentials.url, known.our_versions_url),
        seen,
        where=where,
        excerpt=excerpt,
    ):
        same = same_place(credentials.url, known.versions_url)
        chart.check("credentials.url", same, seen, where=where, excerpt=excerpt)
        if known.token is not None:
            same = credentials.token == known.token
            chart.check("credentials.token", same, seen, where="data.token", excerpt="another one")
    return claims_of(credentials, known.legacy_role)


class Owner(NamedTuple):
    """Whose a claimed party is already: ours, another partner's, or nobody else's."""

    claim: Claim
    is_ours: bool
    is_taken: bool


def check_parties(
    looks: Looks, seen: Seen, owners: Sequence[Owner], known: frozenset[str] | None
) -> None:
    """Check whose the parties are that the credentials name."""
    chart, strange = looks.chart, False
    for claim, is_ours, is_taken in owners:
        where, excerpt = f"data.{claim.field}", name_of(claim)
        chart.check("party.ours", not is_ours, seen, where=where, excerpt=excerpt)
        chart.check("party.taken", not is_taken, seen, where=where, excerpt=excerpt)
        strange = strange or is_ours or is_taken
    if known is not None and owners and not strange:
        now = frozenset(name_of(owner.claim) for owner in owners)
        excerpt = ", ".join(sorted(now ^ known))
        chart.check("party.changed", now == known, seen, where="data.roles", excerpt=excerpt)


def name_of(claim: Claim) -> str:
    """Return a party in its role as it is compared."""
    return f"{claim.key} {claim.role}".upper()


def _kind(error: InvalidParameters, value: object) -> str:
    if error.field.endswith("country_code") and isinstance(value, str) and len(value) == _ALPHA_3:
        return "party.country_code"
    return "party.twice" if _TWICE in error.message else "credentials.shape"


def _endpoint(
    looks: Looks, reach: Reach, seen: Seen, each: JsonObject, where: str
) -> PartnerEndpoint | None:
    chart, version = looks.chart, looks.chart.version or VERSIONS[-1]
    identifier, role = str(each["identifier"]), each.get("role")
    chart.check(
        "details.module_unknown",
        identifier in MODULES[version],
        seen,
        where=f"{where}.identifier",
        excerpt=shown("identifier", identifier),
    )
    if version != "2.1.1":
        sound = role in SIDES or (identifier == "credentials" and role is None)
        excerpt = shown("role", role)
        if not chart.check("details.role", sound, seen, where=f"{where}.role", excerpt=excerpt):
            return None
    if not check_url(chart, reach, each["url"], seen, f"{where}.url"):
        return None
    side = role if version != "2.1.1" and isinstance(role, str) else None
    return PartnerEndpoint(identifier=identifier, url=each["url"], role=side)


def _once(looks: Looks, seen: Seen, found: list[PartnerEndpoint]) -> list[PartnerEndpoint]:
    kept: dict[tuple[str, str | None], PartnerEndpoint] = {}
    for each in found:
        key = (each.identifier, each.role)
        looks.chart.check(
            "details.twice",
            key not in kept,
            seen,
            where="data.endpoints",
            excerpt=f"{each.identifier} {each.role or ''}".strip(),
        )
        kept.setdefault(key, each)
    return list(kept.values())


def _is_version(each: object) -> bool:
    return (
        isinstance(each, dict)
        and isinstance(each.get("version"), str)
        and isinstance(each.get("url"), str)
    )


def _is_endpoint(each: object) -> bool:
    return (
        isinstance(each, dict)
        and isinstance(each.get("identifier"), str)
        and isinstance(each.get("url"), str)
    )
