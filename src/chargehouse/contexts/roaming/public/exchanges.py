"""Requests between a partner and us, as people look at them."""

from datetime import datetime
from uuid import UUID

import msgspec


class PartnerExchange(msgspec.Struct, frozen=True, kw_only=True):
    """A request and its answer; `inbound` is one of the partner.

    Identifiers and tokens are masked in address and bodies, which are cut after some thousand
    characters. `status_code` is OCPI's; `fault` says in a few words what was wrong, null for
    nothing.
    """

    id: UUID
    partner_id: UUID
    at: datetime
    inbound: bool
    module: str
    method: str
    url: str
    request_id: str | None
    correlation_id: str | None
    http_status: int | None
    status_code: int | None
    duration_ms: int
    fault: str | None
    request: str | None
    answer: str | None
