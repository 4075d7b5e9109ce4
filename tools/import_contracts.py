"""Import contracts of our own, for import-linter: see `[tool.importlinter]` in pyproject.toml."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, output

CONTEXTS: Final = "chargehouse.contexts."
SHARED: Final = ("public", "events", "errors")
PURE: Final = ("model", "public", "events", "errors")
STORE: Final = "repository"
PURE_PLATFORM: Final = frozenset(
    {
        "chargehouse.platform.secrets",  # arithmetic over keys
        "chargehouse.platform.outside",
        "chargehouse.platform.outside.addresses",  # and over addresses
        "chargehouse.platform.outside.urls",
    }
)

Import = tuple[str, str]


class ContextsContract(Contract):
    """How contexts use each other, and who may touch a repository.

    Across contexts only `public`, `events` and `errors`, and no cycle; a reaction may hear
    another context's events besides. Edges (endpoints, the gateway, the application) never touch
    a repository. Models, events and public faces reach neither down to the platform, but for what
    is pure there, nor up to their own services.
    """

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002, FBT001  the library's signature
        """Return what is broken, a sentence each."""
        broken = wrong_imports(_imports(graph))
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print what is broken."""
        for sentence in check.metadata["broken"]:
            output.print_error(sentence)


def wrong_imports(imports: Iterable[Import]) -> list[str]:
    """Return what is wrong with imports (importer, imported), a sentence each."""
    found: list[str] = []
    uses: dict[str, set[str]] = {}
    for importer, imported in sorted(imports):
        found += _wrong(importer, imported)
        user, used = _context(importer), _context(imported)
        if user and used and user != used and _part(importer) != "reactions":
            uses.setdefault(user, set()).add(used)
    found += [f"contexts use each other in a circle: {' > '.join(c)}" for c in _cycles(uses)]
    return found


def _wrong(importer: str, imported: str) -> Iterator[str]:
    user, used, part = _context(importer), _context(imported), _part(importer)
    if user and used and user != used and _part(imported) not in SHARED:
        yield f"{importer} imports {imported}: across contexts only {', '.join(SHARED)}"
    if _part(imported) == STORE and (user is None or part == "endpoints"):
        yield f"{importer} imports {imported}: an edge touches a repository"
    if user and part in PURE:
        if used == user and _part(imported) not in PURE:
            yield f"{importer} imports {imported}: a {part} reaches up"
        if imported.startswith("chargehouse.platform") and imported not in PURE_PLATFORM:
            yield f"{importer} imports {imported}: a {part} reaches down to the platform"


def _imports(graph: ImportGraph) -> Iterator[Import]:
    for importer in graph.modules:
        for imported in graph.find_modules_directly_imported_by(importer):
            yield importer, imported


def _context(module: str) -> str | None:
    return module.removeprefix(CONTEXTS).split(".")[0] if module.startswith(CONTEXTS) else None


def _part(module: str) -> str | None:
    names = module.removeprefix(CONTEXTS).split(".")
    return names[1] if module.startswith(CONTEXTS) and len(names) > 1 else None


def _cycles(uses: Mapping[str, set[str]]) -> Iterator[list[str]]:
    """Yield one circle for each context that can be reached from itself, each circle once."""
    told: set[frozenset[str]] = set()
    for start in sorted(uses):
        path = _path(uses, start, start, ())
        if path and frozenset(path) not in told:
            told.add(frozenset(path))
            yield path


def _path(
    uses: Mapping[str, set[str]], at: str, goal: str, seen: tuple[str, ...]
) -> list[str] | None:
    for used in sorted(uses.get(at, ())):
        if used == goal:
            return [*seen, at, goal]
        if used not in (*seen, at):
            path = _path(uses, used, goal, (*seen, at))
            if path:
                return path
    return None
