"""Which question a diagnostic asks next, or why it ends: the engine's choice, among what can still be established."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

import numpy as np
from sqlalchemy.orm import Session

from course.assessment.models import AttemptSlot, Exposure
from course.assessment.queries import bank, diagnostics
from course.assessment.queries.bank import Bank
from course.assessment.queries.diagnostics import Requirement
from course.assessment.rules import option_order
from course.assessment.rules.diagnostics import Standing, is_enough, worth_asking
from course.competencies.queries import model_now, state_of, state_to_update
from course.competencies.rules import ANSWER, ceiling_of
from course.foundation.database import insert_once
from course.question_bank.queries import stored_questions
from course.question_bank.rules import Draw
from quizzes import QuestionError
from quizzes.ability import AbilityModel, AbilityState, Array, Estimate
from quizzes.drawing import draw, drawn_to_json
from quizzes.questions import Calculated
from quizzes.selection import MOST, Mask, exposure_rates, next_item, stop_reason


@dataclass(frozen=True, slots=True)
class Sitting:
    """The attempt behind a diagnostic, as the choice of its next question needs it."""

    learner_id: int
    attempt_id: int
    seed: int
    answered: int
    draws: tuple[Draw, ...]
    shuffle: bool


def ask_next(session: Session, sitting: Sitting, now: datetime, today: date) -> str | None:
    """Asks the next question, or returns why the diagnostic ends here."""
    model, _ids = model_now(session)
    state = _state(session, sitting.learner_id, model)
    wanted = diagnostics.required_of(session, sitting.learner_id, today)
    required = {key: one.level for key, one in wanted.items()}
    found = bank.bank_for(session, model, sitting.draws)
    asked, excluded = _masks(session, sitting, found)
    standings = _standings(model.estimate(state, now), wanted, found, asked)
    reason = stop_reason(model, state, required, found.pool, now, asked=asked, excluded=excluded)
    if sitting.answered >= MOST:  # a question may have left the bank since it was asked
        return "most"
    if reason is not None and (reason != "decided" or is_enough(standings)):
        return reason
    focus = np.isin(found.competencies, list(worth_asking(standings, MOST - sitting.answered)))
    exposure = _exposure(session, found)
    rng = Random(f"{sitting.seed}-{sitting.answered}")  # noqa: S311 - which question comes next is no secret
    while not excluded.all():
        barred = excluded | ~focus if (focus & ~excluded & ~asked).any() else excluded
        place = next_item(model, state, required, found.pool, now, rng, asked=asked, excluded=barred, exposure=exposure)
        if place is None:
            break
        if _insert_slot(session, sitting, found.version_ids[place], rng, now):
            return None
        excluded[place] = True
    return "exhausted"


def _state(session: Session, learner_id: int, model: AbilityModel) -> AbilityState:
    stored = state_to_update(session, learner_id)
    if stored is not None and stored.model_version == model.version:  # so it is after every answer but the first
        return AbilityState.from_bytes(stored.state)
    return state_of(session, learner_id)


def _masks(session: Session, sitting: Sitting, found: Bank) -> tuple[Mask, Mask]:
    """Returns which questions this diagnostic has asked, and which it may not ask: met before, or of a full draw."""
    met, here = diagnostics.met_questions(session, sitting.learner_id, sitting.attempt_id)
    asked, excluded = np.isin(found.item_ids, list(here)), np.isin(found.item_ids, list(met))
    for mask, most in found.draws:
        if int((mask & asked).sum()) >= most:
            excluded |= mask
    return asked, excluded


def _exposure(session: Session, found: Bank) -> Array:
    times, diagnostics_taken = diagnostics.asked_lately(session)
    return exposure_rates([times.get(item_id, 0) for item_id in found.item_ids.tolist()], diagnostics_taken)


def _standings(estimate: Estimate, wanted: Mapping[str, Requirement], found: Bank, asked: Mask) -> list[Standing]:
    """Returns where the person stands in each required competency; what no question is left for counts as asked."""
    touched = set(found.competencies[asked].tolist())
    known = set(found.competencies.tolist())
    standings = []
    for place, key in enumerate(estimate.competencies):
        if key in wanted:
            one = wanted[key]
            ceiling = max(one.ceiling, ceiling_of(ANSWER, one.is_gesture))
            chance = float(estimate.p_at_least[place][one.level - 1])
            is_asked = key in touched or key not in known
            standings.append(Standing(key, chance, one.proofs, one.level <= ceiling, is_asked))
    return standings


def _insert_slot(session: Session, sitting: Sitting, version_id: int, rng: Random, now: datetime) -> bool:
    """Asks a question; says whether that was possible: no figures may be found for a calculated one, and what was met
    in the same instant elsewhere would count twice."""
    stored = stored_questions(session, [version_id])[version_id]
    seed = rng.getrandbits(31)
    figures = None
    if isinstance(stored.question, Calculated):
        try:
            figures = drawn_to_json(draw(stored.question, seed, sitting.seed))
        except QuestionError:
            return False
    values = {
        "attempt_id": sitting.attempt_id,
        "position": sitting.answered + 1,
        "question_item_id": stored.item_id,
        "question_version_id": version_id,
        "seed": seed,
        "option_order": option_order(stored.question, sitting.shuffle, rng),
        "max_mark": 1.0,
        "is_first_exposure": True,
        "drawn": figures,
    }
    exposure = {"learner_id": sitting.learner_id, "question_item_id": stored.item_id, "first_at": now}
    if not insert_once(session, Exposure, exposure, ("learner_id", "question_item_id")):
        return False  # another tab has just met it
    insert_once(session, AttemptSlot, values, ("attempt_id", "position"))
    return True
