"""What bodies of requests have in common."""

import msgspec
from msgspec import UNSET


class Body(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A body of a request, of which fields may be left out."""

    def said(self, *but: str) -> dict[str, object]:
        """Return the fields that were given, but for those named."""
        given = msgspec.structs.asdict(self).items()
        return {name: value for name, value in given if value is not UNSET and name not in but}
