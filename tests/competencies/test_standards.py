"""An expert says who just answers which question: cuts follow, everybody's level follows, nobody's state changes."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from course.competencies import queries
from course.competencies.models import Competency, CompetencyStandard, Estimate, EstimateState
from course.competencies.services import (
    Proof,
    age_estimates,
    clear_standard,
    recompute,
    record_evidence,
    set_standard,
)
from course.competencies.services.framework import save_framework
from course.foundation import clock
from course.foundation.errors import InvalidInputError
from tests import factories
from tests.competencies.test_framework import the_file
from tests.seeds import seeded

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SEVERE = {f"q-{step}-{one}": step - 1 for step in (1, 2, 3, 4, 5) for one in (1, 2)}
WHY = "Deux expertes, le 20 novembre."


def make_learners(session):
    """Ten questions of five steps, and two learners who answered well on Monday."""
    factories.make_framework(session)
    for key, level in SEVERE.items():
        factories.make_question(session, key, difficulty=level + 1)
    people = [factories.make_person(session) for _ in range(2)]
    version = factories.make_measured_version(session)
    with clock.at(MONDAY):
        for person in people:
            record_evidence(session, person.id, [Proof({"JUR-1": 1.0}, 1.0, MONDAY, item_version_id=version)] * 6)
    return people


engine, learners = seeded(make_learners)


def flat(session, key="JUR-1"):
    session.expire_all()
    chosen = select(Estimate).join(Competency, Competency.id == Estimate.competency_id).where(Competency.key == key)
    return [
        (row.mean, row.sd, row.p1, row.p2, row.p3, row.p4, row.place, row.low, row.high)
        for row in session.execute(chosen.order_by(Estimate.learner_id)).scalars()
    ]


def states(session):
    return session.execute(select(EstimateState.state, EstimateState.estimated_at)).all()


def test_cuts_follow_from_the_difficulties_and_levels_from_the_cuts_while_states_stay(session, learners):
    before, kept = flat(session), states(session)

    cuts = set_standard(session, "JUR-1", SEVERE, WHY, learners[0].id)

    after = flat(session)
    steps = [-1.7, -0.8, 0.0, 0.8, 1.7]
    shrunk = [1.1**2 / (1.1**2 + 0.7**2) * (one + other) / 2 for one, other in pairwise(steps)]
    assert cuts == pytest.approx(shrunk)
    assert states(session) == kept
    for old, new in zip(before, after, strict=True):
        assert new[:2] == old[:2]
        assert (new[2] < old[2], new[5] > old[5]) == (True, True)
        assert new[6:] != old[6:]
    assert recompute(session)[1] < 1e-9


def test_rows_follow_as_of_the_instant_for_which_they_were_said(session, learners):
    age_estimates(session, MONDAY + timedelta(days=200))
    set_standard(session, "JUR-1", SEVERE, WHY, None)
    said = flat(session)

    recompute(session)

    for row, values in zip(flat(session), said, strict=True):
        assert row == pytest.approx(values, abs=1e-9)


def test_other_competencies_keep_what_was_said_of_them(session, learners):
    before = flat(session, "JUR-2")

    set_standard(session, "JUR-1", SEVERE, WHY, None)

    assert flat(session, "JUR-2") == before


def test_a_standard_is_kept_with_who_when_and_why_and_going_back_is_one_more(session, learners):
    before = flat(session)
    with clock.at(MONDAY):
        cuts = set_standard(session, "JUR-1", SEVERE, f" {WHY} ", learners[0].id)
    clear_standard(session, "JUR-1", "Trop peu de questions.", learners[1].id)

    first, second = session.execute(select(CompetencyStandard).order_by(CompetencyStandard.id)).scalars()
    assert (first.cuts, first.judgements, first.note) == (list(cuts), SEVERE, WHY)
    assert (first.set_at, first.set_by) == (MONDAY, learners[0].id)
    assert (second.cuts, second.judgements, second.set_by) == (None, {}, learners[1].id)
    assert queries.model_now(session)[0].standards == {}
    assert flat(session) == before


def test_new_evidence_is_read_by_the_standard(session, learners):
    cuts = set_standard(session, "JUR-1", SEVERE, WHY, None)

    model, _ids = queries.model_now(session)

    assert model.standards == {"JUR-1": cuts}
    assert model.version == queries.state_of(session, learners[0].id).version


@pytest.mark.parametrize(
    ("key", "judgements", "note", "message"),
    [
        ("ZZZ-1", SEVERE, WHY, "competencies.unknown_competency"),
        ("JUR-2", SEVERE, WHY, "standards.unknown_question"),
        ("JUR-1", SEVERE | {"inconnue": 2}, WHY, "standards.unknown_question"),
        ("JUR-1", SEVERE | {"q-1-1": 5}, WHY, "competencies.bad_level"),
        ("JUR-1", {"q-1-1": 0}, WHY, "standards.too_few"),
        ("JUR-1", {key: 4 - level for key, level in SEVERE.items()}, WHY, "standards.not_harder"),
        ("JUR-1", SEVERE, " ", "standards.note_needed"),
        ("JUR-1", SEVERE, "x" * 501, "standards.note_needed"),
    ],
)
def test_judgements_that_make_no_standard_are_refused_in_words(session, learners, key, judgements, note, message):
    with pytest.raises(InvalidInputError) as refused:
        set_standard(session, key, judgements, note, None)

    assert refused.value.message_id == message
    assert session.execute(select(CompetencyStandard)).all() == []


@pytest.mark.unseeded
def test_importing_the_framework_again_leaves_standards_alone(session):
    save_framework(session, the_file())
    session.execute(select(Competency)).scalar_one().cuts = [-1.0, 0.0, 1.0, 2.0]
    session.flush()

    save_framework(session, the_file())

    session.expire_all()
    assert session.execute(select(Competency.cuts)).scalar_one() == [-1.0, 0.0, 1.0, 2.0]


def test_a_standard_takes_as_many_statements_for_many_learners_as_for_few(session, learners, count_statements):
    with count_statements() as few:
        set_standard(session, "JUR-1", SEVERE, WHY, None)
    clear_standard(session, "JUR-1", "Pour compter.", None)
    with clock.at(MONDAY):
        for _ in range(20):
            record_evidence(session, factories.make_person(session).id, [Proof({"JUR-1": 1.0}, 1.0, MONDAY)])

    with count_statements() as many:
        set_standard(session, "JUR-1", SEVERE, WHY, None)

    assert len(few) == len(many) <= 13
