"""Measures the quiz engine alone: the figures of a large quiz, answers of every type marked in a second, and what it
takes to learn from an answer how able somebody is.

`make bench` prints it after the pages; on its own: `.venv/bin/python tools/bench_engine.py`.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from quizzes import (
    Calculated,
    CalculatedAnswer,
    Cloze,
    DateAnswer,
    DateQuestion,
    Description,
    Essay,
    Matching,
    MultipleResponse,
    NumberRange,
    Numerical,
    NumericalAnswer,
    Option,
    Ordering,
    OrderingItem,
    Pair,
    Question,
    SelectGap,
    ShortAnswer,
    SingleChoice,
    Text,
    TextAnswer,
    TextGap,
    TrueFalse,
    draw,
    mark,
    quiz_statistics,
    right_response,
    shared_scores,
)
from quizzes.ability import (
    AbilityModel,
    Answer,
    CalibrationItem,
    Item,
    author_difficulty,
    expected_score,
    one_more,
    population_mean,
    questions_needed,
    replay,
)
from quizzes.drawing import realised

ATTEMPTS, QUESTIONS = 5_000, 40
RESPONSES = 10_000
COMPETENCIES, LOGGED, ITEMS, LEARNERS = 25, 400, 1_000, 80
ROUNDS = 5
SEED = 20_261_122


@dataclass(frozen=True, slots=True)
class Line:
    """One measurement: the best of the rounds, as it is written, its aim, and whether it is met."""

    name: str
    figure: str
    aim: str
    is_met: bool


def best_seconds(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """Returns the shortest of some runs: what the machine adds to the others is not ours."""
    times = []
    for _round in range(ROUNDS):
        begun = clock()
        work()
        times.append(clock() - begun)
    return min(times)


def statistics() -> list[Line]:
    """Measures the figures of a quiz that thousands sat: everyone all questions, then a quarter of them drawn."""
    random = np.random.default_rng(SEED)
    ability = random.normal(size=(ATTEMPTS, 1))
    chance = 1.0 / (1.0 + np.exp(random.normal(size=(1, QUESTIONS)) - ability))
    marks = (random.random((ATTEMPTS, QUESTIONS)) < chance).astype(np.float64)
    drawn = np.where(random.random((ATTEMPTS, QUESTIONS)) < 0.25, marks, np.nan)
    maxima = np.ones(QUESTIONS)
    found = []
    for name, table in (("all seen", marks), ("a quarter drawn", drawn)):
        seconds = best_seconds(lambda table=table: quiz_statistics(table, maxima))  # type: ignore[misc]
        label = f"figures of {ATTEMPTS:,} × {QUESTIONS}, {name}"
        found.append(Line(label, f"{1000 * seconds:,.0f} ms", "< 500 ms", is_met=seconds < 0.5))
    return found


def of_every_type() -> list[Question]:
    """Returns a question of each type; a calculated one with its figures, as an attempt shows it."""
    base = {"stem": Text("Combien de jours ?")}
    texts = [Text(f"Option {letter}") for letter in "abcd"]
    calculated = Calculated(
        key="calculated",
        stem=Text("Le double de {montant} ?"),
        parameters=(NumberRange("montant", Decimal(100), Decimal(900)),),
        answers=(CalculatedAnswer("{montant} * 2"),),
    )
    return [
        SingleChoice(key="single", **base, options=tuple(Option(text, int(not i)) for i, text in enumerate(texts))),
        MultipleResponse(
            key="multiple",
            **base,
            options=tuple(map(Option, texts, shared_scores([True, True, False, False]))),
        ),
        TrueFalse(key="true-false", **base, answer=True),
        Numerical(key="numerical", **base, answers=(NumericalAnswer(Decimal("1234.56"), Decimal("0.01")),), unit="€"),
        DateQuestion(key="date", **base, answers=(DateAnswer(date(2026, 5, 11)),)),
        ShortAnswer(key="short-answer", **base, answers=(TextAnswer("mise en demeure"), TextAnswer("*demeure*", 0))),
        Matching(key="matching", **base, pairs=tuple(Pair(text, f"réponse {i}") for i, text in enumerate(texts))),
        Ordering(key="ordering", **base, items=tuple(map(OrderingItem, texts))),
        Cloze(
            key="cloze",
            stem=Text("[[1]] et [[2]]"),
            gaps=(TextGap((TextAnswer("exigible"),)), SelectGap((Option(texts[0], 1), Option(texts[1])))),
        ),
        realised(calculated, draw(calculated, SEED)),
        Essay(key="essay", **base),
        Description(key="description", **base),
    ]


def answers_to(questions: Sequence[Question]) -> list[tuple[Question, object]]:
    """Returns answers, right ones and blank ones, to questions of all types in turn."""
    random = Random(SEED)
    given = [(question, right_response(question) or "Un texte libre.") for question in questions]
    given[-1] = (questions[-1], None)  # a description takes no answer
    return [
        (question, response if random.random() < 0.9 else None)
        for question, response in (given[number % len(given)] for number in range(RESPONSES))
    ]


def marking() -> list[Line]:
    """Measures how many answers of mixed types are marked in a second, and each type alone."""
    questions = of_every_type()
    mixed = answers_to(questions)
    rate = RESPONSES / best_seconds(lambda: [mark(question, response) for question, response in mixed])
    found = [Line(f"marking {RESPONSES:,} mixed answers", f"{rate:,.0f}/s", "> 5,000/s", is_met=rate > 5_000)]
    for question in questions:
        own = [pair for pair in mixed if pair[0] is question]
        rate = len(own) / best_seconds(lambda own=own: [mark(*pair) for pair in own])  # type: ignore[misc]
        found.append(Line(f"  {type(question).__name__}, {question.key}", f"{rate:,.0f}/s", "", is_met=True))
    return found


def microseconds(name: str, work: Callable[[], object], aim: float | None = None, times: int = 500) -> Line:
    """Returns a line about work of one core, too short to be measured once: the core's own time, however busy it is."""
    taken = 1e6 * best_seconds(lambda: [work() for _ in range(times)], time.process_time) / times
    return Line(name, f"{taken:,.0f} µs", f"< {aim:,.0f} µs" if aim else "", is_met=aim is None or taken < aim)


def measuring() -> list[Line]:
    """Measures what follows an answer, what a page asks, and what a night does, with as many competencies as ours."""
    keys = tuple(f"C-{place}" for place in range(COMPETENCIES))
    model = AbilityModel(keys, {key: f"D-{place // 4}" for place, key in enumerate(keys)})
    random, begun = Random(SEED), datetime(2026, 11, 22, 9, tzinfo=UTC)
    items = [Item({random.choice(keys): 1.0}, *author_difficulty(random.randint(1, 5)), 1.2, 0.25) for _ in range(100)]
    log = [
        Answer(random.choice(items), float(random.random() < 0.6), begun + timedelta(hours=number))
        for number in range(LOGGED)
    ]
    state, now = replay(model, log), begun + timedelta(days=60)
    collected = [CalibrationItem(author_difficulty(3), author_difficulty(3), 0.05, -0.01, 2)] * ITEMS
    logs = [log[first : first + 40] for first in range(0, 4 * LEARNERS, 4)]
    return [
        imported(),
        microseconds("update after an answer", lambda: model.update(state, items[0], 1.0, now), 100),
        microseconds("expected score", lambda: expected_score(model, state, items[0], now)),
        microseconds("estimate", lambda: model.estimate(state, now), 100),
        microseconds("verdicts after one more answer", lambda: one_more(model, state, "C-3", now, 2, 3, 4)),
        microseconds("questions needed, 20 not enough", lambda: questions_needed(0.45, 0.6, 0.4)),
        microseconds(f"replay of {LOGGED} answers", lambda: replay(model, log), 100 * LOGGED, 1),
        microseconds(f"calibration of {ITEMS:,} questions", lambda: model.calibrate(collected, LEARNERS), 100_000, 1),
        microseconds(f"mean of {LEARNERS} people, 40 answers each", lambda: population_mean(model, logs), 5_000_000, 1),
    ]


def imported() -> Line:
    """Measures the import of the measuring part in a Python of its own."""
    program = "import time; a = time.process_time(); import quizzes.ability; print(time.process_time() - a)"
    seconds = min(
        float(
            subprocess.run(
                [sys.executable, "-c", program],
                cwd=Path(__file__).resolve().parents[1],
                check=True,
                capture_output=True,
            ).stdout
        )
        for _ in range(ROUNDS)
    )
    return Line("import of quizzes.ability", f"{1000 * seconds:,.0f} ms", "< 300 ms", is_met=seconds < 0.3)


def table(lines: Sequence[Line]) -> str:
    """Returns the figures, each with its aim; what misses its aim is marked."""
    head = f"{'engine':<44}{'best of ' + str(ROUNDS):>14}  aim"
    return "\n".join(
        [head, *(f"{line.name:<44}{line.figure:>14}  {line.aim}{'' if line.is_met else '  ✗'}" for line in lines)]
    )


def main() -> None:
    """Measures and prints."""
    print(table([*statistics(), *marking(), *measuring()]))


if __name__ == "__main__":
    main()
