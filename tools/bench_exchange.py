"""Measures how long files of questions take to come in, and how much memory: 5,000 questions of GIFT and Moodle XML.

By itself: `.venv/bin/python tools/bench_exchange.py`. The aim holds for the seconds of work, of ours and of the child
that reads: on a machine that does nothing else they are the seconds on the clock.
"""

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from product import BUILD

from course.authoring.formats.question_files import FileFormat, write
from course.authoring.services import question_exchange as exchange
from course.factory import create_app
from course.foundation.database import db
from course.foundation.settings import read_settings
from course.migrations import migrate
from course.web.transaction import reader
from course.web.transaction import write as writing
from quizzes.formats.native import question_from_mapping

QUESTIONS = 5_000
MOST_SECONDS = 10.0
MOST_MEGABYTES = 200
KINDS = ("single", "multiple", "true-false", "numerical", "short-answer", "matching", "ordering", "essay")


@dataclass(frozen=True, slots=True)
class Measured:
    """What one import took: seconds of reading apart, of planning, of writing; megabytes of the child at its peak."""

    name: str
    questions: int
    size: int
    reading: float
    planning: float
    writing: float
    work: float
    child: float
    growth: float

    @property
    def seconds(self) -> float:
        """All of it, on the clock."""
        return self.reading + self.planning + self.writing

    @property
    def is_reached(self) -> bool:
        """Whether it stays within the aims."""
        return self.work <= MOST_SECONDS and max(self.child, self.growth) <= MOST_MEGABYTES

    def line(self) -> str:
        """Returns the line to print."""
        return (
            f"{self.name:<11} {self.questions:>6} questions {self.size / 1e6:>5.1f} MB: "
            f"{self.seconds:>5.2f} s (reading {self.reading:.2f}, planning {self.planning:.2f}, "
            f"writing {self.writing:.2f}), {self.work:.2f} s of work, {self.questions / self.seconds:.0f} questions/s, "
            f"child {self.child:.0f} MB, server +{self.growth:.0f} MB; aim {MOST_SECONDS:.0f} s, {MOST_MEGABYTES} MB: "
            f"{'reached' if self.is_reached else 'MISSED'}"
        )


def import_gift(folder: Path) -> Measured:
    """Imports a generated GIFT bank into a new database in the folder."""
    return _measured("GIFT", "gift", folder)


def import_moodle_xml(folder: Path) -> Measured:
    """Imports a generated Moodle XML bank into a new database in the folder."""
    return _measured("Moodle XML", "moodle-xml", folder)


def generated(count: int = QUESTIONS) -> Iterator[dict[str, object]]:
    """Gives questions of the types that both forms hold, of the length that trainers write, in fifty categories."""
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        stem = f"<p>Facture n° {number} de <b>{100 + number} €</b>, échue depuis {number % 90} jours. " * 2 + "</p>"
        yield {
            "key": f"question-{number}",
            "type": kind,
            "difficulty": 1 + number % 5,
            "seconds": 60,
            "sources": [],
            "name": f"Question {number} du recouvrement",
            "category": f"Recouvrement/Lot {number // 100}",
            "tags": ["banque", f"lot {number // 100}"],
            "stem": {"format": "html", "source": stem},
            "explanation": {"format": "html", "source": f"<p>Explication de la question {number}, en une phrase.</p>"},
            **_own(kind, number),
        }


def _own(kind: str, number: int) -> dict[str, object]:
    def html(text: str) -> dict[str, str]:
        return {"format": "html", "source": f"<p>{text} {number}</p>"}

    def options(*scores: object) -> list[dict[str, object]]:
        return [
            {"text": html(f"Option {at}"), "score": score, "feedback": html(f"Pourquoi {at}")}
            for at, score in enumerate(scores)
        ]

    return {
        "single": {"options": options(1, 0, 0, 0)},
        "multiple": {"options": options("1/2", "1/2", -1, 0)},
        "true-false": {"answer": number % 2 == 0, "if_true": html("Vrai"), "if_false": html("Faux")},
        "numerical": {"answers": [{"value": str(number), "tolerance": "0.5", "feedback": html("Oui")}]},
        "short-answer": {"answers": [{"text": f"relance {number}", "feedback": html("Oui")}, {"text": "mise*"}]},
        "matching": {"pairs": [{"prompt": html(f"P{at}"), "answer": f"R{at} {number}"} for at in range(4)]},
        "ordering": {"items": [{"text": html(f"Étape {at}")} for at in range(4)]},
        "essay": {},
    }[kind]


def _measured(name: str, file_format: FileFormat, folder: Path) -> Measured:
    content, problems = write((question_from_mapping(mapping) for mapping in generated()), file_format)
    refused = [problem for problem in problems if problem.severity == "refused"]
    if refused:
        sys.exit(f"{name}: {refused[0]}")
    with _application(folder) as app, app.app_context():
        _forget_peak()
        before = _memory("VmRSS")
        began, worked = time.perf_counter(), _work()
        found = exchange.unpacked(exchange.read_apart(content, file_format))
        read = time.perf_counter()
        plan = exchange.plan_import(reader(), found, "Banque")
        planned = time.perf_counter()
        with writing() as session:
            exchange.import_plan(session, plan, file_format, "banque", "Banque", None)
        ended, worked = time.perf_counter(), _work() - worked
        growth = _memory("VmHWM") - before
    if plan.counts["new"] != QUESTIONS:
        sys.exit(f"{name}: {plan.counts}")
    return Measured(
        name, QUESTIONS, len(content), read - began, planned - read, ended - planned, worked, found.peak / 1024, growth
    )


@contextmanager
def _application(folder: Path) -> Iterator[Flask]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    app = create_app(read_settings(kept | {"INSTANCE_PATH": str(folder), "LOG_LEVEL": "ERROR"}))
    with app.app_context():
        migrate(db.engine)
    yield app
    with app.app_context():
        db.engine.dispose()


def _work() -> float:
    """Returns the seconds of processor that this process and its children have taken."""
    return sum(os.times()[:4])


def _memory(name: str) -> float:
    """Returns a figure of this process in MB, as the kernel counts it: `VmRSS` now, `VmHWM` at most."""
    lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024


def _forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def main() -> None:
    """Prints a line for each; exit status 1 where an aim is missed."""
    BUILD.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BUILD, prefix="exchange-") as folder:
        results = []
        for place, measure in (("gift", import_gift), ("moodle", import_moodle_xml)):
            (Path(folder) / place).mkdir()
            results.append(measure(Path(folder) / place))
            print(results[-1].line(), flush=True)
    sys.exit(0 if all(result.is_reached for result in results) else 1)


if __name__ == "__main__":
    main()
