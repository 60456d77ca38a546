"""A question is marked again: looked at first, done once, followed by marks and levels, taken back without a trace."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from course.accounts.models import Audit
from course.assessment import queries, services
from course.assessment.models import Grade, Regrade
from course.assessment.queries.regrading import Wanted, regrades_of, versions_with_uses
from course.assessment.services.grading import HandMark, grade_by_hand
from course.assessment.services.regrading import apply_regrade, plan_regrade, take_back_regrade
from course.competencies.models import Estimate, Evidence
from course.competencies.queries import proofs_of
from course.competencies.services import recompute
from course.foundation import clock
from course.foundation.errors import ConflictError, InvalidInputError, NotFoundError
from course.foundation.permissions import Role
from course.question_bank.queries import published_question, quiz_of
from tests import factories
from tests.assessment.test_free_answers import RUBRIC, sit
from tests.seeds import seeded

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
WHY = "La deuxième réponse n’était pas la bonne"


def options(right):
    return [
        {"text": text, "right": letter == right, "feedback": "…"}
        for letter, text in zip("abc", ("Un", "Deux", "Trois"), strict=True)
    ]


def make_trainer(session):
    """A trainer; « q-cle », whose key is wrong (b), beside two other questions in « point »."""
    factories.make_framework(session)
    factories.make_question(session, "q-cle", options=options("b"))
    for number in range(2):
        factories.make_question(session, f"q-{number}")
    factories.make_quiz(session, "point", ["q-cle", "q-0", "q-1"], shuffle=False)
    return factories.make_person(session, "Hélène Duval", roles=(Role.TRAINER,))


engine, trainer = seeded(make_trainer)


def learner(session, *letters, quiz="point"):
    """Returns (person, finished attempt) of somebody who answered so."""
    person = factories.make_person(session)
    services.read_notice(session, person.id)
    return person, sit(session, person, quiz_of(session, quiz), dict(enumerate(letters, start=1)))


def mend(session, key="q-cle", **fields):
    """Publishes the next version of a question; returns it."""
    factories.make_question(session, key, **({"options": options("c")} | fields))
    return published_question(session, key)


def by(stored, **limits):
    return Wanted(stored.item_id, stored.version_id, **limits)


def full(stored, **limits):
    return Wanted(stored.item_id, None, **limits)


def apply(session, trainer, wanted, reason=WHY):
    return apply_regrade(session, trainer.id, wanted, reason, plan_regrade(session, wanted).digest)


def mark_of(session, person, attempt):
    found = queries.attempt_of(session, person.id, attempt.id)
    return found.mark, found.slots[0].fraction, found.slots[0].grade_kind


def levels(session):
    session.expire_all()
    rows = session.execute(select(Estimate)).scalars()
    return {(row.learner_id, row.competency_id): (row.mean, row.sd, row.direct_proofs) for row in rows}


def count(session, table):
    return session.execute(select(func.count()).select_from(table)).scalar_one()


def test_looking_first_says_who_gains_and_who_loses_and_writes_nothing(session, trainer):
    was_right, loses = learner(session, "b", "b", "b")
    was_wrong, gains = learner(session, "c", "b", "a")
    learner(session, "a", "a", "a")
    stored = mend(session)
    before = count(session, Grade), count(session, Evidence), levels(session)

    plan = plan_regrade(session, by(stored))

    found = {
        change.attempt_id: (change.old_fraction, change.fraction, change.old_mark, change.mark)
        for change in plan.changes
    }
    assert found == {loses.id: (1.0, 0.0, 3.0, 2.0), gains.id: (0.0, 1.0, 1.0, 2.0)}
    assert {change.learner_id for change in plan.changes} == {was_right.id, was_wrong.id}
    assert (plan.looked, plan.people, plan.levels, plan.refused) == (3, 2, 2, {})
    assert (count(session, Grade), count(session, Evidence), levels(session)) == before


def test_applying_changes_marks_and_levels_and_says_why(session, trainer):
    person, attempt = learner(session, "c", "b", "a")
    stored = mend(session)

    apply(session, trainer, by(stored))

    assert mark_of(session, person, attempt) == (2.0, 1.0, "regrade")
    proofs = [proof for proof in proofs_of(session, person.id, "JUR-1") if proof.corrected_at]
    assert [(proof.score, proof.reason, proof.is_withdrawn) for proof in proofs] == [(1.0, WHY, False)]
    assert recompute(session)[1] < 1e-9
    line = session.execute(select(Audit).where(Audit.action == "regrade.made")).scalar_one()
    assert (line.actor_id, line.detail["answers"], line.detail["reason"]) == (trainer.id, 1, WHY)


def test_a_second_time_there_is_nothing_to_do(session, trainer):
    learner(session, "c", "b", "a")
    stored = mend(session)
    first = plan_regrade(session, by(stored))
    apply(session, trainer, by(stored))
    after = count(session, Grade), count(session, Evidence), count(session, Regrade)

    for digest, message in (
        (first.digest, "changed_meanwhile"),
        (plan_regrade(session, by(stored)).digest, "no_change"),
    ):
        with pytest.raises(ConflictError) as refusal:
            apply_regrade(session, trainer.id, by(stored), WHY, digest)
        assert refusal.value.message_id == f"regrade.{message}"

    assert (count(session, Grade), count(session, Evidence), count(session, Regrade)) == after


def test_taking_back_restores_marks_and_levels_to_the_last_digit(session, trainer):
    people = [learner(session, *letters) for letters in ("bbb", "cba", "abc")]
    stored = mend(session)
    before = [mark_of(session, *one)[:2] for one in people], levels(session)
    apply(session, trainer, by(stored))
    [made] = regrades_of(session, stored.item_id)

    assert take_back_regrade(session, trainer.id, stored.item_id, made.id) == (2, 0)

    after = [mark_of(session, *one)[:2] for one in people], levels(session)
    assert after[0] == before[0]
    assert after[1].keys() == before[1].keys()
    for key, values in after[1].items():
        assert values == pytest.approx(before[1][key], abs=1e-12)
    assert recompute(session)[1] < 1e-9
    with pytest.raises(ConflictError):
        take_back_regrade(session, trainer.id, stored.item_id, made.id)


def test_all_points_to_everybody_counts_for_marks_and_for_no_level(session, trainer):
    people = [learner(session, *letters) for letters in ("bbb", "cba")]
    stored = published_question(session, "q-cle")

    apply(session, trainer, full(stored), "Énoncé ambigu")

    assert [mark_of(session, *one) for one in people] == [(3.0, 1.0, "full"), (2.0, 1.0, "full")]
    for person, _attempt in people:
        withdrawn = [proof for proof in proofs_of(session, person.id, "JUR-1") if proof.is_withdrawn]
        assert [proof.reason for proof in withdrawn] == ["Énoncé ambigu"]
    assert {row[2] for row in levels(session).values()} == {2, 0}
    assert plan_regrade(session, full(stored)).changes == ()
    assert recompute(session)[1] < 1e-9


def test_a_key_after_all_points_counts_again_and_taking_it_back_withdraws_again(session, trainer):
    person, attempt = learner(session, "c", "b", "b")
    stored = mend(session)
    apply(session, trainer, full(stored), "Neutralisée")

    apply(session, trainer, by(stored))
    again = [proof.is_withdrawn for proof in proofs_of(session, person.id, "JUR-1")]
    newest = regrades_of(session, stored.item_id)[0]
    take_back_regrade(session, trainer.id, stored.item_id, newest.id)

    assert again == [False, False, False]
    assert [proof.is_withdrawn for proof in proofs_of(session, person.id, "JUR-1")].count(True) == 1
    assert mark_of(session, person, attempt) == (3.0, 1.0, "reverted")
    assert [proof.seq for proof in proofs_of(session, person.id, "JUR-1")] == [3, 2, 1]


def test_only_answers_not_marked_anew_since_are_taken_back(session, trainer):
    learner(session, "c", "b", "b")
    stored = mend(session)
    apply(session, trainer, by(stored))
    first = regrades_of(session, stored.item_id)[0]
    apply(session, trainer, full(stored), "Neutralisée")

    assert take_back_regrade(session, trainer.id, stored.item_id, first.id) == (0, 1)


def test_a_question_met_before_changes_the_mark_alone(session, trainer):
    factories.make_quiz(session, "train", ["q-cle"], mode="practice")
    person = factories.make_person(session)
    services.read_notice(session, person.id)
    practice = sit(session, person, quiz_of(session, "train"), {1: "c"})
    attempt = sit(session, person, quiz_of(session, "point"), {1: "c", 2: "b", 3: "b"})
    stored = mend(session)

    plan = apply(session, trainer, by(stored))

    assert (plan.looked, plan.people, plan.levels) == (1, 1, 0)
    assert mark_of(session, person, attempt)[0] == 3.0
    assert mark_of(session, person, practice)[2] == "auto"
    assert not [proof for proof in proofs_of(session, person.id, "JUR-1") if proof.corrected_at]


def test_limits_choose_attempts_by_day_version_and_quiz(session, trainer):
    factories.make_quiz(session, "autre", ["q-cle"])
    old = published_question(session, "q-cle")
    with clock.at(NOON):
        _, early = learner(session, "c", "b", "b")
    with clock.at(NOON + timedelta(days=5)):
        _, late = learner(session, "c", quiz="autre")
    stored = mend(session)
    with clock.at(NOON + timedelta(days=9)):
        learner(session, "c", "b", "b")

    def chosen(**limits):
        return [change.attempt_id for change in plan_regrade(session, by(stored, **limits)).changes]

    assert chosen() == [early.id, late.id]
    assert chosen(first=NOON + timedelta(days=1)) == [late.id]
    assert chosen(before=NOON + timedelta(days=1)) == [early.id]
    assert chosen(quiz_item_id=quiz_of(session, "autre").item_id) == [late.id]
    assert chosen(shown_version_id=stored.version_id) == []
    assert chosen(shown_version_id=old.version_id) == [early.id, late.id]
    assert [(row.number, row.shown) for row in versions_with_uses(session, stored.item_id)] == [(2, 1), (1, 2)]


def test_marks_by_hand_are_never_overwritten(session, trainer):
    factories.make_question(session, "q-libre", type="essay", rubric=RUBRIC)
    factories.make_quiz(session, "libre", ["q-libre"])
    marked, read = learner(session, "Bonjour.", quiz="libre")
    waiting, unread = learner(session, "Bonsoir.", quiz="libre")
    grade_by_hand(session, trainer.id, read.slots[0].id, 1, HandMark(levels={0: 0, 1: 1}))
    stored = published_question(session, "q-libre")

    plan = apply(session, trainer, full(stored), "Sujet sorti par erreur")

    assert plan.by_hand == 1
    assert mark_of(session, marked, read) == (0.5, 0.5, "manual")
    assert mark_of(session, waiting, unread) == (1.0, 1.0, "full")
    assert queries.attempt_of(session, waiting.id, unread.id).pending == 0
    take_back_regrade(session, trainer.id, stored.item_id, regrades_of(session, stored.item_id)[0].id)
    assert queries.attempt_of(session, waiting.id, unread.id).pending == 1
    assert plan_regrade(session, by(stored)).refused == {stored.version_id: "regrade.by_hand"}


def test_answers_to_a_version_with_other_options_are_left_alone_and_that_is_said(session, trainer):
    old = published_question(session, "q-cle")
    learner(session, "c", "b", "b")
    stored = mend(session, options=[*options("a"), {"text": "Quatre", "feedback": "…"}])

    plan = plan_regrade(session, by(stored))

    assert (plan.changes, plan.refused) == ((), {old.version_id: "regrade.options_differ"})


def test_a_calculated_question_is_marked_again_with_the_figures_that_were_drawn(session, trainer):
    base = {
        "type": "calculated",
        "stem": "{a} + 1 ?",
        "parameters": [{"name": "a", "lowest": "2", "highest": "90"}],
    }
    factories.make_question(session, "q-calcul", **base, answers=[{"formula": "{a} + 2"}])
    factories.make_quiz(session, "calcul", ["q-calcul"])
    person = factories.make_person(session)
    services.read_notice(session, person.id)
    attempt_id = services.start_attempt(session, person.id, quiz_of(session, "calcul"))
    drawn = queries.attempt_of(session, person.id, attempt_id).slots[0].drawn
    services.save_answer(session, person.id, attempt_id, 1, {"value": str(int(drawn["a"]) + 1)}, "one")
    attempt = services.finish_attempt(session, person.id, attempt_id)
    factories.make_question(session, "q-calcul", **base, answers=[{"formula": "{a} + 1"}])

    apply(session, trainer, by(published_question(session, "q-calcul")))

    assert attempt.mark == 0.0
    assert mark_of(session, person, attempt)[:2] == (1.0, 1.0)


def test_tries_are_played_again_with_their_penalties(session, trainer):
    factories.make_quiz(session, "adapte", ["q-cle"], behaviour="adaptive")
    person = factories.make_person(session)
    services.read_notice(session, person.id)
    attempt_id = services.start_attempt(session, person.id, quiz_of(session, "adapte"))
    for letter in "ac":
        services.save_answer(session, person.id, attempt_id, 1, {"value": letter}, letter)
    attempt = services.finish_attempt(session, person.id, attempt_id)

    plan = plan_regrade(session, by(mend(session)))

    assert attempt.mark == 0.0
    assert [change.fraction for change in plan.changes] == [pytest.approx(2 / 3, abs=0.01)]


@pytest.mark.parametrize("reason", ["", "   ", "x" * 201])
def test_without_a_reason_nothing_is_done(session, trainer, reason):
    learner(session, "c", "b", "b")

    with pytest.raises(InvalidInputError):
        apply(session, trainer, by(mend(session)), reason)

    assert count(session, Regrade) == 0


def test_another_question_s_version_or_regrade_is_refused(session, trainer):
    learner(session, "c", "b", "b")
    stored, other = mend(session), published_question(session, "q-0")
    apply(session, trainer, by(stored))

    with pytest.raises(NotFoundError):
        plan_regrade(session, Wanted(stored.item_id, other.version_id))
    with pytest.raises(NotFoundError):
        take_back_regrade(session, trainer.id, other.item_id, regrades_of(session, stored.item_id)[0].id)


def test_statements_do_not_grow_with_attempts(session, trainer, count_statements):
    learner(session, "c", "b", "b")
    stored = mend(session)
    factories.make_question(session, "q-autre", options=options("b"))
    factories.make_quiz(session, "autre", ["q-autre", "q-0"], shuffle=False)
    for _ in range(9):
        learner(session, "c", "b", quiz="autre")
    other = mend(session, "q-autre")
    counts, trainer_id = [], trainer.id
    for wanted in (by(stored), by(other)):
        digest = plan_regrade(session, wanted).digest
        with count_statements() as statements:
            apply_regrade(session, trainer_id, wanted, WHY, digest)
        counts.append(len(statements))

    assert counts[0] == counts[1]
