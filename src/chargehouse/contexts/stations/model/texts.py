"""What a database can keep of texts that somebody sent."""

from typing import TypeVar, overload

import msgspec

Report = TypeVar("Report", bound=msgspec.Struct)


@overload
def storable(text: str) -> str: ...
@overload
def storable(text: str | None) -> str | None: ...
def storable(text: str | None) -> str | None:
    """Return a text without the character NUL, which PostgreSQL does not take."""
    return text.replace("\0", "\ufffd") if text and "\0" in text else text


def storable_report(report: Report) -> Report:
    """Return a report whose texts `storable` has seen."""
    texts = {
        name: storable(value)
        for name, value in msgspec.structs.asdict(report).items()
        if isinstance(value, str) and "\0" in value
    }
    return msgspec.structs.replace(report, **texts) if texts else report
