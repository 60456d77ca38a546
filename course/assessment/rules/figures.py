"""What the counted answers to a quiz say of its questions: the engine's statistics, put to each version in it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from quizzes import (
    MultipleResponse,
    OptionFigures,
    Question,
    QuestionFigures,
    QuizStatistics,
    SingleChoice,
    TimeStatistics,
    TrueFalse,
    Verdict,
    distractor_analysis,
    quiz_statistics,
    random_guess_score,
    time_statistics,
    verdict,
)
from quizzes.marking.choices import TRUE_OR_FALSE

# A facility of one person is that person's mark, and who trains may not see it. Five hide each among the others.
FEWEST_PEOPLE: Final = 5
FEWEST_SAYING: Final = 3  # people who typed the same before it is shown what they typed
LONG_GAP: Final = 10  # times the expected time: who comes back after that did something else in between
GRAVE: Final = frozenset(
    f"statistics.{name}" for name in ("negative_discrimination", "trap", "guessing", "too_hard", "weak_discrimination")
)


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """The chosen counted attempts at one quiz, one a row, by question version, one a column.

    `persons` (attempts,): numbers that tell people apart and are only ever counted. `marks` (attempts, versions), nan
    where the question was not seen or has still to be marked. `seconds`, an estimate, nan where it cannot be known.
    `sure` and `wrong`: the answer was given as sure, and gave nothing. `choices`: by column of a choice question,
    booleans (attempts, options). `max_marks` and `places` (versions,): what it weighs and where it stood, lately.
    """

    persons: NDArray[np.int64]
    versions: tuple[int, ...]
    max_marks: NDArray[np.float64]
    places: NDArray[np.int64]
    marks: NDArray[np.float64]
    seconds: NDArray[np.float64]
    sure: NDArray[np.bool_]
    wrong: NDArray[np.bool_]
    choices: Mapping[int, NDArray[np.bool_]]

    def people(self, column: int | None = None) -> int:
        """Returns how many people have an answer that counts here, in one column or in any."""
        seen = ~np.isnan(self.marks)
        rows = seen.any(axis=1) if column is None else seen[:, column]
        return len(np.unique(self.persons[rows]))


@dataclass(frozen=True, slots=True)
class Measured:
    """One question version: how many people, its figures, what a guess gives (-1..1), its options, times, verdicts."""

    version_id: int
    people: int
    max_mark: float
    place: int
    figures: QuestionFigures
    guess: float
    options: tuple[OptionFigures, ...]
    times: TimeStatistics
    verdicts: tuple[Verdict, ...]
    sure: int
    sure_and_wrong: int

    @property
    def is_told(self) -> bool:
        """Whether enough people answered to show more than their number."""
        return self.people >= FEWEST_PEOPLE

    @property
    def is_grave(self) -> bool:
        """Whether the question itself may be at fault."""
        return any(said.message_id in GRAVE for said in self.verdicts)


@dataclass(frozen=True, slots=True, eq=False)
class QuizFigures:
    """A quiz: how many people, the statistics, the share (0..1) of what was asked that each attempt got, and by version
    the figures of its questions. `asked`: what all attempts could give in marks, None where that differs."""

    people: int
    statistics: QuizStatistics
    shares: NDArray[np.float64]
    asked: float | None
    questions: tuple[Measured, ...]

    @property
    def is_told(self) -> bool:
        """Whether enough people answered to show more than their number."""
        return self.people >= FEWEST_PEOPLE

    @property
    def mean_share(self) -> float | None:
        """The mean share of what was asked, 0..1, None where it may not be told."""
        return float(self.shares.mean()) if self.is_told and len(self.shares) else None


def quiz_figures(answers: Answers, questions: Mapping[int, Question]) -> QuizFigures:
    """Returns the figures of a quiz from its answers and its question versions."""
    statistics = quiz_statistics(answers.marks, answers.max_marks)
    asked = _asked(answers)
    seen = asked > 0.0
    one = np.unique(np.round(asked[seen], 9))
    return QuizFigures(
        people=answers.people(),
        statistics=statistics,
        shares=statistics.totals[seen] / asked[seen],
        asked=float(one[0]) if len(one) == 1 else None,
        questions=tuple(
            _measured(answers, column, questions[version_id], statistics.question(column), statistics.rest_scores)
            for column, version_id in enumerate(answers.versions)
        ),
    )


def _asked(answers: Answers) -> NDArray[np.float64]:
    """Returns what each attempt could give with the questions that it saw."""
    asked: NDArray[np.float64] = np.where(np.isnan(answers.marks), 0.0, answers.max_marks[None, :]).sum(axis=1)
    return asked


def _measured(
    answers: Answers, column: int, question: Question, figures: QuestionFigures, rests: NDArray[np.float64]
) -> Measured:
    choices = answers.choices.get(column)
    options = () if choices is None else option_figures(question, choices, rests[:, column])
    times = time_statistics(answers.seconds[:, column])
    guess = random_guess_score(question)
    return Measured(
        version_id=answers.versions[column],
        people=answers.people(column),
        max_mark=float(answers.max_marks[column]),
        place=int(answers.places[column]),
        figures=figures,
        guess=guess,
        options=options,
        times=times,
        verdicts=verdict(
            figures, random_guess=guess, options=options, times=times, expected_seconds=float(question.seconds)
        ),
        sure=int(answers.sure[:, column].sum()),
        sure_and_wrong=int(answers.wrong[:, column].sum()),
    )


def pooled_figures(version_id: int, question: Question, everywhere: Sequence[Answers]) -> Measured | None:
    """Returns the figures of a version over all quizzes, None where nobody answered it in any.

    A mark counts as a share of the question's own weight, and the rest score as a share of what else was asked in that
    attempt, so that quizzes of different lengths can be put together.
    """
    found = [(answers, answers.versions.index(version_id)) for answers in everywhere if version_id in answers.versions]
    if not found:
        return None
    together = Answers(
        persons=np.concatenate([answers.persons for answers, _column in found]),
        versions=(version_id,),
        max_marks=np.ones(1),
        places=np.zeros(1, dtype=np.int64),
        marks=np.concatenate([answers.marks[:, [column]] / answers.max_marks[column] for answers, column in found]),
        seconds=np.concatenate([answers.seconds[:, [column]] for answers, column in found]),
        sure=np.concatenate([answers.sure[:, [column]] for answers, column in found]),
        wrong=np.concatenate([answers.wrong[:, [column]] for answers, column in found]),
        choices=_choices_together(found),
    )
    rests = np.concatenate([_rest_shares(answers, column) for answers, column in found])
    # The engine takes a rest score for the mark of a second question: R is then that question, and nothing else is.
    both = quiz_statistics(np.column_stack([together.marks[:, 0], rests]), np.array([1.0, 100.0]))
    return _measured(together, 0, question, both.question(0), rests[:, None])


def _choices_together(found: Sequence[tuple[Answers, int]]) -> dict[int, NDArray[np.bool_]]:
    parts = [answers.choices[column] for answers, column in found if column in answers.choices]
    return {0: np.concatenate(parts)} if len(parts) == len(found) else {}


def _rest_shares(answers: Answers, column: int) -> NDArray[np.float64]:
    marks = answers.marks[:, column]
    totals = np.nansum(answers.marks, axis=1)
    others = _asked(answers) - answers.max_marks[column]
    shares = np.zeros(len(marks))
    np.divide(100.0 * (totals - marks), others, out=shares, where=others > 1e-9)
    shares[np.isnan(marks)] = np.nan
    return shares


def option_figures(
    question: Question, choices: NDArray[np.bool_], rests: NDArray[np.float64]
) -> tuple[OptionFigures, ...]:
    """Returns the analysis of each option of a choice question; nothing for other types."""
    letters = letters_of(question)
    return distractor_analysis(choices, rests, letters, _right(question)) if letters else ()


def letters_of(question: Question) -> tuple[str, ...]:
    """Returns the letters of the options of a choice question, `true` and `false` for a statement, else nothing."""
    match question:
        case SingleChoice() | MultipleResponse():
            return question.letters
        case TrueFalse():
            return TRUE_OR_FALSE
    return ()


def _right(question: Question) -> tuple[str, ...]:
    match question:
        case SingleChoice(options=options):
            return tuple(letter for letter, one in zip(question.letters, options, strict=True) if one.score == 1)
        case MultipleResponse(options=options):
            return tuple(letter for letter, one in zip(question.letters, options, strict=True) if one.score > 0)
        case TrueFalse(answer=answer):
            return ("true" if answer else "false",)
    return ()


@dataclass(frozen=True, slots=True)
class Sureness:
    """The sure answers of one competency: how many people gave them, how many there are, how many gave nothing."""

    people: int
    sure: int
    wrong: int

    @property
    def is_told(self) -> bool:
        """Whether enough people were sure to show more than that."""
        return self.people >= FEWEST_PEOPLE


def sureness(everywhere: Sequence[Answers], competencies: Mapping[int, str]) -> dict[str, Sureness]:
    """Returns the sure answers by competency, given by question version; the most sure and wrong first."""
    who: dict[str, set[int]] = {}
    counts: dict[str, list[int]] = {}
    for answers in everywhere:
        for column, version_id in enumerate(answers.versions):
            sure = answers.sure[:, column]
            if sure.any():
                key = competencies[version_id]
                who.setdefault(key, set()).update(answers.persons[sure].tolist())
                count = counts.setdefault(key, [0, 0])
                count[0] += int(sure.sum())
                count[1] += int(answers.wrong[:, column].sum())
    found = {key: Sureness(len(who[key]), sure, wrong) for key, (sure, wrong) in counts.items()}
    return dict(sorted(found.items(), key=lambda pair: (-pair[1].wrong, -pair[1].sure, pair[0])))


class Chosen(dict[str, NDArray[np.bool_]]):
    """Which options a stored answer (its JSON) chose; each different answer is read once."""

    def __init__(self, letters: Sequence[str]) -> None:
        """Reads answers to a question whose options have these letters."""
        super().__init__()
        self._letters = letters

    def __missing__(self, text: str) -> NDArray[np.bool_]:
        """Reads an answer that was not met yet; no answer (an empty text), or none to this question, chose nothing."""
        value: Any = json.loads(text).get("value") if text else None
        given = value if isinstance(value, list) else [value]
        found = np.array([letter in given for letter in self._letters], dtype=np.bool_)
        self[text] = found
        return found
