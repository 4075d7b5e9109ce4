"""Charging for free: whether it is switched on, and what is reported instead of an identifier."""

from chargehouse.simulator.configuration import Configuration
from chargehouse.simulator.evse import Token
from chargehouse.simulator.profile import Freevend

NAME_CHARS = 20


def is_on(free: Freevend | None, configuration: Configuration) -> bool:
    """Tell whether anybody may charge now."""
    if free is None or configuration.find(free.key) is None:
        return False
    active = configuration.text(free.key)
    return active.lower() == free.on.lower() if free.on else bool(active)


def token(free: Freevend, configuration: Configuration) -> Token:
    """Return what is reported: the maker's tag, or the setting itself where that is the tag."""
    chosen = "" if free.on else configuration.text(free.key)
    return Token(free.tag or chosen, free.tag_type)


def switch_on(free: Freevend, configuration: Configuration, name: str) -> None:
    """Switch it on at the charger itself; `name` is the tag where the setting is one."""
    configuration.put(free.key, free.on or name[:NAME_CHARS])
    follow(free, configuration)


def follow(free: Freevend, configuration: Configuration) -> None:
    """Change what changes with it."""
    if is_on(free, configuration):
        for other, text in free.also.items():
            configuration.put(other, text)
