"""Examples in the description of the API: made of the schemas, the same for the same schemas."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final
from zlib import crc32

from chargehouse.platform.http.example_own_words import NAMES, OWN_WORDS
from chargehouse.platform.http.example_words import (
    ABSENT,
    EITHER,
    KEYS,
    PLACEHOLDERS,
    UNITS,
    WORDS,
)

EXAMPLES: Final = "#/components/examples/"
SCHEMAS: Final = "#/components/schemas/"
JSON: Final = re.compile(r"application/(?:[\w.-]+\+)?json")
SUCCESS: Final = re.compile("2..")
NULL: Final = {"type": "null"}
INSTANT: Final = "2026-03-02T09:30:00Z"
DAY: Final = "2026-03-02"
UUID: Final = "019cae28-7b10-7c2e-9d41-{:012x}"
FORMATS: Final = {
    "date-time": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"),
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "uuid": re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
}
ANYTHING: Final = re.compile(r"(?s:.*)")
KINDS: Final[Mapping[str, tuple[type, ...]]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}


def add_examples(document: dict[str, Any]) -> None:
    """Give every JSON body of a request or a success in `document` an example.

    Examples stand once in the components, named after their schema; bodies refer to them. Bodies
    that are never anything but null are passed over.
    """
    components = document["components"]
    makers = {asked: _Maker(components["schemas"], asked=asked) for asked in (True, False)}
    kept = components.setdefault("examples", {})
    for operations in document["paths"].values():
        for operation in operations.values():
            for media, asked in json_bodies(operation):
                media["examples"] = {}
                for name, schema in _named(media["schema"], operation["operationId"]):
                    key = f"{name}.asked" if asked else name
                    kept.setdefault(key, {"value": makers[asked].make(schema)})
                    media["examples"][name] = {"$ref": f"{EXAMPLES}{key}"}


def example_of(schema: Mapping[str, Any], name: str, words: Mapping[str, Any]) -> Any:  # noqa: ANN401  JSON
    """Return the example of a schema that refers to nothing, which is called `name`.

    `words` are what stands in its fields, by their names, whatever else would.
    """
    return _Maker({}, asked=False, words=words).make(schema, within=("", name))


def json_bodies(operation: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], bool]]:
    """Yield what an operation says of each JSON body, and whether that one is asked for.

    The others are answered when all is well.
    """
    contents = [(operation.get("requestBody", {}).get("content", {}), True)]
    for status, response in operation.get("responses", {}).items():
        if SUCCESS.fullmatch(status):
            contents.append((response.get("content", {}), False))
    for content, asked in contents:
        for media_type, media in content.items():
            if JSON.fullmatch(media_type) and media["schema"] != NULL:
                yield media, asked


def _named(schema: Mapping[str, Any], operation: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield each kind that a body may have, by a name of its own."""
    kinds = [kind for kind in schema.get("anyOf", (schema,)) if kind != NULL]
    for index, kind in enumerate(kinds, 1):
        if "$ref" in kind:
            yield _name(kind["$ref"]), kind
        elif "$ref" in kind.get("items", {}):
            yield f"{_name(kind['items']['$ref'])}.list", kind
        else:
            yield (f"{operation}.{index}" if len(kinds) > 1 else operation), kind


def _name(reference: str) -> str:
    return reference.removeprefix(SCHEMAS)


class _Maker:
    """Makes the example of a schema: all that it has, lists of one, what holds itself cut short.

    What is `asked` for leaves out what would stand beside what it excludes.
    """

    def __init__(
        self, schemas: Mapping[str, Any], *, asked: bool, words: Mapping[str, Any] | None = None
    ) -> None:
        self._schemas = schemas
        self._asked = asked
        self._words = words or {}

    def make(
        self, schema: Mapping[str, Any], field: str = "", within: tuple[str, ...] = ("",)
    ) -> Any:  # noqa: ANN401  JSON
        """Return the example of what stands in `field`, `within` schemas, the innermost last."""
        if "$ref" in schema:
            name = _name(schema["$ref"])
            return {} if name in within else self.make(self._schemas[name], field, (*within, name))
        for value in self._told(schema, field, within[-1]):
            if self._fits(schema, value):
                return value
        if "anyOf" in schema:
            kinds = (k for k in schema["anyOf"] if _name(k.get("$ref", "-")) not in within)
            return self.make(next(kinds, NULL), field, within)
        if schema.get("type") == "object":
            return self._object(schema, field, within)
        if schema.get("type") == "array":
            items = schema.get("items", {})
            cut = _name(items.get("$ref", "-")) in within
            return [] if cut else [self.make(items, field, within)] * schema.get("minItems", 1)
        return _plain(schema, field)

    def _object(
        self, schema: Mapping[str, Any], field: str, within: tuple[str, ...]
    ) -> dict[str, Any]:
        left_out = ABSENT | EITHER.get(within[-1], frozenset()) if self._asked else frozenset()
        left_out -= set(schema.get("required", ()))
        made = {
            name: self._words[name] if name in self._words else self.make(kind, name, within)
            for name, kind in schema.get("properties", {}).items()
            if name not in left_out
        }
        others = schema.get("additionalProperties")
        if not made and isinstance(others, dict) and others:
            return {KEYS.get(field, "key"): self.make(others, field, within)}
        return made

    def _told(self, schema: Mapping[str, Any], field: str, owner: str) -> Iterator[Any]:
        """Yield what may stand there, the most telling first."""
        if "const" in schema:
            yield schema["const"]
        yield from schema.get("examples", ())
        if field in ABSENT or field in EITHER.get(owner, ()):
            yield None
        yield from OWN_WORDS.get(f"{owner}.{field}", ())
        if field == "name":
            yield from (name for word, name in NAMES.items() if word in owner)
        yield from WORDS.get(field, ())
        if schema.get("default") not in (None, "", []):
            yield schema["default"]
        yield from schema.get("enum", ())[:1]

    def _fits(self, schema: Mapping[str, Any], value: Any) -> bool:  # noqa: ANN401  JSON
        """Tell whether `value` may stand where `schema` says what may, as far as tables need it."""
        if "$ref" in schema:
            return self._fits(self._schemas[_name(schema["$ref"])], value)
        if "anyOf" in schema:
            return any(self._fits(kind, value) for kind in schema["anyOf"])
        if "enum" in schema or "const" in schema:
            return value in schema.get("enum", [schema.get("const")])
        kind = schema.get("type")
        if kind is None:
            return True
        if not isinstance(value, KINDS[kind]) or (isinstance(value, bool) and kind != "boolean"):
            return False
        items = _items(schema, value)
        return _within_bounds(schema, value) and all(self._fits(*item) for item in items)


def _items(schema: Mapping[str, Any], value: object) -> list[tuple[Mapping[str, Any], Any]]:
    """Return what `value` holds, each with the schema of its own; not what is held by its name."""
    if isinstance(value, list):
        return [(schema.get("items", {}), item) for item in value]
    others = schema.get("additionalProperties")
    if isinstance(value, dict) and isinstance(others, dict):
        return [(others, item) for item in value.values()]
    return []


def _within_bounds(schema: Mapping[str, Any], value: object) -> bool:
    if isinstance(value, str):
        form = FORMATS.get(schema.get("format", ""), ANYTHING)
        pattern = schema.get("pattern", "").replace(r"\Z", "$")
        length = schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value))
        return bool(length and form.fullmatch(value) and re.search(pattern, value))
    if isinstance(value, int | float):
        return bool(schema.get("minimum", value) <= value <= schema.get("maximum", value))
    return not (isinstance(value, dict) and "properties" in schema)


def _plain(schema: Mapping[str, Any], field: str) -> Any:  # noqa: ANN401  JSON
    """Return the example of a value that no table tells of."""
    kind = schema.get("type")
    if kind == "string":
        if schema.get("format") == "uuid":
            return UUID.format(crc32(field.encode()))
        if "format" in schema:
            return {"date-time": INSTANT, "date": DAY}.get(schema["format"], "")
        return PLACEHOLDERS.get(field, field.replace("_", " "))
    if kind == "boolean":
        return True
    if kind in {"integer", "number"}:
        value = next((number for unit, number in UNITS.items() if field.endswith(unit)), 1)
        return min(max(value, schema.get("minimum", value)), schema.get("maximum", value))
    return None if kind == "null" else {}
