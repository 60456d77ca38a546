"""People of known truth answer questions: a diagnostic, or weeks of quizzes with learning and forgetting between."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random

import numpy as np

from quizzes.selection import FEWEST, ItemPool, exposure_rates, stop_reason
from tests.simulation.candidates import Asking, Candidate
from tests.simulation.measures import Reading, together
from tests.simulation.worlds import CUTS, KEYS, START, Bank, Life, N, People

ROUNDS, IDLE_DAYS = (3, 5, 10, 20), 180
UNTOUCHED, AGED = "60 days untouched", "180 days later"


class Notes:
    """What is written down of each person at one moment; `reading` puts it beside the truth."""

    def __init__(self, count: int) -> None:
        self.lines = np.zeros((5, count, N))

    def write(self, person: int, abilities, believed, proofs) -> None:
        """Notes true abilities, (mean, sd, chance) and proofs of one person."""
        self.lines[:, person] = (abilities, *believed, proofs)

    def reading(self, required) -> Reading:
        """Returns all that was noted."""
        abilities, mean, sd, chance, proofs = self.lines
        everything = np.full(abilities.shape, fill_value=True)
        return Reading(abilities, mean, sd, chance, abilities >= CUTS[required - 1], proofs, everything)


@dataclass(frozen=True)
class Diagnosed:
    """What a candidate believed after so many questions and where the diagnostic ended, how many questions that took
    each person, and the share of the people who met each question.
    """

    readings: dict[int, Reading]
    ended: Reading
    lengths: np.ndarray
    exposure: np.ndarray


def diagnose(candidate: Candidate, bank: Bank, group: People, seed: int, marks: Sequence[int]) -> Diagnosed:
    """Returns diagnostics asked as far as the last of `marks`, of people whose truth stands still, one after the other
    so that exposure counts.
    """
    rng, draws = np.random.default_rng(seed), Random(seed)
    items = candidate.items(bank.items)
    pool = ItemPool.of(candidate.model, {str(place): item for place, item in enumerate(items)})
    counts, lengths = np.zeros(len(bank), dtype=int), np.zeros(len(group), dtype=int)
    notes, end = {mark: Notes(len(group)) for mark in marks}, Notes(len(group))
    for person, (abilities, required) in enumerate(zip(group.abilities, group.required, strict=True)):
        state, asked, proofs = candidate.model.start(START), np.zeros(len(bank), dtype=bool), np.zeros(N)
        wanted, exposure = dict(zip(KEYS, required.tolist(), strict=True)), exposure_rates(counts, person)
        for rank in range(1, max(marks) + 1):
            asking = Asking(candidate.model, state, wanted, pool, START, asked, exposure, max(marks), draws)
            place = candidate.pick(asking)
            asked[place] = True
            score = bank.score(rng, place, abilities)
            state = candidate.model.update(state, items[place], score, START, feedback=False)
            proofs += bank.weights[place] > 0.0
            if rank in notes:
                notes[rank].write(person, abilities, candidate.believed(state, required, START), proofs)
            if lengths[person] or rank < FEWEST:
                continue
            if rank == max(marks) or stop_reason(candidate.model, state, wanted, pool, START, asked=asked):
                lengths[person] = rank
                end.write(person, abilities, candidate.believed(state, required, START), proofs)
        counts += asked
    readings = {mark: kept.reading(group.required) for mark, kept in notes.items()}
    return Diagnosed(readings, end.reading(group.required), lengths, counts / len(group))


def joined(parts: Sequence[Diagnosed]) -> Diagnosed:
    """Returns the diagnostics of several offices as one; exposure stays that of each question of each bank."""
    return Diagnosed(
        {mark: together([part.readings[mark] for part in parts]) for mark in parts[0].readings},
        together([part.ended for part in parts]),
        np.concatenate([part.lengths for part in parts]),
        np.concatenate([part.exposure for part in parts]),
    )


def study(candidate: Candidate, bank: Bank, group: People, seed: int) -> dict[int | str, Reading]:
    """Returns what the candidate believes of people who take quizzes with correction: after 3, 5, 10 and 20 rounds, one
    every three days, of one question on every competency; of the competencies left alone while the other half got ten
    more questions over 60 days; and of all, 180 days without a question later. The questions are drawn at random.
    """
    rng = np.random.default_rng(seed)
    items = candidate.items(bank.items)
    main = bank.weights.argmax(axis=1)
    notes = {moment: Notes(len(group)) for moment in (*ROUNDS, UNTOUCHED, AGED)}
    for person, (abilities, required) in enumerate(zip(group.abilities, group.required, strict=True)):
        learner = _Learner(candidate, bank, items, rng, Life(rng, abilities))
        fresh = [rng.permutation(np.flatnonzero(main == each)).tolist() for each in range(N)]
        for rank in range(1, 31):
            at = START + timedelta(days=3 * rank if rank <= 20 else 60 + 6 * (rank - 20))
            for competency in rng.permutation(N if rank <= 20 else N // 2).tolist():
                learner.answer(fresh[competency].pop(), at)
            if rank in notes:
                notes[rank].write(person, *learner.read(required, at))
        notes[UNTOUCHED].write(person, *learner.read(required, at))
        notes[AGED].write(person, *learner.read(required, at + timedelta(days=IDLE_DAYS)))
    readings = {moment: kept.reading(group.required) for moment, kept in notes.items()}
    return readings | {UNTOUCHED: readings[UNTOUCHED].among(np.arange(N) >= N // 2)}


class _Learner:
    def __init__(self, candidate, bank, items, rng, life) -> None:
        self.candidate, self.bank, self.items, self.rng, self.life = candidate, bank, items, rng, life
        self.state, self.proofs = candidate.model.start(START), np.zeros(N)

    def answer(self, place, at) -> None:
        self.life.pass_until(at)
        score = self.bank.score(self.rng, place, self.life.abilities)
        self.state = self.candidate.model.update(self.state, self.items[place], score, at)
        self.life.learn(self.bank.weights[place])
        self.proofs += self.bank.weights[place] > 0.0

    def read(self, required, at):
        self.life.pass_until(at)
        return self.life.abilities, self.candidate.believed(self.state, required, at), self.proofs
