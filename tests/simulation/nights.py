"""A bank of guessed difficulties, calibrated nightly by people weaker or stronger than its authors believed."""

from dataclasses import replace

import numpy as np

from quizzes.ability import (
    LEARNERS_NEEDED,
    AbilityModel,
    Answer,
    Calibrated,
    CalibrationItem,
    Item,
    population_mean,
    step,
)
from tests.simulation.candidates import Candidate
from tests.simulation.measures import Reading
from tests.simulation.sittings import Notes
from tests.simulation.worlds import MODEL, START, Bank, N, People, bank, people

QUESTIONS, NIGHTS, PEOPLE_A_NIGHT, ANSWERS, JUDGED = 300, 25, 20, 40, 200
POPULATIONS = {"a weaker population": -0.7, "a stronger population": 0.7}


class _Office:
    """The questions as they are told, and what the answers of a day say of them."""

    def __init__(self, items: tuple[Item, ...], anchored: bool) -> None:
        self.items, self.authors, self.anchored = list(items), items, anchored
        self.forget_the_day()

    def forget_the_day(self) -> None:
        self.shifts = np.zeros((len(self.items), 3))

    def answered(self, model: AbilityModel, state, place: int, score: float):
        taken = step(model, state, self.items[place], score, START, feedback=False)
        self.shifts[place] += (taken.shift_b, taken.shift_v, 1.0)
        return taken.state

    def close(self, model: AbilityModel, learners: int) -> None:
        """The nightly step. Unanchored, the mean that it shifts all questions by is given back."""
        known = [
            CalibrationItem((author.difficulty, author.variance), (item.difficulty, item.variance), b, v, int(count))
            for author, item, (b, v, count) in zip(self.authors, self.items, self.shifts.tolist(), strict=True)
        ]
        result = model.calibrate(known, learners)
        if result.status == "anchored":
            self._move(result)
        self.forget_the_day()

    def _move(self, result: Calibrated) -> None:
        for place, (b, v) in enumerate(result.items):
            kept = 0.0 if self.anchored else result.shift * (1.0 - v / self.authors[place].variance)
            self.items[place] = replace(self.items[place], difficulty=b - kept, variance=v)


def nights(mean: float, seed: int, *, anchored: bool = True) -> Reading:
    """Returns what is believed of the last 200 of 500 people around `mean`, twenty a day, after forty random questions
    each. The answers of the first eighty move no question: they give the mean of the people. Then questions move each
    night, as in `course.competencies`. `anchored` False: the usual calibration, on people believed to be of mean 0.
    """
    rng = np.random.default_rng(seed)
    group = _mirrored(people(rng, NIGHTS * PEOPLE_A_NIGHT // 2), mean)
    questions = _on_the_scale_of_its_authors(bank(rng, QUESTIONS, "guessed"))
    office, model, logs = _Office(questions.items, anchored), MODEL, []
    notes, candidate = Notes(len(group)), Candidate("nightly")
    for person, (abilities, required) in enumerate(zip(group.abilities, group.required, strict=True)):
        places = rng.permutation(QUESTIONS)[:ANSWERS].tolist()
        state = model.start(START)
        log: list[Answer] = []
        for place in places:
            score = questions.score(rng, place, abilities)
            log.append(Answer(office.items[place], score, START, feedback=False))
            state = office.answered(model, state, place, score)
        logs.append(log)
        believed = replace(candidate, model=model).believed(state, required, START)
        notes.write(person, abilities, believed, np.zeros(N))
        if (person + 1) % PEOPLE_A_NIGHT:
            continue
        if anchored and model is MODEL and person + 1 >= LEARNERS_NEEDED:
            model = replace(MODEL, prior_mean=population_mean(MODEL, logs))
            office.forget_the_day()  # What it says of the questions depends on where the people stand.
        office.close(model, person + 1)
    return notes.reading(group.required).among((np.arange(len(group)) >= len(group) - JUDGED)[:, None])


def _mirrored(half: People, mean: float) -> People:
    # Each is followed by their mirror image: who came first says nothing of the mean, and fewer people show a bias.
    pairs = np.stack((half.abilities, -half.abilities), axis=1).reshape(-1, N)
    return People(mean + pairs, np.repeat(half.required, 2, axis=0))


def _on_the_scale_of_its_authors(questions: Bank) -> Bank:
    # What authors err by on the whole cannot be known: it defines the scale.
    told = np.array([item.difficulty for item in questions.items])
    return replace(questions, difficulty=questions.difficulty + (told - questions.difficulty).mean())
