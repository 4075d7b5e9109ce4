"""Ways to put load on a server: closed loop, open loop, all at once."""

import asyncio
import random
import time
from array import array
from collections import deque

from bench.frames import SCRIPTS, Counter, Script, Stamp
from bench.line import Line

TICK_S = 0.001
LAST_ANSWERS_S = 60.0


class Tally:
    """What was measured: latencies in seconds, refusals, lost lines."""

    def __init__(self) -> None:
        self.latencies = array("d")
        self.errors = 0
        self.lost = 0
        self.unwanted: list[str] = []

    def clear(self) -> None:
        """Forget what was measured so far."""
        self.latencies = array("d")
        self.errors = self.lost = 0

    def refused(self, answer: bytes) -> None:
        """Count an answer that is an error, and keep the first few."""
        self.errors += 1
        if len(self.unwanted) < 3:  # noqa: PLR2004  enough to see what is wrong
            self.unwanted.append(answer[:200].decode(errors="replace"))


async def finished(quiet: asyncio.Event, unanswered: int, tally: Tally) -> None:
    """Wait for the answers under way; what does not come in a minute is lost."""
    if not unanswered:
        return
    try:
        async with asyncio.timeout(LAST_ANSWERS_S):
            await quiet.wait()
    except TimeoutError:
        tally.lost += unanswered


class Closed:
    """Each charger sends its next request when the answer to the last one comes."""

    def __init__(self, lines: list[Line], scenario: str, tags: int) -> None:
        self.tally = Tally()
        self._lines = lines
        counter, stamp = Counter(tags, 1), Stamp()
        make = SCRIPTS[scenario]
        self._scripts: dict[Line, Script] = {
            line: make(counter, stamp, line.code) for line in lines
        }
        self._open = 0
        self._running = False
        self._quiet = asyncio.Event()

    def start(self) -> None:
        """Let every charger send."""
        self._running = True
        self._quiet.clear()
        for line in self._lines:
            line.on_answer, line.on_lost = self._answered, self._gone
            self._next(line, b"")

    async def stop(self) -> None:
        """Send no more, and wait for the answers under way."""
        self._running = False
        await finished(self._quiet, self._open, self.tally)

    def _next(self, line: Line, answer: bytes) -> None:
        script = self._scripts[line]
        try:
            frame = script.send(answer) if answer else next(script)
        except ValueError:
            self.tally.refused(answer)
            return
        self._open += 1
        line.sent_at = time.perf_counter()
        line.send(frame)

    def _answered(self, line: Line, answer: bytes) -> None:
        tally = self.tally
        tally.latencies.append(time.perf_counter() - line.sent_at)
        self._open -= 1
        if answer[1:2] != b"3":
            tally.refused(answer)
        if self._running:
            self._next(line, answer)
        else:
            self._pause(line, answer)

    def _pause(self, line: Line, answer: bytes) -> None:
        """Keep the script in step: its next request is made now, and sent when it goes on."""
        script = self._scripts[line]
        try:
            frame = script.send(answer)
        except ValueError:
            self.tally.refused(answer)
        else:
            self._scripts[line] = _resumed(frame, script)
        if not self._open:
            self._quiet.set()

    def _gone(self, line: Line) -> None:
        self.tally.lost += 1
        del self._scripts[line]
        self._lines.remove(line)
        self._open -= 1
        if self._open <= 0:
            self._quiet.set()


def _resumed(frame: bytes, script: Script) -> Script:
    answer = yield frame
    while True:
        answer = yield script.send(answer)


class Open:
    """Requests are due at a steady rate, whatever the server does.

    Latency counts from the moment a request was due, so that a server that falls behind cannot
    hide it. Requests are due on a grid of milliseconds. Chargers take turns; where they are `mixed`
    any of them may be next, so that they do not come to the same point of their scripts together.
    """

    def __init__(
        self, lines: list[Line], scenario: str, tags: int, rate: float, *, mixed: bool = False
    ) -> None:
        self.tally = Tally()
        self._mixed = mixed
        counter, stamp = Counter(tags, 1), Stamp()
        make = SCRIPTS[scenario]
        self._rate = rate
        self._idle: deque[Line] = deque(lines)
        self._scripts = {line: make(counter, stamp, line.code) for line in lines}
        self._answers: dict[Line, bytes] = {}
        self._waiting: deque[float] = deque()
        self._open = 0
        self._running = False
        self._quiet = asyncio.Event()
        self._begun_at = 0.0
        self._due = 0
        self.lags = array("d")
        for line in lines:
            line.on_answer, line.on_lost = self._answered, self._gone

    def start(self) -> None:
        """Begin to send."""
        self._running = True
        self._quiet.clear()
        self._begun_at = time.perf_counter()
        self._due = 0
        self._tick()

    async def stop(self) -> None:
        """Send no more, and wait for the answers under way."""
        self._running = False
        self._waiting.clear()
        await finished(self._quiet, self._open, self.tally)

    def _tick(self) -> None:
        if not self._running:
            return
        now = time.perf_counter()
        passed_ticks = int((now - self._begun_at) / TICK_S)
        due = int(passed_ticks * TICK_S * self._rate)
        for number in range(self._due, due):
            ticks = -(-(number + 1) // (self._rate * TICK_S))
            intended = self._begun_at + ticks * TICK_S
            if self._idle:
                if self._mixed:
                    self._idle.rotate(random.randrange(len(self._idle)))
                self.lags.append(now - intended)
                self._send(self._idle.popleft(), intended)
            else:
                self._waiting.append(intended)
        self._due = due
        asyncio.get_running_loop().call_later(TICK_S, self._tick)

    def _send(self, line: Line, intended: float) -> None:
        script, answer = self._scripts[line], self._answers.pop(line, b"")
        try:
            frame = script.send(answer) if answer else next(script)
        except ValueError:
            self.tally.refused(answer)
            return
        self._open += 1
        line.sent_at = intended
        line.send(frame)

    def _answered(self, line: Line, answer: bytes) -> None:
        self.tally.latencies.append(time.perf_counter() - line.sent_at)
        self._open -= 1
        if answer[1:2] != b"3":
            self.tally.refused(answer)
        self._answers[line] = answer
        if self._waiting:
            self._send(line, self._waiting.popleft())
        else:
            self._idle.append(line)
            if not self._running and not self._open:
                self._quiet.set()

    def _gone(self, line: Line) -> None:
        self.tally.lost += 1
        if line in self._idle:
            self._idle.remove(line)
        else:
            self._open -= 1
        if self._open <= 0:
            self._quiet.set()
