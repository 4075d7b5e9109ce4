"""Somebody who starts at a charger that is offline, is refused when it is back, and charges on."""

from datetime import timedelta
from typing import Final

from tests.independent.depot import Depot, Simulated, Visit
from tests.independent.oracle import Card, judged

OFFLINE_FOR: Final = timedelta(seconds=90)
ENDS_IT_ITSELF_WITHIN: Final = timedelta(seconds=10)
"""The time that a policy leaves the charger, unless it says another."""
LETS_UNKNOWN_IN: Final = "AllowOfflineTxForUnknownId"


def is_stubborn(post: object) -> bool:
    """Tell whether a charger goes on charging when a start is refused, as its maker has it."""
    return isinstance(post, Simulated) and post.charger.profile.ignores_refusal


async def barge(depot: Depot, post: Simulated, card: Card) -> None:
    """Let somebody charge at a charger that ignores refusals, and see it stopped all the same.

    The charger is in managed access, and offline when the card is held to it; it lets unknown cards
    in then. Its start is judged when it is back, at its own time, and refused.
    """
    charger, rig, evse = post.charger, depot.rig, post.charger.evses[1]
    connected = len(rig.chargers)
    charger.configuration.put(LETS_UNKNOWN_IN, "true")
    charger.cut_link()
    await rig.eventually(lambda: len(rig.chargers) < connected)
    assert await charger.start_charging(card.tag)
    verdict = judged(card, depot.mode(post), rig.clock.now(), post.zone)
    assert not verdict.is_permitted
    rig.clock.advance(OFFLINE_FOR.total_seconds())
    post.watch.words.clear()
    charger.restore_link()
    await rig.eventually(lambda: charger.online)
    await charger.uplink.outbox.emptied()
    charger.configuration.put(LETS_UNKNOWN_IN, "false")
    depot.visits.append(Visit(post.station.id, rig.clock.now(), verdict))
    assert post.watch.words == [verdict.in_1_6]
    assert evse.transaction is not None, "it goes on, whatever it was told"

    await depot.modes.react()
    rig.clock.advance(ENDS_IT_ITSELF_WITHIN.total_seconds())
    assert await rig.contexts.refused_starts.round() == 1
    await rig.eventually(lambda: evse.transaction is None)
    await charger.uplink.outbox.emptied()
    charger.unplug()
    await charger.uplink.outbox.emptied()
    await depot.modes.react()
    assert await rig.contexts.refused_starts.round() == 0
    sent = await rig.rows(
        "SELECT o.details FROM access_outcomes o JOIN access_attempts a"
        " ON a.tenant_id = o.tenant_id AND a.id = o.attempt_id"
        " WHERE o.kind = 'stop_sent' AND a.station_id = :station",
        station=post.station.id,
    )
    assert [row["details"] for row in sent] == ["accepted"]
