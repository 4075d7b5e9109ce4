"""What a charger needs of the version it speaks."""

from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple, Protocol

from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.version import Version
from chargehouse.simulator.evse import Evse, StopReason, Token, Transaction
from chargehouse.simulator.outbox import Message

Trigger = Literal["authorised", "cable", "remote", "periodic", "clock", "state", "asked"]
BootReason = Literal["power_up", "remote_reset", "firmware_update", "triggered"]


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


class Dialect(Protocol):
    """Says what a charger does, and understands what is asked of it."""

    version: Version
    names: Names

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

    def authorize(self, token: Token) -> Message:
        """Return an Authorize."""

    def permits(self, answer: Any) -> bool:  # noqa: ANN401  the answer's struct
        """Tell whether the answer to an Authorize lets the driver charge."""

    def started(self, evse: Evse, transaction: Transaction, trigger: Trigger) -> None:
        """Tell of a start."""

    def updated(self, evse: Evse, transaction: Transaction, trigger: Trigger) -> None:
        """Tell how a transaction goes on."""

    def ended(self, evse: Evse, transaction: Transaction, reason: StopReason) -> None:
        """Tell of an end."""

    @property
    def starts_with_cable(self) -> bool:
        """Whether a transaction begins when a cable is put in, before anybody is authorised."""

    def commands(self) -> Mapping[str, Callable[[IncomingCall], dict[str, Any]]]:
        """Return what answers each request of the other side, by its action."""
