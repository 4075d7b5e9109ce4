"""Reads the code of a context's repository: which statements are not held to a tenant.

A statement is often put together from several functions and constants; so what counts for a
function is all that it refers to within the repository.
"""

import ast
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.architecture.sql_text import without_tenant

TENANT = "tenant_id"
GIVEN = "the tenant that was asked for"
SQL_WORDS = frozenset({"select", "insert", "update", "delete", "text"})
HARMLESS_CALLS = frozenset({"insert", "returning", "on_conflict_do_update", "with_for_update"})
FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass
class Part:
    """A function or constant of a module, with what it says itself."""

    name: str
    module: str
    node: ast.stmt
    refers: set[str] = field(default_factory=set)
    tables: set[str] = field(default_factory=set)
    ties: set[tuple[str, str]] = field(default_factory=set)
    loose_text: set[str] = field(default_factory=set)


class Repository:
    """The code of one context's repository: source text by module name."""

    def __init__(self, sources: Mapping[str, str], tables: Collection[str]) -> None:
        self._tables = tables
        self._imported: dict[str, dict[str, str]] = {}
        self.parts: list[Part] = []
        for module, source in sources.items():
            self._read_module(module, ast.parse(source))

    def loose(self, names: Collection[str]) -> list[str]:
        """Return which tables are read in any tenant, by function.

        Looked at are functions that speak to the database, and those of these names that
        return a statement.
        """
        found = []
        for part in self.parts:
            if not isinstance(part.node, FUNCTION) or _spans_tenants(part.node):
                continue
            given = part.name in names and "Select[" in _text(part.node.returns)
            if not given and "AsyncConnection" not in _text(part.node):
                continue
            tables, ties, text = self._reach(part)
            found += [f"{part.name} reads {name}" for name in sorted(tables - _tied(ties) | text)]
        return found

    def _reach(self, start: Part) -> tuple[set[str], set[tuple[str, str]], set[str]]:
        reached = [start]
        for part in reached:
            reached += [other for other in self._referred(part) if other not in reached]
        return (
            set().union(*(part.tables for part in reached)),
            set().union(*(part.ties for part in reached)),
            set().union(*(part.loose_text for part in reached)),
        )

    def _referred(self, part: Part) -> Iterator[Part]:
        imported = self._imported[part.module]
        for other in self.parts:
            if other.name in part.refers and imported.get(other.name, part.module) == other.module:
                yield other

    def _read_module(self, module: str, tree: ast.Module) -> None:
        aliases: dict[str, str] = {}
        imported = self._imported[module] = {}
        for node in tree.body:
            self._note_alias(node, aliases)
            if isinstance(node, ast.ImportFrom) and ".repository." in (node.module or ""):
                home = (node.module or "").rpartition(".")[2]
                imported.update({alias.name: home for alias in node.names})
        listings = {
            node.name
            for node in tree.body
            if isinstance(node, FUNCTION) and "ListQuery" in _text(node.returns)
        }
        for node in tree.body:
            for name in _names_of(node):
                part = self._read(Part(name, module, node), dict(aliases))
                if any("ListQuery" in _text(given.annotation) for given in _arguments(node)):
                    part.refers |= listings
                self.parts.append(part)

    def _read(self, part: Part, aliases: dict[str, str]) -> Part:
        for inner in ast.walk(part.node):
            self._note_alias(inner, aliases)
        harmless = {id(node) for node in _harmless(part.node)}
        for inner in ast.walk(part.node):
            if isinstance(inner, ast.Name) and id(inner) not in harmless:
                part.refers.add(inner.id)
                if inner.id in aliases:
                    part.tables.add(aliases[inner.id])
            elif isinstance(inner, ast.Compare) and isinstance(inner.ops[0], ast.Eq):
                part.ties |= _tie(inner, aliases)
            elif isinstance(inner, ast.Call) and _call_name(inner) == "text":
                for said in ast.walk(inner):
                    if isinstance(said, ast.Constant) and isinstance(said.value, str):
                        part.loose_text |= without_tenant(said.value, self._tables)
        return part

    def _note_alias(self, node: ast.AST, aliases: dict[str, str]) -> None:
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith(".tables"):
            aliases.update(
                {(a.asname or a.name): a.name for a in node.names if a.name in self._tables}
            )
        elif isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            table = _table_of(node.value, aliases)
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if table and isinstance(target, ast.Name):
                aliases[target.id] = table


def statements_outside(context: Path) -> list[str]:
    """Return the modules of a context that write statements and are not its repository."""
    found = []
    for path in sorted(context.rglob("*.py")):
        inside = path.relative_to(context).parts[0].removesuffix(".py")
        if inside in {"repository", "tables"}:
            continue
        found += [
            str(path.relative_to(context))
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.ImportFrom)
            and (node.module or "").startswith("sqlalchemy")
            and SQL_WORDS & {alias.name for alias in node.names}
        ]
    return found


def names_used(context: Path) -> set[str]:
    """Return every name that a context uses outside its repository."""
    found = set()
    for path in context.rglob("*.py"):
        if path.relative_to(context).parts[0].removesuffix(".py") == "repository":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute):
                found.add(node.attr)
            elif isinstance(node, ast.ImportFrom):
                found |= {alias.name for alias in node.names}
    return found


def _names_of(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, FUNCTION):
        yield node.name
    elif isinstance(node, ast.Assign):
        yield from (target.id for target in node.targets if isinstance(target, ast.Name))
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        yield node.target.id


def _arguments(node: ast.AST) -> list[ast.arg]:
    if not isinstance(node, FUNCTION):
        return []
    return [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]


def _spans_tenants(node: ast.AST) -> bool:
    """A function that takes `relay` runs under the role that may read queue columns only."""
    return any(argument.arg == "relay" for argument in _arguments(node))


def _harmless(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what names a table to add rows to it, or to return what was written."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and _call_name(call) in HARMLESS_CALLS:
            for argument in (*call.args, *(keyword.value for keyword in call.keywords)):
                yield from ast.walk(argument)


def _text(node: ast.AST | None) -> str:
    return "" if node is None else ast.unparse(node)


def _call_name(node: ast.Call) -> str:
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _table_of(node: ast.AST, aliases: dict[str, str]) -> str | None:
    """Return the table that `table`, `table.c` or `alias` stands for."""
    if isinstance(node, ast.Attribute) and node.attr == "c":
        node = node.value
    return aliases.get(node.id) if isinstance(node, ast.Name) else None


def _tie(node: ast.Compare, aliases: dict[str, str]) -> set[tuple[str, str]]:
    """Return the tie that `this.tenant_id == that` makes."""
    tables = []
    for side in (node.left, node.comparators[0]):
        if isinstance(side, ast.Attribute) and side.attr == TENANT:
            tables.append(_table_of(side.value, aliases))
        else:
            tables.append(None)
    if tables == [None, None]:
        return set()
    return {(tables[0] or GIVEN, tables[1] or GIVEN)}


def _tied(ties: set[tuple[str, str]]) -> set[str]:
    """Return the tables that are tied, at once or through others, to the tenant asked for."""
    found = {GIVEN}
    while True:
        more = {name for tie in ties if found & set(tie) for name in tie} - found
        if not more:
            return found
        found |= more
