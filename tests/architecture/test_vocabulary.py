"""The files of a context have the names that a stranger expects, and no others."""

from pathlib import Path

CONTEXTS = Path(__file__).parents[2] / "src/chargehouse/contexts"
VOCABULARY = frozenset(
    (
        *("__init__", "public", "errors", "events", "model", "tables", "repository"),
        *("service", "schemas", "endpoints", "jobs", "reactions"),
    )
)
VAGUE = frozenset({"utils", "util", "helpers", "helper", "common", "misc", "shared", "base"})


def strange_names(contexts: Path) -> list[str]:
    """Return what no context may hold, by path below the folder of contexts."""
    found = []
    for path in sorted(contexts.glob("*/*")):
        if "__pycache__" in path.parts:
            continue
        is_module = path.suffix == ".py" or (path / "__init__.py").is_file()
        if path.stem not in VOCABULARY or not is_module:
            found.append(str(path.relative_to(contexts)))
    return found


def vague_names(package: Path) -> list[str]:
    """Return the modules whose name says nothing."""
    return [str(path) for path in sorted(package.rglob("*.py")) if path.stem in VAGUE]


def test_contexts_hold_only_files_of_the_vocabulary() -> None:
    assert strange_names(CONTEXTS) == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert vague_names(CONTEXTS.parent) == []


def test_every_context_says_what_it_owns() -> None:
    silent = [
        path.parent.name
        for path in CONTEXTS.glob("*/__init__.py")
        if "Owns" not in path.read_text()
    ]
    assert silent == []


def test_a_strange_name_is_noticed(tmp_path: Path) -> None:
    context = tmp_path / "tariffs"
    (context / "service").mkdir(parents=True)
    (context / "model").mkdir()
    for name in ("__init__.py", "prices.py", "notes.txt", "service/__init__.py", "utils.py"):
        (context / name).touch()
    assert strange_names(tmp_path) == [
        "tariffs/model",
        "tariffs/notes.txt",
        "tariffs/prices.py",
        "tariffs/utils.py",
    ]
    assert vague_names(tmp_path) == [str(context / "utils.py")]
