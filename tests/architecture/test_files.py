"""Files stay short, well named and documented; what has one place is done in that place alone."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, called_name, calls, python_files, shown, tree

LONGEST = 400
BANNED = {"utils", "helpers", "common", "misc", "data", "info", "process", "handle"}
# Who manages a team is a word of the training manager; a data set is what every quiz engine calls rows drawn together.
OF_THE_TRADE = {"TeamManager", "DataSet"}
CLOCK = ROOT / "course" / "foundation" / "clock.py"
COMMITTERS = {ROOT / "course" / "web" / "transaction.py", ROOT / "course" / "foundation" / "database.py"}


def too_long(path: Path) -> bool:
    return len(path.read_text(encoding="utf-8").splitlines()) > LONGEST


def words(name: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)}


def banned_names(path: Path) -> list[str]:
    found = [path.stem] if words(path.stem) & BANNED else []
    for node in ast.walk(tree(path)):
        if not isinstance(node, ast.ClassDef) or node.name in OF_THE_TRADE:
            continue
        if words(node.name) & BANNED or node.name.endswith("Manager"):
            found.append(node.name)
    return [f"{shown(path)}: {name}" for name in found]


def undocumented(path: Path) -> list[str]:
    module = tree(path)
    missing = [] if ast.get_docstring(module) or path.stat().st_size == 0 else [shown(path)]
    for node in module.body:
        if not isinstance(node, (ast.FunctionDef, ast.ClassDef)) or node.name.startswith("_"):
            continue
        methods = [part for part in node.body if isinstance(part, ast.FunctionDef)] if hasattr(node, "bases") else []
        for part in (node, *(method for method in methods if not method.name.startswith("_"))):
            if not ast.get_docstring(part):
                missing.append(f"{shown(path, part.lineno)} {part.name}")
    return missing


def clock_reads(path: Path) -> list[str]:
    return [
        shown(path, call.lineno)
        for call in calls(path)
        if called_name(call) in {"now", "utcnow", "today"}
        and isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id in {"datetime", "date"}
    ]


def commits(path: Path) -> list[str]:
    return [shown(path, call.lineno) for call in calls(path) if called_name(call) == "commit"]


def prints(path: Path) -> list[str]:
    return [
        shown(path, call.lineno)
        for call in calls(path)
        if called_name(call) == "print" and isinstance(call.func, ast.Name)
    ]


def test_no_python_file_is_longer_than_400_lines() -> None:
    long = [shown(path) for path in python_files() if too_long(path)]

    assert long == []


def test_no_module_or_class_bears_a_name_that_says_nothing() -> None:
    named = [name for path in python_files() for name in banned_names(path)]

    assert named == []


def test_every_module_and_every_public_name_says_what_it_promises() -> None:
    missing = [name for path in python_files("course", "quizzes") for name in undocumented(path)]

    assert missing == []


def test_only_the_clock_reads_the_time() -> None:
    reads = [line for path in python_files("course", "quizzes") if path != CLOCK for line in clock_reads(path)]

    assert reads == []


def test_only_the_transaction_commits() -> None:
    lines = [line for path in python_files("course") if path not in COMMITTERS for line in commits(path)]

    assert lines == []


def test_nothing_prints() -> None:
    lines = [line for path in python_files("course", "quizzes") for line in prints(path)]

    assert lines == []


@pytest.mark.parametrize("folder", sorted(path.name for path in (ROOT / "static" / "vendor").iterdir()))
def test_what_comes_from_others_names_its_version_and_keeps_its_licence(folder: str) -> None:
    files = {path.name for path in (ROOT / "static" / "vendor" / folder).iterdir()}

    assert re.search(r"-\d+(\.\d+)+$", folder)
    assert "LICENSE" in files


def test_the_checks_above_see_what_they_look_for(tmp_path: Path) -> None:
    bad = tmp_path / "common_things.py"
    bad.write_text(
        "class SessionManager: pass\ndef f():\n    print(datetime.now())\n    session.commit()\n" + "x = 1\n" * LONGEST,
        encoding="utf-8",
    )

    seen = [banned_names(bad), undocumented(bad), clock_reads(bad), commits(bad), prints(bad)]

    assert too_long(bad)
    assert [len(found) for found in seen] == [2, 3, 1, 1, 1]


def test_every_form_is_one_of_ours() -> None:
    strangers = [
        shown(path, node.lineno)
        for path in python_files("course")
        if path != ROOT / "course" / "web" / "forms.py"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef)
        and any(ast.unparse(base) in {"FlaskForm", "wtforms.Form"} for base in node.bases)
    ]

    assert strangers == []
