"""How deep documents may go: OCPI's own objects go less than ten levels down."""

from typing import Final

DEEPEST: Final = 64


def is_too_deep(document: object) -> bool:
    """Say whether a document has more levels than are kept."""
    level = [document]
    for _ in range(DEEPEST):
        level = [item for value in level for item in _inside(value)]
        if not level:
            return False
    return True


def _inside(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
