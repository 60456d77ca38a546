"""Measures the quiz engine alone: the figures of a large quiz, and answers of every type marked in a second.

`make bench` prints it after the pages; on its own: `.venv/bin/python tools/bench_engine.py`.
"""

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
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
from quizzes.drawing import realised

ATTEMPTS, QUESTIONS = 5_000, 40
RESPONSES = 10_000
ROUNDS = 5
SEED = 20_261_122


@dataclass(frozen=True, slots=True)
class Line:
    """One measurement: the best of the rounds, as it is written, its aim, and whether it is met."""

    name: str
    figure: str
    aim: str
    is_met: bool


def best_seconds(work: Callable[[], object]) -> float:
    """Returns the shortest of some runs: what the machine adds to the others is not ours."""
    times = []
    for _round in range(ROUNDS):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
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


def table(lines: Sequence[Line]) -> str:
    """Returns the figures, each with its aim; what misses its aim is marked."""
    head = f"{'engine':<44}{'best of ' + str(ROUNDS):>14}  aim"
    return "\n".join(
        [head, *(f"{line.name:<44}{line.figure:>14}  {line.aim}{'' if line.is_met else '  ✗'}" for line in lines)]
    )


def main() -> None:
    """Measures and prints."""
    print(table([*statistics(), *marking()]))


if __name__ == "__main__":
    main()
