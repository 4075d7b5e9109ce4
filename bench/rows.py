"""What is measured, and what the design asks of it."""

from typing import NamedTuple

AUTHORISATIONS = "6 000/s"
DURABLE = "5 000/s"


class Row(NamedTuple):
    """One line of the table; `target` is the design's figure, for people.

    Idle chargers come first: later the server's memory has grown already. What is offered at a
    given rate comes before what fills the database as fast as it can: the vacuum that follows
    would be in its times.
    """

    name: str
    mode: str
    scenario: str
    subprotocol: str
    chargers: int
    target: str
    rate: float = 0.0
    quick: bool = False


ROWS = (
    Row("idle chargers", "idle", "", "ocpp1.6", 10_000, "under 20 KB each", quick=True),
    Row(
        "authorise, 1.6, 500/s offered",
        "open",
        "authorise-1.6",
        "ocpp1.6",
        500,
        "p50 under 2 ms, p99 under 15 ms; CPU under 1 ms",
        rate=500.0,
        quick=True,
    ),
    Row(
        "authorise, 1.6, 4 000/s offered",
        "open",
        "authorise-1.6",
        "ocpp1.6",
        500,
        "p50 under 5 ms, p99 under 25 ms; CPU under 0.35 ms",
        rate=4_000.0,
        quick=True,
    ),
    Row("connect + boot, 1.6", "boot", "", "ocpp1.6", 50, "", quick=True),
    Row("connect + boot, 2.0.1", "boot", "", "ocpp2.0.1", 50, ""),
    *(
        Row(
            f"authorise, {version}, {chargers} chargers",
            "closed",
            f"authorise-{version}",
            f"ocpp{version}",
            chargers,
            AUTHORISATIONS + ("; CPU under 0.2 ms" if chargers == 500 else ""),  # noqa: PLR2004  the design's row
            quick=chargers == 500,  # noqa: PLR2004  as above
        )
        for version in ("1.6", "2.0.1")
        for chargers in (50, 500, 5_000)
    ),
    Row(
        "meter values in a transaction, 1.6",
        "closed",
        "meter-values-1.6",
        "ocpp1.6",
        500,
        DURABLE,
        quick=True,
    ),
    Row(
        "transaction events, 2.0.1",
        "closed",
        "transaction-events-2.0.1",
        "ocpp2.0.1",
        500,
        DURABLE,
        quick=True,
    ),
    Row("whole sessions, 1.6", "closed", "sessions-1.6", "ocpp1.6", 500, "", quick=True),
    Row(
        "reconnection storm",
        "storm",
        "",
        "ocpp1.6",
        10_000,
        "all booted in 30 s, none refused",
        quick=True,
    ),
)

STATIONS = 10_000
TAGS = 1_000_000
SECONDS = 15.0
QUICK_CHARGERS = 1_000
QUICK_TAGS = 100_000
QUICK_SECONDS = 2.0
