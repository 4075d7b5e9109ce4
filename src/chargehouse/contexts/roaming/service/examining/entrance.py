"""The configuration modules: the token, versions, their details, credentials."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final, NamedTuple

from chargehouse.contexts.roaming.model.credentials import Claim
from chargehouse.contexts.roaming.model.findings.answers import SUCCESSES, Envelope, opened, success
from chargehouse.contexts.roaming.model.findings.chart import Seen
from chargehouse.contexts.roaming.model.findings.configuration import (
    Known,
    Owner,
    check_credentials,
    check_details,
    check_known,
    check_parties,
    check_sides,
    check_versions,
)
from chargehouse.contexts.roaming.model.findings.refusals import check_stranger
from chargehouse.contexts.roaming.public import Partner, PartnerEndpoint, TokenEncoding
from chargehouse.contexts.roaming.service.examining.visit import Visit
from chargehouse.ocpi.errors import is_success
from chargehouse.ocpi.versions import VersionName

UNAUTHORISED: Final = 401
OTHER_FORM: Final[dict[TokenEncoding, TokenEncoding]] = {"base64": "raw", "raw": "base64"}

WhoseIs = Callable[[Sequence[Claim]], Awaitable[list[Owner]]]
"""Says whose claimed parties are already."""


class Entered(NamedTuple):
    """What was read of a partner's configuration; roles are those of its credentials."""

    version: VersionName
    endpoints: list[PartnerEndpoint]
    claims: list[Claim]


async def enter(
    visit: Visit, partner: Partner, our_versions_url: str, whose_is: WhoseIs
) -> Entered | None:
    """Look at the token, versions, details and credentials; None where there is no way on."""
    seen = await _first_answer(visit)
    if seen is None:
        return None
    envelope = success(visit.looks, seen)
    await _other_tokens(visit)
    if envelope is None:
        return None
    found = check_versions(
        visit.looks, visit.reach, seen, envelope.data, visit.patient.agreed_version
    )
    if found is None:
        return None
    version, url = found
    visit.chart.version = version
    _check_forms(visit, seen)
    seen, envelope = await _asked(visit, url)
    if seen is None or envelope is None:
        return None
    endpoints = check_details(visit.looks, visit.reach, seen, envelope.data, version)
    if visit.patient.parties is not None and visit.patient.agreed_version == version:
        check_known(visit.looks, seen, endpoints, partner.endpoints)
    claims = await _credentials(visit, partner, endpoints, our_versions_url, whose_is)
    roles: set[str] = {claim.role for claim in claims}
    check_sides(visit.looks, seen, version, endpoints, roles)
    return Entered(version, endpoints, claims)


async def _first_answer(visit: Visit) -> Seen | None:
    """Return the answer for versions, in the form of the token that the partner takes."""
    url, chart = visit.patient.access.versions_url, visit.chart
    seen = await visit.ask(url)
    if seen is None:
        return None
    if seen.status != UNAUTHORISED:
        if _is_taken(seen):
            visit.token_forms.append(visit.encoding)
        chart.check("token.refused", sound=True)
        return seen
    other = OTHER_FORM[visit.encoding]
    again = await visit.ask_with(url, {"Authorization": visit.authorization(other)})
    if again is None or not _is_taken(again):
        chart.check("token.refused", sound=False, seen=seen, where="Authorization")
        return None
    chart.check("token.refused", sound=True)
    visit.encoding = other
    visit.token_forms.append(other)
    chart.check(
        "token.form_set", sound=False, seen=seen, where="Authorization", excerpt=f"taken: {other}"
    )
    return again


async def _other_tokens(visit: Visit) -> None:
    """Ask with the other form of the token, with one that nobody has, and with none."""
    url, chart = visit.patient.access.versions_url, visit.chart
    if not chart.has("token.form_set"):
        chart.check("token.form_set", sound=True)
        other = OTHER_FORM[visit.encoding]
        seen = await visit.ask_with(url, {"Authorization": visit.authorization(other)})
        if seen is not None and _is_taken(seen):
            visit.token_forms.append(other)
    unknown = {"Authorization": visit.authorization(visit.encoding, visit.unknown())}
    for headers in (unknown, {}):
        seen = await visit.ask_with(url, headers)
        if seen is not None:
            check_stranger(visit.looks, seen)


def _check_forms(visit: Visit, seen: Seen) -> None:
    """Check whether the token is taken in the form that its version wants."""
    if visit.chart.has("token.form_set") or not visit.token_forms:
        return
    wanted: TokenEncoding = "raw" if visit.chart.version == "2.1.1" else "base64"
    taken = ", ".join(visit.token_forms)
    visit.chart.check(
        "token.form",
        wanted in visit.token_forms,
        seen,
        where="Authorization",
        excerpt=f"taken: {taken}",
    )


async def _asked(visit: Visit, url: str) -> tuple[Seen | None, Envelope | None]:
    seen = await visit.ask(url)
    return seen, None if seen is None else success(visit.looks, seen)


async def _credentials(
    visit: Visit,
    partner: Partner,
    endpoints: list[PartnerEndpoint],
    our_versions_url: str,
    whose_is: WhoseIs,
) -> list[Claim]:
    """Look at the partner's credentials; a first token may not be good for them."""
    url = next((each.url for each in endpoints if each.identifier == "credentials"), None)
    version = visit.chart.version
    if url is None or version is None:
        return []
    seen = await visit.ask(url, module="credentials")
    registered = visit.patient.parties
    if seen is None or (registered is None and not _is_taken(seen)):
        return []
    envelope = success(visit.looks, seen)
    if envelope is None:
        return []
    names = (
        None
        if registered is None
        else frozenset(f"{party.key} {party.role}".upper() for party in registered)
    )
    known = Known(
        versions_url=visit.patient.access.versions_url,
        our_versions_url=our_versions_url,
        legacy_role=partner.legacy_role,
        token=None if registered is None else visit.patient.access.token,
        parties=names,
    )
    claims = check_credentials(visit.looks, seen, envelope.data, version, known)
    if visit.chart.has("credentials.ours"):
        return []
    check_parties(visit.looks, seen, await whose_is(claims), names)
    return claims


def _is_taken(seen: Seen) -> bool:
    said = opened(seen)
    code = None if said is None else said["status_code"]
    return seen.status in SUCCESSES and isinstance(code, int) and is_success(code)
