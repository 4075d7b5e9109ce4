"""What a charger says, whichever version it speaks."""

from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple, Protocol

from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.simulator.evse import Evse, StopReason, Token, Transaction
from chargehouse.simulator.outbox import Message

Trigger = Literal["authorised", "cable", "remote", "periodic", "clock", "state", "asked"]
BootReason = Literal["power_up", "remote_reset", "firmware_update", "triggered"]
Answers = Mapping[str, Callable[[IncomingCall], dict[str, Any]]]
"""What answers each request of the other side, by its action; plain data comes out."""


class Names(NamedTuple):
    """The settings that steer a charger, by their names in one version."""

    heartbeat_s: str
    sample_s: str
    connection_timeout_s: str
    local_pre_authorize: str
    offline_known: str
    offline_unknown: str
    stop_on_refusal: str
    authorize_remote: str


class Notice(NamedTuple):
    """What the other side must be told of a transaction, sooner or later.

    `build` makes the message when its turn comes, as in `outbox.Entry`. `answered` takes note of
    the answer, and tells whether the other side wants the transaction.
    """

    build: Callable[[], Message | None]
    answered: Callable[[Any], bool] = lambda _: True


class Dialect(Protocol):
    """Puts into words what a charger does."""

    names: Names

    @property
    def starts_with_cable(self) -> bool:
        """Whether a transaction begins when a cable is put in, before anybody is authorised."""

    def boot(self, reason: BootReason) -> Message:
        """Return a BootNotification."""

    def heartbeat(self) -> Message:
        """Return a Heartbeat."""

    def station_status(self) -> list[Message]:
        """Return what is said of the station as a whole."""

    def status_word(self, evse: Evse) -> str:
        """Return the state of an EVSE in this version's word."""

    def status(self, evse: Evse) -> Message:
        """Return a StatusNotification."""

    def fault_event(self, evse: Evse, *, cleared: bool) -> list[Message]:
        """Return what is said of a fault besides the status."""

    def meter_values(self, evse: Evse) -> Message:
        """Return MeterValues that somebody asked for."""

    def authorize(self, token: Token) -> Message:
        """Return an Authorize."""

    def permits(self, answer: Any) -> bool:  # noqa: ANN401  the answer's struct
        """Tell whether the answer to an Authorize lets the driver charge."""

    def started(self, evse: Evse, transaction: Transaction, trigger: Trigger) -> Notice:
        """Return what is told of a start."""

    def updated(self, evse: Evse, transaction: Transaction, trigger: Trigger) -> Notice:
        """Return what is told of a transaction that goes on."""

    def ended(self, evse: Evse, transaction: Transaction, reason: StopReason) -> Notice:
        """Return what is told of an end."""
