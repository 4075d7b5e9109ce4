"""What an agreement with a partner may say, and what it says of a start.

Of several agreements that know an identifier the first by name that permits it decides, else the
first that asks its partner, and where none does, the first by name says why.
`agreement_verdict_of` in the database says the same within a decision.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, NamedTuple

import msgspec

from chargehouse.contexts.identity.model.identifiers import (
    IdentifierStatus,
    name_of,
    refused,
    require_validity,
)
from chargehouse.contexts.identity.public import (
    Agreement,
    AgreementState,
    AgreementStep,
    Outside,
)
from chargehouse.contexts.identity.public.partners import RealTime, Whitelist
from chargehouse.contexts.stations.public import Spot
from chargehouse.kernel.weekly_hours import WINDOWS_AT_MOST, in_order, in_words, is_within

PLACES_AT_MOST: Final = 500
NOTE_MAX_LENGTH: Final = 500
FRESH_FOR_AT_LEAST_S: Final = 60
FRESH_FOR_AT_MOST_S: Final = 366 * 24 * 3600

PERMITTED: Final = "permitted"
STALE: Final = "stale_agreement"
OUTSIDE: Final = "outside_agreement"
INACTIVE: Final = "inactive_identifier"
EXPIRED: Final = "expired_identifier"
ASK_PARTNER: Final = "ask_partner"
UNSUPPORTED: Final = "unsupported_path"


class Entry(NamedTuple):
    """What judges an identifier of an agreement, beside the agreement itself.

    `whitelist` is that of a partner's token.
    """

    status: IdentifierStatus = "active"
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    whitelist: Whitelist | None = None


def folded(name: str) -> str:
    """Return a name as agreements are told apart and put in order."""
    return name.casefold()


def state_of(
    *, active: bool, valid_from: datetime | None, valid_until: datetime | None, at: datetime
) -> AgreementState:
    """Return how an agreement stands at an instant; one that is over is `ended`, active or not."""
    if valid_until is not None and valid_until <= at:
        return "ended"
    if not active:
        return "inactive"
    return "not_begun" if valid_from is not None and valid_from > at else "in_force"


def is_stale(fresh_for_s: int | None, last_fed_at: datetime | None, at: datetime) -> bool:
    """Tell whether an agreement was fed too long ago to be believed."""
    if fresh_for_s is None or last_fed_at is None:
        return False
    return last_fed_at + timedelta(seconds=fresh_for_s) <= at


def steps_of(
    known: Iterable[tuple[Agreement, Entry]], spot: Spot, at: datetime
) -> list[AgreementStep]:
    """Return how the agreements that know an identifier were looked at, by name.

    One of them has decided, where there is any.
    """
    looked_at = [
        _step(agreement, entry, spot, at)
        for agreement, entry in sorted(known, key=lambda each: (folded(each[0].name), each[0].id))
    ]
    if not looked_at:
        return []
    decided = next(
        (step for word in (PERMITTED, ASK_PARTNER) for step in looked_at if step.reason == word),
        looked_at[0],
    )
    return [msgspec.structs.replace(step, decided=step is decided) for step in looked_at]


def token_verdict(real_time: RealTime, whitelist: Whitelist | None) -> str:
    """Return what becomes of a token that would be permitted, as `token_verdict` in the database.

    Without a whitelist type it is no partner's token. See OCPI 2.2.1, tokens, WhitelistType.
    """
    if whitelist == "never":
        return UNSUPPORTED if real_time == "never" else ASK_PARTNER
    if whitelist == "allowed_offline" and real_time != "never":
        return ASK_PARTNER
    if whitelist == "allowed" and real_time == "whenever_allowed":
        return ASK_PARTNER
    return PERMITTED


def checked(agreement: Agreement) -> Agreement:
    """Return an agreement in order, with its words; raise `Invalid`, naming a field."""
    places = len(agreement.locations) + len(agreement.stations)
    if agreement.everywhere == (places > 0):
        raise refused("everywhere", "says everywhere, or there are locations or stations")
    if places > PLACES_AT_MOST:
        raise refused("locations", f"has at most {PLACES_AT_MOST} places")
    if len(agreement.windows) > WINDOWS_AT_MOST:
        raise refused("windows", f"has at most {WINDOWS_AT_MOST} windows")
    if any(not window.days for window in agreement.windows):
        raise refused("windows", "names a day for each window")
    require_validity(agreement.valid_from, agreement.valid_until)
    limit = agreement.fresh_for_s
    if limit is not None and not FRESH_FOR_AT_LEAST_S <= limit <= FRESH_FOR_AT_MOST_S:
        raise refused("fresh_for_s", f"has {FRESH_FOR_AT_LEAST_S} to {FRESH_FOR_AT_MOST_S} seconds")
    if agreement.partner_id is None and agreement.party is not None:
        raise refused("party", "is one of the partner's, which partner_id names")
    if agreement.partner_id is None and agreement.asks_unknown:
        raise refused("asks_unknown", "needs a partner to be asked, which partner_id names")
    note = agreement.note.strip()
    if len(note) > NOTE_MAX_LENGTH or not note.isprintable():
        raise refused("note", f"has at most {NOTE_MAX_LENGTH} printable characters")
    ordered = msgspec.structs.replace(
        agreement,
        name=name_of(agreement.name),
        locations=sorted(set(agreement.locations)),
        stations=sorted(set(agreement.stations)),
        windows=in_order(agreement.windows),
        note=note,
    )
    return msgspec.structs.replace(ordered, words=_words(ordered))


def _step(agreement: Agreement, entry: Entry, spot: Spot, at: datetime) -> AgreementStep:
    refusal = _refusal(agreement, entry, at)
    fresh = not is_stale(agreement.fresh_for_s, agreement.last_fed_at, at)
    here = (
        agreement.everywhere
        or spot.location_id in agreement.locations
        or spot.station_id in agreement.stations
    )
    in_hours = not agreement.windows or is_within(agreement.windows, at, spot.timezone)
    outside: Outside | None = None if here and in_hours else "hour" if here else "place"
    reason = refusal or (PERMITTED if fresh else STALE)
    if reason == PERMITTED:
        word = token_verdict(agreement.real_time, entry.whitelist)
        reason = word if outside is None else OUTSIDE
    return AgreementStep(
        agreement_id=agreement.id,
        name=agreement.name,
        words=agreement.words,
        valid=refusal is None,
        fresh=fresh,
        here=here,
        in_hours=in_hours,
        reason=reason,
        outside=outside if reason == OUTSIDE else None,
        decided=False,
    )


def _refusal(agreement: Agreement, entry: Entry, at: datetime) -> str | None:
    if not agreement.active or entry.status != "active":
        return INACTIVE
    if any(each is not None and each > at for each in (agreement.valid_from, entry.valid_from)):
        return INACTIVE
    if any(each is not None and each <= at for each in (agreement.valid_until, entry.valid_until)):
        return EXPIRED
    return None


def _words(agreement: Agreement) -> str:
    """Return an agreement's terms in English: At 1 location, Mon, Tue 22:00 to 06:00."""
    where = " and ".join(
        f"{count} {kind}{'' if count == 1 else 's'}"
        for count, kind in (
            (len(agreement.locations), "location"),
            (len(agreement.stations), "station"),
        )
        if count
    )
    return f"{f'At {where}' if where else 'Everywhere'}, {in_words(agreement.windows)}."
