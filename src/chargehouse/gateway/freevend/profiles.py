"""What is known of how makes of chargers are switched between freevend and managed access."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from functools import lru_cache
from importlib import resources
from typing import Final

import msgspec

from chargehouse.contexts.access.public import Mode
from chargehouse.contexts.access.public.freevend import AlongWith, SwitchPath

UNKNOWN_MAKE: Final = "generic"

_FIRST_NUMBER: Final = re.compile(r"\d+")
_TRUTH: Final = {
    **dict.fromkeys(("1", "yes", "on"), "true"),
    **dict.fromkeys(("0", "no", "off"), "false"),
}


class Profile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row of `profiles.toml`, which says what its fields mean."""

    name: str
    protocols: tuple[str, ...]
    source: str
    vendor: str = "*"
    model: str = "*"
    firmware_from: int | None = None
    keys: tuple[str, ...] = ()
    on: str = ""
    off: tuple[str, ...] = ()
    tag: str | None = None
    tag_keys: tuple[str, ...] = ()
    also: tuple[AlongWith, ...] = ()
    reboot: bool = False
    ignores_refusal: bool = False
    not_enforced: tuple[str, ...] = ()

    def fits(self, vendor: str, model: str, firmware: str, protocol: str) -> bool:
        """Tell whether a charger may be of this make; all words in lower case."""
        return (
            protocol in self.protocols
            and fnmatchcase(vendor, self.vendor)
            and fnmatchcase(model, self.model)
            and self._is_new_enough(firmware)
        )

    def path(self, key: str, value: str, tag: str | None = None) -> SwitchPath:
        """Return how a charger that has `key` is switched; `value` is what was read of it.

        `tag` is what the charger itself says that it reports in freevend.
        """
        was_off = next((each for each in self.off if _folded(each) == _folded(value)), self.off[0])
        return SwitchPath(
            profile=self.name,
            key=key,
            on=self.on,
            off=was_off,
            off_too=tuple(each for each in self.off if each != was_off),
            also=self.also,
            tag=tag or self.tag,
        )

    def _is_new_enough(self, firmware: str) -> bool:
        found = _FIRST_NUMBER.search(firmware)
        return self.firmware_from is None or found is None or int(found[0]) >= self.firmware_from


class _File(msgspec.Struct, forbid_unknown_fields=True):
    profile: list[Profile]


@lru_cache(maxsize=1)
def shipped_profiles() -> tuple[Profile, ...]:
    """Return the rows that ship with the package, in their order."""
    text = resources.files(__package__).joinpath("profiles.toml").read_text("utf-8")
    return tuple(msgspec.convert(tomllib.loads(text), _File).profile)


def profiles_of(
    vendor: str | None, model: str | None, firmware: str | None, protocol: str
) -> list[Profile]:
    """Return the rows that may hold for a charger, those of its make first."""
    maker, kind, release = ((word or "").strip().lower() for word in (vendor, model, firmware))
    return [each for each in shipped_profiles() if each.fits(maker, kind, release, protocol)]


def keys_of(profiles: Iterable[Profile]) -> list[str]:
    """Return the keys that these rows name, each once, in their order."""
    named = [key for each in profiles for key in each.keys]
    along = [other.key for each in profiles for other in each.also]
    tags = [key for each in profiles for key in each.tag_keys]
    return list(dict.fromkeys([*named, *along, *tags]))


def mode_said(path: SwitchPath, values: Mapping[str, str]) -> Mode | None:
    """Return the mode that settings say, by their names in lower case; None for neither.

    A setting that changes along with the one that switches must not contradict it.
    """
    value = values.get(path.key.lower())
    if value is None:
        return None
    mode: Mode | None = None
    if not path.on:
        mode = "freevend" if value.strip() else "managed_access"
    elif _folded(value) == _folded(path.on):
        mode = "freevend"
    elif _folded(value) in {_folded(each) for each in (path.off, *path.off_too)}:
        mode = "managed_access"
    if mode is None:
        return None
    for other in path.also:
        wanted = other.on if mode == "freevend" else other.off
        told = values.get(other.key.lower())
        if wanted is not None and told is not None and _folded(told) != _folded(wanted):
            return None
    return mode


def settings_for(path: SwitchPath, mode: Mode) -> list[tuple[str, str]]:
    """Return the settings that bring a charger into a mode, in the order to set them."""
    if mode == "freevend":
        along = [(other.key, other.on) for other in path.also]
        first = (path.key, path.on or path.tag or "")
    else:
        along = [(other.key, other.off) for other in path.also]
        first = (path.key, path.off)
    return [first, *((key, value) for key, value in along if value is not None)]


def is_tag(path: SwitchPath | None, key: str) -> bool:
    """Tell whether a setting holds an identifier, which is not shown."""
    if path is None:
        return any(
            key in each.tag_keys or (not each.on and key in {*each.keys, *_also(each)})
            for each in shipped_profiles()
        )
    return not path.on and key in {path.key, *(other.key for other in path.also)}


def _also(profile: Profile) -> set[str]:
    return {other.key for other in profile.also}


def _folded(value: str) -> str:
    word = value.strip().lower()
    return _TRUTH.get(word, word)
