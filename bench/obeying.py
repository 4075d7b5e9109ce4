"""Chargers of OCPP 1.6 that do as they are told with the one setting they have."""

import asyncio
import json
import time
from typing import Any, Final

from bench.line import Line

KEY: Final = "FreeVend"
PATH: Final = {"profile": "custom", "key": KEY, "on": "true", "off": "false"}
"""How these chargers are switched, as it is kept of a charger that was probed."""


class Obeying:
    """A charger's setting: its value, and each change of it with the time at which it came.

    Answers come after `delay_s`, in their order.
    """

    def __init__(self, line: Line, delay_s: float = 0.0) -> None:
        self.value = "false"
        self.changes: list[tuple[float, str]] = []
        self.is_read_at = 0.0
        self._delay_s = delay_s
        line.on_request = self.answer

    @property
    def is_settled(self) -> bool:
        """Whether it was changed, and read afterwards."""
        return bool(self.changes) and self.is_read_at > self.changes[-1][0]

    def answer(self, line: Line, text: bytes) -> None:
        """Do what is asked, and say so."""
        _, message_id, action, payload = json.loads(text)
        reply = json.dumps([3, message_id, self._done(action, payload)]).encode()
        if self._delay_s:
            asyncio.get_running_loop().call_later(self._delay_s, line.send, reply)
        else:
            line.send(reply)

    def _done(self, action: str, payload: dict[str, Any]) -> dict[str, Any]:
        if action == "ChangeConfiguration" and payload["key"] == KEY:
            self.value = payload["value"]
            self.changes.append((time.time(), self.value))
            return {"status": "Accepted"}
        if action == "GetLocalListVersion":
            return {"listVersion": -1}
        if action == "GetConfiguration":
            asked = payload.get("key") or [KEY]
            if KEY in asked:
                self.is_read_at = time.time()
            known = [{"key": KEY, "readonly": False, "value": self.value}] if KEY in asked else []
            unknown = [each for each in asked if each != KEY]
            return {"configurationKey": known, "unknownKey": unknown}
        return {"status": "Rejected"}
