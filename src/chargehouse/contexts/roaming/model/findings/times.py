"""Checks of instants (types, DateTime)."""

import re
from collections.abc import Mapping
from typing import Final

from chargehouse.contexts.roaming.model.findings.chart import Chart, Seen
from chargehouse.ocpi.scalars import LONGEST_INSTANT, DateTime

_OFFSET: Final = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?[+-]\d\d:?\d\d", re.ASCII)
_TOO_EXACT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z?", re.ASCII)
BARE: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?", re.ASCII)
"""An instant without a zone."""


def fault_of(value: object) -> str | None:
    """Return what is wrong with a time: `shape`, `zone` or `precision`; None for nothing."""
    try:
        DateTime.read(value)
    except ValueError:
        text = value if isinstance(value, str) else ""
        if _OFFSET.fullmatch(text):
            return "zone"
        if len(text) > LONGEST_INSTANT and _TOO_EXACT.fullmatch(text):
            return "precision"
        return "shape"
    return None


def check_time(
    chart: Chart,
    kinds: Mapping[str, str],
    value: object,
    seen: Seen,
    *,
    where: str,
    excerpt: str,
) -> bool:
    """Check a time; `kinds` are the checks of its faults. Say whether it can be read."""
    fault = fault_of(value)
    for kind in ("shape", "zone", "precision"):
        chart.check(kinds[kind], fault != kind, seen, where=where, excerpt=excerpt)
    if fault is None:
        is_bare = isinstance(value, str) and BARE.fullmatch(value) is not None
        chart.check(kinds["bare"], not is_bare, seen, where=where, excerpt=excerpt)
    return fault is None
