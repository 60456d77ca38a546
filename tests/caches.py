"""Caches of the process, which outlive the rows that a test rolls back."""

import sys
from collections.abc import Callable, Iterator
from types import ModuleType

from werkzeug.local import LocalProxy

EMPTYING: dict[str, list[Callable[[], object]]] = {}  # by module: how to empty each of its caches


def forget_what_is_cached() -> None:
    """Empties the caches of the process: ids that a rollback gave back would meet the former test's rows in them."""
    for name in [name for name in sys.modules if name.startswith("course.") and name not in EMPTYING]:
        EMPTYING[name] = list(_caches_of(sys.modules[name]))
    for emptying in EMPTYING.values():
        for empty in emptying:
            empty()


def _caches_of(module: ModuleType) -> Iterator[Callable[[], object]]:
    for attribute, value in vars(module).items():
        if isinstance(value, LocalProxy | type):
            continue
        if hasattr(value, "cache_clear"):
            yield value.cache_clear
        elif "cache" in attribute.lower() and hasattr(value, "clear"):
            yield value.clear
