"""A person contests a proof, a trainer decides with a reason; what is withdrawn stays in the log and counts no more."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from course.competencies import queries
from course.competencies.models import Evidence, Objection
from course.competencies.services import (
    Correction,
    Proof,
    correct_evidence,
    decide_objection,
    object_to,
    recompute,
    record_evidence,
    record_observation,
)
from course.foundation import clock
from course.foundation.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from tests import factories
from tests.seeds import seeded

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WHY = "Les deux réponses étaient justes."


def make_learner(session):
    """A learner with three wrong answers in the log."""
    factories.make_framework(session)
    person = factories.make_person(session)
    version = factories.make_measured_version(session)
    with clock.at(MONDAY):
        answers = [
            Proof({"JUR-1": 1.0}, 0.0, MONDAY, slot_id=slot, item_version_id=version, source="Faire le point")
            for slot in (1, 2, 3)
        ]
        record_evidence(session, person.id, answers)
    return person


engine, learner = seeded(make_learner)


@pytest.fixture
def trainer(session):
    """A trainer who decides."""
    return factories.make_person(session, "Sophie Marchand")


def place_of(session, learner):
    return queries.states_of(session, learner.id, MONDAY.date())[0].place


def test_an_objection_waits_with_its_proof_until_somebody_decides(session, learner):
    objection_id = object_to(session, learner.id, 2, f" {WHY} ")

    [waiting] = queries.objections_open(session)
    assert (waiting.id, waiting.learner, waiting.text) == (objection_id, learner.name, WHY)
    assert (waiting.evidence_seq, waiting.kind, waiting.competencies, waiting.slot_id) == (2, "answer", ("JUR-1",), 2)
    assert (waiting.decided_at, waiting.decided_by, waiting.decision) == (None, None, None)
    assert queries.objections_of(session, learner.id) == [waiting]


def test_withdrawing_keeps_the_trace_and_moves_the_estimate_in_the_same_transaction(session, learner, trainer):
    before = place_of(session, learner)
    objection_id = object_to(session, learner.id, 2, WHY)

    with clock.at(MONDAY + timedelta(days=2)):
        decide_objection(session, trainer.id, objection_id, "withdrawn", "Vous avez raison : la clé était fausse.")

    [row] = queries.objections_of(session, learner.id)
    proof = queries.proof_of(session, learner.id, 2)
    assert (row.decision, row.decided_by, row.answer) == (
        "withdrawn",
        trainer.name,
        "Vous avez raison : la clé était fausse.",
    )
    assert (proof.is_withdrawn, proof.reason) == (True, "Vous avez raison : la clé était fausse.")
    assert place_of(session, learner) > before
    assert queries.states_of(session, learner.id, MONDAY.date())[0].direct_proofs == 2
    assert session.execute(select(func.count()).select_from(Evidence)).scalar_one() == 4
    assert queries.objections_open(session) == []
    assert recompute(session)[1] < 1e-9


def test_keeping_changes_nothing_but_the_answer(session, learner, trainer):
    before = place_of(session, learner)
    objection_id = object_to(session, learner.id, 1, WHY)

    decide_objection(session, trainer.id, objection_id, "kept", "La réponse b oubliait l’indemnité.")

    assert place_of(session, learner) == before
    assert session.execute(select(func.count()).select_from(Evidence)).scalar_one() == 3
    assert queries.objections_of(session, learner.id)[0].decision == "kept"


def test_what_a_trainer_withdrew_no_later_marking_brings_back(session, learner, trainer):
    objection_id = object_to(session, learner.id, 2, WHY)
    decide_objection(session, trainer.id, objection_id, "withdrawn", "Question ambiguë.")

    brought_back = correct_evidence(session, learner.id, [Correction(2, 1.0, None, "Nouvelle correction")])

    assert brought_back == 0
    assert queries.proof_of(session, learner.id, 2).is_withdrawn


def test_what_was_decided_may_be_contested_again_but_not_while_it_waits(session, learner, trainer):
    first = object_to(session, learner.id, 1, WHY)
    with pytest.raises(ConflictError):
        object_to(session, learner.id, 1, "Encore.")
    decide_objection(session, trainer.id, first, "kept", "Non.")

    second = object_to(session, learner.id, 1, "Regardez le corrigé.")

    assert second != first
    assert len(queries.objections_of(session, learner.id)) == 2


def test_nobody_decides_twice(session, learner, trainer):
    objection_id = object_to(session, learner.id, 1, WHY)
    decide_objection(session, trainer.id, objection_id, "kept", "Non.")

    with pytest.raises(ConflictError):
        decide_objection(session, trainer.id, objection_id, "withdrawn", "Si.")

    assert not queries.proof_of(session, learner.id, 1).is_withdrawn


def test_a_proof_that_counts_no_more_is_not_contested(session, learner):
    correct_evidence(session, learner.id, [Correction(1, None, None, "Question neutralisée")])

    with pytest.raises(ConflictError):
        object_to(session, learner.id, 1, WHY)


@pytest.mark.parametrize("seq", [0, 4, 99])
def test_a_correction_and_what_is_not_there_cannot_be_contested(session, learner, seq):
    correct_evidence(session, learner.id, [Correction(1, 1.0, None, "Clé fausse")])

    with pytest.raises(NotFoundError):
        object_to(session, learner.id, seq, WHY)


def test_nobody_contests_the_proof_of_another(session, learner, trainer):
    with pytest.raises(NotFoundError):
        object_to(session, trainer.id, 1, WHY)


@pytest.mark.parametrize("text", ["", "  ", "x" * 2001])
def test_an_objection_says_something_in_two_thousand_characters(session, learner, text):
    with pytest.raises(InvalidInputError):
        object_to(session, learner.id, 1, text)


def test_a_decision_is_one_of_two_with_an_answer_by_somebody_else(session, learner, trainer):
    objection_id = object_to(session, learner.id, 1, WHY)

    for who, decision, answer, error in (
        (trainer.id, "perhaps", "Non.", InvalidInputError),
        (trainer.id, "kept", " ", InvalidInputError),
        (learner.id, "withdrawn", "Oui.", NotAllowedError),
    ):
        with pytest.raises(error):
            decide_objection(session, who, objection_id, decision, answer)
    with pytest.raises(NotFoundError):
        decide_objection(session, trainer.id, objection_id + 99, "kept", "Non.")

    assert session.execute(select(Objection.decided_at)).scalar_one() is None


def test_who_saw_it_may_withdraw_what_is_contested_but_not_keep_it(session, learner, trainer):
    with clock.at(MONDAY + timedelta(days=1)):
        record_observation(session, trainer.id, learner.id, "COM-1", 1, MONDAY.date(), "Vu.", MONDAY.date())
    objection_id = object_to(session, learner.id, 4, "Ce n’était pas moi.")

    with pytest.raises(NotAllowedError):
        decide_objection(session, trainer.id, objection_id, "kept", "Si.")
    decide_objection(session, trainer.id, objection_id, "withdrawn", "En effet.")

    assert queries.proof_of(session, learner.id, 4).is_withdrawn


def test_reading_objections_is_one_statement_however_many(session, learner, count_statements):
    for seq in (1, 2, 3):
        object_to(session, learner.id, seq, WHY)

    with count_statements() as statements:
        assert len(queries.objections_open(session)) == 3

    assert len(statements) == 1
