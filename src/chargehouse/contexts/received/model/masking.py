"""Documents as people see them: without what identifies a driver."""

from collections.abc import Callable
from typing import Any, Final

from chargehouse.ocpi.identifying import IDENTIFYING

_MASKED: Final = IDENTIFYING | {"uid"}
_THINGS: Final = frozenset({"evses"})
"""What has a uid that identifies nobody."""


def masked(value: Any, mask: Callable[[str], str]) -> Any:  # noqa: ANN401  any JSON
    """Return JSON with the values of such fields masked, however deep they are."""
    if isinstance(value, list):
        return [masked(item, mask) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: mask(item)
        if name in _MASKED and isinstance(item, str)
        else item
        if name in _THINGS
        else masked(item, mask)
        for name, item in value.items()
    }
