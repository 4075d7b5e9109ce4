"""What a charger is, as data: maker, outlets, settings, and how it charges for free."""

from functools import cache
from importlib.resources import files

import msgspec


class Outlet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One EVSE with one connector; `phases` is 0 for direct current."""

    connector_type: str = "cType2"
    max_power_w: int = 11_000
    phases: int = 3


class Freevend(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The setting that lets anybody charge.

    `key` is a 1.6 configuration key, or `Component.Variable` in 2.x. With an empty `on` any text
    at all switches it on. `tag` is what the charger reports instead of an identifier, of type
    `tag_type` in 2.x; `also` is what else changes with it. With `reboot` it holds from the next
    boot; with `authorizes` the charger asks with the tag before it starts.
    """

    key: str
    on: str
    off: str
    tag: str
    tag_type: str = "NoAuthorization"
    reboot: bool = False
    authorizes: bool = False
    also: dict[str, str] = {}


class Oddities(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a charger does otherwise than it says, or than it should.

    With `applies_nothing` it accepts settings and goes by the old ones; with `pretends` it also
    tells the new ones when it is asked, until its next boot. With `refuses_changes` it refuses all
    that could be set. With `reboots_on_change` it boots after each that it takes over; with
    `forgets_at_boot` it then has those of the factory.
    It answers about settings after `answers_after_s`. With `breaks_on_get_all` it loses its power
    when it is asked for all settings at once.
    """

    applies_nothing: bool = False
    pretends: bool = False
    refuses_changes: bool = False
    reboots_on_change: bool = False
    forgets_at_boot: bool = False
    answers_after_s: float = 0.0
    breaks_on_get_all: bool = False


class Profile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A model of charger.

    `settings` come on top of what its protocol brings; those named in `reboot_settings` hold from
    the next boot, those in `fixed_settings` cannot be changed; those it `lacks` are unknown to it.
    `local_list_limit` 0 means no list. With `ignores_refusal` it goes on charging when a start is
    refused.
    """

    vendor: str
    model: str
    firmware: str
    protocols: tuple[str, ...]
    outlets: tuple[Outlet, ...] = (Outlet(),)
    freevend: Freevend | None = None
    settings: dict[str, str] = {}
    reboot_settings: frozenset[str] = frozenset()
    fixed_settings: frozenset[str] = frozenset()
    lacks: frozenset[str] = frozenset()
    local_list_limit: int = 100
    ignores_refusal: bool = False
    oddities: Oddities = Oddities()
    boot_s: float = 5.0


@cache
def shipped_profiles() -> dict[str, Profile]:
    """Return every profile of `profiles/` by its file's name."""
    found = {}
    for entry in sorted(files(__package__).joinpath("profiles").iterdir(), key=lambda e: e.name):
        if entry.name.endswith(".toml"):
            found[entry.name.removesuffix(".toml")] = msgspec.toml.decode(
                entry.read_bytes(), type=Profile
            )
    return found


def profile(name: str) -> Profile:
    """Return a shipped profile; raises `LookupError` with the names there are."""
    shipped = shipped_profiles()
    if name not in shipped:
        raise LookupError(f"There is no profile {name!r}, but: {', '.join(shipped)}")
    return shipped[name]
