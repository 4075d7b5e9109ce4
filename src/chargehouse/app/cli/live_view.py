"""What `watch` shows: chargers, sessions and decisions, kept up to date by events."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from chargehouse.app.cli.live_source import Notice, Server
from chargehouse.app.cli.output import cell, printable
from chargehouse.kernel.clock import Clock

STATIONS_SHOWN: Final = 40
SESSIONS_SHOWN: Final = 20
DECISIONS_SHOWN: Final = 10
MINUTE_S, HOUR_S, DAY_S = 60, 3600, 86_400

GOOD, BAD, DIM = "green", "red", "dim"
STYLES: Final[Mapping[str, str]] = {
    "open": GOOD,
    "allowed": GOOD,
    "charging": GOOD,
    "Charging": GOOD,
    "Occupied": GOOD,
    "closed": BAD,
    "denied": BAD,
    "Faulted": BAD,
    "never": DIM,
}

Row = Mapping[str, Any]


class LiveView:
    """The newest state of a tenant, and how it is drawn.

    Lists are read again when an event says that they changed, which the caller paces; a
    connector's status is taken from the event itself.
    """

    def __init__(self, server: Server, clock: Clock) -> None:
        self._server = server
        self._clock = clock
        self._stations: Sequence[Row] = ()
        self._sessions: Sequence[Row] = ()
        self._decisions: Sequence[Row] = ()
        self._connectors: dict[str, dict[tuple[int, int], str]] = {}
        self._codes: dict[str, str] = {}
        self._more = False
        self._due: dict[str, Callable[[], None]] = {}
        self._state = ""
        self._last = ""
        self.read_all()

    def read_all(self) -> None:
        """Read everything at the next `refresh`."""
        self._connectors.clear()
        self._due = {
            "station": self._read_stations,
            "session": self._read_sessions,
            "charger_access": self._read_decisions,
        }

    def take(self, notice: Notice) -> None:
        """Take note of something that happened."""
        if not notice.name:
            lost = notice.data.get("lost")
            self._state = f"not connected: {lost}" if lost else "live"
            if not lost:
                self.read_all()
            return
        data = notice.data.get("data") or {}
        self._last = f"{_time(notice.data.get('occurred_at'))} {self._code(notice.data)} "
        self._last += notice.name
        kind = notice.name.partition(".")[0]
        if notice.name == "station.connector_status_changed":
            at = self._connectors.setdefault(str(notice.data.get("station_id")), {})
            at[data["evse_id"], data["connector_id"]] = data["status"]
        readers = {
            "station": self._read_stations,
            "session": self._read_sessions,
            "charger_access": self._read_decisions,
        }
        if kind in readers:
            self._due[kind] = readers[kind]

    def refresh(self) -> None:
        """Read what changed. Raises as `Server.read` does; what failed stays to be read."""
        for kind in list(self._due):
            self._due[kind]()
            del self._due[kind]

    def draw(self) -> RenderableType:
        """Return everything as it is now."""
        now = self._clock.now()
        open_ = sum(station["socket"]["state"] == "open" for station in self._stations)
        more = " or more" if self._more else ""
        title = f"{len(self._stations)}{more} chargers, {open_} connected"
        return Group(
            _table(
                title,
                ("ID", "LOCATION", "SOCKET", "SEEN", "CONNECTORS", "FAULTS", "MODEL"),
                (self._charger(station, now) for station in self._stations[:STATIONS_SHOWN]),
            ),
            _table(
                f"{len(self._sessions)} sessions under way",
                ("CHARGER", "SINCE", "WHO", "STATE", "POWER", "ENERGY", "BATTERY"),
                (self._session(session, now) for session in self._sessions),
            ),
            _table(
                "Last decisions",
                ("AT", "CHARGER", "WHO", "DECISION", "REASON", "ANSWER"),
                (self._decision(decision) for decision in self._decisions),
            ),
            Text(printable(f"{self._state} {self._last}".strip()), style=DIM),
        )

    def _read_stations(self) -> None:
        page = self._server.read("/stations", limit=500, sort="code")
        self._stations = page["items"]
        self._more = page["next_cursor"] is not None
        self._codes = {station["id"]: station["code"] for station in self._stations}
        for station in self._stations[:STATIONS_SHOWN]:
            if station["id"] not in self._connectors:
                connectors = self._server.read(f"/stations/{station['id']}/connectors")
                self._connectors[station["id"]] = {
                    (each["evse_id"], each["connector_id"]): each["reported"]["status"]
                    for each in connectors
                }

    def _read_sessions(self) -> None:
        page = self._server.read("/sessions", open="true", limit=SESSIONS_SHOWN)
        self._sessions = page["items"]

    def _read_decisions(self) -> None:
        self._decisions = self._server.read("/access/decisions", limit=DECISIONS_SHOWN)["items"]

    def _charger(self, station: Row, now: datetime) -> Iterable[object]:
        socket = station["socket"]
        connectors = self._connectors.get(station["id"], {})
        statuses = [connectors[at] for at in sorted(connectors)] or [station["reported"]["status"]]
        return (
            station["code"],
            station["location_name"],
            socket["state"],
            _age(socket.get("last_seen_at"), now),
            " ".join(status or "-" for status in statuses),
            station["open_faults"] or "",
            " ".join(filter(None, (station["vendor"], station["model"]))),
        )

    def _session(self, session: Row, now: datetime) -> Iterable[object]:
        soc = session["soc_percent"]
        return (
            self._code(session),
            _age(session["started_at"], now),
            session["masked"],
            session["charging_state"] or session["status"],
            _thousands(session["power_w"], "kW"),
            _thousands(session["energy_wh"], "kWh"),
            None if soc is None else f"{soc} %",
        )

    def _decision(self, decision: Row) -> Iterable[object]:
        return (
            _time(decision["decided_at"]),
            self._code(decision),
            decision["masked"],
            decision["decision"],
            decision["reason"],
            decision["answer"],
        )

    def _code(self, row: Row) -> str:
        return self._codes.get(str(row.get("station_id")), "")


def _table(title: str, columns: Sequence[str], rows: Iterable[Iterable[object]]) -> Table:
    table = Table(
        *columns,
        title=title,
        title_justify="left",
        title_style="bold",
        header_style=DIM,
        box=None,
        pad_edge=False,
        expand=True,
    )
    for row in rows:
        table.add_row(*(_styled(value) for value in row))
    return table


def _styled(value: object) -> Text:
    text = Text(no_wrap=True, overflow="ellipsis")
    for at, word in enumerate(cell(value).split(" ")):
        text.append((" " if at else "") + word, style=STYLES.get(word, ""))
    return text


def _thousands(value: int | None, unit: str) -> str | None:
    return None if value is None else f"{value / 1000:.1f} {unit}"


def _time(text: str | None) -> str:
    return "" if text is None else f"{datetime.fromisoformat(text):%H:%M:%S}"


def _age(text: str | None, now: datetime) -> str | None:
    """Return how long ago an instant was, in its largest unit."""
    if text is None:
        return None
    age_s = max(0, int((now - datetime.fromisoformat(text)).total_seconds()))
    for unit_s, unit in ((DAY_S, "d"), (HOUR_S, "h"), (MINUTE_S, "min")):
        if age_s >= unit_s:
            return f"{age_s // unit_s} {unit}"
    return f"{age_s} s"
