"""Our own whole objects, minimal, full and odd: a file a module, an object type a key."""

import importlib
import json
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from chargehouse.ocpi import codec
from chargehouse.ocpi.interfaces import OBJECTS
from chargehouse.ocpi.objects import OcpiObject
from chargehouse.ocpi.v211 import commands as commands_211
from chargehouse.ocpi.v221 import commands as commands_221
from chargehouse.ocpi.versions import VersionName

_FOLDER = Path(__file__).parent / "documents"


class Sample(NamedTuple):
    version: str
    module: str
    name: str
    kind: str
    document: dict[str, Any]

    @property
    def made(self) -> type[OcpiObject]:
        module = importlib.import_module(f"chargehouse.ocpi.{self.version}.{self.module}")
        made: type[OcpiObject] = getattr(module, self.name)
        return made

    @property
    def text(self) -> str:
        return f"{self.version}-{self.name}-{self.kind}"


def read(text: str | bytes) -> Any:  # noqa: ANN401  any JSON
    return json.loads(text, parse_float=Decimal)


SAMPLES: list[Sample] = [
    Sample(path.parent.name, path.stem, name, kind, document)
    for path in sorted(_FOLDER.glob("*/*.json"))
    for name, kinds in read(path.read_text()).items()
    for kind, document in kinds.items()
]


def document(version: str, module: str, name: str, kind: str = "full") -> dict[str, Any]:
    """Return a copy of one of our documents, to be changed at will."""
    whole = read((_FOLDER / version / f"{module}.json").read_text())
    found: dict[str, Any] = whole[name][kind]
    return found


NUMBERS: dict[str, VersionName] = {"v211": "2.1.1", "v221": "2.2.1", "v230": "2.3.0"}


def made(version: str, module: str, kind: str = "full", **changes: object) -> Any:  # noqa: ANN401  a struct
    """Return a whole object of a module, with some of its fields changed."""
    of = OBJECTS[NUMBERS[version]][module]
    whole = document(version, of.__module__.rpartition(".")[2], of.__name__, kind)
    return codec.check(of, {**whole, **changes})


def command(version: str, name: str, kind: str = "full", **changes: object) -> Any:  # noqa: ANN401  a struct
    """Return a command, or an answer to one, with some of its fields changed."""
    of = {"v211": commands_211, "v221": commands_221}[version]
    return codec.check(getattr(of, name), {**document(version, "commands", name, kind), **changes})
