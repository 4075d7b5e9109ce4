"""A charger's settings: what is stored, and what holds since the last boot."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

Change = Literal["accepted", "rejected", "reboot_required", "unknown"]

TRUE = frozenset({"true", "1", "yes", "on"})


@dataclass(slots=True)
class Setting:
    """One setting: `value` is stored, `active` is what the charger goes by."""

    name: str
    value: str
    active: str
    fixed: bool
    needs_reboot: bool
    factory: str = ""


class Configuration:
    """Settings by name, whatever its case."""

    def __init__(
        self,
        values: Mapping[str, str],
        *,
        fixed: Iterable[str] = (),
        needs_reboot: Iterable[str] = (),
    ) -> None:
        closed = {name.lower() for name in fixed}
        slow = {name.lower() for name in needs_reboot}
        self._settings = {
            name.lower(): Setting(
                name, value, value, name.lower() in closed, name.lower() in slow, value
            )
            for name, value in values.items()
        }

    def __iter__(self) -> Iterator[Setting]:
        return iter(self._settings.values())

    def find(self, name: str) -> Setting | None:
        """Return a setting, or None where there is no such."""
        return self._settings.get(name.lower())

    def change(self, name: str, value: str) -> Change:
        """Store a value as the other side asks, where that is possible.

        A setting that was a number or a truth value stays one.
        """
        setting = self.find(name)
        if setting is None:
            return "unknown"
        if setting.fixed or not _like(setting.value, value):
            return "rejected"
        setting.value = value
        if setting.needs_reboot:
            return "reboot_required"
        setting.active = value
        return "accepted"

    def pretend(self, name: str, value: str) -> Change:
        """Store a value, and go by the old one until the next boot, whatever is said."""
        setting = self.find(name)
        if setting is None:
            return "unknown"
        setting.value = value
        return "accepted"

    def put(self, name: str, value: str) -> None:
        """Set a value from inside, at once."""
        setting = self.find(name)
        if setting is None:
            self._settings[name.lower()] = Setting(
                name, value, value, fixed=False, needs_reboot=False
            )
        else:
            setting.value = setting.active = value

    def reboot(self) -> None:
        """Go by what is stored from now on."""
        for setting in self:
            setting.active = setting.value

    def forget(self) -> None:
        """Go by what the charger left the factory with."""
        for setting in self:
            setting.value = setting.active = setting.factory

    def text(self, name: str) -> str:
        """Return what holds now, or an empty text."""
        setting = self.find(name)
        return "" if setting is None else setting.active

    def flag(self, name: str) -> bool:
        """Return what holds now, as a truth value; false where there is no such setting."""
        return self.text(name).lower() in TRUE

    def whole(self, name: str, default: int) -> int:
        """Return what holds now, as a number."""
        text = self.text(name)
        return int(text) if text.lstrip("-").isdigit() else default


def _like(old: str, new: str) -> bool:
    if old.lower() in {"true", "false"}:
        return new.lower() in {"true", "false"}
    return not old.isdigit() or new.lstrip("-").isdigit()
