"""What answers are worth and what a result shows, by the settings of a quiz: each through a real attempt."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from course.assessment import queries, services
from course.assessment.models import Response
from course.competencies.models import Evidence
from course.foundation import clock
from course.foundation.errors import ConflictError
from course.question_bank.queries import quiz_of
from tests import factories
from tests.assessment.taking import NOON, attempt_of, begin, finish, make, say, take
from tests.seeds import seeded


@pytest.fixture(autouse=True)
def noon():
    """Every test begins at noon of the same day."""
    with clock.at(NOON):
        yield


def make_learner(session):
    """A learner who has read the notice, in a small framework."""
    factories.make_framework(session)
    person = factories.make_person(session)
    services.read_notice(session, person.id)
    return person


engine, learner = seeded(make_learner)


# What it is worth


def test_a_question_weighs_what_the_quiz_says_else_what_it_says_itself(session, learner):
    make(session, "heavy", max_mark=4)
    make(session, "light", "plain")
    quiz = factories.make_quiz(session, "point", ["heavy", "light", "plain"], marks={"light": 0.5})

    done = take(session, learner, quiz, "bba")

    assert [slot.max_mark for slot in done.slots] == [4.0, 0.5, 1.0]
    assert (done.mark, done.max_mark) == (4.5, 5.5)


@pytest.mark.parametrize(
    ("letters", "certainty", "mark"),
    [("bb", 1, 2.0), ("bb", 2, 4.0), ("bb", 3, 6.0), ("ba", 1, 1.0), ("ba", 2, 0.0), ("ba", 3, 0.0), ("bb", None, 2.0)],
)
def test_certainty_is_marked_and_evidence_keeps_whether_it_was_right(session, learner, letters, certainty, mark):
    make(session, "q-1", "q-2")
    quiz = factories.make_quiz(session, "point", ["q-1", "q-2"], certainty=True)

    done = take(session, learner, quiz, letters, certainty=certainty)

    scores = sorted(session.execute(select(Evidence.score)).scalars())
    assert (done.mark, done.max_mark) == (mark, 6.0)
    assert scores == sorted(1.0 if letter == "b" else 0.0 for letter in letters)


def test_what_one_did_not_know_takes_nothing_away_however_sure(session, learner):
    make(session, "q-1", "q-2")
    quiz = factories.make_quiz(session, "point", ["q-1", "q-2"], certainty=True)
    attempt_id = begin(session, learner, quiz)

    say(session, learner, attempt_id, 1, "b", "one", certainty=3)
    say(session, learner, attempt_id, 2, {"unknown": True}, "two", certainty=3)

    assert finish(session, learner, attempt_id).mark == 3.0


def test_the_same_save_with_another_certainty_is_not_called_saved(session, learner):
    make(session, "q-1")
    quiz = factories.make_quiz(session, "point", ["q-1"], certainty=True)
    attempt_id = begin(session, learner, quiz)
    say(session, learner, attempt_id, 1, "b", "same", certainty=1)

    with pytest.raises(ConflictError):
        say(session, learner, attempt_id, 1, "b", "same", certainty=3)

    assert session.execute(select(Response.certainty)).scalars().all() == [1]


HINTS = {"hints": [{"text": "Relisez."}, {"text": "Encore."}], "penalty": "1/4"}


@pytest.mark.parametrize(
    ("letters", "fraction"),
    [("b", 1.0), ("ab", 0.75), ("acb", 0.5), ("aab", 0.75), ("aca", 0.0)],
)
def test_each_try_with_a_hint_costs_the_penalty_and_the_same_answer_again_is_no_try(
    session, learner, letters, fraction
):
    make(session, "q-1", **HINTS)
    quiz = factories.make_quiz(session, "essais", ["q-1"], behaviour="interactive")
    attempt_id = begin(session, learner, quiz)

    for number, letter in enumerate(letters):
        say(session, learner, attempt_id, 1, letter, f"t{number}")
    done = finish(session, learner, attempt_id)

    assert done.mark == pytest.approx(fraction)
    assert session.execute(select(Evidence.score)).scalar_one() == pytest.approx(fraction)


def test_a_question_with_hints_ends_with_its_last_try_and_takes_no_further_one(session, learner):
    make(session, "q-1", "q-2", **HINTS)
    quiz = factories.make_quiz(session, "essais", ["q-1", "q-2"], behaviour="interactive", mode="practice")
    attempt_id = begin(session, learner, quiz)

    states = []
    for number, letter in enumerate("acab"):
        say(session, learner, attempt_id, 1, letter, f"t{number}")
        states.append(attempt_of(session, learner, attempt_id).slot(1).outcome)

    assert states == [None, None, "wrong", "wrong"]
    assert attempt_of(session, learner, attempt_id).slot(1).answer == {"value": "a"}


@pytest.mark.parametrize(("letters", "fraction"), [("b", 1.0), ("ab", 0.75), ("aacb", 0.5), ("ac", 0.0)])
def test_tries_without_limit_cost_the_penalty_and_the_best_counts(session, learner, letters, fraction):
    make(session, "q-1", **HINTS)
    quiz = factories.make_quiz(session, "essais", ["q-1"], behaviour="adaptive")
    attempt_id = begin(session, learner, quiz)

    for number, letter in enumerate(letters):
        say(session, learner, attempt_id, 1, letter, f"t{number}")

    assert finish(session, learner, attempt_id).mark == pytest.approx(fraction)


def test_the_best_try_stays_where_a_later_one_is_worse(session, learner):
    options = [
        {"text": "Rien", "score": 0, "feedback": "Non."},
        {"text": "Tout", "score": 1, "feedback": "Oui."},
        {"text": "Presque", "score": 0.8, "feedback": "Presque."},
    ]
    make(session, "q-1", options=options, penalty="1/4")
    quiz = factories.make_quiz(session, "essais", ["q-1"], behaviour="adaptive")
    attempt_id = begin(session, learner, quiz)

    say(session, learner, attempt_id, 1, "c", "one")
    say(session, learner, attempt_id, 1, "a", "two")

    assert finish(session, learner, attempt_id).mark == pytest.approx(0.8)


@pytest.mark.parametrize("behaviour", ["interactive", "adaptive"])
def test_saying_that_one_does_not_know_ends_a_tried_question(session, learner, behaviour):
    make(session, "q-1", "q-2", **HINTS)
    quiz = factories.make_quiz(session, "essais", ["q-1", "q-2"], behaviour=behaviour)
    attempt_id = begin(session, learner, quiz)
    say(session, learner, attempt_id, 1, "a", "one")

    say(session, learner, attempt_id, 1, {"unknown": True}, "two")
    say(session, learner, attempt_id, 1, "b", "three")

    slot = attempt_of(session, learner, attempt_id).slot(1)
    assert slot.grade_id is not None
    assert slot.fraction == 0.0
    assert slot.answer == {"unknown": True}
    assert finish(session, learner, attempt_id).mark == 0.0


# What the result shows

PARTS = {
    "mark": "2 sur 4",
    "correctness": "Par compétence",
    "feedback": "Pas celle-ci.",
    "explanation": "Explication de q-1.",
}


@pytest.mark.parametrize(
    "shown", [(), ("mark",), ("correctness",), ("mark", "feedback"), ("explanation",), tuple(PARTS)]
)
def test_a_result_shows_what_the_quiz_allows_while_it_is_open_and_after_it_closed(
    session, learner, client, sign_in, shown
):
    make(session, "q-1", "q-2", "q-3")
    review = {"open": shown, "closed": (*PARTS, "right")}
    quiz = factories.make_quiz(
        session, "point", ["q-1", "q-2", "q-3"], closes_on=date(2026, 11, 30), review=review, marks={"q-1": 2}
    )
    done = take(session, learner, quiz, "abb")

    with clock.at(NOON):
        sign_in(client, learner)
        now, overview = client.get(f"/attempts/{done.id}/result").text, client.get("/quizzes/point").text
    with clock.at(NOON + timedelta(days=8)):
        sign_in(client, learner)
        later, closed = client.get(f"/attempts/{done.id}/result").text, client.get("/quizzes/point").text

    assert {part for part, text in PARTS.items() if text in now} == set(shown)
    assert {part for part, text in PARTS.items() if text in later} == set(PARTS)
    for day, may_see in ((date(2026, 11, 24), "mark" in shown), (date(2026, 12, 1), True)):
        result = queries.results_of(session, learner.id, day)[quiz.item_id]
        assert (result.mark, result.max_mark) == (2.0 if may_see else None, 4.0)
    assert ("2 sur 4" in overview) == ("mark" in shown)
    assert "2 sur 4" in closed
    assert quiz_of(session, "point").settings.review["open"] == frozenset(shown)
