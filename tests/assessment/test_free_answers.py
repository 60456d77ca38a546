"""Free answers: in practice nobody reads them and one compares; where it counts they wait for a person's mark."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from course.assessment import queries, services
from course.assessment.models import Attempt, CheckAnswer, Grade
from course.competencies.models import Evidence
from course.foundation import clock
from course.question_bank.queries import published_question
from tests import factories
from tests.seeds import seeded

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
RUBRIC = [
    {"name": "Ton", "levels": [{"label": "Sec", "points": 0}, {"label": "Courtois et ferme", "points": 2}]},
    {"name": "Fait", "levels": [{"label": "Absent", "points": 0}, {"label": "Facture et date", "points": 2}]},
]


def make_learner(session):
    """A learner who has read the notice; a free answer « q-libre » and two choices."""
    factories.make_framework(session)
    for number in range(2):
        factories.make_question(session, f"q-{number}")
    model = "Bonjour, je vous appelle pour la facture 114."
    factories.make_question(session, "q-libre", type="essay", rubric=RUBRIC, model=model, allows_file=True)
    person = factories.make_person(session)
    services.read_notice(session, person.id)
    return person


engine, learner = seeded(make_learner)


def sit(session, person, quiz, answers, *, certainty=None, file=None, finish=True):
    attempt_id = services.start_attempt(session, person.id, quiz)
    if file:
        services.attach_file(session, person.id, attempt_id, file, "nadia-lambert.txt", b"Ma relance")
    for position, value in answers.items():
        services.save_answer(
            session, person.id, attempt_id, position, {"value": value}, f"c{position}", None, certainty
        )
    if finish:
        services.finish_attempt(session, person.id, attempt_id)
    return queries.attempt_of(session, person.id, attempt_id)


@pytest.mark.parametrize("behaviour", ["immediate", "deferred", "interactive", "adaptive"])
def test_in_practice_a_free_answer_waits_for_nobody_and_adds_nothing_to_the_most(session, learner, behaviour):
    quiz = factories.make_quiz(session, "train", ["q-0", "q-libre"], mode="practice", behaviour=behaviour)

    attempt = sit(session, learner, quiz, {1: "b", 2: "Bonjour."})

    assert (attempt.mark, attempt.max_mark, attempt.pending) == (1.0, 1.0, 0)
    assert session.execute(select(Grade.outcome).order_by(Grade.slot_id)).scalars().all() == ["right", "nothing"]


def test_where_it_counts_a_free_answer_waits_and_gives_no_proof_yet(session, learner):
    quiz = factories.make_quiz(session, "point", ["q-0", "q-libre"])

    attempt = sit(session, learner, quiz, {1: "b", 2: "Bonjour."})

    assert (attempt.mark, attempt.max_mark, attempt.pending) == (1.0, 2.0, 1)
    assert session.execute(select(Evidence.slot_id)).scalars().all() == [attempt.slots[0].id]


def test_an_answer_that_waits_is_not_yet_wrong_however_sure_it_was(session, learner):
    quiz = factories.make_quiz(session, "sur", ["q-0", "q-libre"], certainty=True)

    attempt = sit(session, learner, quiz, {1: "b", 2: "Bonjour."}, certainty=3)

    assert attempt.mark == 3.0


def test_a_file_alone_is_an_answer_that_waits(session, learner):
    quiz = factories.make_quiz(session, "point", ["q-libre"])

    attempt = sit(session, learner, quiz, {}, file=1)

    assert attempt.pending == 1


def test_nothing_handed_in_is_wrong_and_waits_for_nobody(session, learner):
    quiz = factories.make_quiz(session, "point", ["q-libre"])

    attempt = sit(session, learner, quiz, {})

    assert (attempt.pending, attempt.slots[0].outcome) == (0, "unanswered")
    assert session.execute(select(Evidence.score)).scalars().all() == [0.0]


def test_a_file_sent_before_time_ran_out_says_how_far_one_came(session, learner):
    quiz = factories.make_quiz(session, "point", ["q-0", "q-libre", "q-1"], shuffle=False)
    with clock.at(NOON):
        attempt = sit(session, learner, quiz, {}, file=2, finish=False)
    with clock.at(NOON + timedelta(minutes=30)):
        services.expire_attempts(session)

    found = session.execute(select(Evidence.slot_id, Evidence.score)).all()
    assert [tuple(row) for row in found] == [(attempt.slots[0].id, 0.0)]


def test_training_shows_model_and_rubric_at_once(client, session, learner, sign_in):
    factories.make_quiz(session, "train", ["q-libre"], mode="practice")
    sign_in(client, learner)
    address = client.post("/quizzes/train/attempts").headers["Location"]
    answered = client.post(f"{address}/answers/1", data={"answer": "Allô.", "client_id": "x", "do": "answer"})

    after = client.get(answered.headers["Location"]).text
    client.post(f"{address}/finish")
    result = client.get(f"{address}/result").text

    for page in (after, result):
        assert "À vous de comparer." in page
        assert "je vous appelle pour la facture 114" in page
        assert "Courtois et ferme" in page
        assert "un formateur va la lire" not in page
    assert "attend la lecture" not in result


def test_a_counted_free_answer_does_not_show_the_model_before_it_is_marked(client, session, learner, sign_in):
    factories.make_quiz(session, "point", ["q-libre"])
    sign_in(client, learner)
    address = client.post("/quizzes/point/attempts").headers["Location"]
    client.post(f"{address}/answers/1", data={"answer": "Allô.", "client_id": "x", "do": "answer"})
    client.post(f"{address}/finish")

    page = client.get(f"{address}/result").text

    assert "1 réponse rédigée attend" in page
    assert "je vous appelle pour la facture 114" not in page


def test_a_free_answer_in_a_lesson_waits_for_nobody(session, learner):
    stored = published_question(session, "q-libre")

    answered = services.answer_check(session, learner.id, stored.item_id, stored, {"value": "Allô."}, "one")

    assert (answered.is_kept, answered.mark.outcome) == (True, "nothing")
    assert session.execute(select(CheckAnswer.outcome)).scalar_one() == "nothing"
    assert session.execute(select(Attempt.id)).first() is None
