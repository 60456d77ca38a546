"""A diagnostic from its first question to its end: the server alone decides, each answer is final and is evidence."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from course.assessment import services
from course.assessment.models import Attempt, Diagnostic, Exposure, Grade, Response
from course.assessment.queries import attempt_of
from course.assessment.queries.diagnostics import last_taken, open_diagnostic
from course.assessment.services.diagnosing import answer_diagnostic, begin_diagnostic
from course.assessment.services.requesting import cancel_request, request_diagnostic
from course.competencies.models import Estimate, EstimateState, Evidence
from course.competencies.queries import states_of
from course.competencies.services import recompute
from course.enrolment.queries import path_of
from course.foundation import clock
from course.foundation.errors import ConflictError, InvalidInputError, NotFoundError
from course.question_bank.queries import stored_questions
from tests import factories
from tests.assessment.diagnosing import (
    KEYS,
    NOON,
    TODAY,
    answer,
    asked_competencies,
    asked_items,
    begin,
    count,
    last_slot,
    make_world,
    take,
)
from tests.seeds import seeded

engine, world = seeded(make_world)


def test_it_begins_with_one_question_and_no_deadline(session, world):
    attempt_id = begin(session, world.learner)

    attempt = attempt_of(session, world.learner.id, attempt_id)
    found = open_diagnostic(session, world.learner.id)
    assert (len(attempt.slots), attempt.deadline_at, attempt.mode) == (1, None, "counted")
    assert (found.attempt_id, found.requested_by, found.answered) == (attempt_id, None, 0)
    assert count(session, Exposure) == 1


def test_beginning_again_goes_on_where_one_was(session, world):
    first = begin(session, world.learner)

    assert begin(session, world.learner) == first
    assert count(session, Diagnostic) == count(session, Attempt) == 1


def refusal(session, person, today=TODAY):
    with pytest.raises(ConflictError) as refused:
        begin(session, person, today=today)
    return refused.value.message_id


def test_the_notice_of_method_is_read_first(session, world):
    stranger = factories.make_person(session, job=world.job)

    assert refusal(session, stranger) == "assessment.read_notice"


def test_somebody_without_a_job_or_new_here_does_not_begin(session, world):
    jobless = factories.make_person(session)
    newcomer = factories.make_person(session)
    newcomer.created_at = NOON
    factories.services.set_job(session, newcomer.id, world.job.id, TODAY)
    for person in (jobless, newcomer):
        services.read_notice(session, person.id)

    assert refusal(session, jobless) == "diagnostic.no_job"
    assert refusal(session, newcomer) == "diagnostic.newcomer"


@pytest.mark.unseeded
def test_nothing_is_offered_without_a_published_diagnostic(session):
    factories.make_framework(session)
    person = factories.make_person(session)
    services.read_notice(session, person.id)

    assert refusal(session, person) == "diagnostic.unavailable"


@pytest.mark.unseeded
def test_nothing_begins_where_every_question_was_met(session):
    world = make_world(session, each=1)
    items = session.execute(select(factories.question_bank.drafts.Item.id)).scalars()
    for item_id in list(items):
        session.add(Exposure(learner_id=world.learner.id, question_item_id=item_id, first_at=NOON))
    session.flush()

    assert refusal(session, world.learner) == "diagnostic.no_question"


def test_a_request_is_what_one_begins_and_is_closed_at_the_end(session, world):
    manager = world.person("Claire Vasseur")
    with clock.at(NOON):
        request_diagnostic(session, manager.id, [world.learner.id], "Plan", TODAY + timedelta(days=9), TODAY)

    attempt_id, _step = take(session, world.learner, ["right"])

    found = last_taken(session, world.learner.id)
    assert (found.requested_by, found.attempt_id, found.reason) == (manager.id, attempt_id, "Plan")
    assert count(session, Diagnostic) == 1


def test_each_answer_is_marked_recorded_and_followed_by_a_question(session, world):
    attempt_id = begin(session, world.learner)

    step = answer(session, world.learner, attempt_id, "right")

    proof = session.execute(select(Evidence)).scalar_one()
    assert (step.answered, step.is_ended, step.saved_at) == (1, False, NOON)
    assert (proof.score, proof.has_feedback, proof.source, proof.kind) == (
        1.0,
        False,
        "Questionnaire diagnostic",
        "answer",
    )
    assert last_slot(session, attempt_id).position == 2
    assert count(session, Grade) == count(session, Response) == 1
    assert open_diagnostic(session, world.learner.id).answered == 1


def test_i_do_not_know_is_wrong_and_says_no_more_than_that(session, world):
    other = world.person()
    for person, said in ((world.learner, "unknown"), (other, "wrong")):
        answer(session, person, begin(session, person), said)

    first, second = session.execute(select(Evidence).order_by(Evidence.id)).scalars()
    states = session.execute(select(EstimateState.state)).scalars().all()
    assert (first.score, second.score) == (0.0, 0.0)
    assert first.item_version_id == second.item_version_id
    assert states[0] == states[1]


@pytest.mark.parametrize("said", [{"value": None}, {"value": ""}])
def test_nothing_is_no_answer_and_the_question_stays_open(session, world, said):
    attempt_id = begin(session, world.learner)

    with clock.at(NOON):
        step = answer_diagnostic(session, world.learner.id, attempt_id, 1, said, "one", TODAY)

    assert (step.saved_at, step.answered) == (None, 0)
    assert count(session, Grade) == count(session, Evidence) == 0
    assert last_slot(session, attempt_id).position == 1


def test_the_same_answer_twice_is_one_and_gets_the_same_reply(session, world):
    attempt_id = begin(session, world.learner)

    first = answer(session, world.learner, attempt_id, "right", position=1)
    again = answer(session, world.learner, attempt_id, "right", position=1)

    assert again == first
    assert count(session, Grade) == count(session, Evidence) == count(session, Response) == 1
    assert last_slot(session, attempt_id).position == 2


def test_another_answer_to_the_same_question_changes_nothing_and_is_said(session, world):
    attempt_id = begin(session, world.learner)
    answer(session, world.learner, attempt_id, "c", position=1, client_id="first tab")

    second = answer(session, world.learner, attempt_id, "b", position=1, client_id="second tab")

    assert not second.is_kept
    assert count(session, Grade) == count(session, Response) == 1
    assert session.execute(select(Grade.fraction)).scalar_one() == 0.0


def test_an_answer_that_comes_after_the_end_changes_nothing(session, world):
    attempt_id, step = take(session, world.learner, ["right"])
    before = count(session, Evidence)

    late = answer(session, world.learner, attempt_id, "wrong", position=step.answered, client_id="late")

    assert late.is_ended
    assert not late.is_kept
    assert count(session, Evidence) == before


def test_nobody_answers_a_question_that_was_not_asked_or_somebody_else_s(session, world):
    attempt_id = begin(session, world.learner)
    other = world.person()

    for person, position in ((world.learner, 2), (world.learner, 40), (other, 1)):
        with pytest.raises(NotFoundError):
            answer(session, person, attempt_id, "right", position=position)

    with pytest.raises(InvalidInputError):
        answer(session, world.learner, attempt_id, "right", client_id="x" * 65)
    assert count(session, Response) == 0


def test_the_ordinary_routes_of_an_attempt_do_not_touch_it(session, world):
    attempt_id = begin(session, world.learner)
    answer(session, world.learner, attempt_id, "right")

    for act in (
        lambda: services.save_answer(session, world.learner.id, attempt_id, 2, {"value": "b"}, "x"),
        lambda: services.finish_attempt(session, world.learner.id, attempt_id),
        lambda: services.draw_again(session, world.learner.id, attempt_id, 1),
    ):
        with pytest.raises(NotFoundError):
            act()

    assert count(session, Evidence) == 1
    assert open_diagnostic(session, world.learner.id) is not None


def test_every_required_competency_gets_a_question_and_none_comes_twice(session, world):
    attempt_id, _step = take(session, world.learner, ["right", "wrong"])

    items = asked_items(session, world.learner, attempt_id)
    assert set(asked_competencies(session, world.learner, attempt_id)) == set(KEYS)
    assert len(items) == len(set(items))


def test_it_takes_the_same_statements_whatever_was_answered(session, world, count_statements):
    attempt_id = begin(session, world.learner)
    numbers = []
    for said in ["right", "wrong", "unknown"] * 4:
        slot = last_slot(session, attempt_id)
        stored_questions(session, [slot.question_version_id])
        with count_statements() as statements, clock.at(NOON):
            given = {"unknown": True} if said == "unknown" else {"value": "b" if said == "right" else "a"}
            answer_diagnostic(session, world.learner.id, attempt_id, slot.position, given, f"c{slot.position}", TODAY)
        numbers.append(len([one for one in statements if "FROM question " not in one]))

    assert len(set(numbers[1:])) == 1, numbers
    assert numbers[1] <= 22


def estimates(session):
    columns = (Estimate.competency_id, Estimate.mean, Estimate.sd, Estimate.direct_proofs)
    return [value for row in session.execute(select(*columns).order_by(Estimate.competency_id)) for value in row]


def test_what_the_log_gives_again_is_what_stood(session, world):
    take(session, world.learner, ["right", "unknown", "wrong"])
    before = estimates(session)

    learners, departure = recompute(session)

    assert (learners, departure < 1e-9) == (1, True)
    assert estimates(session) == pytest.approx(before)


def test_the_end_keeps_what_was_established_as_of_its_day(session, world):
    attempt_id, step = take(session, world.learner, ["right"])

    found = last_taken(session, world.learner.id)
    states = {s.competency.key: s for s in states_of(session, world.learner.id, TODAY)}
    attempt = attempt_of(session, world.learner.id, attempt_id)
    assert step.is_ended
    assert found.close_reason == "decided"
    assert found.outcome["day"] == TODAY.isoformat()
    assert found.outcome["answered"] == step.answered == attempt.max_mark == attempt.mark
    assert (attempt.finish_reason, attempt.finished_at) == ("submitted", NOON)
    for result in found.outcome["competencies"]:
        state = states[result["key"]]
        assert (result["status"], result["level"], result["proofs"]) == (state.status, state.level, state.direct_proofs)


def test_what_was_kept_does_not_move_with_the_levels(session, world):
    take(session, world.learner, ["right"])
    before = last_taken(session, world.learner.id).outcome
    with clock.at(NOON + timedelta(days=200)):
        take(session, world.learner, ["wrong"], at=NOON + timedelta(days=200), today=TODAY + timedelta(days=200))

    first = session.execute(select(Diagnostic).order_by(Diagnostic.id).limit(1)).scalar_one()

    assert first.outcome == before


def test_a_path_is_proposed_at_the_end(session, world):
    take(session, world.learner, ["wrong"])

    steps = path_of(session, world.learner.id)

    assert {step.competency_key for step in steps} == set(KEYS)


@pytest.mark.unseeded
def test_it_stops_at_forty_questions(session):
    world = make_world(session, each=60, levels=(2, 2, 2))
    attempt_id = begin(session, world.learner)
    step = answer(session, world.learner, attempt_id, "right")

    while not step.is_ended:  # whoever answers like that stays in between for ever
        chance = session.execute(select(func.avg(Estimate.p2))).scalar_one()
        step = answer(session, world.learner, attempt_id, "right" if chance < 0.5 else "wrong")

    assert step.answered == 40
    assert last_taken(session, world.learner.id).close_reason == "most"


@pytest.mark.unseeded
def test_it_ends_when_nothing_is_left_to_ask(session):
    world = make_world(session, each=2)

    _attempt_id, step = take(session, world.learner, ["right", "wrong"])

    assert step.answered == 6
    assert last_taken(session, world.learner.id).close_reason == "exhausted"


def test_a_begun_or_cancelled_request_is_told_apart(session, world):
    manager = world.person("Claire Vasseur")
    with clock.at(NOON):
        request_diagnostic(session, manager.id, [world.learner.id], "Plan", TODAY, TODAY)
    found = open_diagnostic(session, world.learner.id)

    with pytest.raises(NotFoundError):
        cancel_request(session, world.learner.id, world.learner.id, found.id)
    cancel_request(session, manager.id, world.learner.id, found.id)

    assert open_diagnostic(session, world.learner.id) is None
    assert last_taken(session, world.learner.id) is None
    with clock.at(NOON):
        assert begin_diagnostic(session, world.learner.id, TODAY) > 0
