"""Writes the OCPP message types from the official JSON schemas in the `ocpp` package.

`python tools/gen_ocpp.py` writes `src/chargehouse/ocpp/{v16,v201,v21}/messages.py`;
with `--check` it writes nothing and exits 1 when a file would change.
"""

import argparse
import importlib.util
import json
import keyword
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Schema = dict[str, Any]

ROOT = Path(__file__).resolve().parent.parent
VERSIONS = {"v16": "OCPP 1.6 with the security extension", "v201": "OCPP 2.0.1", "v21": "OCPP 2.1"}

# Names for the objects that the 1.6 schemas leave without one (OCPP 1.6 section 7).
INLINE_NAMES = {
    "chargingProfile": "ChargingProfile",
    "chargingSchedule": "ChargingSchedule",
    "chargingSchedulePeriod": "ChargingSchedulePeriod",
    "configurationKey": "KeyValue",
    "csChargingProfiles": "ChargingProfile",
    "idTagInfo": "IdTagInfo",
    "localAuthorizationList": "AuthorizationData",
    "meterValue": "MeterValue",
    "sampledValue": "SampledValue",
    "transactionData": "MeterValue",
}

# Words that chargers invent: the type reads as `str`, the strict pass still knows the list.
OPEN_WORDS = {
    "IdTokenEnum",
    "LocationEnum",
    "MeasurandEnum",
    "PhaseEnum",
    "ReadingContextEnum",
    "SampledValueContext",
    "SampledValueFormat",
    "SampledValueLocation",
    "SampledValueMeasurand",
    "SampledValuePhase",
    "SampledValueUnit",
    "TriggerReasonEnum",
}

ODD_NAMES = {"prioritizedEMAIDs": "prioritized_emaids"}


def snake(wire_name: str) -> str:
    """Return the Python name of a field: `connectorId` is `connector_id`."""
    if wire_name in ODD_NAMES:
        return ODD_NAMES[wire_name]
    wire_name = re.sub(r"[sS]o[CH]|V2X", lambda run: run[0][0] + run[0][1:].lower(), wire_name)
    split = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", wire_name)
    split = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", split).lower()
    return split + "_" if keyword.iskeyword(split) else split


def upper_first(name: str) -> str:
    """Return the name with a capital at its start and nowhere else changed."""
    return name[0].upper() + name[1:]


@dataclass
class Module:
    """The text of one `messages.py`, built in the order in which names are needed."""

    definitions: dict[str, Schema] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, text: str) -> str:
        """Keep a definition once; two different ones under one name are an error."""
        if self.written.setdefault(name, text) != text:
            raise ValueError(f"two different types are named {name}")
        return name

    def words(self, name: str, values: list[str]) -> str:
        """Write an enumeration as a closed list of words."""
        listed = "".join(f"    {json.dumps(value)},\n" for value in values)
        literal = f"{name} = Literal[\n{listed}]\n"
        if name in OPEN_WORDS:
            indented = literal.replace("\n", "\n    ").rstrip(" ")
            literal = f"if TYPE_CHECKING:\n    {name} = str\nelse:\n    {indented}"
        return self.add(name, literal)

    def type_of(self, schema: Schema, owner: str, wire_name: str) -> str:
        """Return the annotation for a schema, writing the types that it needs first."""
        if "$ref" in schema:
            return self.named(schema["$ref"].rsplit("/", 1)[-1])
        if "enum" in schema:
            return self.words(owner + upper_first(wire_name), schema["enum"])
        if schema.get("type") == "object":
            return self.struct(INLINE_NAMES[wire_name], schema)
        if schema.get("type") == "array":
            return self.array(schema, owner, wire_name)
        return scalar_type(schema)

    def array(self, schema: Schema, owner: str, wire_name: str) -> str:
        """Return the annotation of a list, with its bounds."""
        items = f"list[{self.type_of(schema['items'], owner, wire_name)}]"
        bounds = {"min_length": schema.get("minItems"), "max_length": schema.get("maxItems")}
        return annotated(items, bounds)

    def named(self, definition: str) -> str:
        """Write a type that the schemas name, and return its Python name."""
        schema = self.definitions[definition]
        name = re.sub(r"Type$", "", definition)
        if name == "CustomData":
            return "CustomData"
        if "enum" in schema:
            return self.words(name, schema["enum"])
        return self.struct(name, schema)

    def struct(self, name: str, schema: Schema) -> str:
        """Write a class for an object: required fields first, the rest absent as `None`."""
        required = set(schema.get("required", ()))
        properties: Schema = schema.get("properties", {})
        ordered = sorted(properties, key=lambda wire_name: wire_name not in required)
        lines = [self.line(name, wire, properties[wire], wire in required) for wire in ordered]
        body = "".join(f"    {line}\n" for line in lines) or "    pass\n"
        return self.add(name, f"class {name}(Payload, frozen=True, kw_only=True):\n{body}")

    def line(self, owner: str, wire_name: str, schema: Schema, required: bool) -> str:  # noqa: FBT001  a fact of the schema, not a switch
        """Return one field's line."""
        python_name = snake(wire_name)
        annotation = self.type_of(schema, owner, wire_name)
        named = f'name="{wire_name}"' if python_name != wire_name else ""
        if required:
            return f"{python_name}: {annotation}" + (f" = field({named})" if named else "")
        default = f"field(default=None, {named})" if named else "None"
        return f"{python_name}: {annotation} | None = {default}"


def annotated(base: str, bounds: dict[str, object]) -> str:
    """Return the type with the bounds that are set."""
    given = ", ".join(f"{key}={value}" for key, value in bounds.items() if value is not None)
    return f"Annotated[{base}, Meta({given})]" if given else base


def scalar_type(schema: Schema) -> str:
    """Return the type of a value that holds no others; a schema without a type takes any."""
    match schema.get("type"):
        case None:
            return "Any"
        case "string":
            return text_type(schema)
        case "boolean":
            return "bool"
        case _:
            return number_type(schema)


def text_type(schema: Schema) -> str:
    """Return the type of a text: an instant, or a string of bounded length."""
    if schema.get("format") == "date-time":
        return "Instant"
    return annotated("str", {"max_length": schema.get("maxLength")})


def number_type(schema: Schema) -> str:
    """Return the type of a number: whole ones are 64 bits, others are decimal.

    A decimal with bounds has to be a float, whose bounds msgspec checks.
    """
    if schema.get("multipleOf") is not None:
        return "Tenths"
    low, high = schema.get("minimum"), schema.get("maximum")
    if schema["type"] == "integer":
        if low is None and high is None:
            return "Integer"
        low, high = int(-(2**63) if low is None else low), int(2**63 - 1 if high is None else high)
        return annotated("int", {"ge": low, "le": high})
    if low is None and high is None:
        return "Decimal"
    return annotated("float", {"ge": low, "le": high})


def message_name(path: Path, version: str) -> str:
    """Return the class of a schema file: `Authorize.json` of 1.6 is `AuthorizeRequest`."""
    name = path.stem
    return name + "Request" if version == "v16" and not name.endswith("Response") else name


def share_meter_values(bodies: dict[str, Schema]) -> None:
    """Give a stop's meter values the type of MeterValues, whose list of units is the longer."""
    shared = bodies["MeterValuesRequest"]["properties"]["meterValue"]["items"]
    bodies["StopTransactionRequest"]["properties"]["transactionData"]["items"] = shared


def generate(version: str, paths: Iterable[Path]) -> str:
    """Return the text of one version's `messages.py`."""
    module = Module()
    loaded = {path: json.loads(path.read_text("utf-8-sig")) for path in paths}
    bodies = {message_name(path, version): schema for path, schema in loaded.items()}
    if version == "v16":
        share_meter_values(bodies)
    for name in sorted(bodies):
        module.definitions = bodies[name].get("definitions", {})
        module.struct(name, bodies[name])
    body = "\n\n".join(module.written.values())
    return header(version, body) + body


def used(name: str, body: str) -> bool:
    """Tell whether the name stands in the body as a type."""
    return re.search(rf"[:\[ ]{name}\b", body) is not None


def header(version: str, body: str) -> str:
    """Return the imports that the body needs, under the mark of generated code."""
    wire = [n for n in ("CustomData", "Instant", "Integer", "Tenths") if used(n, body)]
    typing = [n for n in ("TYPE_CHECKING", "Annotated", "Any", "Literal") if used(n, body)]
    decimal = "from decimal import Decimal\n" if used("Decimal", body) else ""
    return (
        f'"""The messages of {VERSIONS[version]}, request and response.\n\n'
        "Generated by tools/gen_ocpp.py from the official JSON schemas: `make gen` writes it.\n"
        '"""\n\n'
        f"{decimal}from typing import {', '.join(typing)}\n\n"
        "from msgspec import Meta, field\n\n"
        f"from chargehouse.ocpp.wire import {', '.join(sorted([*wire, 'Payload']))}\n\n\n"
    )


def schemas(version: str) -> list[Path]:
    """Return the schema files of a version, from the installed `ocpp` package."""
    spec = importlib.util.find_spec("ocpp")
    if spec is None or spec.origin is None:
        raise SystemExit("the ocpp package is not installed: pip install -e .[dev]")
    return list((Path(spec.origin).parent / version / "schemas").glob("*.json"))


def main() -> int:
    """Write or check the three modules."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit 1 when a file would change")
    check = parser.parse_args().check
    stale = 0
    for version in VERSIONS:
        target = ROOT / "src" / "chargehouse" / "ocpp" / version / "messages.py"
        text = generate(version, schemas(version))
        if target.exists() and target.read_text("utf-8") == text:
            continue
        stale += 1
        print(f"{'stale' if check else 'wrote'}: {target.relative_to(ROOT)}")
        if not check:
            target.write_text(text, "utf-8")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
