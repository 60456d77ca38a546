"""Corrected evidence: new events in the place of old ones; the past is never edited, and nothing counts twice."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import select

from course.competencies import queries
from course.competencies.models import Estimate, EstimateHistory, EstimateState, Evidence, ItemParameter
from course.competencies.services import (
    Correction,
    Proof,
    correct_evidence,
    correct_evidence_of,
    recompute,
    record_evidence,
)
from course.foundation import clock
from tests import factories
from tests.seeds import seeded

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LATER = MONDAY + timedelta(days=30)


def make_learner(session):
    """A learner in front of three competencies."""
    factories.make_framework(session)
    return factories.make_person(session)


engine, learner = seeded(make_learner)


def give(session, person, scores, at=MONDAY, key="JUR-1", first_slot=1):
    """Records one sitting; its slots are numbered from `first_slot`."""
    version = factories.make_measured_version(session)
    with clock.at(at):
        proofs = [
            Proof({key: 1.0}, score, at, slot_id=first_slot + place, item_version_id=version, source="Faire le point")
            for place, score in enumerate(scores)
        ]
        record_evidence(session, person.id, proofs)
    return version


def correct(session, person, *corrections, at=LATER):
    with clock.at(at):
        return correct_evidence(
            session, person.id, [Correction(slot, score, None, "La clé était fausse") for slot, score in corrections]
        )


def figures(session, person):
    session.expire_all()
    rows = session.execute(select(Estimate).where(Estimate.learner_id == person.id)).scalars()
    return {row.competency_id: (row.mean, row.sd, row.direct_proofs, row.ceiling, row.last_proof_at) for row in rows}


def same(left, right):
    """Whether figures are equal to the last nine digits."""
    assert left.keys() == right.keys()
    return all(
        values[:2] == pytest.approx(right[key][:2], abs=1e-9) and values[2:] == right[key][2:]
        for key, values in left.items()
    )


def history(session, person):
    session.expire_all()
    rows = session.execute(select(EstimateHistory).where(EstimateHistory.learner_id == person.id)).scalars()
    return {(row.competency_id, row.seq): (row.recorded_at, row.place, row.direct_proofs) for row in rows}


def test_a_correction_is_a_new_event_and_the_first_stays_as_it_was(session, learner):
    version = give(session, learner, [0.0, 1.0, 1.0])

    assert correct(session, learner, (1, 1.0)) == 1

    rows = session.execute(select(Evidence).order_by(Evidence.seq)).scalars().all()
    assert [(row.seq, row.slot_id, row.score) for row in rows] == [
        (1, 1, 0.0),
        (2, 2, 1.0),
        (3, 3, 1.0),
        (4, None, 1.0),
    ]
    assert (rows[3].corrects_id, rows[3].item_version_id, rows[3].occurred_at) == (rows[0].id, version, MONDAY)
    assert (rows[3].recorded_at, rows[3].source) == (LATER, "La clé était fausse")


def test_corrected_levels_are_those_of_somebody_who_answered_so_at_once(session, learner):
    twin = factories.make_person(session)
    version = give(session, learner, [0.0, 1.0, 0.5])
    give(session, learner, [1.0], at=MONDAY + timedelta(days=1), key="COM-1", first_slot=9)
    for at, key, scores in ((MONDAY, "JUR-1", [1.0, 1.0, 0.5]), (MONDAY + timedelta(days=1), "COM-1", [1.0])):
        with clock.at(at):
            proofs = [Proof({key: 1.0}, score, at, item_version_id=version) for score in scores]
            record_evidence(session, twin.id, proofs)

    correct(session, learner, (1, 1.0))

    assert same(figures(session, learner), figures(session, twin))
    assert history(session, learner) == history(session, twin)


def test_a_proof_that_is_withdrawn_counts_no_more(session, learner):
    give(session, learner, [0.0, 1.0, 1.0])

    correct(session, learner, (1, None))

    [state, *_others] = queries.states_of(session, learner.id, LATER.date())
    assert state.direct_proofs == 2
    assert state.level is None
    assert recompute(session)[1] < 1e-9


def test_withdrawing_all_leaves_everything_to_measure_and_can_be_undone(session, learner):
    give(session, learner, [1.0, 1.0, 1.0])
    before = figures(session, learner), history(session, learner)

    correct(session, learner, (1, None), (2, None), (3, None))
    states = queries.states_of(session, learner.id, LATER.date())
    gone = history(session, learner)
    correct(session, learner, (1, 1.0), (2, 1.0), (3, 1.0), at=LATER + timedelta(days=1))

    assert {state.direct_proofs for state in states} == {0}
    assert gone == {}
    assert (figures(session, learner), history(session, learner)) == before


def test_saying_what_stands_already_appends_nothing(session, learner):
    give(session, learner, [0.0, 1.0, 1.0])
    correct(session, learner, (1, 1.0), (2, None))

    again = correct(session, learner, (1, 1.0), (2, None), (3, 1.0), (77, 1.0))

    assert again == 0
    assert session.execute(select(EstimateState.seq)).scalar_one() == 5


def test_nobody_s_proof_is_corrected_in_the_name_of_another(session, learner):
    other = factories.make_person(session)
    give(session, learner, [0.0])

    assert correct(session, other, (1, 1.0)) == 0


def test_a_correction_takes_the_parameters_valid_when_the_proof_was_recorded(session, learner):
    version = give(session, learner, [0.0, 1.0, 1.0])
    session.add(ItemParameter(version_id=version, a=2.0, b=1.5, v=0.1, c=0.0, valid_from=MONDAY + timedelta(days=2)))
    session.flush()
    twin = factories.make_person(session)
    with clock.at(MONDAY):
        proofs = [Proof({"JUR-1": 1.0}, 1.0, MONDAY, item_version_id=version) for _ in range(3)]
        record_evidence(session, twin.id, proofs)

    correct(session, learner, (1, 1.0))

    assert same(figures(session, learner), figures(session, twin))


def test_the_list_of_proofs_shows_the_corrected_value_once_with_its_reason(session, learner):
    give(session, learner, [0.0, 1.0])
    correct(session, learner, (1, 0.5), (2, None))

    newest, oldest = queries.proofs_of(session, learner.id, "JUR-1")

    assert (oldest.score, oldest.corrected_at, oldest.reason, oldest.is_withdrawn) == (
        0.5,
        LATER,
        "La clé était fausse",
        False,
    )
    assert (newest.source, newest.is_withdrawn) == ("Faire le point", True)


@pytest.mark.unseeded
def test_correcting_many_learners_takes_as_many_statements_as_one(session, count_statements):
    factories.make_framework(session)
    people = [factories.make_person(session) for _ in range(25)]
    for place, person in enumerate(people):
        give(session, person, [0.0, 1.0, 1.0], first_slot=10 * place + 1)
    fixed = {person.id: [Correction(10 * place + 1, 1.0, None, "x")] for place, person in enumerate(people)}

    with count_statements() as one:
        correct_evidence_of(session, {people[0].id: fixed[people[0].id]})
    with count_statements() as many:
        correct_evidence_of(session, fixed)

    assert len(one) == len(many) <= 13


@pytest.mark.unseeded
@pytest.mark.parametrize("seed", range(8))
def test_any_history_with_corrections_is_rebuilt_from_the_log_to_the_last_bit(session, seed):
    rng = Random(seed)
    factories.make_framework(session)
    people = [factories.make_person(session) for _ in range(2)]
    slots = {person.id: [] for person in people}
    at, next_slot = MONDAY, 1
    for _ in range(14):
        person = rng.choice(people)
        if slots[person.id] and rng.random() < 0.5:
            chosen = rng.sample(slots[person.id], k=min(3, len(slots[person.id])))
            correct(session, person, *((slot, rng.choice([None, 0.0, 0.4, 1.0])) for slot in chosen), at=at)
        else:
            scores = [rng.choice([0.0, 0.5, 1.0]) for _ in range(rng.randint(1, 4))]
            give(session, person, scores, at, rng.choice(["JUR-1", "JUR-2", "COM-1"]), next_slot)
            slots[person.id] += range(next_slot, next_slot + len(scores))
            next_slot += len(scores)
        at += rng.choice([timedelta(0), timedelta(minutes=1), timedelta(days=40), timedelta(minutes=-5)])
    before = {person.id: (figures(session, person), history(session, person)) for person in people}

    departure = recompute(session)[1]

    assert departure <= 1e-9
    for person in people:
        assert (figures(session, person), history(session, person)) == before[person.id]
