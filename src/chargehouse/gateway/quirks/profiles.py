"""Which family of chargers a station belongs to."""

import tomllib
from fnmatch import fnmatchcase
from functools import lru_cache
from importlib import resources
from typing import Final

import msgspec

GENERIC: Final = "generic"


class Profile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A family: patterns of vendor and model in lower case, in which `*` stands for anything."""

    name: str
    vendor: str
    model: str = "*"


class _File(msgspec.Struct, forbid_unknown_fields=True):
    profile: list[Profile]


@lru_cache(maxsize=1)
def shipped_profiles() -> tuple[Profile, ...]:
    """Return the profiles that ship with the package, in their order."""
    text = resources.files(__package__).joinpath("profiles.toml").read_text("utf-8")
    return tuple(msgspec.convert(tomllib.loads(text), _File).profile)


def profile_of(vendor: str, model: str) -> str:
    """Return the name of the first family that fits; `generic` where none does."""
    vendor, model = vendor.strip().lower(), model.strip().lower()
    for profile in shipped_profiles():
        if fnmatchcase(vendor, profile.vendor) and fnmatchcase(model, profile.model):
            return profile.name
    return GENERIC
