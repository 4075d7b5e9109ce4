"""What the doors share: who is there, and what came of it."""

import json
from dataclasses import dataclass
from typing import Any

from tests.canary.canaries import Flock
from tests.canary.installation import Installation
from tests.independent.house import Api, Json
from tests.protocol.rawcharger import RawCharger, Refused

NOW = "2026-11-20T12:00:00Z"


@dataclass
class Scene:
    """An installation with two stations, one a version, and canaries to put in.

    `errors` is what was said to who put them in.
    """

    installation: Installation
    api: Api
    flock: Flock
    old: Json
    new: Json
    errors: list[str]

    async def refused(self, path: str, body: object, method: str = "POST") -> None:
        """Send something that is refused, and keep the problem."""
        answer = await self.api.client.request(method, path, json=body)
        assert answer.status_code >= 400, answer.text
        self.errors.append(answer.text)

    async def asked(self, path: str, body: object, **headers: str) -> None:
        """Ask something that is answered, and keep what was said."""
        self.errors.append(json.dumps(await self.api.post(path, body, **headers)))

    async def ordered(
        self, charger: RawCharger, station: Json, action: str, payload: Json, answer: object
    ) -> None:
        """Send a command and let the charger answer it: with a payload, or a CALLERROR's parts."""
        queued = await self.api.post(
            f"/stations/{station['id']}/commands/{action}", {"payload": payload, "wait": False}
        )
        message_id, told = await charger.expect_call(action)
        assert told == payload
        if isinstance(answer, tuple):
            await charger.send([4, message_id, *answer, {}])
        else:
            await charger.answer(message_id, answer)
        await self.api.eventually(
            lambda: self.api.get(f"/stations/{station['id']}/commands/{queued['id']}"),
            lambda command: command["status"] not in {"queued", "sent"},
        )


async def attempt(charger: RawCharger, action: str, payload: object, **more: Any) -> str | None:  # noqa: ANN401  a message id
    """Send a request, which may be refused; return the refusal's text."""
    try:
        await charger.call(action, payload, **more)
    except Refused as refused:
        return str(refused)
    return None
