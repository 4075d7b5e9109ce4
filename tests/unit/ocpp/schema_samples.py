"""Payloads built from the official schemas: with required fields only, and with every field."""

import json
from pathlib import Path
from typing import Any

from tools import gen_ocpp

Schema = dict[str, Any]

MESSAGES: list[tuple[str, str, Path]] = [
    (version, gen_ocpp.message_name(path, version), path)
    for version in gen_ocpp.VERSIONS
    for path in sorted(gen_ocpp.schemas(version))
]


def load(path: Path) -> Schema:
    schema: Schema = json.loads(path.read_text("utf-8-sig"))
    return schema


def sample(schema: Schema, *, full: bool) -> Any:  # noqa: ANN401  any JSON
    return _Sampler(schema.get("definitions", {}), full=full).value(schema)


class _Sampler:
    def __init__(self, definitions: dict[str, Schema], *, full: bool) -> None:
        self.definitions = definitions
        self.full = full

    def value(self, schema: Schema) -> Any:  # noqa: ANN401  any JSON
        if "$ref" in schema:
            return self.value(self.definitions[schema["$ref"].rsplit("/", 1)[-1]])
        if "enum" in schema:
            return schema["enum"][-1]
        if schema.get("type") == "object":
            return self.fields(schema)
        if schema.get("type") == "array":
            return [self.value(schema["items"])] * schema.get("minItems", 1)
        return self.scalar(schema)

    def scalar(self, schema: Schema) -> Any:  # noqa: ANN401  any JSON
        match schema.get("type"):
            case "string":
                return self.text(schema)
            case "boolean":
                return False
            case None:
                return {"anything": [1, None]}
            case kind:
                return self.number(schema, kind)

    def fields(self, schema: Schema) -> dict[str, Any]:
        wanted = schema.get("required", []) if not self.full else schema.get("properties", {})
        return {name: self.value(schema["properties"][name]) for name in wanted}

    def text(self, schema: Schema) -> str:
        if schema.get("format") == "date-time":
            return "2026-03-02T08:00:00Z"
        longest: int = schema.get("maxLength", 5)
        return "x" * min(longest, 40)

    def number(self, schema: Schema, kind: str) -> int | float:
        number = float(schema.get("maximum", schema.get("minimum", 7)) or 0)
        return int(number) if kind == "integer" else number
