"""Free answers are marked by a person: a log that only grows, mark and evidence that follow, practice out of reach."""

from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import pytest
from sqlalchemy import func, select

from course.accounts.models import Audit
from course.assessment import queries, services
from course.assessment.models import Attempt, Grade
from course.assessment.queries.grading import answer_lines, answer_to_grade, next_waiting, waiting_questions
from course.assessment.services.grading import HandMark, grade_by_hand
from course.competencies.models import Evidence
from course.competencies.queries import proofs_of, states_of
from course.competencies.services import recompute
from course.foundation import clock
from course.foundation.database import db
from course.foundation.errors import ConflictError, InvalidInputError, NotFoundError
from course.foundation.permissions import Role
from course.question_bank.queries import quiz_of
from course.web.transaction import write
from tests import factories
from tests.assessment.test_free_answers import RUBRIC, sit
from tests.seeds import seeded

GOOD = HandMark(levels={0: 1, 1: 1}, comment="Très bien.")
HALF = HandMark(levels={0: 1, 1: 0})


def make_trainer(session):
    """A trainer, a free answer with a rubric « q-libre », one without « q-texte », a choice, and two quizzes."""
    factories.make_framework(session)
    factories.make_question(session, "q-0")
    factories.make_question(session, "q-libre", type="essay", rubric=RUBRIC, stem="Relancez ?")
    factories.make_question(session, "q-texte", type="essay", stem="Écrivez.")
    factories.make_quiz(session, "point", ["q-0", "q-libre"])
    factories.make_quiz(session, "train", ["q-libre", "q-texte"], mode="practice")
    factories.make_quiz(session, "texte", ["q-texte"])
    return factories.make_person(session, "Hélène Duval", roles=(Role.TRAINER,))


engine, trainer = seeded(make_trainer)


def learner(session, name="Nadia Lambert"):
    person = factories.make_person(session, name)
    services.read_notice(session, person.id)
    return person


def handed_in(session, person, quiz="point", answers=None):
    """Returns the finished attempt of a person at a quiz, the free answer last."""
    return sit(session, person, quiz_of(session, quiz), answers or {1: "b", 2: "Bonjour, la facture 114."})


def slot_of(attempt):
    return attempt.slots[-1].id


def marks(session, slot_id):
    rows = session.execute(select(Grade).where(Grade.slot_id == slot_id).order_by(Grade.number)).scalars()
    return [(row.number, row.kind, row.fraction, row.outcome) for row in rows]


def test_a_mark_by_hand_is_one_more_entry_and_everything_follows(session, trainer):
    person = learner(session)
    attempt = handed_in(session, person)

    grade_by_hand(session, trainer.id, slot_of(attempt), 1, HALF)

    after = queries.attempt_of(session, person.id, attempt.id)
    assert marks(session, slot_of(attempt)) == [(1, "auto", 0.0, "pending"), (2, "manual", 0.5, "partial")]
    assert (after.mark, after.pending) == (1.5, 0)
    assert after.slots[-1].rubric == {"0": 1, "1": 0}
    proofs = session.execute(select(Evidence).where(Evidence.slot_id == slot_of(attempt))).scalars().all()
    assert [(proof.score, proof.seq) for proof in proofs] == [(0.5, 2)]
    assert recompute(session)[1] < 1e-9


def test_a_changed_mark_corrects_the_proof_and_is_audited(session, trainer):
    person = learner(session)
    attempt = handed_in(session, person)
    grade_by_hand(session, trainer.id, slot_of(attempt), 1, HALF)

    with clock.at(clock.now()):
        grade_by_hand(session, trainer.id, slot_of(attempt), 2, GOOD)

    after = queries.attempt_of(session, person.id, attempt.id)
    assert (after.mark, after.slots[-1].comment) == (2.0, "Très bien.")
    assert [number for number, *_rest in marks(session, slot_of(attempt))] == [1, 2, 3]
    newest = proofs_of(session, person.id, "JUR-1")[0]
    assert (newest.score, newest.reason) == (1.0, "grade.changed")
    assert states_of(session, person.id, clock.now().date())[0].direct_proofs == 2
    lines = session.execute(select(Audit).where(Audit.action == "answer.graded").order_by(Audit.id)).scalars().all()
    assert [(line.actor_id, line.subject_id, line.detail["was"], line.detail["mark"]) for line in lines] == [
        (trainer.id, person.id, None, 0.5),
        (trainer.id, person.id, 0.5, 1.0),
    ]
    assert recompute(session)[1] < 1e-9


def test_a_mark_in_per_cent_where_there_is_no_rubric(session, trainer):
    person = learner(session)
    attempt = handed_in(session, person, "texte", {1: "Un texte."})

    grade_by_hand(session, trainer.id, slot_of(attempt), 1, HandMark(fraction=Fraction(3, 4)))

    assert queries.attempt_of(session, person.id, attempt.id).mark == 0.75


def test_a_question_met_before_changes_the_mark_and_no_level(session, trainer):
    person = learner(session)
    sit(session, person, quiz_of(session, "train"), {1: "Essai."})
    attempt = handed_in(session, person)

    grade_by_hand(session, trainer.id, slot_of(attempt), 1, GOOD)

    assert queries.attempt_of(session, person.id, attempt.id).mark == 2.0
    assert session.execute(select(Evidence.slot_id)).scalars().all() == [attempt.slots[0].id]


def test_the_second_of_two_trainers_is_told_and_nothing_is_written(session, trainer):
    attempt = handed_in(session, learner(session))
    grade_by_hand(session, trainer.id, slot_of(attempt), 1, GOOD)
    other = factories.make_person(session, roles=(Role.TRAINER,))

    with pytest.raises(ConflictError) as refusal:
        grade_by_hand(session, other.id, slot_of(attempt), 1, HALF)

    assert refusal.value.message_id == "grading.changed_meanwhile"
    assert len(marks(session, slot_of(attempt))) == 2


@pytest.mark.parametrize(
    ("quiz", "given", "message"),
    [
        ("point", HandMark(levels={0: 1}), "grading.incomplete"),
        ("point", HandMark(levels={0: 1, 1: 9}), "grading.incomplete"),
        ("point", HandMark(fraction=Fraction(1)), "grading.incomplete"),
        ("texte", HandMark(), "grading.bad_mark"),
        ("texte", HandMark(fraction=Fraction(3, 2)), "grading.bad_mark"),
        ("texte", HandMark(fraction=Fraction(1), comment="x" * 5_001), "grading.comment_too_long"),
    ],
)
def test_what_is_no_mark_is_refused(session, trainer, quiz, given, message):
    attempt = handed_in(session, learner(session), quiz, {1: "b", 2: "Texte."} if quiz == "point" else {1: "Texte."})

    with pytest.raises(InvalidInputError) as refusal:
        grade_by_hand(session, trainer.id, slot_of(attempt), 1, given)

    assert refusal.value.message_id == message
    assert len(marks(session, slot_of(attempt))) == 1


def test_practice_cannot_be_listed_opened_or_marked(session, trainer):
    person = learner(session)
    practice = sit(session, person, quiz_of(session, "train"), {1: "Secret.", 2: "Secret aussi."})
    # even where an older version of the program left it waiting
    session.execute(Grade.__table__.update().values(outcome="pending"))
    session.execute(Attempt.__table__.update().values(pending=2))
    session.flush()

    assert waiting_questions(session, trainer.id) == []
    assert answer_lines(session, trainer.id, is_marked=False).rows == ()
    for slot in practice.slots:
        with pytest.raises(NotFoundError):
            answer_to_grade(session, trainer.id, slot.id)
        with pytest.raises(NotFoundError):
            grade_by_hand(session, trainer.id, slot.id, 1, GOOD)


def test_nobody_reads_or_marks_their_own_answer_nor_one_that_is_not_handed_in(session, trainer):
    services.read_notice(session, trainer.id)
    own = handed_in(session, trainer)
    open_one = sit(session, learner(session), quiz_of(session, "texte"), {1: "Pas fini."}, finish=False)

    assert answer_lines(session, trainer.id, is_marked=False).rows == ()
    for attempt in (own, open_one):
        with pytest.raises(NotFoundError):
            grade_by_hand(session, trainer.id, slot_of(attempt), 1, GOOD)


def test_a_choice_is_never_marked_by_hand(session, trainer):
    attempt = handed_in(session, learner(session))

    with pytest.raises(NotFoundError):
        grade_by_hand(session, trainer.id, attempt.slots[0].id, 1, HandMark(fraction=Fraction(1)))


def test_the_oldest_waits_first_and_the_next_answers_the_same_question(session, trainer):
    first, second = (handed_in(session, learner(session)) for _ in range(2))
    handed_in(session, learner(session), "texte", {1: "Autre question."})

    lines = answer_lines(session, trainer.id, is_marked=False)
    here = answer_to_grade(session, trainer.id, slot_of(second))

    assert [line.slot_id for line in lines.rows][:2] == [slot_of(first), slot_of(second)]
    waiting = {row.key: row.waiting for row in waiting_questions(session, trainer.id)}
    assert waiting == {"q-libre": 2, "q-texte": 1}
    assert next_waiting(session, trainer.id, here) == slot_of(first)
    grade_by_hand(session, trainer.id, slot_of(first), 1, GOOD)
    assert next_waiting(session, trainer.id, here) is None
    assert [line.slot_id for line in answer_lines(session, trainer.id, is_marked=True).rows] == [slot_of(first)]


def test_lists_take_as_many_statements_for_one_answer_as_for_many(session, trainer, count_statements):
    handed_in(session, learner(session))
    with count_statements() as one:
        answer_lines(session, trainer.id, is_marked=False)
        waiting_questions(session, trainer.id)
    for _ in range(6):
        handed_in(session, learner(session))
    with count_statements() as many:
        answer_lines(session, trainer.id, is_marked=False)
        waiting_questions(session, trainer.id)

    assert len(one) == len(many) == 3


def test_eight_trainers_at_once_leave_one_mark(own_app):
    with own_app.app_context(), write() as session:
        factories.make_framework(session)
        factories.make_question(session, "q-libre", type="essay", rubric=RUBRIC)
        factories.make_quiz(session, "point", ["q-libre"])
        trainers = [factories.make_person(session, roles=(Role.TRAINER,)).id for _ in range(8)]
        attempt = handed_in(session, learner(session), answers={1: "Bonjour."})
        slot_id = slot_of(attempt)

    def mark(grader_id):
        with own_app.app_context():
            try:
                with write() as session:
                    grade_by_hand(session, grader_id, slot_id, 1, HALF)
            except ConflictError:
                return False
            else:
                return True
            finally:
                db.session.remove()

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(mark, trainers))

    with own_app.app_context():
        assert won.count(True) == 1
        assert db.session.execute(select(func.count()).select_from(Grade)).scalar_one() == 2
        assert db.session.execute(select(func.count()).select_from(Evidence)).scalar_one() == 1
        assert db.session.execute(select(Attempt.pending, Attempt.mark)).one() == (0, 0.5)
