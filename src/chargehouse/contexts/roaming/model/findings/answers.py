"""Checks of single answers: HTTP, the envelope, the ids of messages."""

from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from chargehouse.contexts.roaming.model.findings.chart import Chart, Seen
from chargehouse.contexts.roaming.model.findings.excerpts import (
    beginning_of,
    kind_of,
    shown,
    words_of,
)
from chargehouse.contexts.roaming.model.findings.times import check_time
from chargehouse.ocpi import codec
from chargehouse.ocpi.codec import JsonObject
from chargehouse.ocpi.errors import NotJson, is_success
from chargehouse.ocpi.scalars import DateTime
from chargehouse.ocpi.versions import has_message_ids

REDIRECTIONS: Final = range(300, 400)
SUCCESSES: Final = range(200, 300)
STATUS_CODES: Final = range(1000, 5000)
APART_AT_MOST: Final = timedelta(minutes=5)


class Looks(NamedTuple):
    """What is needed to look at answers: the time, and what must never be shown."""

    chart: Chart
    now: datetime
    secrets: tuple[str, ...]


class Envelope(NamedTuple):
    """An answer in OCPI's envelope; `data` is None where there is none."""

    code: int
    data: Any
    message: str


def opened(seen: Seen) -> JsonObject | None:
    """Return the body of an answer where it is an envelope, whatever stands in it."""
    try:
        said = codec.decode_plain(seen.body)
    except NotJson:
        return None
    return said if isinstance(said, dict) and "status_code" in said else None


def read(looks: Looks, seen: Seen) -> Envelope | None:
    """Return the envelope of an answer, looked through; None where it is none."""
    said = opened(seen)
    return None if said is None else _looked_through(looks, seen, said)


def success(looks: Looks, seen: Seen) -> Envelope | None:
    """Return an answer to a proper request; whatever is other than success is a finding."""
    chart = looks.chart
    if not chart.check(
        "answer.redirected", seen.status not in REDIRECTIONS, seen, where="HTTP status"
    ):
        return None
    said = opened(seen)
    envelope = None if said is None else _looked_through(looks, seen, said)
    if seen.status not in SUCCESSES:
        _check_failure(looks, seen, envelope)
        return None
    chart.check("answer.http_error", sound=True)
    begins = "" if said is not None else beginning_of(seen.body, looks.secrets)
    chart.check("envelope.missing", said is not None, seen, excerpt=begins)
    if envelope is None:
        return None
    if not chart.check(
        "envelope.refused",
        is_success(envelope.code),
        seen,
        where="status_code",
        excerpt=f"{envelope.code} {envelope.message}".strip(),
    ):
        return None
    if not chart.check(
        "envelope.data", envelope.data is not None, seen, where="data", excerpt="nothing"
    ):
        return None
    return envelope


def failure(looks: Looks, seen: Seen) -> Envelope | None:
    """Return the envelope of an answer of HTTP error; one without is a finding."""
    envelope = read(looks, seen)
    looks.chart.check(
        "error.envelope",
        envelope is not None,
        seen,
        excerpt=beginning_of(seen.body, looks.secrets),
    )
    if envelope is not None:
        _check_agrees(looks.chart, seen, envelope)
    return envelope


def _check_failure(looks: Looks, seen: Seen, envelope: Envelope | None) -> None:
    if envelope is not None and not _check_agrees(looks.chart, seen, envelope):
        return
    said = f"{envelope.code} {envelope.message}".strip() if envelope else None
    looks.chart.check(
        "answer.http_error",
        sound=False,
        seen=seen,
        where="HTTP status",
        excerpt=said or beginning_of(seen.body, looks.secrets),
    )


def _check_agrees(chart: Chart, seen: Seen, envelope: Envelope) -> bool:
    return chart.check(
        "envelope.http_disagrees",
        not is_success(envelope.code),
        seen,
        where="status_code",
        excerpt=f"HTTP {seen.status}, {envelope.code}",
    )


def _looked_through(looks: Looks, seen: Seen, said: JsonObject) -> Envelope | None:
    chart, code = looks.chart, said["status_code"]
    is_code = isinstance(code, int) and not isinstance(code, bool) and code in STATUS_CODES
    excerpt = shown("status_code", code)
    if not chart.check("envelope.status_code", is_code, seen, where="status_code", excerpt=excerpt):
        return None
    content_type = seen.headers.get("content-type", "").partition(";")[0].strip().lower()
    chart.check(
        "answer.content_type",
        content_type == "application/json",
        seen,
        where="Content-Type",
        excerpt=words_of(content_type, looks.secrets) or "nothing",
    )
    _check_timestamp(looks, seen, said)
    _check_ids(chart, seen)
    message = said.get("status_message")
    words = words_of(message, looks.secrets) if isinstance(message, str) else ""
    return Envelope(code, said.get("data"), words)


def _check_timestamp(looks: Looks, seen: Seen, said: JsonObject) -> None:
    chart, value = looks.chart, said.get("timestamp")
    kinds = {
        "shape": "envelope.timestamp",
        "zone": "envelope.timestamp_zone",
        "precision": "envelope.timestamp_precision",
        "bare": "envelope.timestamp_bare",
    }
    excerpt = shown("timestamp", value) if isinstance(value, str) else kind_of(value)
    if not check_time(chart, kinds, value, seen, where="timestamp", excerpt=excerpt):
        return
    apart = abs(DateTime.read(value).instant - looks.now)
    chart.check("envelope.clock", apart <= APART_AT_MOST, seen, where="timestamp", excerpt=excerpt)


def _check_ids(chart: Chart, seen: Seen) -> None:
    if chart.version is None or not has_message_ids(chart.version):
        return
    for id_, name in (("ids.request", "X-Request-ID"), ("ids.correlation", "X-Correlation-ID")):
        told = seen.headers.get(name.lower(), "")
        sound = told.lower() == seen.sent[name].lower()
        chart.check(id_, sound, seen, where=name, excerpt=kind_of(told or None))
