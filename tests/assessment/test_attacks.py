"""Attempts attacked: keys before their time, what is somebody else's, files after the end, no figures."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from course.assessment import services
from course.assessment.models import AnswerFile, AttemptSlot
from course.foundation import clock
from course.foundation.errors import ConflictError
from course.foundation.permissions import Role
from course.question_bank.queries import published_question
from tests import factories
from tests.seeds import seeded

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
SECRETS = ("C’est elle.", "Explication de q-1.", "is-right")


def make_learner(session):
    """A learner who has read the notice, two questions, and a free answer with a file."""
    factories.make_framework(session)
    factories.make_question(session, "q-1")
    factories.make_question(session, "q-2")
    factories.make_question(session, "q-libre", type="essay", allows_file=True)
    factories.make_question(session, "q-vrai", type="true-false", answer=True, if_true="Oui, à un an.", if_false="Non.")
    person = factories.make_person(session)
    services.read_notice(session, person.id)
    return person


engine, learner = seeded(make_learner)


def begin(session, person, key="point", questions=("q-1",), **fields):
    quiz = factories.make_quiz(session, key, questions, **fields)
    return services.start_attempt(session, person.id, quiz)


@pytest.mark.parametrize("address", ["?q=1", "?q=1&given=1", "?q=end", "/result", "?q=1&given=1&do=answer"])
def test_an_open_counted_attempt_tells_no_key_at_any_address(client, session, sign_in, learner, address):
    attempt_id = begin(session, learner)
    services.save_answer(session, learner.id, attempt_id, 1, {"value": "a"}, "c1")
    sign_in(client, learner)

    page = client.get(f"/attempts/{attempt_id}{address}", follow_redirects=True).text

    assert not [secret for secret in SECRETS if secret in page]


def test_saving_says_the_same_of_a_right_and_of_a_wrong_answer(client, session, sign_in, learner):
    attempt_id = begin(session, learner)
    sign_in(client, learner)

    with clock.at(NOON):
        told = [
            client.post(
                f"/attempts/{attempt_id}/answers/1",
                data={"client_id": letter, "answer": letter, "do": "answer"},
                as_json=True,
            ).json
            for letter in "ab"
        ]

    assert told[0] == told[1]


def test_a_result_that_hides_what_is_right_does_not_tell_it_by_the_feedback_of_true_and_false(
    client, session, sign_in, learner
):
    review = {"open": ("mark", "feedback")}
    attempt_id = begin(session, learner, questions=["q-vrai"], review=review)
    services.finish_attempt(session, learner.id, attempt_id)
    sign_in(client, learner)

    page = client.get(f"/attempts/{attempt_id}/result").text

    assert "Oui, à un an." not in page


@pytest.mark.parametrize("behaviour", ["immediate", "interactive", "adaptive"])
def test_feedback_at_once_shows_no_more_than_the_result_may(client, session, sign_in, learner, behaviour):
    attempt_id = begin(session, learner, behaviour=behaviour, review={"open": ("mark",)})
    services.save_answer(session, learner.id, attempt_id, 1, {"unknown": True}, "c1")
    sign_in(client, learner)

    page = client.get(f"/attempts/{attempt_id}?q=1&given=1").text

    assert not [secret for secret in SECRETS if secret in page]


def test_a_file_is_not_taken_after_the_deadline(session, learner):
    with clock.at(NOON):
        attempt_id = begin(session, learner, questions=["q-libre"], limit_minutes=10)

    with clock.at(NOON + timedelta(minutes=11)), pytest.raises(ConflictError) as refused:
        services.attach_file(session, learner.id, attempt_id, 1, "tard.txt", b"Trop tard")

    assert refused.value.message_id == "assessment.already_ended"
    assert session.execute(select(AnswerFile.slot_id)).all() == []


def test_a_file_within_the_grace_is_taken_as_an_answer_is(session, learner):
    with clock.at(NOON):
        attempt_id = begin(session, learner, questions=["q-libre"], limit_minutes=10, grace_seconds=60)

    with clock.at(NOON + timedelta(minutes=10, seconds=50)):
        kept = services.attach_file(session, learner.id, attempt_id, 1, "juste.txt", b"A temps")

    assert kept == "juste.txt"


@pytest.mark.parametrize(
    "roles", [(Role.EMPLOYEE,), (Role.TRAINER,), (Role.EMPLOYEE, Role.MANAGER), (Role.ADMINISTRATOR,)]
)
def test_nobody_else_reaches_an_attempt_by_its_number(client, session, sign_in, learner, roles):
    team = factories.make_team(session)
    attempt_id = begin(session, learner, key="train", questions=["q-1", "q-libre"], mode="practice")
    services.attach_file(session, learner.id, attempt_id, 2, "moi.txt", b"Ma relance")
    slot = session.execute(select(AttemptSlot.id).where(AttemptSlot.attempt_id == attempt_id)).scalars().all()[1]
    other = factories.make_person(session, "Paul", roles=roles, manages=(team,) if Role.MANAGER in roles else ())
    sign_in(client, other)

    answers = [
        client.get(f"/attempts/{attempt_id}"),
        client.get(f"/attempts/{attempt_id}/result"),
        client.get(f"/attempts/{attempt_id}/files/2"),
        client.post(f"/attempts/{attempt_id}/answers/1", data={"client_id": "x", "answer": "b"}),
        client.post(f"/attempts/{attempt_id}/finish"),
        client.post(f"/attempts/{attempt_id}/again/1"),
        client.post(f"/attempts/{attempt_id}/files/2"),
        client.get(f"/studio/grading/{slot}"),
        client.get(f"/studio/grading/{slot}/file"),
    ]

    refused = {403, 404} if Role.TRAINER not in roles else {404}
    assert {answer.status_code for answer in answers} <= refused


def test_a_trainer_neither_reads_nor_marks_practice_or_their_own_answer(client, session, sign_in, learner):
    trainer = factories.make_person(session, "Paul", roles=(Role.TRAINER,))
    services.read_notice(session, trainer.id)
    own = begin(session, trainer, key="point", questions=["q-libre"])
    services.save_answer(session, trainer.id, own, 1, {"value": "Ma réponse à moi"}, "c1")
    services.finish_attempt(session, trainer.id, own)
    private = begin(session, learner, key="train", questions=["q-libre"], mode="practice")
    services.save_answer(session, learner.id, private, 1, {"value": "Mon entraînement"}, "c1")
    services.finish_attempt(session, learner.id, private)
    slots = session.execute(select(AttemptSlot.id)).scalars().all()
    sign_in(client, trainer)

    pages = [client.get("/studio/grading").text, client.get("/studio/grading?state=marked").text]
    opened = [client.get(f"/studio/grading/{slot}").status_code for slot in slots]
    marked = [client.post(f"/studio/grading/{slot}", data={"mark": "100", "number": "1"}).status_code for slot in slots]

    assert not [page for page in pages if "q-libre" in page or "Énoncé" in page]
    assert opened == marked == [404, 404]


def test_the_reading_of_an_entry_says_nothing_of_the_answer(client, session, sign_in, learner):
    factories.make_question(session, "q-euros", type="numerical", unit="€", answers=[{"value": "40"}])
    version = published_question(session, "q-euros").version_id
    sign_in(client, learner)

    told = [client.get(f"/reading?version={version}&answer={entry}").json for entry in ("40", "41")]

    assert [said["reading"].replace("40", "N").replace("41", "N") for said in told] == [
        told[0]["reading"].replace("40", "N")
    ] * 2
    assert {said["problem"] for said in told} == {""}


def test_figures_that_cannot_be_drawn_are_refused_and_break_no_page(client, session, sign_in, learner):
    factories.make_question(
        session,
        "q-zero",
        type="calculated",
        parameters=[{"name": "x", "lowest": "0", "highest": "0"}],
        answers=[{"formula": "1/{x}"}],
    )
    version = published_question(session, "q-zero").version_id
    factories.make_quiz(session, "zero", ["q-zero"], mode="practice")
    sign_in(client, learner)

    read = client.get(f"/reading?version={version}&answer=1")
    begun = client.post("/quizzes/zero/attempts")

    assert (read.status_code, begun.status_code) == (409, 409)
