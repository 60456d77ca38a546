"""Which questions an attempt asks, in which order, and in which order their parts are shown."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from random import Random
from typing import Any, Final

from course.question_bank.rules import Draw, QuizSettings
from quizzes.questions import ChoiceBase, Cloze, Matching, Ordering, Question, SelectGap

NEVER: Final = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question of the pool that may be drawn; `met_at` when the person last met it, None if never."""

    item_id: int
    version_id: int
    competency: str
    difficulty: int = 3
    met_at: datetime | None = None
    section: int | None = None
    max_mark: float | None = None

    @property
    def is_exposed(self) -> bool:
        """Whether the person has met it before."""
        return self.met_at is not None


Pools = Mapping[str, Sequence[Candidate]]


def chosen_questions(
    settings: QuizSettings,
    candidates: Sequence[Candidate],
    pools: Pools,
    rng: Random,
    required: frozenset[str] = frozenset(),
) -> list[Candidate]:
    """Returns the questions of an attempt, in the order in which they are asked.

    `pools`: the candidates of the bank's categories that draws name; `required`: the competencies of the person's role,
    for a quiz that draws « per competency ». Of a pool those never met come first, then those met longest ago.
    """
    if settings.draws:
        chosen = _shuffled(settings, _by_draws(settings.draws, candidates, pools, rng), rng)
    elif settings.sections:
        chosen = _by_sections(settings, candidates, rng)
    else:
        wanted = required if settings.per_competency and required else None
        chosen = drawn(candidates, settings.draw, rng, wanted)
    if settings.shuffle_questions:
        chosen = _shuffled_within_sections(chosen, rng, lambda _section: True)
    return chosen


def drawn(
    candidates: Sequence[Candidate], count: int | None, rng: Random, wanted: frozenset[str] | None = None
) -> list[Candidate]:
    """Returns all candidates in their order where `count` is None, else `count` of them, those never met first. With
    `wanted`, only their competencies are drawn from, evenly.
    """
    if wanted is not None:
        candidates = [c for c in candidates if c.competency in wanted] or list(candidates)
    if count is None or count >= len(candidates):
        return list(candidates)
    shuffled = _freshest_first(candidates, rng)
    if wanted is None:
        return shuffled[:count]
    return _evenly(shuffled, count, rng)


def option_order(question: Question, shuffle: bool, rng: Random) -> list[Any]:
    """Returns the order in which the parts of a question are shown.

    Letters of options; of the right-hand sides of a matching; of the items to put in order, never in the right order;
    for a cloze a list of letters for each gap that is chosen from, an empty one for others. Nothing for other types
    (true stands before false).
    """
    match question:
        case ChoiceBase():
            return _letters(question.letters, rng, shuffle=shuffle and question.shuffle)
        case Matching():
            return _letters(question.letters, rng, shuffle=question.shuffle)
        case Ordering():
            order = _letters(question.letters, rng, shuffle=True)
            return order if order != list(question.letters) else [*order[1:], order[0]]
        case Cloze():
            return [
                _letters(gap.letters, rng, shuffle=shuffle and gap.shuffle) if isinstance(gap, SelectGap) else []
                for gap in question.gaps
            ]
    return []


def _letters(letters: Iterable[str], rng: Random, *, shuffle: bool) -> list[str]:
    found = list(letters)
    if shuffle:
        rng.shuffle(found)
    return found


def _freshest_first(candidates: Iterable[Candidate], rng: Random) -> list[Candidate]:
    shuffled = list(candidates)
    rng.shuffle(shuffled)
    shuffled.sort(key=lambda c: c.met_at or NEVER)
    return shuffled


def _by_draws(draws: Sequence[Draw], candidates: Sequence[Candidate], pools: Pools, rng: Random) -> list[Candidate]:
    """Draws in the order of sections, then of the draws. The draw with the fewest questions to choose from takes first:
    « three of all » may not use up what « two hard ones » needs.
    """
    fitting = [
        [c for c in (pools.get(draw.category, ()) if draw.category is not None else candidates) if _fits(c, draw)]
        for draw in draws
    ]
    taken: set[int] = set()
    by_draw: dict[int, list[Candidate]] = {}
    for place in sorted(range(len(draws)), key=lambda place: (len(fitting[place]), place)):
        free = [candidate for candidate in fitting[place] if candidate.item_id not in taken]
        chosen = _freshest_first(free, rng)[: draws[place].count]
        taken.update(candidate.item_id for candidate in chosen)
        by_draw[place] = [replace(candidate, section=draws[place].section) for candidate in chosen]
    order = sorted(range(len(draws)), key=lambda place: draws[place].section or 0)
    return [candidate for place in order for candidate in by_draw[place]]


def _fits(candidate: Candidate, draw: Draw) -> bool:
    is_measured = draw.competency is None or candidate.competency == draw.competency
    is_level = not draw.difficulties or candidate.difficulty in draw.difficulties
    is_placed = draw.category is not None or draw.section is None or candidate.section == draw.section
    return is_measured and is_level and is_placed


def _by_sections(settings: QuizSettings, candidates: Sequence[Candidate], rng: Random) -> list[Candidate]:
    chosen: list[Candidate] = []
    for number, section in enumerate(settings.sections, start=1):
        chosen += drawn([c for c in candidates if c.section == number], section.draw, rng)
    return _shuffled(settings, chosen, rng)


def _shuffled(settings: QuizSettings, chosen: list[Candidate], rng: Random) -> list[Candidate]:
    """Shuffles the questions of each section that says so."""
    if not any(section.shuffle for section in settings.sections):
        return chosen
    return _shuffled_within_sections(chosen, rng, lambda section: settings.sections[section - 1].shuffle)


def _shuffled_within_sections(
    chosen: Sequence[Candidate], rng: Random, is_shuffled: Callable[[int], bool]
) -> list[Candidate]:
    by_section: dict[int | None, list[Candidate]] = {}
    for candidate in chosen:
        by_section.setdefault(candidate.section, []).append(candidate)
    for section, group in by_section.items():
        if section is None or is_shuffled(section):
            rng.shuffle(group)
    return [candidate for group in by_section.values() for candidate in group]


def _evenly(candidates: Sequence[Candidate], count: int, rng: Random) -> list[Candidate]:
    by_competency: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        by_competency.setdefault(candidate.competency, []).append(candidate)
    queues = list(by_competency.values())
    rng.shuffle(queues)
    chosen: list[Candidate] = []
    while len(chosen) < count:
        for queue in queues:
            if queue and len(chosen) < count:
                chosen.append(queue.pop(0))
    return chosen
