"""Who knows what: true abilities drawn once from a fixed seed, and how such a person answers a question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quizzes import MultipleResponse, Numerical, SingleChoice, TrueFalse, right_response
from quizzes.ability import LEVEL_CENTRES, Item, author_difficulty
from quizzes.questions import Cloze, DateQuestion, Matching, Ordering, Question, guessing

SEED = 20_261_122
GROWTH = 0.5
UNSURE_BELOW = 0.35


@dataclass(frozen=True, slots=True)
class Learner:
    """A person of known ability: one number per competency, growing by `GROWTH` over the whole history."""

    abilities: Mapping[str, float]

    def chance(self, question: Question, share: float) -> float:
        """Returns the probability of a right answer when `share` of the history has passed."""
        b, _ = author_difficulty(question.difficulty)
        competency = question.competency or ""
        item = Item({competency: 1.0}, b, 0.0, guessing=guessing(question))
        distance = self.abilities[competency] + GROWTH * (share - 1.0) - item.difficulty
        logistic = 1.0 / (1.0 + float(np.exp(-item.discrimination * distance)))
        return item.guessing + (1.0 - item.guessing) * logistic


def learner(
    competencies: Sequence[str], domains: Mapping[str, str], required: Mapping[str, int], shift: float, rng: Random
) -> Learner:
    """Draws a person around what the job asks: alike within a domain, a little below the target on average."""
    whole: NDArray[np.float64] = np.array([rng.gauss(0.0, 1.0) for _ in range(2 + len(set(domains.values())))])
    places = {domain: place + 1 for place, domain in enumerate(sorted(set(domains.values())))}
    abilities = {}
    for key in competencies:
        target = LEVEL_CENTRES[required.get(key, 0)]
        own = 0.35 * whole[0] + 0.4 * whole[places[domains[key]]] + 0.45 * rng.gauss(0.0, 1.0)
        abilities[key] = float(target + 0.1 + shift + own)
    return Learner(abilities)


def answer_of(question: Question, is_right: bool, knows_that_not: bool, rng: Random) -> dict[str, Any]:
    """Returns what such a person gives: the right answer, a plausible wrong one, or « Je ne sais pas »."""
    if is_right:
        return {"value": right_response(question)}
    if knows_that_not:
        return {"unknown": True}
    return {"value": _wrong(question, rng)}


def _wrong(question: Question, rng: Random) -> Any:
    if isinstance(question, TrueFalse):
        return "false" if question.answer else "true"
    if isinstance(question, SingleChoice):
        wrong = [letter for letter, option in zip(question.letters, question.options, strict=True) if option.score < 1]
        return rng.choice(wrong)
    if isinstance(question, MultipleResponse):
        right = [letter for letter, option in zip(question.letters, question.options, strict=True) if option.score > 0]
        wrong = [letter for letter in question.letters if letter not in right]
        return sorted([*right[: len(right) // 2], *wrong[:1]])
    if isinstance(question, Numerical):
        numbers = [answer.value for answer in question.answers if answer.score == 0]
        return str(rng.choice(numbers)).replace(".", ",") if numbers else "1"
    if isinstance(question, DateQuestion):
        days = [answer.value for answer in question.answers if answer.score == 0]
        return f"{rng.choice(days):%d/%m/%Y}" if days else "01/01/2026"
    return (
        _one_part_wrong(question) if isinstance(question, Matching | Ordering | Cloze) else "je ne suis pas sûr du mot"
    )


def _one_part_wrong(question: Matching | Ordering | Cloze) -> list[str]:
    """Returns the right answer but for its first part: a neighbour's, swapped with the second, or a word of no gap."""
    first, *rest = [str(part) for part in right_response(question) or ()]
    if isinstance(question, Ordering):
        return [rest[0], first, *rest[1:]]
    wrong = [letter for letter in question.letters if letter != first] if isinstance(question, Matching) else ["rien"]
    return [wrong[0], *rest]


def working_hours(day: datetime, rng: Random) -> datetime:
    """Returns an instant in the working day, on a weekday."""
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return day.replace(
        hour=rng.choice((8, 9, 10, 11, 13, 14, 15, 16)), minute=rng.randrange(60), second=0, microsecond=0
    )
