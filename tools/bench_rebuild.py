"""Measures how long `flask course recompute` takes to rebuild every level from the evidence, and how much memory.

By itself: `.venv/bin/python tools/bench_rebuild.py [PROOFS]`, 100,000 unless said. The aim, a million proofs in five
minutes on one core, is held against what the number asked for says of a million.
"""

import itertools
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from flask import Flask
from product import BUILD, ROOT, stop
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from course.accounts.models import Person
from course.authoring.formats.folder import parse_file
from course.competencies.formats import FrameworkFile
from course.competencies.models import Competency, Evidence, ItemParameter
from course.competencies.rules import ANSWER, OBSERVATION, WITHDRAWN, first_parameter
from course.competencies.services.framework import save_framework
from course.factory import create_app
from course.foundation.database import db
from course.foundation.settings import read_settings
from course.migrations import migrate
from course.publishing.models import Item, Version
from course.web.transaction import write

MILLION = 1_000_000
MOST_SECONDS, MOST_MEGABYTES = 300.0, 400
QUESTIONS, NIGHTS = 3_000, 5  # of each question the difficulty moved on that many nights
A_SITTING, A_PERSON = 10, 200
FIRST = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
AT_ONCE = 50_000


def fill(app: Flask, proofs: int) -> None:
    """Writes people, questions and proofs straight into the tables: sittings of ten answers over a year, two in a
    hundred corrected or withdrawn later, two in a hundred observed gestures."""
    rng = Random(proofs)
    framework = parse_file("competencies.yml", (ROOT / "content" / "competencies.yml").read_bytes()).entries[0].value
    if not isinstance(framework, FrameworkFile):
        stop("content/competencies.yml holds no framework.")
    with app.app_context(), write() as session:
        save_framework(session, framework)
        keys = list(session.execute(select(Competency.key).order_by(Competency.position)).scalars())
        people = range(1, proofs // A_PERSON + 2)
        named = [
            {"id": one, "login": f"p{one}@arvanel.example", "name": f"Personne {one}", "created_at": FIRST}
            for one in people
        ]
        session.execute(insert(Person), [row | {"language": "fr", "is_suspended": False} for row in named])
        add_questions(session, rng)
        rows = log(rng, proofs, keys)
        while part := list(itertools.islice(rows, AT_ONCE)):
            session.execute(insert(Evidence), part)


def add_questions(session: Session, rng: Random) -> None:
    """Adds versions of questions with the parameters that they had from night to night."""
    numbers = range(1, QUESTIONS + 1)
    session.execute(
        insert(Item), [{"id": one, "kind": "question", "key": f"q-{one}", "created_at": FIRST} for one in numbers]
    )
    blank = {"number": 1, "title": "Une question", "source": "", "checksum": "", "created_at": FIRST}
    session.execute(insert(Version), [{"id": one, "item_id": one, **blank} for one in numbers])
    parameters = []
    for one in numbers:
        value = first_parameter(rng.randint(1, 5), 0.25)
        for night in range(NIGHTS + 1):
            since = FIRST - timedelta(days=1) if night == 0 else FIRST + timedelta(days=60 * night, hours=12)
            parameters.append(value | {"version_id": one, "valid_from": since})
            value = value | {"b": value["b"] + rng.gauss(0.0, 0.1), "v": 0.9 * value["v"]}
    session.execute(insert(ItemParameter), parameters)


def log(rng: Random, proofs: int, keys: list[str]) -> Iterator[dict[str, Any]]:
    """Yields rows of the evidence log."""
    ids = itertools.count(1)
    left = proofs
    person = 0
    while left > 0:
        person += 1
        at = FIRST + timedelta(minutes=rng.randrange(60 * 24))
        earlier: list[dict[str, Any]] = []
        for seq in range(1, min(A_PERSON, left) + 1):
            if seq % A_SITTING == 1:
                at += timedelta(days=rng.randint(3, 30), seconds=rng.randrange(3600))
            chance = rng.random()
            row = row_of(rng, keys, next(ids), person, seq, at)
            if earlier and chance < 0.02:
                row = corrected(rng, rng.choice(earlier), row)
            elif chance < 0.04:
                row |= {"kind": OBSERVATION, "score": rng.randrange(5) / 4, "observer_sd": 1.0, "item_version_id": None}
            else:
                earlier.append(row)
            yield row
        left -= A_PERSON


def row_of(rng: Random, keys: list[str], number: int, person: int, seq: int, at: datetime) -> dict[str, Any]:
    """Returns an answer to a question; each measures one competency."""
    question = rng.randint(1, QUESTIONS)
    return {
        "id": number,
        "learner_id": person,
        "seq": seq,
        "kind": ANSWER,
        "source": "Faire le point",
        "item_version_id": question,
        "weights": {keys[question % len(keys)]: 1.0},
        "score": rng.choice((0.0, 0.5, 1.0, 1.0)),
        "information_weight": 1.0,
        "has_feedback": True,
        "observer_sd": None,
        "occurred_at": at - timedelta(minutes=2),
        "recorded_at": at,
        "corrects_id": None,
    }


def corrected(rng: Random, first: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    """Returns what corrects a proof, in the place of a row."""
    taken = {name: first[name] for name in ("item_version_id", "weights", "occurred_at")}
    kind = rng.choice((ANSWER, WITHDRAWN))
    return row | taken | {"kind": kind, "score": 1.0, "corrects_id": first["id"]}


def rebuild(environ: dict[str, str]) -> tuple[float, float, str]:
    """Runs the command; returns seconds of work, megabytes at its peak, and what it said."""
    command = [sys.executable, "-m", "flask", "course", "recompute"]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=said, stderr=subprocess.DEVNULL)
        _pid, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        line = said.read().strip()
    if process.returncode:
        stop(f"flask course recompute ended with {process.returncode}: {line}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, line


def main() -> None:
    """Prints one line a run, and ends with exit status 1 where the aim is missed."""
    proofs = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    BUILD.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_FOLDER", BUILD), prefix="rebuild-") as folder:
        environ = {"PATH": os.environ["PATH"], "INSTANCE_PATH": folder, "STATIC_PATH": str(BUILD / "static")}
        environ |= {"FLASK_APP": "app", "LOG_LEVEL": "ERROR"}
        app = create_app(read_settings(environ))
        with app.app_context():
            migrate(db.engine)
        begun = time.monotonic()
        fill(app, proofs)
        with app.app_context():
            db.engine.dispose()
        size = sum(path.stat().st_size for path in Path(folder).iterdir())
        print(f"log of {proofs:,} proofs: {size / 1e6:,.0f} MB, written in {time.monotonic() - begun:.0f} s")
        runs = [(name, *rebuild(environ)) for name in ("the first time", "and again")]
    is_met = True
    for name, seconds, megabytes, line in runs:
        million = seconds * MILLION / proofs
        is_met = is_met and million <= MOST_SECONDS and megabytes <= MOST_MEGABYTES
        print(f"  rebuilt {name:15}{seconds:7.1f} s of work = {million:4.0f} s a million, {megabytes:4.0f} MB. {line}")
    print(f"  aim: at most {MOST_SECONDS:.0f} s a million, {MOST_MEGABYTES} MB: {'met' if is_met else 'MISSED'}")
    if not is_met:
        sys.exit(1)


if __name__ == "__main__":
    main()
