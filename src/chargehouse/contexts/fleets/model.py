"""Decisions about fleets: what may stand in one."""

from typing import Final

from chargehouse.kernel.errors import Invalid

NAME_MAX_LENGTH: Final = 100
NOTE_MAX_LENGTH: Final = 500


def name_of(text: str) -> str:
    """Return a fleet's name without blanks around it; raise `Invalid`."""
    name = text.strip()
    if not (1 <= len(name) <= NAME_MAX_LENGTH and name.isprintable()):
        raise _refused("name", f"has 1 to {NAME_MAX_LENGTH} printable characters")
    return name


def note_of(text: str) -> str:
    """Return a note without blanks around it, or an empty one; raise `Invalid`."""
    note = text.strip()
    if len(note) > NOTE_MAX_LENGTH or not note.isprintable():
        raise _refused("note", f"has at most {NOTE_MAX_LENGTH} printable characters")
    return note


def _refused(field: str, rule: str) -> Invalid:
    return Invalid(
        f"The field {field} is refused: it {rule}.",
        {"errors": [{"field": field, "message": rule}]},
    )
