"""Writes `.env.example`: what the environment can say, and what tenants can set while it runs.

`python tools/gen_env.py` writes it; with `--check` it writes nothing and exits 1 when it would
change.
"""

import argparse
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from chargehouse.app.wiring import SETTING_CATALOGUE
from chargehouse.kernel.setting import Setting
from chargehouse.platform.settings import Settings
from chargehouse.platform.settings_sources import allowed_of, keys_of, purpose_of, variable_of

FILE = Path(__file__).resolve().parent.parent / ".env.example"
WIDTH = 98
HEAD = """\
What the environment can say to Chargehouse. Every line is a default: take away the # before those
that you change. The command line wins over the environment, and that over chargehouse.toml.
Written by `make gen` from the settings themselves; change it there."""
TENANTS = """\
What follows is no matter of the environment: each tenant changes it while everything runs, in the
portal, by REST (`/api/v1/settings`) or with `chargehouse settings`."""


def document() -> str:
    """Return the whole file."""
    parts = [*_comment(HEAD.replace("\n", " ")), *_process_settings(), "", ""]
    parts += [*_comment(TENANTS.replace("\n", " ")), *_tenant_settings()]
    return "\n".join(parts) + "\n"


def _process_settings() -> Iterator[str]:
    section, defaults = "", Settings()
    for key, kind in keys_of(Settings).items():
        if key.rpartition(".")[0] != section:
            section = key.rpartition(".")[0]
            yield ""
            yield from _comment(
                f"-- {section}: {_first_sentence(type(_default(defaults, section)))}"
            )
        yield ""
        yield from _comment(f"{purpose_of(kind)} Allowed: {allowed_of(kind)}.")
        yield f"# {variable_of(key)}={_written(_default(defaults, key))}"


def _tenant_settings() -> Iterator[str]:
    for setting in SETTING_CATALOGUE.values():
        yield ""
        yield from _comment(f"{setting.key}: {setting.description} {_terms(setting)}")


def _terms(setting: Setting[Any]) -> str:
    terms = [f"Must be {setting.kind.rule}."]
    if setting.secret:
        terms.append("A secret.")
    elif setting.default not in ("", ()):
        terms.append(f"Default: {_written(setting.default)}.")
    if setting.dangerous:
        terms.append("Changed by two persons.")
    return " ".join(terms)


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in textwrap.wrap(text, WIDTH)]


def _first_sentence(kind: type) -> str:
    return (kind.__doc__ or "").strip().partition("\n")[0]


def _default(settings: msgspec.Struct, key: str) -> object:
    value: object = settings
    for name in key.split("."):
        value = getattr(value, name)
    return value


def _written(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def main() -> int:
    """Write the file, or tell whether it is what it should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    wanted = document()
    if not parser.parse_args().check:
        FILE.write_text(wanted, encoding="utf-8")
        return 0
    if FILE.exists() and FILE.read_text(encoding="utf-8") == wanted:
        return 0
    print(".env.example is not what the settings say: run 'make gen'", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
