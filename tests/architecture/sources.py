"""The project's own files, as the tests of architecture read them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GENERATED = ROOT / "course" / "migrations" / "versions"


@cache
def python_files(*folders: str) -> tuple[Path, ...]:
    """Returns the Python files of these folders (all of ours where none is named), without generated migrations."""
    found: list[Path] = []
    for folder in folders or ("course", "quizzes", "tests", "tools"):
        found += sorted((ROOT / folder).rglob("*.py"))
    if not folders:
        found.append(ROOT / "app.py")
    return tuple(path for path in found if GENERATED not in path.parents)


@cache
def templates() -> tuple[Path, ...]:
    """Returns all templates."""
    return tuple(sorted((ROOT / "course").rglob("templates/**/*.html")))


@cache
def tree(path: Path) -> ast.Module:
    """Returns the parsed file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def calls(path: Path) -> Iterator[ast.Call]:
    """Gives every call of the file."""
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call))


def called_name(call: ast.Call) -> str:
    """Returns the name that is called: `f` for `f()`, `now` for `datetime.now()`."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def shown(path: Path, line: int = 0) -> str:
    """Returns where something stands, as editors open it."""
    name = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
    return f"{name}:{line}" if line else name
