"""Reads which permissions a route's services ask for, so that they can be compared with its own."""

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from chargehouse.kernel.actor import Permission

ASKING = frozenset({"require", "require_somewhere"})
"""The methods of an actor that refuse who does not hold a permission."""


def required_by_route(
    handler: Callable[..., object], services: Mapping[str, type]
) -> set[Permission]:
    """Return every permission that the services require which a route's function calls.

    `services` are the classes behind the names by which routes ask for services.
    """
    found = set()
    for function in _with_own_helpers(handler):
        for owner, method in _calls(function):
            if owner in services:
                found |= required_by_method(services[owner], method)
    return found


def required_by_method(service: type, name: str) -> set[Permission]:
    """Return the permissions that a method requires, itself or by other methods of its class."""
    found, waiting, seen = set[Permission](), [name], set[str]()
    while waiting:
        method = inspect.unwrap(getattr(service, waiting.pop(), _nothing))
        if method.__name__ in seen or not inspect.isfunction(method):
            continue
        seen.add(method.__name__)
        found |= set(_required(method))
        waiting += [called for owner, called in _calls(method) if owner == "self"]
    return found


def _nothing() -> None:
    """Stand for what is no method of the class."""


def _required(method: Callable[..., object]) -> Iterator[Permission]:
    scope = inspect.unwrap(method).__globals__
    for node in ast.walk(_tree(method)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in ASKING
            and isinstance(node.args[0], ast.Name)
        ):
            permission = scope.get(node.args[0].id)
            if isinstance(permission, Permission):
                yield permission


def _calls(function: Callable[..., object]) -> Iterator[tuple[str, str]]:
    """Yield (owner, method) of every use of `owner.method`, and of `self.method`."""
    for node in ast.walk(_tree(function)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield node.value.id, node.attr


def _with_own_helpers(handler: Callable[..., object]) -> Iterator[Callable[..., object]]:
    """Yield a route's function, and the functions of its module that it calls."""
    scope: dict[str, Any] = handler.__globals__
    waiting, seen = [handler], set[str]()
    while waiting:
        function = waiting.pop()
        if function.__name__ in seen:
            continue
        seen.add(function.__name__)
        yield function
        for node in ast.walk(_tree(function)):
            named = scope.get(node.id) if isinstance(node, ast.Name) else None
            if inspect.isfunction(named) and named.__module__ == handler.__module__:
                waiting.append(named)


def _tree(function: Callable[..., object]) -> ast.AST:
    return ast.parse(textwrap.dedent(inspect.getsource(function)))
