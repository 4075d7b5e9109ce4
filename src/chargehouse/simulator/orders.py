"""What the other side asks of a charger, in words of no version."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Literal

from chargehouse.simulator import freevend
from chargehouse.simulator.certificates import Certificates
from chargehouse.simulator.configuration import Change
from chargehouse.simulator.controller import Controller
from chargehouse.simulator.evse import Evse, Reservation, StopReason, Token
from chargehouse.simulator.outbox import Message
from chargehouse.simulator.smart_charging import StoredProfile

Availability = Literal["Accepted", "Rejected", "Scheduled"]
Reserved = Literal["Accepted", "Faulted", "Occupied", "Rejected", "Unavailable"]

STEP_S = 5.0


class Orders:
    """Carries out what is asked; what takes time goes on after the answer."""

    def __init__(self, controller: Controller) -> None:
        self._controller = controller
        self._station = controller.station
        self.certificates = Certificates(self._station.code, self._station.profile.vendor)

    def evses(self, evse_id: int | None) -> list[Evse]:
        """Return one EVSE, or all of them for 0 and None; nothing when there is no such."""
        if not evse_id:
            return list(self._station.evses.values())
        found = self._station.evses.get(evse_id)
        return [] if found is None else [found]

    def transaction_evse(self, matches: Callable[[Evse], bool]) -> Evse | None:
        """Return the EVSE whose running transaction matches."""
        running = (evse for evse in self._station.evses.values() if evse.transaction is not None)
        return next((evse for evse in running if matches(evse)), None)

    def start(self, token: Token, evse_id: int | None, remote_start_id: int | None) -> Evse | None:
        """Start, or wait for the cable; returns the EVSE, or None where none is free."""
        evse = self._station.free_evse(evse_id, token.value)
        if evse is not None:
            self._controller.spawn(self._start(evse, token, remote_start_id))
        return evse

    async def _start(self, evse: Evse, token: Token, remote_start_id: int | None) -> None:
        controller = self._controller
        asks = self._station.configuration.flag(controller.dialect.names.authorize_remote)
        if asks and not await controller.authorisation.permits(token):
            return
        if self._station.free_evse(evse.id, token.value) is evse:
            controller.admit(evse, token, "remote", remote_start_id)

    def stop(self, evse: Evse, reason: StopReason) -> None:
        """Stop what runs, after the answer."""
        self._controller.spawn(self._stop(evse, reason))

    async def _stop(self, evse: Evse, reason: StopReason) -> None:
        self._controller.end(evse, reason)

    def unlock(self, evse: Evse) -> None:
        """Let go of the cable, which ends a transaction."""
        self.stop(evse, "unlocked")

    def set_available(self, evse_id: int | None, *, operative: bool) -> Availability:
        """Put into service or out of it: now, or when the transaction there has ended."""
        evses = self.evses(evse_id)
        if not evses:
            return "Rejected"
        busy = [evse for evse in evses if evse.transaction is not None and not operative]
        for evse in evses:
            evse.operative = operative
        self._controller.spawn(self._report(evses))
        return "Scheduled" if busy else "Accepted"

    async def _report(self, evses: Iterable[Evse]) -> None:
        for evse in evses:
            self._controller.report(evse)

    def reset(self, reason: StopReason, *, when_idle: bool) -> bool:
        """Boot again; tells whether that must wait for a transaction to end."""
        busy = any(evse.transaction is not None for evse in self._station.evses.values())
        self._controller.spawn(self._reset(reason, waits=busy and when_idle))
        return busy and when_idle

    async def _reset(self, reason: StopReason, *, waits: bool) -> None:
        while waits and any(evse.transaction for evse in self._station.evses.values()):
            await self._station.clock.sleep(1.0)
        await self._controller.reboot(reason)

    def change_setting(self, name: str, value: str) -> Change:
        """Change a setting, and what changes with it when charging becomes free."""
        station, odd = self._station, self._station.profile.oddities
        if odd.applies_nothing:
            return "unknown" if station.configuration.find(name) is None else "accepted"
        if odd.refuses_changes:
            return "unknown" if station.configuration.find(name) is None else "rejected"
        if odd.pretends:
            return station.configuration.pretend(name, value)
        change = station.configuration.change(name, value)
        if odd.reboots_on_change and change == "accepted":
            self._controller.spawn(self._controller.reboot("soft_reset", "power_up"))
        free = station.profile.freevend
        if free is not None and free.key.lower() == name.lower() and change == "accepted":
            freevend.follow(free, station.configuration)
        elif free is not None and change == "accepted" and value != free.also.get(name, value):
            station.configuration.put(free.key, free.off)
        heartbeat = self._controller.dialect.names.heartbeat_s
        if name.lower() == heartbeat.lower() and change == "accepted":
            station.uplink.beat_every(max(1, int(value)))
        return change

    def reserve(self, reservation: Reservation, evse_id: int | None) -> Reserved:
        """Keep an EVSE for somebody until the reservation runs out."""
        evses, clock = self.evses(evse_id), self._station.clock
        if not evses:
            return "Rejected"
        if all(evse.fault is not None for evse in evses):
            return "Faulted"
        if not any(evse.operative for evse in evses):
            return "Unavailable"
        for evse in evses:
            if evse.state == "available" or self._holds(evse, reservation.id):
                evse.reservation = reservation
                left_s = (reservation.until - clock.now()).total_seconds()
                clock.call_later(max(0.0, left_s), lambda: self.cancel(reservation.id))
                self._controller.spawn(self._report([evse]))
                return "Accepted"
        return "Occupied"

    @staticmethod
    def _holds(evse: Evse, reservation_id: int) -> bool:
        return evse.reservation is not None and evse.reservation.id == reservation_id

    def cancel(self, reservation_id: int) -> bool:
        """Give a reserved EVSE free; false where there is no such reservation."""
        for evse in self._station.evses.values():
            if self._holds(evse, reservation_id):
                evse.reservation = None
                self._controller.spawn(self._report([evse]))
                return True
        return False

    def put_profile(self, profile: StoredProfile) -> None:
        """Go by a charging profile from now on."""
        self._station.charging_profiles.put(profile)
        self.offer_again()

    def clear_profiles(self, matches: Callable[[StoredProfile], bool]) -> bool:
        """Go by some charging profiles no longer; tells whether there were any."""
        cleared = self._station.charging_profiles.clear(matches)
        self.offer_again()
        return cleared

    def offer_again(self) -> None:
        """Offer every car what the charging profiles allow now."""
        evses = self._station.evses.values()
        for evse in evses:
            self._station.limit(evse)
        self._controller.spawn(self._report(evses))

    def say(self, *messages: Message) -> None:
        """Send messages after the answer, one after the other, at once."""
        self._controller.spawn(self._say(messages, 0.0))

    def say_slowly(self, messages: Iterable[Message]) -> None:
        """Send messages some seconds apart, as work goes on."""
        self._controller.spawn(self._say(messages, STEP_S))

    async def _say(self, messages: Iterable[Message], pause_s: float) -> None:
        for message in messages:
            await self._station.uplink.tell(message)
            if pause_s:
                await self._station.clock.sleep(pause_s)

    def update_firmware(self, before: Iterable[Message], after: Message, at: datetime) -> None:
        """Say how a download goes on, boot again, and say that it is installed."""
        self._controller.spawn(self._update_firmware(before, after, at))

    async def _update_firmware(
        self, before: Iterable[Message], after: Message, at: datetime
    ) -> None:
        station = self._station
        wait_s = (at - station.clock.now()).total_seconds()
        if wait_s > 0:
            await station.clock.sleep(wait_s)
        await self._say(before, STEP_S)
        await self._controller.reboot("soft_reset", "firmware_update")
        await station.uplink.online.wait()
        await station.uplink.tell(after)
