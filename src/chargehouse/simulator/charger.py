"""A charger: what happens to it, what it does about it. Version-neutral, clock and chance given."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from chargehouse.kernel.chance import Chance
from chargehouse.kernel.clock import Clock
from chargehouse.kernel.ids import Ids
from chargehouse.ocpp import codec
from chargehouse.ocpp.errors import ProtocolFault
from chargehouse.ocpp.incoming import Answer, IncomingCall
from chargehouse.ocpp.observer import FrameSeen
from chargehouse.ocpp.version import VERSIONS
from chargehouse.simulator import freevend
from chargehouse.simulator.authorisation import Authorisation
from chargehouse.simulator.configuration import Configuration
from chargehouse.simulator.dialect import BootReason, Dialect, Trigger
from chargehouse.simulator.evse import Evse, Fault, StopReason, Token, Transaction, Waiting
from chargehouse.simulator.link import Address, Link
from chargehouse.simulator.outbox import Message
from chargehouse.simulator.power import Car
from chargehouse.simulator.profile import Profile
from chargehouse.simulator.smart_charging import ChargingProfiles
from chargehouse.simulator.uplink import Uplink
from chargehouse.simulator.v2.dialect import Dialect2
from chargehouse.simulator.v16.dialect import Dialect16

DELIVERY_S = 10.0
SAMPLE_S = 60
RESTING_S = 60.0


class Charger:
    """One charger that speaks one version.

    `time_scale` makes cars charge faster than the clock goes: at 60 an hour's energy flows in a
    minute. Cars, cards and mishaps come by the methods; `run` does the rest until cancelled.
    """

    def __init__(
        self,
        profile: Profile,
        address: Address,
        subprotocol: str,
        *,
        clock: Clock,
        chance: Chance,
        ids: Ids,
        time_scale: float = 1.0,
        on_frame: Callable[[FrameSeen], None] | None = None,
    ) -> None:
        self.profile = profile
        self.code = address.code
        self.clock = clock
        self.chance = chance
        self.ids = ids
        self.time_scale = time_scale
        self.evses = {at: Evse(at, outlet) for at, outlet in enumerate(profile.outlets, 1)}
        self.authorisation = Authorisation(self)
        self.charging_profiles = ChargingProfiles()
        self.boot_reason: BootReason = "power_up"
        version = VERSIONS[subprotocol]
        self.configuration: Configuration
        self.dialect: Dialect = (
            Dialect16(self) if version.name == "1.6" else Dialect2(self, version)
        )
        link = Link(address, version, clock, chance)
        self.uplink = Uplink(link, version, self, self._answer, clock, ids, on_frame)
        self._commands = self.dialect.commands()
        self._reported: dict[int, tuple[str, Fault | None]] = {}
        self._tasks: asyncio.TaskGroup | None = None

    @property
    def online(self) -> bool:
        """Whether the other side has accepted us and hears us."""
        return self.uplink.online.is_set()

    @property
    def is_free(self) -> bool:
        """Whether anybody may charge (freevend)."""
        return freevend.is_on(self.profile.freevend, self.configuration)

    async def run(self) -> None:
        """Live until cancelled."""
        async with asyncio.TaskGroup() as group:
            self._tasks = group
            group.create_task(self.uplink.run())
            group.create_task(self._sample())

    def spawn(self, work: Coroutine[Any, Any, object]) -> None:
        """Do something beside; the charger must be running."""
        if self._tasks is None:
            work.close()
            raise RuntimeError("The charger is not running")
        self._tasks.create_task(work)

    # What happens to it.

    def plug_in(self, evse_id: int = 1, car: Car | None = None) -> None:
        """Put a cable in; whoever waits for that begins to charge."""
        evse = self.evses[evse_id]
        evse.car = car or Car()
        evse.was_charged = False
        evse.metered_at_s = self.clock.monotonic()
        if evse.waiting is not None:
            waiting, evse.waiting = evse.waiting, None
            waiting.timer.cancel()
            trigger: Trigger = "cable" if waiting.remote_start_id is None else "remote"
            self.begin(evse, waiting.token, trigger, waiting.remote_start_id)
        elif evse.fault is None and evse.operative:
            if self.is_free:
                self.spawn(self._begin_free(evse))
            elif self.dialect.starts_with_cable:
                self.begin(evse, Token(""), "cable", authorised=False)
        self.report(evse)

    async def present(self, token: str | Token, evse_id: int | None = None) -> bool:
        """Hold a card to the reader; tells whether it was let in (or ended its transaction)."""
        shown = Token(token) if isinstance(token, str) else token
        for evse in self.evses.values():
            running = evse.transaction
            if running is not None and running.token.value == shown.value and running.authorised:
                self.end(evse, "local")
                return True
        chosen = self.free_evse(evse_id, shown.value)
        if chosen is None or not await self.authorisation.permits(shown):
            return False
        return self.admit(chosen, shown, "authorised", None)

    async def start_charging(self, token: str | Token, evse_id: int = 1) -> bool:
        """Plug in and present a card; tells whether it was let in."""
        self.plug_in(evse_id)
        return await self.present(token, evse_id)

    def unplug(self, evse_id: int = 1) -> None:
        """Pull the cable out, which ends a transaction."""
        evse = self.evses[evse_id]
        if evse.transaction is not None:
            self.end(evse, "unplugged")
        evse.car = None
        evse.was_charged = False
        self.report(evse)

    def fault(self, evse_id: int, error_code: str, vendor_code: str = "", info: str = "") -> None:
        """Break an EVSE: `error_code` as in 1.6, `vendor_code` as the maker has it."""
        evse = self.evses[evse_id]
        if evse.transaction is not None:
            self.end(evse, "fault")
        evse.fault = Fault(error_code, vendor_code, info)
        self._tell(*self.dialect.fault_event(evse, cleared=False))
        self.report(evse)

    def clear_fault(self, evse_id: int = 1) -> None:
        """Mend an EVSE."""
        evse = self.evses[evse_id]
        if evse.fault is not None:
            self._tell(*self.dialect.fault_event(evse, cleared=True))
            evse.fault = None
            self.report(evse)

    def cut_link(self) -> None:
        """Lose the network; charging goes on, and is told later."""
        self.uplink.online.clear()
        self.uplink.link.cut()

    def restore_link(self) -> None:
        """Have the network again."""
        self.uplink.link.restore()

    async def power_cycle(self) -> None:
        """Lose the power and get it back: transactions end, and are told after the boot."""
        self.uplink.go_down(politely=False)
        for evse in self.evses.values():
            self.end(evse, "power_loss")
        await self._come_back("power_up")

    async def reboot(self, stop_reason: StopReason, reason: BootReason = "remote_reset") -> None:
        """End what runs, say so, and boot again."""
        for evse in self.evses.values():
            self.end(evse, stop_reason)
        await self._delivered()
        self.uplink.go_down(politely=stop_reason != "hard_reset")
        await self._come_back(reason)

    def charge_for_free(self) -> None:
        """Be switched to freevend at the charger itself, where its model can do that."""
        if self.profile.freevend is not None:
            freevend.switch_on(self.profile.freevend, self.configuration, self.code)

    # What it does.

    def free_evse(self, evse_id: int | None, token: str) -> Evse | None:
        """Return the EVSE that somebody may use: the one asked for, else one with a cable in."""
        wanted = [
            evse
            for evse in self.evses.values()
            if evse_id in {None, evse.id}
            and evse.fault is None
            and evse.operative
            and (evse.transaction is None or not evse.transaction.authorised)
            and (evse.reservation is None or evse.reservation.token == token)
        ]
        return min(wanted, key=lambda evse: not evse.plugged, default=None)

    def admit(
        self, evse: Evse, token: Token, trigger: Trigger, remote_start_id: int | None
    ) -> bool:
        """Let somebody charge: now, or as soon as a cable is in."""
        if evse.plugged:
            self.begin(evse, token, trigger, remote_start_id)
            self.report(evse)
            return True
        limit_s = self.configuration.whole(self.dialect.names.connection_timeout_s, 60)
        timer = self.clock.call_later(limit_s, lambda: self._give_up(evse))
        if evse.waiting is not None:
            evse.waiting.timer.cancel()
        evse.waiting = Waiting(token, remote_start_id, timer)
        self.report(evse)
        return True

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
            self.dialect.updated(evse, running, trigger)
            return
        self.meter(evse)
        reserved, evse.reservation = evse.reservation, None
        evse.transaction = Transaction(
            local_id=str(self.ids.new()),
            token=token,
            started_at=self.clock.now(),
            meter_start_wh=evse.meter.energy_wh,
            remote_start_id=remote_start_id,
            reservation_id=None if reserved is None else reserved.id,
            authorised=authorised,
        )
        self.limit(evse)
        self.dialect.started(evse, evse.transaction, trigger)

    def end(self, evse: Evse, reason: StopReason) -> None:
        """Stop the transaction, if there is one."""
        if evse.transaction is None:
            return
        self.meter(evse)
        transaction, evse.transaction = evse.transaction, None
        evse.was_charged = True
        evse.meter.rest()
        self.charging_profiles.forget_transaction(evse.id)
        self.dialect.ended(evse, transaction, reason)
        self.report(evse)

    def refused(self, evse: Evse, transaction: Transaction) -> None:
        """Take note that the other side does not want a transaction that has begun."""
        self.authorisation.cache.discard(transaction.token.value)
        stops = self.configuration.flag(self.dialect.names.stop_on_refusal)
        if evse.transaction is transaction and stops and not self.profile.ignores_refusal:
            self.end(evse, "deauthorised")

    def report(self, evse: Evse) -> None:
        """Send the state of an EVSE, if it is another than was sent last."""
        now = (self.dialect.status_word(evse), evse.fault)
        if self.online and self._reported.get(evse.id) != now:
            self._reported[evse.id] = now
            self._tell(self.dialect.status(evse))

    def report_all(self) -> None:
        """Send the state of everything."""
        self._reported.clear()
        self._tell(*self.dialect.station_status())
        for evse in self.evses.values():
            self.report(evse)

    def meter(self, evse: Evse) -> None:
        """Bring the meter up to now."""
        evse.meter_until(self.clock.monotonic(), self.time_scale)

    def limit(self, evse: Evse) -> None:
        """Offer what the charging profiles allow now."""
        self.meter(evse)
        evse.limit_w = self.charging_profiles.limit_w(evse, self.clock.now())

    # What its conversation asks (`uplink.Manners`).

    def boot_message(self) -> Message:
        """Return the BootNotification."""
        return self.dialect.boot(self.boot_reason)

    def heartbeat_message(self) -> Message:
        """Return the Heartbeat."""
        return self.dialect.heartbeat()

    def boot_accepted(self, interval_s: int) -> None:
        """Say how everything is."""
        self.configuration.put(self.dialect.names.heartbeat_s, str(interval_s))
        self.report_all()

    def _answer(self, call: IncomingCall) -> Answer:
        command = self._commands.get(call.action.name)
        if command is None:
            raise ProtocolFault("NotSupported", "This charger does not do that")
        return codec.check_response(call.action, command(call))

    def _tell(self, *messages: Message) -> None:
        if self.online:
            for message in messages:
                self.spawn(self.uplink.tell(message))

    async def _begin_free(self, evse: Evse) -> None:
        free = self.profile.freevend
        if free is None:
            return
        token = freevend.token(free, self.configuration)
        if free.authorizes and self.online:
            await self.authorisation.permits(token)
        if evse.plugged and evse.transaction is None:
            self.begin(evse, token, "cable")
            self.report(evse)

    def _give_up(self, evse: Evse) -> None:
        evse.waiting = None
        self.report(evse)

    async def _sample(self) -> None:
        while True:
            every_s = self.configuration.whole(self.dialect.names.sample_s, SAMPLE_S)
            await self.clock.sleep(every_s if every_s > 0 else RESTING_S)
            for evse in self.evses.values():
                self.limit(evse)
                if evse.transaction is not None and every_s > 0:
                    self.dialect.updated(evse, evse.transaction, "periodic")
                self.report(evse)

    async def _delivered(self) -> None:
        delivered = asyncio.ensure_future(self.uplink.outbox.emptied())
        timer = self.clock.call_later(DELIVERY_S, delivered.cancel)
        await asyncio.wait({delivered})
        timer.cancel()

    async def _come_back(self, reason: BootReason) -> None:
        self.boot_reason = reason
        await self.clock.sleep(self.profile.boot_s)
        self.configuration.reboot()
        self.uplink.come_up()
