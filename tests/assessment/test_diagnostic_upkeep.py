"""Diagnostics that rest are left alone for thirty days, stay out of the figures, and are marked again like the rest."""

from datetime import timedelta
from functools import partial

from sqlalchemy import select

from course.assessment import services
from course.assessment.queries import attempt_of, open_attempts
from course.assessment.queries.diagnostics import last_taken, open_diagnostic
from course.assessment.queries.figures import figures_of_quizzes, quizzes_asking, typed_answers
from course.assessment.queries.regrading import Wanted
from course.assessment.services.closing import close_forgotten
from course.assessment.services.regrading import apply_regrade, plan_regrade
from course.competencies.models import Evidence
from course.competencies.queries import states_of
from course.competencies.services import recompute
from course.enrolment.queries import path_of
from course.foundation import clock
from course.foundation.permissions import Role
from course.publishing.models import Item
from course.question_bank.queries import published_question, quiz_for
from tests import factories
from tests.assessment.diagnosing import NOON, answer, begin, count, last_slot, make_world, take
from tests.seeds import seeded

engine, world = seeded(partial(make_world, each=12))


def test_what_rests_for_days_is_no_abandoned_attempt(session, world):
    attempt_id = begin(session, world.learner)
    answer(session, world.learner, attempt_id, "right")

    with clock.at(NOON + timedelta(days=29)):
        closed = services.expire_attempts(session) + close_forgotten(session)

    assert closed == 0
    assert open_diagnostic(session, world.learner.id).answered == 1
    assert open_attempts(session, world.learner.id) == []


def test_one_that_was_forgotten_is_closed_with_what_it_established(session, world):
    attempt_id = begin(session, world.learner)
    for _number in range(4):
        answer(session, world.learner, attempt_id, "right")
    later = NOON + timedelta(days=31)

    with clock.at(later):
        closed, again = close_forgotten(session), close_forgotten(session)

    found = last_taken(session, world.learner.id)
    attempt = attempt_of(session, world.learner.id, attempt_id)
    assert (closed, again) == (1, 0)
    assert (found.close_reason, found.closed_at, found.outcome["answered"]) == ("forgotten", later, 4)
    assert (attempt.finish_reason, attempt.mark, attempt.max_mark) == ("expired", 4.0, 4.0)
    assert [slot.outcome for slot in attempt.slots][-1] == "unanswered"
    assert count(session, Evidence) == 4
    assert path_of(session, world.learner.id) == []


def test_the_tick_closes_what_was_forgotten(app, session, world):
    with clock.at(NOON - timedelta(days=4000)):
        begin(session, world.learner, at=NOON - timedelta(days=1000))
    session.commit()

    result = app.test_cli_runner().invoke(args=["course", "tick"])

    assert result.exit_code == 0, result.output
    assert last_taken(session, world.learner.id).close_reason == "forgotten"


def test_answers_of_a_diagnostic_are_in_no_figure_of_a_question_or_quiz(session, world):
    attempt_id, _step = take(session, world.learner, ["right"])
    item_id = attempt_of(session, world.learner.id, attempt_id).slots[0].question_item_id
    quiz = quiz_for(session, "diagnostic")

    assert quizzes_asking(session, item_id) == []
    assert typed_answers(session, item_id) == []
    assert len(figures_of_quizzes(session, [quiz.item_id])[quiz.item_id].answers.persons) == 0


def test_answers_of_a_quiz_beside_it_still_are(session, world):
    take(session, world.learner, ["right"])
    other = world.person()
    quiz = factories.make_quiz(session, "point", ["jur-1-0"])
    attempt_id = services.start_attempt(session, other.id, quiz)
    services.save_answer(session, other.id, attempt_id, 1, {"value": "b"}, "one")
    services.finish_attempt(session, other.id, attempt_id)

    assert len(figures_of_quizzes(session, [quiz.item_id])[quiz.item_id].answers.persons) == 1


def mended(session, key):
    options = [{"text": f"{letter}", "feedback": "…", **({"right": True} if letter == "a" else {})} for letter in "abc"]
    factories.make_question(session, key, options=options)
    return published_question(session, key)


def test_a_mended_key_corrects_the_proof_that_a_diagnostic_gave(session, world):
    trainer = factories.make_person(session, roles=(Role.TRAINER,))
    attempt_id = begin(session, world.learner)
    while True:
        slot = last_slot(session, attempt_id)
        key = session.get(Item, slot.question_item_id).key
        if answer(session, world.learner, attempt_id, "a").is_ended:
            break
    before = attempt_of(session, world.learner.id, attempt_id)
    stored = mended(session, key)
    wanted = Wanted(stored.item_id, stored.version_id)
    plan = plan_regrade(session, wanted)

    apply_regrade(session, trainer.id, wanted, "clé corrigée", plan.digest)

    after = attempt_of(session, world.learner.id, attempt_id)
    corrections = session.execute(select(Evidence).where(Evidence.corrects_id.is_not(None))).scalars().all()
    assert (before.mark, after.mark) == (0.0, 1.0)
    assert [(one.score, one.has_feedback) for one in corrections] == [(1.0, False)]
    assert recompute(session)[1] < 1e-9
    assert all(state.direct_proofs for state in states_of(session, world.learner.id, NOON.date()))
