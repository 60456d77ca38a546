"""Figures for trainers: counted answers alone, gathered in one statement and measured by the engine, by hand here."""

import math
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from course.accounts.models import Person
from course.accounts.services import suspend
from course.assessment import services
from course.assessment.models import Attempt, AttemptSlot, Grade
from course.assessment.queries import attempt_of
from course.assessment.queries.figures import (
    SELECTIONS,
    figures_of_quizzes,
    quiz_rows,
    quizzes_asking,
    typed_answers,
    versions_of_question,
)
from course.assessment.rules.entries import Typed, wrong_entries
from course.assessment.rules.figures import pooled_figures, sureness
from course.foundation import clock
from course.publishing.models import Item
from course.question_bank.queries import published_question, stored_questions
from quizzes.drawing import drawn_from_json
from tests import factories
from tests.seeds import seeded

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
SIX = ((1, 1, 1), (1, 1, 0), (1, 0, 1), (1, 0, 0), (0, 1, 0), (0, 0, 0))  # six people, right (1) or wrong (0)


def make_bank(session):
    factories.make_framework(session)
    for number in range(4):
        factories.make_question(session, f"q-{number}", seconds=30)
    return session


engine, bank = seeded(make_bank)


def sit(session, person, quiz, answers, at=NOON, sure=None, reason="submitted"):
    """Sits a quiz: by position the letter (None leaves blank), each twenty seconds after the one before."""
    with clock.at(at):
        services.read_notice(session, person.id)
        attempt_id = services.start_attempt(session, person.id, quiz)
    for position, value in enumerate(answers, start=1):
        if value is not None:
            with clock.at(at + timedelta(seconds=20 * position)):
                services.save_answer(session, person.id, attempt_id, position, {"value": value}, f"c{position}", sure)
    with clock.at(at + timedelta(minutes=5)):
        services.finish_attempt(session, person.id, attempt_id, reason)
    return attempt_id


def letters(rights):
    return ["ab"[right] for right in rights]


def measured(session, quiz, selection="first"):
    return figures_of_quizzes(session, [quiz.item_id], selection)[quiz.item_id]


@pytest.fixture
def six(bank):  # a quiz of three questions that six people have sat
    quiz = factories.make_quiz(bank, "point", ["q-0", "q-1", "q-2"])
    [sit(bank, factories.make_person(bank), quiz, letters(rights)) for rights in SIX]
    return quiz


def test_the_figures_of_a_small_quiz_are_those_reckoned_by_hand(bank, six):
    found = measured(bank, six).figures

    statistics = found.statistics
    assert (found.people, statistics.attempts, found.asked) == (6, 6, 3.0)
    assert statistics.mean == pytest.approx(9 / 6)
    assert statistics.median == pytest.approx(1.5)
    # Totals 3, 2, 2, 1, 1, 0 lie 1.5, 0.5, 0.5, 0.5, 0.5, 1.5 from their mean: squares add up to 5.5, over 5.
    assert statistics.total_standard_deviation == pytest.approx(math.sqrt(1.1))
    # The variances of the questions, p (1 - p) 6/5, are 4/15, 3/10 and 4/15: 5/6 in all, of 1.1.
    alpha = 100 * 3 / 2 * (1 - (5 / 6) / 1.1)
    assert statistics.internal_consistency == pytest.approx(alpha)
    assert statistics.error_ratio == pytest.approx(100 * math.sqrt(1 - alpha / 100))
    assert [one.figures.facility_index for one in found.questions] == pytest.approx([400 / 6, 50.0, 100 / 3])


def test_a_question_is_compared_with_the_rest_of_its_own_quiz(bank, six):
    first = measured(bank, six).figures.questions[0]

    # x = 1, 1, 1, 1, 0, 0 and the rest R = 2, 1, 1, 0, 1, 0: cov = (4 - 4 · 5/6) / 5, var x = 4/15, var R = 17/30.
    cov = (4 - 4 * 5 / 6) / 5
    assert first.figures.discrimination_index == pytest.approx(100 * cov / math.sqrt(4 / 15 * 17 / 30))
    assert first.guess == pytest.approx(1 / 3)
    assert [one.times_chosen for one in first.options] == [2, 4, 0]
    assert [one.right for one in first.options] == [False, True, False]
    assert first.options[1].mean_rest_score == pytest.approx(4 / 4)
    assert [said.message_id for said in first.verdicts] == ["statistics.too_few_answers"]


def test_what_was_not_drawn_is_not_seen_and_counts_neither_as_right_nor_as_wrong(bank):
    quiz = factories.make_quiz(bank, "point", ["q-0", "q-1", "q-2", "q-3"], draw=2)
    for number in range(3):
        person = factories.make_person(bank)
        sit(bank, person, quiz, ["b", "b"], NOON + timedelta(hours=number))

    answers = measured(bank, quiz).answers

    assert (~np.isnan(answers.marks)).sum(axis=1).tolist() == [2, 2, 2]
    assert set(answers.marks[~np.isnan(answers.marks)].tolist()) == {1.0}


def test_the_newest_grade_of_the_log_counts(bank, six):
    slot = bank.query(AttemptSlot).filter_by(position=1).order_by(AttemptSlot.id.desc()).first()
    measured(bank, six)
    values = {"slot_id": slot.id, "number": 2, "kind": "regrade", "rule_version": 2, "graded_at": NOON}
    bank.add(Grade(**values, fraction=1 / 3, outcome="partial"))
    bank.flush()

    found = measured(bank, six)

    column = found.answers.versions.index(slot.question_version_id)
    assert found.answers.marks[-1, column] == pytest.approx(1 / 3, abs=1e-14)
    assert found.figures.statistics.mean == pytest.approx((9 + 1 / 3) / 6)


def test_an_essay_has_no_mark_until_somebody_gives_one(bank):
    factories.make_question(bank, "libre", type="essay")
    quiz = factories.make_quiz(bank, "point", ["q-0", "libre"])
    attempt_id = sit(bank, factories.make_person(bank), quiz, ["b", "Mon texte"])

    before = measured(bank, quiz).answers
    slot = bank.query(AttemptSlot).filter_by(attempt_id=attempt_id, position=2).one()
    values = {"slot_id": slot.id, "number": 2, "kind": "manual", "rule_version": 2, "graded_at": NOON}
    bank.add(Grade(**values, fraction=0.5, outcome="partial"))
    bank.flush()
    after = measured(bank, quiz).answers

    assert (before.marks[0, 0], math.isnan(before.marks[0, 1])) == (1.0, True)
    assert after.marks[0].tolist() == [1.0, 0.5]


def test_practice_never_enters(bank):
    quiz = factories.make_quiz(bank, "entrainement", ["q-0", "q-1"], mode="practice")
    sit(bank, factories.make_person(bank), quiz, ["b", "b"])

    found = {selection: measured(bank, quiz, selection).figures for selection in SELECTIONS}

    assert [figures.people for figures in found.values()] == [0, 0, 0, 0]
    assert quizzes_asking(bank, versions_of_question(bank, "q-0")[0].item_id) == []
    assert typed_answers(bank, versions_of_question(bank, "q-0")[0].item_id) == []


def test_what_is_no_quiz_never_enters(bank, six):
    bank.get(Item, six.item_id).kind = "diagnostic"
    bank.flush()

    assert measured(bank, six).figures.people == 0


def test_an_attempt_that_goes_on_does_not_count(bank, six):
    person = factories.make_person(bank)
    services.read_notice(bank, person.id)
    attempt_id = services.start_attempt(bank, person.id, six)
    services.save_answer(bank, person.id, attempt_id, 1, {"value": "b"}, "c1")

    assert measured(bank, six).answers.marks.shape == (6, 3)


@pytest.mark.parametrize(("behaviour", "chosen"), [("deferred", "b"), ("interactive", "a")])
def test_the_option_that_counts_is_the_last_saved_or_the_first_of_several_tries(bank, behaviour, chosen):
    factories.make_question(bank, "avec-indice", hints=[{"text": "Un indice."}])
    quiz = factories.make_quiz(bank, "point", ["avec-indice"], behaviour=behaviour)
    person = factories.make_person(bank)
    services.read_notice(bank, person.id)
    attempt_id = services.start_attempt(bank, person.id, quiz)
    for letter in "ab":
        services.save_answer(bank, person.id, attempt_id, 1, {"value": letter}, letter)
    services.finish_attempt(bank, person.id, attempt_id)

    options = measured(bank, quiz).figures.questions[0].options

    assert [option.option for option in options if option.times_chosen] == [chosen]


def test_what_time_did_not_let_one_reach_is_not_seen_and_what_was_passed_over_is_wrong(bank):
    quiz = factories.make_quiz(bank, "point", ["q-0", "q-1", "q-2", "q-3"])
    sit(bank, factories.make_person(bank), quiz, [None, "b", None, None], reason="expired")
    sit(bank, factories.make_person(bank), quiz, ["b", "b", None, None])

    marks = measured(bank, quiz).answers.marks

    assert np.nan_to_num(marks, nan=-1.0).tolist() == [[0.0, 1.0, -1.0, -1.0], [1.0, 1.0, 0.0, 0.0]]


def test_of_several_attempts_the_first_is_measured_unless_another_is_asked_for(bank):
    quiz = factories.make_quiz(bank, "point", ["q-0", "q-1"])
    person = factories.make_person(bank)
    for hours, rights in enumerate(((0, 1), (1, 1), (0, 0))):
        sit(bank, person, quiz, letters(rights), NOON + timedelta(hours=hours))

    means = {selection: measured(bank, quiz, selection).figures.statistics.mean for selection in SELECTIONS}

    assert means == {"first": 1.0, "last": 0.0, "best": 2.0, "all": 1.0}
    assert measured(bank, quiz, "all").figures.people == 1


def test_seconds_run_from_the_former_save_and_leave_out_what_cannot_be_thinking(bank):
    quiz = factories.make_quiz(bank, "point", ["q-0", "q-1", "q-2", "q-3"], limit_minutes=120)
    person = factories.make_person(bank)
    services.read_notice(bank, person.id)
    with clock.at(NOON):
        attempt_id = services.start_attempt(bank, person.id, quiz)
    saves = ((1, 25, "a"), (2, 65, "b"), (1, 75, "b"), (3, 75 + 301, "b"))  # 301 s is more than ten times 30 s
    for number, (position, seconds, letter) in enumerate(saves):
        with clock.at(NOON + timedelta(seconds=seconds)):
            services.save_answer(bank, person.id, attempt_id, position, {"value": letter}, f"c{number}")
    with clock.at(NOON + timedelta(minutes=10)):
        services.finish_attempt(bank, person.id, attempt_id)

    found = measured(bank, quiz).answers

    assert np.nan_to_num(found.seconds, nan=-1.0).tolist() == [[35.0, 40.0, -1.0, -1.0]]
    assert found.marks[0].tolist() == [1.0, 1.0, 1.0, 0.0]


def test_suspended_people_and_accounts_of_nobody_count_as_before(bank, six):
    person_id = bank.query(Attempt).order_by(Attempt.id).first().learner_id
    suspend(bank, person_id, True)
    bank.get(Person, person_id).name = "Compte effacé"
    bank.flush()

    assert measured(bank, six).figures.people == 6


def test_figures_follow_at_once_when_somebody_finishes_or_an_attempt_is_erased(bank, six):
    assert measured(bank, six).figures.people == 6

    attempt_id = sit(bank, factories.make_person(bank), six, ["b", "b", "b"], NOON + timedelta(days=1))
    assert measured(bank, six).figures.people == 7

    bank.query(Attempt).filter_by(id=attempt_id).update({"mode": "practice"})
    assert measured(bank, six).figures.people == 6


def test_the_statements_are_as_many_for_two_hundred_attempts_as_for_ten(bank, count_statements):
    quiz = factories.make_quiz(bank, "point", ["q-0", "q-1", "q-2"])
    [sit(bank, factories.make_person(bank), quiz, letters(SIX[number % 6])) for number in range(10)]
    with count_statements() as few:
        assert measured(bank, quiz).figures.people == 10
    _copy_attempts(bank, 190)

    with count_statements() as many:
        assert measured(bank, quiz).figures.people == 200

    assert len(many) <= len(few) <= 3
    with count_statements() as again:
        measured(bank, quiz)
    assert len(again) == 1


def _copy_attempts(session, count):
    """Makes attempts like the first one, each of a person of its own."""
    first = session.query(Attempt).order_by(Attempt.id).first()
    slots = attempt_of(session, first.learner_id, first.id).slots
    for _number in range(count):
        person = factories.make_person(session)
        values = {name: getattr(first, name) for name in (c.name for c in Attempt.__table__.columns) if name != "id"}
        copy = Attempt(**values | {"learner_id": person.id})
        session.add(copy)
        session.flush()
        for slot in slots:
            made = AttemptSlot(
                attempt_id=copy.id,
                position=slot.position,
                question_item_id=slot.question_item_id,
                question_version_id=slot.question_version_id,
                seed=1,
                option_order=[],
                max_mark=1.0,
                is_first_exposure=True,
            )
            session.add(made)
            session.flush()
            values = {"slot_id": made.id, "number": 1, "kind": "auto", "rule_version": 2, "graded_at": NOON}
            session.add(Grade(**values, fraction=1.0, outcome="right"))
    session.flush()


def test_a_version_is_measured_over_all_quizzes_and_another_version_apart(bank):
    first = factories.make_quiz(bank, "point", ["q-0", "q-1"])
    second = factories.make_quiz(bank, "bilan", ["q-0", "q-2", "q-3"], marks={"q-0": 2.0})
    for rights in ((1, 1), (0, 0)):
        sit(bank, factories.make_person(bank), first, letters(rights))
    for rights in ((1, 1, 1), (1, 1, 0), (0, 0, 0)):
        sit(bank, factories.make_person(bank), second, letters(rights))
    version = versions_of_question(bank, "q-0")[0]
    question = stored_questions(bank, [version.version_id])[version.version_id].question
    every = figures_of_quizzes(bank, quizzes_asking(bank, version.item_id)).values()

    pooled = pooled_figures(version.version_id, question, [one.answers for one in every])

    assert (pooled.people, pooled.figures.answers) == (5, 5)
    assert pooled.figures.facility_index == pytest.approx(60.0)  # three of five, whatever the question weighs
    # x = 1, 0, 1, 1, 0 and R, in per cent of the rest, = 100, 0, 100, 50, 0.
    x, rest = np.array([1, 0, 1, 1, 0]), np.array([100, 0, 100, 50, 0])
    assert pooled.figures.discrimination_index == pytest.approx(100 * np.corrcoef(x, rest)[0, 1])
    assert pooled.options[1].mean_rest_score == pytest.approx(250 / 3)


def test_sure_answers_that_give_nothing_are_counted_by_competency(bank):
    factories.make_question(bank, "autre", competency="JUR-2")
    quiz = factories.make_quiz(bank, "point", ["q-0", "autre"])
    for number in range(3):
        sit(bank, factories.make_person(bank), quiz, ["a", "b"], sure=number < 2)
    answers = measured(bank, quiz).answers
    keys = {version: stored.competency_key for version, stored in stored_questions(bank, answers.versions).items()}

    found = sureness([answers], keys)

    assert {key: (one.people, one.sure, one.wrong) for key, one in found.items()} == {
        "JUR-1": (2, 2, 2),
        "JUR-2": (2, 2, 0),
    }
    assert list(found) == ["JUR-1", "JUR-2"]
    assert not any(one.is_told for one in found.values())


def test_the_list_of_quizzes_has_their_latest_titles_and_modes(bank):
    factories.make_quiz(bank, "point", ["q-0"])
    factories.make_quiz(bank, "essai", ["q-0"], mode="practice", certainty=True)

    rows = quiz_rows(bank)

    assert [(row.key, row.mode, row.certainty) for row in rows] == [
        ("essai", "practice", True),
        ("point", "counted", False),
    ]
    assert quiz_rows(bank, "absent") == []


# What is typed ------------------------------------------------------------------------------------------------------


def given(values, version_id=1):
    return [Typed(person, version_id, None, {"value": value}) for person, value in enumerate(values)]


def test_an_entry_is_shown_once_three_people_typed_it_and_never_before(bank):
    factories.make_question(
        bank, "mot", type="short-answer", answers=[{"text": "exigible"}, {"text": "échue", "score": 0}]
    )
    question = published_question(bank, "mot").question

    found = wrong_entries(question, given(["Payée", "payée ", "PAYÉE", "secret", "secret", "échue", "exigible", ""]))

    assert [(one.kind, one.label, one.times, one.people) for one in found] == [
        ("typed", "payée", 3, 3),
        ("expected", "échue", 1, 1),
        ("other", "", 2, 2),
    ]


def test_one_person_who_types_the_same_three_times_is_one_person(bank):
    factories.make_question(bank, "mot", type="short-answer", answers=[{"text": "exigible"}])
    question = published_question(bank, "mot").question
    thrice = [Typed(7, 1, None, {"value": "un secret"})] * 3

    assert [one.kind for one in wrong_entries(question, thrice)] == ["other"]


def test_the_mistakes_of_a_calculated_question_are_named(bank):
    factories.make_question(bank, "calcul", **CALCULATED)
    quiz = factories.make_quiz(bank, "point", ["calcul"])
    for number in range(3):
        person = factories.make_person(bank)
        services.read_notice(bank, person.id)
        attempt_id = services.start_attempt(bank, person.id, quiz)
        drawn = attempt_of(bank, person.id, attempt_id).slots[0].drawn
        amount = drawn_from_json(drawn)["montant"]
        value = (amount * 3, amount * 3, 7)[number]
        services.save_answer(bank, person.id, attempt_id, 1, {"value": str(value)}, "c1")
        services.finish_attempt(bank, person.id, attempt_id)
    version = versions_of_question(bank, "calcul")[0]
    question = stored_questions(bank, [version.version_id])[version.version_id].question

    found = wrong_entries(question, typed_answers(bank, version.item_id))

    assert [(one.kind, one.label, one.times) for one in found] == [("mistake", "le triple", 2), ("other", "", 1)]


CALCULATED = {
    "type": "calculated",
    "stem": "Le double de {montant} ?",
    "parameters": [{"name": "montant", "lowest": "100", "highest": "900", "step": "100"}],
    "answers": [{"formula": "{montant} * 2"}],
    "misconceptions": [{"name": "le triple", "formula": "{montant} * 3", "feedback": "Trois fois."}],
}
