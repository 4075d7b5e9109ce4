"""Who asked for a command."""

from typing import Final, Literal

CommandSource = Literal["operator", "partner"]
PARTNERS: Final = "partner:"


def source_of(requested_by: str) -> CommandSource:
    """Return whose wish a command is; `requested_by` is an actor's label, `kind:name`."""
    return "partner" if requested_by.startswith(PARTNERS) else "operator"
