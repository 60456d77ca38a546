"""An attempt from its start to its evidence: the server decides, nothing is lost, nothing counts twice."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from course.assessment import queries, services
from course.assessment.models import Attempt, Exposure, Grade, Response
from course.competencies.models import Evidence
from course.competencies.queries import states_of
from course.enrolment.queries import completed_item_ids
from course.foundation import clock
from course.foundation.errors import ConflictError, InvalidInputError, NotFoundError
from tests import factories
from tests.seeds import seeded

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


def count(session, table):
    return session.execute(select(func.count()).select_from(table)).scalar_one()


def make_bank(session):
    """Twelve questions of JUR-1 and a learner who has read the notice."""
    factories.make_framework(session)
    for number in range(12):
        factories.make_question(session, f"q-{number}")
    person = factories.make_person(session)
    services.read_notice(session, person.id)
    return person


engine, bank = seeded(make_bank)


def keys(numbers):
    return [f"q-{number}" for number in numbers]


def answer_all(session, person, attempt_id, letter):
    for slot in queries.attempt_of(session, person.id, attempt_id).slots:
        services.save_answer(session, person.id, attempt_id, slot.position, {"value": letter}, f"c{slot.position}")


def test_starting_pins_questions_their_order_and_the_deadline(session, bank):
    quiz = factories.make_quiz(session, "point", keys(range(12)), draw=5)

    with clock.at(NOON):
        attempt_id = services.start_attempt(session, bank.id, quiz, seed=1)

    attempt = queries.attempt_of(session, bank.id, attempt_id)
    assert len(attempt.slots) == 5
    assert attempt.deadline_at == NOON + timedelta(minutes=10)
    assert all(sorted(slot.option_order) == ["a", "b", "c"] for slot in attempt.slots)
    assert count(session, Exposure) == 5


def test_starting_again_resumes_the_open_attempt(session, bank):
    quiz = factories.make_quiz(session, "point", keys(range(6)))
    first = services.start_attempt(session, bank.id, quiz)

    second = services.start_attempt(session, bank.id, quiz)

    assert second == first
    assert count(session, Attempt) == 1


@pytest.mark.unseeded
def test_a_counted_attempt_needs_the_notice_and_a_practice_one_does_not(session):
    factories.make_framework(session)
    factories.make_question(session, "q-0")
    person = factories.make_person(session)
    counted = factories.make_quiz(session, "point", keys([0]))
    practice = factories.make_quiz(session, "entrainement", keys([0]), mode="practice")

    with pytest.raises(ConflictError) as refusal:
        services.start_attempt(session, person.id, counted)

    assert refusal.value.message_id == "assessment.read_notice"
    assert services.start_attempt(session, person.id, practice) > 0


def test_the_same_save_twice_has_one_effect_and_the_same_reply(session, bank):
    quiz = factories.make_quiz(session, "point", keys(range(3)))
    attempt_id = services.start_attempt(session, bank.id, quiz)

    with clock.at(clock.now()):
        first = services.save_answer(session, bank.id, attempt_id, 1, {"value": "a"}, "same")
    with clock.at(clock.now() + timedelta(seconds=5)):
        second = services.save_answer(session, bank.id, attempt_id, 1, {"value": "a"}, "same")

    assert first == second
    assert count(session, Response) == 1


def test_the_same_client_id_with_another_answer_is_refused_and_never_called_saved(session, bank):
    quiz = factories.make_quiz(session, "point", keys(range(3)))
    attempt_id = services.start_attempt(session, bank.id, quiz)
    services.save_answer(session, bank.id, attempt_id, 1, {"value": "a"}, "same")

    for position, letter, is_sure in ((1, "b", None), (2, "a", None), (1, "a", True)):
        with pytest.raises(ConflictError):
            services.save_answer(session, bank.id, attempt_id, position, {"value": letter}, "same", is_sure)

    assert count(session, Response) == 1


def test_the_latest_answer_of_a_question_counts(session, bank):
    quiz = factories.make_quiz(session, "point", keys(range(1)))
    attempt_id = services.start_attempt(session, bank.id, quiz)
    services.save_answer(session, bank.id, attempt_id, 1, {"value": "a"}, "one")
    services.save_answer(session, bank.id, attempt_id, 1, {"value": "b"}, "two")

    attempt = services.finish_attempt(session, bank.id, attempt_id)

    assert attempt.mark == 1.0


def test_finishing_grades_every_question_once_and_becomes_evidence(session, bank):
    quiz = factories.make_quiz(session, "point", keys(range(4)))
    attempt_id = services.start_attempt(session, bank.id, quiz)
    answer_all(session, bank, attempt_id, "b")

    attempt = services.finish_attempt(session, bank.id, attempt_id)
    services.finish_attempt(session, bank.id, attempt_id)

    assert attempt.mark == 4.0
    assert count(session, Grade) == 4
    assert count(session, Evidence) == 4
    assert states_of(session, bank.id, NOON.date())[0].direct_proofs == 4
    assert quiz.item_id in completed_item_ids(session, bank.id)


def test_practice_never_becomes_evidence(session, bank):
    quiz = factories.make_quiz(session, "entrainement", keys(range(4)), mode="practice")
    attempt_id = services.start_attempt(session, bank.id, quiz)
    answer_all(session, bank, attempt_id, "b")

    services.finish_attempt(session, bank.id, attempt_id)

    assert count(session, Evidence) == 0


def test_in_practice_an_answer_is_graded_at_once_and_final(session, bank):
    quiz = factories.make_quiz(session, "entrainement", keys(range(2)), mode="practice")
    attempt_id = services.start_attempt(session, bank.id, quiz)
    services.save_answer(session, bank.id, attempt_id, 1, {"value": "a"}, "one")

    services.save_answer(session, bank.id, attempt_id, 1, {"value": "b"}, "two")

    slot = queries.attempt_of(session, bank.id, attempt_id).slot(1)
    assert slot.outcome == "wrong"
    assert slot.answer == {"value": "a"}


def test_a_counted_answer_is_not_graded_before_the_end(session, bank):
    quiz = factories.make_quiz(session, "point", keys(range(2)))
    attempt_id = services.start_attempt(session, bank.id, quiz)

    services.save_answer(session, bank.id, attempt_id, 1, {"value": "b"}, "one")

    assert count(session, Grade) == 0


def test_a_question_met_before_counts_for_the_mark_and_not_for_levels(session, bank):
    practice = factories.make_quiz(session, "entrainement", keys([0, 1]), mode="practice")
    services.start_attempt(session, bank.id, practice)
    counted = factories.make_quiz(session, "point", keys([0, 1, 2]))
    attempt_id = services.start_attempt(session, bank.id, counted)
    answer_all(session, bank, attempt_id, "b")

    attempt = services.finish_attempt(session, bank.id, attempt_id)

    assert attempt.mark == 3.0
    assert count(session, Evidence) == 1


def test_unanswered_counts_as_wrong_when_handed_in(session, bank):
    quiz = factories.make_quiz(session, "point", keys(range(3)))
    attempt_id = services.start_attempt(session, bank.id, quiz)

    services.finish_attempt(session, bank.id, attempt_id)

    assert session.execute(select(Evidence.score)).scalars().all() == [0.0, 0.0, 0.0]


def test_what_was_not_reached_when_time_ran_out_says_nothing(session, bank):
    quiz = factories.make_quiz(session, "point", keys(range(3)))
    with clock.at(NOON):
        attempt_id = services.start_attempt(session, bank.id, quiz)
        services.save_answer(session, bank.id, attempt_id, 1, {"value": "b"}, "one")

    with clock.at(NOON + timedelta(minutes=11)):
        late = services.save_answer(session, bank.id, attempt_id, 2, {"value": "b"}, "late")

    attempt = queries.attempt_of(session, bank.id, attempt_id)
    assert late == services.SavedAnswer(None, is_finished=True)
    assert attempt.finish_reason == "expired"
    assert attempt.finished_at == NOON + timedelta(minutes=10)
    assert count(session, Evidence) == 1
    assert count(session, Response) == 1


def test_what_was_passed_over_when_time_ran_out_counts_as_wrong(session, bank):
    quiz = factories.make_quiz(session, "point", keys(range(4)))
    with clock.at(NOON):
        attempt_id = services.start_attempt(session, bank.id, quiz)
        services.save_answer(session, bank.id, attempt_id, 3, {"value": "b"}, "one")

    with clock.at(NOON + timedelta(minutes=20)):
        services.expire_attempts(session)

    assert sorted(session.execute(select(Evidence.score)).scalars()) == [0.0, 0.0, 1.0]


def test_after_the_end_nothing_is_stored(session, bank):
    quiz = factories.make_quiz(session, "point", keys(range(1)))
    attempt_id = services.start_attempt(session, bank.id, quiz)
    services.finish_attempt(session, bank.id, attempt_id)

    saved = services.save_answer(session, bank.id, attempt_id, 1, {"value": "b"}, "one")

    assert saved.is_finished
    assert count(session, Response) == 0


def test_only_so_many_attempts_are_given(session, bank):
    quiz = factories.make_quiz(session, "point", keys(range(2)), attempts=1)
    services.finish_attempt(session, bank.id, services.start_attempt(session, bank.id, quiz))

    with pytest.raises(ConflictError) as refusal:
        services.start_attempt(session, bank.id, quiz)

    assert refusal.value.message_id == "assessment.no_attempt_left"


def test_a_second_attempt_draws_questions_not_met_before(session, bank):
    quiz = factories.make_quiz(session, "point", keys(range(12)), draw=6)
    first = services.start_attempt(session, bank.id, quiz)
    services.finish_attempt(session, bank.id, first)

    second = services.start_attempt(session, bank.id, quiz)

    met = {slot.question_item_id for slot in queries.attempt_of(session, bank.id, first).slots}
    new = {slot.question_item_id for slot in queries.attempt_of(session, bank.id, second).slots}
    assert not met & new


def test_nobody_reads_or_answers_somebody_else_s_attempt(session, bank):
    other = factories.make_person(session)
    quiz = factories.make_quiz(session, "point", keys(range(1)))
    attempt_id = services.start_attempt(session, bank.id, quiz)

    for act in (
        lambda: queries.attempt_of(session, other.id, attempt_id),
        lambda: services.save_answer(session, other.id, attempt_id, 1, {"value": "b"}, "one"),
        lambda: services.finish_attempt(session, other.id, attempt_id),
    ):
        with pytest.raises(NotFoundError):
            act()


@pytest.mark.parametrize("client_id", ["", "x" * 65, "é", "a\n"])
def test_a_strange_client_id_is_refused(session, bank, client_id):
    quiz = factories.make_quiz(session, "point", keys(range(1)))
    attempt_id = services.start_attempt(session, bank.id, quiz)

    with pytest.raises(InvalidInputError):
        services.save_answer(session, bank.id, attempt_id, 1, {"value": "b"}, client_id)


def test_abandoned_and_late_attempts_expire_at_the_tick(session, bank):
    counted = factories.make_quiz(session, "point", keys(range(2)))
    practice = factories.make_quiz(session, "entrainement", keys(range(2)), mode="practice")
    with clock.at(NOON):
        services.start_attempt(session, bank.id, practice)
        services.start_attempt(session, bank.id, counted)

    with clock.at(NOON + timedelta(minutes=10, seconds=5)):  # an answer on its way is still taken, so is the attempt
        assert services.expire_attempts(session) == 0
    with clock.at(NOON + timedelta(minutes=30)):
        assert services.expire_attempts(session) == 1
    with clock.at(NOON + timedelta(days=3)):
        assert services.expire_attempts(session) == 1


def test_an_answer_that_cannot_be_read_is_kept_but_not_graded(session, bank):
    factories.make_question(
        session, "q-num", type="numerical", answers=[{"value": "557.58", "tolerance": "0.01", "feedback": "Oui."}]
    )
    quiz = factories.make_quiz(session, "entrainement", ["q-num"], mode="practice")
    attempt_id = services.start_attempt(session, bank.id, quiz)

    services.save_answer(session, bank.id, attempt_id, 1, {"value": "1,2,3"}, "one")

    slot = queries.attempt_of(session, bank.id, attempt_id).slot(1)
    assert slot.answer == {"value": "1,2,3"}
    assert slot.outcome is None


def test_saving_an_answer_takes_two_statements_and_finishing_as_many_for_three_as_for_twelve(
    session, bank, count_statements
):
    small = factories.make_quiz(session, "petit", keys(range(3)))
    large = factories.make_quiz(session, "grand", keys(range(12)))
    other = factories.make_person(session)
    services.read_notice(session, other.id)
    one, two = services.start_attempt(session, bank.id, small), services.start_attempt(session, other.id, large)
    answer_all(session, bank, one, "b")
    answer_all(session, other, two, "b")

    with count_statements() as saving:
        services.save_answer(session, bank.id, one, 1, {"value": "a"}, "again")
    with count_statements() as three:
        services.finish_attempt(session, bank.id, one)
    with count_statements() as twelve:
        services.finish_attempt(session, other.id, two)

    assert len(saving) == 2
    assert len(three) == len(twelve)
