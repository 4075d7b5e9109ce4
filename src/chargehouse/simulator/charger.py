"""A charger, and what happens to it: cables, cards, mishaps."""

from collections.abc import Callable
from typing import Any, Final

from chargehouse.kernel.chance import Chance
from chargehouse.kernel.clock import Clock
from chargehouse.kernel.ids import Ids
from chargehouse.ocpp import codec
from chargehouse.ocpp.errors import ProtocolFault
from chargehouse.ocpp.incoming import Answer, IncomingCall
from chargehouse.ocpp.observer import FrameSeen
from chargehouse.ocpp.version import VERSIONS
from chargehouse.simulator import freevend
from chargehouse.simulator.controller import Controller
from chargehouse.simulator.dialect import Trigger
from chargehouse.simulator.evse import Evse, Fault, Token
from chargehouse.simulator.link import Address, Link
from chargehouse.simulator.local_list import LocalList
from chargehouse.simulator.power import Car
from chargehouse.simulator.profile import Profile
from chargehouse.simulator.speech import SPEECHES
from chargehouse.simulator.station import Station
from chargehouse.simulator.uplink import Uplink

GET_ALL: Final = "GetConfiguration"
ABOUT_SETTINGS: Final = frozenset(
    {"ChangeConfiguration", "GetConfiguration", "GetVariables", "SetVariables"}
)


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
        version = VERSIONS[subprotocol]
        speech = SPEECHES[version]
        self.code = address.code
        self.times_broken = 0
        self.profile = profile
        self.configuration = speech.configuration(profile, address.code)
        self.uplink = Uplink(Link(address, version, clock, chance), version, clock, ids, on_frame)
        self._station = Station(
            profile,
            address.code,
            self.configuration,
            self.uplink,
            clock=clock,
            chance=chance,
            time_scale=time_scale,
        )
        self.evses = self._station.evses
        self.dialect = speech.dialect(self._station)
        self._controller = Controller(self._station, self.dialect, ids)
        self._answers = speech.answers(self._controller)

    @property
    def online(self) -> bool:
        """Whether the other side has accepted us and hears us."""
        return self._station.online

    @property
    def is_free(self) -> bool:
        """Whether anybody may charge (freevend)."""
        return self._station.is_free

    @property
    def local_list(self) -> LocalList:
        """Who is let in while nobody can be asked."""
        return self._controller.authorisation.local_list

    async def run(self) -> None:
        """Live until cancelled."""
        await self._controller.run(self._answer)

    def plug_in(self, evse_id: int = 1, car: Car | None = None) -> None:
        """Put a cable in; whoever waits for that begins to charge."""
        evse = self.evses[evse_id]
        evse.car = car or Car()
        evse.was_charged = False
        evse.metered_at_s = self._station.clock.monotonic()
        if evse.waiting is not None:
            waiting, evse.waiting = evse.waiting, None
            waiting.timer.cancel()
            trigger: Trigger = "cable" if waiting.remote_start_id is None else "remote"
            self._controller.begin(evse, waiting.token, trigger, waiting.remote_start_id)
        elif evse.fault is None and evse.operative:
            if self.is_free:
                self._controller.spawn(self._begin_free(evse))
            elif self.dialect.starts_with_cable:
                self._controller.begin(evse, Token(""), "cable", authorised=False)
        self._controller.report(evse)

    async def present(self, token: str | Token, evse_id: int | None = None) -> bool:
        """Hold a card to the reader; tells whether it was let in (or ended its transaction)."""
        shown = Token(token) if isinstance(token, str) else token
        for evse in self.evses.values():
            running = evse.transaction
            if running is not None and running.token.value == shown.value and running.authorised:
                self._controller.end(evse, "local")
                return True
        chosen = self._station.free_evse(evse_id, shown.value)
        if chosen is None or not await self._controller.authorisation.permits(shown):
            return False
        self._controller.admit(chosen, shown, "authorised", None)
        return True

    async def start_charging(self, token: str | Token, evse_id: int = 1) -> bool:
        """Plug in and present a card; tells whether it was let in."""
        self.plug_in(evse_id)
        return await self.present(token, evse_id)

    def unplug(self, evse_id: int = 1) -> None:
        """Pull the cable out, which ends a transaction."""
        evse = self.evses[evse_id]
        if evse.transaction is not None:
            self._controller.end(evse, "unplugged")
        evse.car = None
        evse.was_charged = False
        self._controller.report(evse)

    def fault(self, evse_id: int, error_code: str, vendor_code: str = "", info: str = "") -> None:
        """Break an EVSE: `error_code` as in 1.6, `vendor_code` as the maker has it."""
        evse = self.evses[evse_id]
        if evse.transaction is not None:
            self._controller.end(evse, "fault")
        evse.fault = Fault(error_code, vendor_code, info)
        self._controller.tell(*self.dialect.fault_event(evse, cleared=False))
        self._controller.report(evse)

    def clear_fault(self, evse_id: int = 1) -> None:
        """Mend an EVSE."""
        evse = self.evses[evse_id]
        if evse.fault is not None:
            self._controller.tell(*self.dialect.fault_event(evse, cleared=True))
            evse.fault = None
            self._controller.report(evse)

    def cut_link(self) -> None:
        """Lose the network; charging goes on, and is told later."""
        self.uplink.online.clear()
        self.uplink.link.cut()

    def restore_link(self) -> None:
        """Have the network again."""
        self.uplink.link.restore()

    async def power_cycle(self) -> None:
        """Lose the power and get it back: transactions end, and are told after the boot."""
        await self._controller.power_cycle()

    def charge_for_free(self) -> None:
        """Be switched to freevend at the charger itself, where its model can do that."""
        if self.profile.freevend is not None:
            freevend.switch_on(self.profile.freevend, self.configuration, self.code)

    def _answer(self, call: IncomingCall) -> Any:  # noqa: ANN401  an answer, or one to wait for
        odd = self.profile.oddities
        if odd.breaks_on_get_all and call.action.name == GET_ALL and not call.payload.key:
            self.times_broken += 1
            self._controller.spawn(self._controller.power_cycle())
        if odd.answers_after_s and call.action.name in ABOUT_SETTINGS:
            return self._answer_later(call, odd.answers_after_s)
        return self._answered(call)

    async def _answer_later(self, call: IncomingCall, delay_s: float) -> Answer:
        answer = self._answered(call)
        await self._station.clock.sleep(delay_s)
        return answer

    def _answered(self, call: IncomingCall) -> Answer:
        answer = self._answers.get(call.action.name)
        if answer is None:
            raise ProtocolFault("NotSupported", "This charger does not do that")
        return codec.check_response(call.action, answer(call))

    async def _begin_free(self, evse: Evse) -> None:
        free = self.profile.freevend
        if free is None:
            return
        token = freevend.token(free, self.configuration)
        if free.authorizes and self.online:
            await self._controller.authorisation.permits(token)
        if evse.plugged and evse.transaction is None:
            self._controller.begin(evse, token, "cable")
            self._controller.report(evse)
