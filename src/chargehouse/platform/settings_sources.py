"""Reads settings from a file, the environment and the command line, and gathers every mistake."""

import difflib
import os
import tomllib
import types
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Union, get_args, get_origin, get_type_hints

import msgspec

PREFIX = "CHARGEHOUSE_"
CONFIG_VARIABLE = "CHARGEHOUSE_CONFIG"
DEFAULT_FILE = Path("chargehouse.toml")


class Mistake(msgspec.Struct, frozen=True):
    """One thing that is wrong: where it was said, about which key, and what is allowed."""

    source: str
    key: str
    problem: str

    def __str__(self) -> str:
        return f"{self.source}: {self.key}: {self.problem}"


class Loader:
    """Merges sources into `values`, fit to be converted to `schema`, and lists `mistakes`."""

    def __init__(self, schema: type[msgspec.Struct]) -> None:
        self.values: dict[str, object] = {}
        self.mistakes: list[Mistake] = []
        self._kinds = keys_of(schema)
        self._sections = {
            ".".join(parts[:depth])
            for parts in (key.split(".") for key in self._kinds)
            for depth in range(1, len(parts))
        }

    def read(
        self, config: Path | None, environ: Mapping[str, str], overrides: Mapping[str, object]
    ) -> None:
        """Read all sources, the weakest first."""
        self._read_file(config, environ)
        self._read_environment(environ)
        for key, value in overrides.items():
            if value is not None:
                self._take("command line", key, key, value, strict=not isinstance(value, str))

    def _read_file(self, config: Path | None, environ: Mapping[str, str]) -> None:
        named = config or (Path(environ[CONFIG_VARIABLE]) if environ.get(CONFIG_VARIABLE) else None)
        path = named or DEFAULT_FILE
        try:
            document = tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            if named is not None:
                self.mistakes.append(Mistake(f"file {path}", "(file)", "there is no such file"))
            return
        except OSError as error:
            self._file_mistake(path, os.strerror(error.errno or 0))
            return
        except UnicodeDecodeError:
            self._file_mistake(path, "is not UTF-8 text")
            return
        except tomllib.TOMLDecodeError as error:
            self._file_mistake(path, f"is not TOML: {error}")
            return
        for name, value in document.items():
            self._take_entry(f"file {path}", name, value)

    def _file_mistake(self, path: Path, problem: str) -> None:
        self.mistakes.append(Mistake(f"file {path}", "(file)", problem))

    def _take_entry(self, source: str, name: str, value: object) -> None:
        if name not in self._sections:
            self._take(source, name, name, value, strict=True)
        elif isinstance(value, dict):
            for key, inner in value.items():
                self._take_entry(source, f"{name}.{key}", inner)
        else:
            self.mistakes.append(Mistake(source, name, f"is a section: write [{name}]"))

    def _read_environment(self, environ: Mapping[str, str]) -> None:
        for variable, value in sorted(environ.items()):
            if not variable.startswith(PREFIX) or variable == CONFIG_VARIABLE or not value:
                continue
            key = variable.removeprefix(PREFIX).lower().replace("__", ".")
            self._take("environment", variable, key, value, strict=False)

    def _take(self, source: str, shown: str, key: str, value: object, *, strict: bool) -> None:
        kind = self._kinds.get(key)
        if kind is None:
            self.mistakes.append(Mistake(source, shown, self._unknown(source, key)))
            return
        try:
            converted = _convert(value, kind, strict=strict)
        except msgspec.ValidationError:
            self.mistakes.append(Mistake(source, shown, f"must be {allowed_of(kind)}"))
            return
        *sections, name = key.split(".")
        target = self.values
        for section in sections:
            inner = target.setdefault(section, {})
            if isinstance(inner, dict):
                target = inner
        target[name] = converted

    def _unknown(self, source: str, key: str) -> str:
        section, dot, name = key.rpartition(".")
        near = [other for other in self._kinds if other.rpartition(".")[0] == section]
        close = difflib.get_close_matches(name, [other.rpartition(".")[2] for other in near], n=1)
        if close:
            return f"unknown; did you mean {_written(source, section + dot + close[0])}?"
        known = (
            near
            if dot and near
            else [
                *(kind for kind in self._kinds if "." not in kind),
                *(f"{name}.*" for name in sorted(self._sections) if "." not in name),
            ]
        )
        return "unknown; known are " + ", ".join(_written(source, name) for name in known)


def _written(source: str, key: str) -> str:
    return variable_of(key) if source == "environment" else key


def _keys(schema: type[msgspec.Struct], prefix: str = "") -> Iterator[tuple[str, object]]:
    hints = get_type_hints(schema, include_extras=True)
    for field in msgspec.structs.fields(schema):
        kind = hints[field.name]
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
            yield from _keys(kind, f"{prefix}{field.name}.")
        else:
            yield prefix + field.name, kind


def _convert(value: object, kind: object, *, strict: bool) -> object:
    if Path in _plain_types(kind):
        if isinstance(value, (str, Path)) and str(value):
            return str(value)
        raise msgspec.ValidationError
    return msgspec.convert(value, type=kind, strict=strict)


def keys_of(schema: type[msgspec.Struct]) -> Mapping[str, object]:
    """Return the type of every setting by its dotted key, in the order in which they stand."""
    return dict(_keys(schema))


def purpose_of(kind: object) -> str:
    """Return what a setting is for: the text that its type is annotated with."""
    texts = get_args(kind)[1:] if get_origin(kind) is Annotated else ()
    return " ".join(text for text in texts if isinstance(text, str))


def allowed_of(kind: object) -> str:
    """Return which values a setting takes, for people; it follows "must be"."""
    inner = get_args(kind)[0] if get_origin(kind) is Annotated else kind
    is_union = get_origin(inner) in (Union, types.UnionType)
    options = get_args(inner) if is_union else (kind,)
    metas = (get_args(option)[1:] for option in options if get_origin(option) is Annotated)
    return " or ".join(
        str(meta.description)
        for group in metas
        for meta in group
        if isinstance(meta, msgspec.Meta) and meta.description
    )


def variable_of(key: str) -> str:
    """Return the environment's name for a dotted key."""
    return PREFIX + key.upper().replace(".", "__")


def _plain_types(kind: object) -> Iterator[object]:
    if get_origin(kind) is Annotated:
        yield from _plain_types(get_args(kind)[0])
    elif get_origin(kind) in (Union, types.UnionType):
        for option in get_args(kind):
            yield from _plain_types(option)
    else:
        yield kind
