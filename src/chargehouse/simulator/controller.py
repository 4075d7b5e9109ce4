"""What a charger does: lets charge, measures, tells, boots; in the words of a given dialect."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from chargehouse.kernel.ids import Ids
from chargehouse.ocpp.incoming import Handler
from chargehouse.simulator.authorisation import Authorisation
from chargehouse.simulator.dialect import BootReason, Dialect, Notice, Trigger
from chargehouse.simulator.evse import Evse, Fault, StopReason, Token, Transaction, Waiting
from chargehouse.simulator.outbox import Entry, Message
from chargehouse.simulator.station import Station

DELIVERY_S = 10.0
SAMPLE_S = 60
RESTING_S = 60.0


class Controller:
    """The controller in a charger: acts on its station, and tells the other side."""

    def __init__(self, station: Station, dialect: Dialect, ids: Ids) -> None:
        self.station = station
        self.dialect = dialect
        self.authorisation = Authorisation(station, dialect)
        self._ids = ids
        self._boot_reason: BootReason = "power_up"
        self._reported: dict[int, tuple[str, Fault | None]] = {}
        self._tasks: asyncio.TaskGroup | None = None

    async def run(self, handler: Handler) -> None:
        """Converse and measure until cancelled; `handler` answers the other side."""
        async with asyncio.TaskGroup() as group:
            self._tasks = group
            group.create_task(self.station.uplink.run(self, handler))
            group.create_task(self._sample())

    def spawn(self, work: Coroutine[Any, Any, object]) -> None:
        """Do something beside; the charger must be running."""
        if self._tasks is None:
            work.close()
            raise RuntimeError("The charger is not running")
        self._tasks.create_task(work)

    # Transactions.

    def admit(
        self, evse: Evse, token: Token, trigger: Trigger, remote_start_id: int | None
    ) -> None:
        """Let somebody charge: now, or as soon as a cable is in."""
        if evse.plugged:
            self.begin(evse, token, trigger, remote_start_id)
            self.report(evse)
            return
        limit_s = self.station.configuration.whole(self.dialect.names.connection_timeout_s, 60)
        timer = self.station.clock.call_later(limit_s, lambda: self._give_up(evse))
        if evse.waiting is not None:
            evse.waiting.timer.cancel()
        evse.waiting = Waiting(token, remote_start_id, timer)
        self.report(evse)

    def begin(
        self,
        evse: Evse,
        token: Token,
        trigger: Trigger,
        remote_start_id: int | None = None,
        *,
        authorised: bool = True,
    ) -> None:
        """Start a transaction, or go on with the one that the cable started."""
        running = evse.transaction
        if running is not None:
            running.token, running.authorised = token, True
            running.remote_start_id = remote_start_id
            self.go_on(evse, running, trigger)
            return
        station = self.station
        station.meter(evse)
        reserved, evse.reservation = evse.reservation, None
        evse.transaction = Transaction(
            local_id=str(self._ids.new()),
            token=token,
            started_at=station.clock.now(),
            meter_start_wh=evse.meter.energy_wh,
            remote_start_id=remote_start_id,
            reservation_id=None if reserved is None else reserved.id,
            authorised=authorised,
        )
        station.limit(evse)
        started = self.dialect.started(evse, evse.transaction, trigger)
        self._notify(evse, evse.transaction, started)

    def go_on(self, evse: Evse, transaction: Transaction, trigger: Trigger) -> None:
        """Tell how a transaction goes on."""
        self._notify(evse, transaction, self.dialect.updated(evse, transaction, trigger))

    def end(self, evse: Evse, reason: StopReason) -> None:
        """Stop the transaction, if there is one."""
        if evse.transaction is None:
            return
        self.station.meter(evse)
        transaction, evse.transaction = evse.transaction, None
        evse.was_charged = True
        evse.meter.rest()
        self.station.charging_profiles.forget_transaction(evse.id)
        self._notify(evse, transaction, self.dialect.ended(evse, transaction, reason))
        self.report(evse)

    def _notify(self, evse: Evse, transaction: Transaction, notice: Notice) -> None:
        def answered(answer: Any) -> None:  # noqa: ANN401  the answer's struct
            if not notice.answered(answer):
                self._refused(evse, transaction)

        self.station.uplink.outbox.put(Entry(notice.build, answered))

    def _refused(self, evse: Evse, transaction: Transaction) -> None:
        self.authorisation.cache.discard(transaction.token.value)
        stops = self.station.configuration.flag(self.dialect.names.stop_on_refusal)
        ignores = self.station.profile.ignores_refusal
        if evse.transaction is transaction and stops and not ignores:
            self.end(evse, "deauthorised")

    def _give_up(self, evse: Evse) -> None:
        evse.waiting = None
        self.report(evse)

    # What it tells of its state.

    def tell(self, *messages: Message) -> None:
        """Send what only matters now, if there is anybody to hear it."""
        if self.station.online:
            for message in messages:
                self.spawn(self.station.uplink.tell(message))

    def report(self, evse: Evse) -> None:
        """Send the state of an EVSE, if it is another than was sent last."""
        now = (self.dialect.status_word(evse), evse.fault)
        if self.station.online and self._reported.get(evse.id) != now:
            self._reported[evse.id] = now
            self.tell(self.dialect.status(evse))

    async def _sample(self) -> None:
        station = self.station
        while True:
            every_s = station.configuration.whole(self.dialect.names.sample_s, SAMPLE_S)
            await station.clock.sleep(every_s if every_s > 0 else RESTING_S)
            for evse in station.evses.values():
                station.limit(evse)
                if evse.transaction is not None and every_s > 0:
                    self.go_on(evse, evse.transaction, "periodic")
                self.report(evse)

    # Its boots, and what its conversation asks (`uplink.Manners`).

    def boot_again(self) -> None:
        """Send a BootNotification because the other side wants one."""
        self._boot_reason = "triggered"
        self.station.uplink.boot()

    async def power_cycle(self) -> None:
        """Lose the power and get it back: transactions end, and are told after the boot."""
        self.station.uplink.go_down(politely=False)
        for evse in self.station.evses.values():
            self.end(evse, "power_loss")
        await self._come_back("power_up")

    async def reboot(self, stop_reason: StopReason, reason: BootReason = "remote_reset") -> None:
        """End what runs, say so, and boot again."""
        for evse in self.station.evses.values():
            self.end(evse, stop_reason)
        await self._delivered()
        self.station.uplink.go_down(politely=stop_reason != "hard_reset")
        await self._come_back(reason)

    async def _delivered(self) -> None:
        delivered = asyncio.ensure_future(self.station.uplink.outbox.emptied())
        timer = self.station.clock.call_later(DELIVERY_S, delivered.cancel)
        await asyncio.wait({delivered})
        timer.cancel()

    async def _come_back(self, reason: BootReason) -> None:
        self._boot_reason = reason
        await self.station.clock.sleep(self.station.profile.boot_s)
        self.station.configuration.reboot()
        if self.station.profile.oddities.forgets_at_boot:
            self.station.configuration.forget()
        self.station.uplink.come_up()

    def boot_message(self) -> Message:
        """Return the BootNotification."""
        return self.dialect.boot(self._boot_reason)

    def heartbeat_message(self) -> Message:
        """Return the Heartbeat."""
        return self.dialect.heartbeat()

    def boot_accepted(self, interval_s: int) -> None:
        """Say how everything is."""
        self.station.configuration.put(self.dialect.names.heartbeat_s, str(interval_s))
        self._reported.clear()
        self.tell(*self.dialect.station_status())
        for evse in self.station.evses.values():
            self.report(evse)
