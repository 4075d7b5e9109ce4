"""The chart of one examination: which checks were made, and what was found."""

from collections.abc import Mapping
from typing import Final, NamedTuple

import msgspec

from chargehouse.contexts.roaming.model.findings import (
    words_of_answers,
    words_of_configuration,
    words_of_lists,
    words_of_objects,
)
from chargehouse.contexts.roaming.model.findings.checks import Check, by_id
from chargehouse.contexts.roaming.public.examinations import (
    CheckResult,
    Evidence,
    Finding,
    Severity,
)
from chargehouse.ocpi.versions import VersionName

CHECKS: Final[Mapping[str, Check]] = by_id(
    words_of_answers.CHECKS,
    words_of_configuration.CHECKS,
    words_of_lists.CHECKS,
    words_of_objects.CHECKS,
)
"""Every check, by its id."""

EVIDENCE_KEPT: Final = 3
REQUEST_SHOWN: Final = 300
EXCERPT_SHOWN: Final = 120
FINDINGS_KEPT: Final = 200
_ORDER: Final[tuple[Severity, ...]] = ("fault", "warning", "note")


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """An answer of a partner to a request of ours, header names in lower case."""

    method: str
    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    sent: Mapping[str, str]
    module: str | None = None

    @property
    def request(self) -> str:
        """The request as it is shown."""
        return request_line(self.method, self.url)


class _Found(NamedTuple):
    times: int
    evidence: list[Evidence]


class Chart:
    """Collects what is found; the same thing in the same module is one finding."""

    def __init__(self) -> None:
        self.version: VersionName | None = None
        self._made: set[str] = set()
        self._found: dict[tuple[str, str | None], _Found] = {}

    def check(
        self,
        id_: str,
        sound: bool,  # noqa: FBT001  what a check is about
        seen: Seen | str | None = None,
        *,
        where: str | None = None,
        excerpt: str | None = None,
    ) -> bool:
        """Note that a check was made, and what it found unless it is `sound`; return that."""
        self._made.add(id_)
        if not sound:
            self._note(id_, seen, where, excerpt)
        return sound

    def has(self, id_: str) -> bool:
        """Say whether a check found something, wherever."""
        return any(known == id_ for known, _ in self._found)

    def findings(self) -> list[Finding]:
        """Return what was found, faults first, each kind in the order of the checks."""
        order = {id_: index for index, id_ in enumerate(CHECKS)}
        found = sorted(
            self._found.items(),
            key=lambda item: (
                _ORDER.index(CHECKS[item[0][0]].severity),
                order[item[0][0]],
                item[0][1] or "",
            ),
        )
        return [self._finding(id_, module, kept) for (id_, module), kept in found][:FINDINGS_KEPT]

    def results(self) -> list[CheckResult]:
        """Return every check, and what came of it."""
        return [
            CheckResult(
                id=check.id,
                title=check.title,
                severity=check.severity,
                outcome="found"
                if self.has(check.id)
                else ("sound" if check.id in self._made else "not_made"),
            )
            for check in CHECKS.values()
        ]

    def _note(
        self, id_: str, seen: Seen | str | None, where: str | None, excerpt: str | None
    ) -> None:
        module = seen.module if isinstance(seen, Seen) else None
        times, evidence = self._found.get((id_, module), _Found(0, []))
        if len(evidence) < EVIDENCE_KEPT:
            request = seen.request if isinstance(seen, Seen) else (seen or "")
            evidence.append(
                Evidence(
                    request=_clean(request, REQUEST_SHOWN),
                    http_status=seen.status if isinstance(seen, Seen) else None,
                    where=None if where is None else _clean(where, EXCERPT_SHOWN),
                    excerpt=None if excerpt is None else _clean(excerpt, EXCERPT_SHOWN),
                )
            )
        self._found[id_, module] = _Found(times + 1, evidence)

    def _finding(self, id_: str, module: str | None, kept: _Found) -> Finding:
        check = CHECKS[id_]
        return Finding(
            id=id_,
            severity=check.severity,
            title=check.title,
            meaning=check.meaning,
            remedy=check.remedy,
            section=check.section.of(self.version),
            module=module,
            times=kept.times,
            evidence=kept.evidence,
        )


def request_line(method: str, url: str) -> str:
    """Return a request as it is shown."""
    return f"{method} {url}"


def _clean(text: str, longest: int) -> str:
    """Return a text as it can be kept and shown: cut, and without what is not printable."""
    cut = text if len(text) <= longest else f"{text[: longest - 1]}…"
    return "".join(each if each.isprintable() else "�" for each in cut)
