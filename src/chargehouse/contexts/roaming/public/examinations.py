"""What the doctor says of a partner: an examination, its checks, and what was found."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

Severity = Literal["fault", "warning", "note"]
CheckOutcome = Literal["sound", "found", "not_made"]
ExaminationState = Literal["under_way", "finished", "broken_off"]
CutShort = Literal["out_of_time", "out_of_requests"]


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """What a finding was seen in: a request of ours, and the place in its answer.

    `where` is a header or the path of a field. `excerpt` has at most 120 characters, and of what
    may tell of a person or open a door its length alone.
    """

    request: str
    http_status: int | None = None
    where: str | None = None
    excerpt: str | None = None


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a partner does otherwise than OCPI says, or that is good to know.

    `times` says how often it was seen; `evidence` is of the first few. `module` is None where it
    is about the platform as a whole. `section` names the place in the specification.
    """

    id: str
    severity: Severity
    title: str
    meaning: str
    remedy: str
    section: str
    module: str | None
    times: int
    evidence: list[Evidence]


class CheckResult(msgspec.Struct, frozen=True, kw_only=True):
    """A check, and what came of it: some cannot be made where others find something."""

    id: str
    title: str
    severity: Severity
    outcome: CheckOutcome


class Examination(msgspec.Struct, frozen=True, kw_only=True):
    """What one examination of a partner came to; findings come in the order of their severity.

    `cut_short` says why not everything was asked. `token_forms` are the forms in which the partner
    takes its credentials token. One that is `broken_off` ended with the process that made it.
    """

    id: UUID
    partner_id: UUID
    state: ExaminationState
    began_at: datetime
    ended_at: datetime | None = None
    ocpi_version: str | None = None
    token_forms: list[Literal["base64", "raw"]] = []
    requests: int = 0
    slowest_ms: int = 0
    cut_short: CutShort | None = None
    faults: int = 0
    warnings: int = 0
    notes: int = 0
    findings: list[Finding] = []
    checks: list[CheckResult] = []
