"""Pure decisions about diagnostics and « Je connais déjà »: who may begin one and when, pauses, which three questions
dispense from a lesson."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final, Literal

from quizzes.ability import DIRECT_PROOFS_NEEDED, GAP_UP_TO, MET_FROM
from quizzes.selection import DECIDED_SHARE, MOST

SITTING: Final = 10
FORGOTTEN_AFTER: Final = timedelta(days=30)
LONGEST_REASON: Final = 300
LONGEST_WAIT: Final = timedelta(days=731)
# A newcomer has nothing to show on the first day, and a first impression is not a level.
BY_ONESELF_AFTER: Final = timedelta(days=30)
ON_REQUEST_AFTER: Final = timedelta(days=1)
# By oneself again later only: a diagnostic uses up questions that can measure a person but once.
AGAIN_AFTER: Final = timedelta(days=90)

TEST_OUT_QUESTIONS: Final = 3
TEST_OUT_ENOUGH: Final = 2.5
TEST_OUT_AGAIN_AFTER: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether a diagnostic may begin: `open`, or why not, with the day from which it may."""

    state: Literal["open", "no_job", "newcomer", "again"]
    on: date | None = None


def opening(
    arrived_on: date, today: date, *, is_requested: bool, has_job: bool, ended_on: date | None = None
) -> Opening:
    """Returns whether a person who arrived that day may begin a diagnostic today: by oneself after thirty days, and
    ninety days after the last one; where it was asked for, from the day after the arrival. Never without a job, whose
    levels it measures.
    """
    if not has_job:
        return Opening("no_job")
    first = first_day(arrived_on, is_requested=is_requested)
    if today < first:
        return Opening("newcomer", first)
    if not is_requested and ended_on is not None and today < ended_on + AGAIN_AFTER:
        return Opening("again", ended_on + AGAIN_AFTER)
    return Opening("open")


def first_day(arrived_on: date, *, is_requested: bool) -> date:
    """Returns the first day on which a person who arrived that day may take a diagnostic."""
    return arrived_on + (ON_REQUEST_AFTER if is_requested else BY_ONESELF_AFTER)


def is_pause(answered: int) -> bool:
    """Says whether a pause is proposed after so many answers."""
    return 0 < answered < MOST and answered % SITTING == 0


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands in a competency that the job asks for, during a diagnostic: the chance that the required
    level is reached, the direct proofs so far, whether questions alone can establish that level, and whether this
    diagnostic has asked about it.
    """

    key: str
    chance: float
    proofs: int
    is_reachable: bool
    is_asked: bool

    @property
    def is_decided(self) -> bool:
        """Whether the chance says gap or met."""
        return self.chance <= GAP_UP_TO or (self.is_reachable and self.chance >= MET_FROM)

    @property
    def is_settled(self) -> bool:
        """Whether it may be said: decided, with three direct proofs."""
        return self.is_decided and self.proofs >= DIRECT_PROOFS_NEEDED

    @property
    def doubt(self) -> float:
        """How far it is from being decided, 0 at most certain; what cannot be met by questions may still be a gap."""
        return min(self.chance, 1.0 - self.chance) if self.is_reachable else self.chance

    @property
    def missing(self) -> int:
        """How many questions it takes to say something, beside the one that each competency gets."""
        return max(0 if self.is_decided else 1, DIRECT_PROOFS_NEEDED - self.proofs - (not self.is_asked))


def worth_asking(standings: Sequence[Standing], left: int) -> frozenset[str]:
    """Returns the competencies on which the `left` questions are best spent: those without one yet, and of the others,
    the least in doubt first, as many as can still get the three direct proofs without which nothing is said of them.

    Spread evenly, forty questions on twenty-five competencies would establish next to nothing, however sure the
    estimate: half a competency against more than six, for two decisions in a hundred less right overall.
    """
    found = {standing.key for standing in standings if not standing.is_asked}
    left -= len(found)
    for standing in sorted(standings, key=lambda one: (one.doubt, one.key)):
        if not standing.is_settled and standing.missing <= left:
            found.add(standing.key)
            left -= standing.missing
    return frozenset(found)


def is_enough(standings: Sequence[Standing]) -> bool:
    """Says whether four required competencies in five are settled: more questions would teach next to nothing."""
    return sum(standing.is_settled for standing in standings) >= DECIDED_SHARE * len(standings)


@dataclass(frozen=True, slots=True)
class Known:
    """A question of the bank that may show that a lesson is known: what it measures, how hard it is, of which lesson it
    is said to be."""

    item_id: int
    version_id: int
    competency: str
    difficulty: int
    lesson: str | None


def test_out_questions(
    lesson_key: str,
    levels: Mapping[str, tuple[int, int]],
    bank: Sequence[Known],
    met: Collection[int],
    rng: Random,
) -> list[Known]:
    """Returns three questions on the competencies of a lesson (`levels`: served from, to) that the person never met, as
    many as there are where there are fewer: those of the lesson itself first, then those nearest to the level to which
    it leads, its competencies in turn.
    """
    queues: dict[str, list[Known]] = {key: [] for key in levels}
    for question in bank:
        if question.competency in queues and question.item_id not in met:
            queues[question.competency].append(question)
    for key, queue in queues.items():
        rng.shuffle(queue)
        aim = levels[key][1] + 1  # the author's step s stands at the centre of level s - 1
        queue.sort(key=lambda one: (one.lesson != lesson_key, abs(one.difficulty - aim)))
    chosen: list[Known] = []
    while len(chosen) < TEST_OUT_QUESTIONS and any(queues.values()):
        for queue in queues.values():
            if queue and len(chosen) < TEST_OUT_QUESTIONS:
                chosen.append(queue.pop(0))
    return chosen


def is_dispensed(mark: float) -> bool:
    """Says whether the mark, of three, dispenses from the lesson."""
    return mark >= TEST_OUT_ENOUGH
