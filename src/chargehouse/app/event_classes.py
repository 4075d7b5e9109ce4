"""Every kind of event there is, by the name that it bears outside."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from types import MappingProxyType
from typing import Final

from chargehouse import contexts
from chargehouse.kernel.events import Event


def _declared() -> Iterator[type[Event]]:
    """Yield the classes of events of every context; those that others are made of are none."""
    for context in iter_modules(contexts.__path__, f"{contexts.__name__}."):
        name = f"{context.name}.events"
        if find_spec(name) is None:
            continue
        for kind in vars(import_module(name)).values():
            is_event = isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
            if is_event and not kind.__subclasses__():
                yield kind


def _by_name() -> Mapping[str, type[Event]]:
    found: dict[str, type[Event]] = {}
    for kind in _declared():
        if found.setdefault(kind.wire_name, kind) is not kind:
            raise ValueError(f"Two kinds of events are called {kind.wire_name}.")
    return MappingProxyType(dict(sorted(found.items())))


EVENT_CLASSES: Final = _by_name()
"""The classes by wire name."""
