"""Lists of a partner on loopback, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from tests.integration.roaming.conftest import Json
from tests.integration.roaming.fakepartner import Answer, Asked, FakePartner

from chargehouse.ocpi import codec
from chargehouse.ocpi.scalars import DateTime

SAID_AT = "2026-11-22T00:00:00Z"


@dataclass
class Listing:
    """A list of a partner's: it shows `items` in pages of `size`, and notes each query."""

    partner: FakePartner
    path: str
    items: Sequence[object] = ()
    size: int = 100
    asked: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.partner.special[self.path] = self.answer

    async def answer(self, asked: Asked) -> Answer:
        query = {name: values[0] for name, values in parse_qs(urlsplit(asked.path).query).items()}
        self.asked.append(query)
        found = [item for item in self.items if _is_since(item, query.get("date_from"))]
        offset = int(query.get("offset", "0"))
        headers = {"X-Total-Count": str(len(found)), "X-Limit": str(self.size)}
        if offset + self.size < len(found):
            following = f"{self.partner.url}{self.path}?offset={offset + self.size}"
            if "date_from" in query:
                following += f"&date_from={query['date_from']}"
            headers["Link"] = f'<{following}>; rel="next"'
        data = found[offset : offset + self.size]
        said = {"data": data, "status_code": 1000, "timestamp": SAID_AT}
        return 200, headers, codec.encode(said)

    def without(self, id_: str) -> list[Json]:
        """Return the items but one."""
        return [item for item in self.items if isinstance(item, dict) and item["id"] != id_]


def _is_since(item: object, date_from: str | None) -> bool:
    if date_from is None or not isinstance(item, dict):
        return True
    return DateTime(item["last_updated"]).instant >= DateTime(date_from).instant
