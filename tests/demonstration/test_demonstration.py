"""The demonstration fills an empty database from the real content, the same everywhere."""

import pytest
from sqlalchemy import func, select

from course.accounts.models import Person, Team
from course.accounts.rules import DEMO_LOGINS
from course.assessment.models import Attempt, Diagnostic, Review
from course.competencies.models import Calibration, Estimate, EstimateState, Evidence, Objection
from course.competencies.rules import SIMULATION
from course.competencies.services import recompute
from course.demonstration.cast import MEMBERS
from course.demonstration.playing import FINALS
from course.demonstration.practising import CALLS, DAYS
from course.enrolment.models import Certificate, PathStep
from course.simulations.models import CallPlay, WorkshopPlay
from tests.databases import DEMONSTRATION
from tests.seeds import seeded

pytestmark = pytest.mark.slow


engine, _nothing = seeded(lambda _session: None, like=DEMONSTRATION)


def test_forty_people_in_the_seven_jobs_and_four_accounts():
    jobs = [member.job for member in MEMBERS if member.job]

    assert len(jobs) == 40
    assert len(set(jobs)) == 7
    assert {member.account for member in MEMBERS} > set(DEMO_LOGINS)
    assert len({member.account for member in MEMBERS}) == len(MEMBERS)


def test_the_demonstration_gives_every_screen_something_true_to_show(session):
    assert session.execute(select(func.count()).select_from(Person)).scalar_one() == len(MEMBERS)
    assert session.execute(select(func.count()).select_from(Team)).scalar_one() == 4
    assert session.execute(select(func.count()).where(Estimate.direct_proofs >= 3)).scalar_one() > 600
    assert session.execute(select(Attempt.id).where(Attempt.finished_at.is_(None))).first() is None
    assert _count(session, Diagnostic, Diagnostic.closed_at.is_not(None)) == 4
    assert _count(session, Diagnostic, Diagnostic.attempt_id.is_(None)) == 1
    assert _count(session, Evidence, Evidence.kind == "observation") == 6
    assert _count(session, CallPlay, CallPlay.ended_at.is_not(None)) == sum(len(calls) for calls in CALLS.values())
    assert _count(session, CallPlay, (CallPlay.mode == "practice") & CallPlay.ended_at.is_(None)) == 1
    assert _count(session, WorkshopPlay, WorkshopPlay.ended_at.is_not(None)) == len(DAYS)
    assert _count(session, Evidence, Evidence.kind == SIMULATION) > 50
    assert sorted(session.execute(select(Objection.decision)).scalars(), key=str) == [None, "kept", "withdrawn"]
    assert _count(session, PathStep, PathStep.replaced_at.is_(None)) > 20
    assert 4 <= _count(session, Certificate, Certificate.learner_id.is_not(None)) < 2 * len(FINALS)
    assert _count(session, Review, Review.learner_id.is_not(None)) > 10
    assert session.execute(select(func.count()).select_from(Evidence)).scalar_one() > 3000
    assert _count(session, Calibration, Calibration.status == "frozen") == 1
    assert _count(session, EstimateState, EstimateState.estimated_at.is_(None)) == 0
    assert _count(session, Certificate, Certificate.revoked_at.is_(None)) > 3
    assert recompute(session)[1] < 1e-9


def _count(session, table, condition):
    return session.execute(select(func.count()).select_from(table).where(condition)).scalar_one()
