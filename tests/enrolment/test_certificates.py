"""A certificate is issued once for what earned it, with all that lies behind it, and never changes silently."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from course.accounts.models import Audit
from course.assessment.models import Attempt
from course.assessment.services import read_notice
from course.assessment.services.certifying import issue_due_certificates
from course.competencies.models import Evidence
from course.enrolment.models import Certificate
from course.enrolment.services.certificates import revoke_certificate
from course.foundation import clock
from course.foundation.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from course.publishing.queries import item_of
from course.publishing.services import retire
from tests import factories
from tests.assessment.taking import begin, finish
from tests.enrolment.certifying import (
    NOON,
    WRONG,
    issued_to,
    make_certification,
    make_ready,
    pass_final,
    prove,
)
from tests.learning.content import make_lesson, make_programme


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOON):
        yield


def test_a_passed_final_and_established_levels_earn_a_certificate_at_once(session):
    person, quiz = make_ready(session)

    attempt = pass_final(session, person, quiz)

    (found,) = issued_to(session, person)
    assert (found.certification_key, found.holder_name, found.event) == (
        "recouvrement",
        person.name,
        f"attempt:{attempt.id}",
    )
    assert (found.issued_at, found.valid_until) == (NOON, date(2028, 11, 28))
    assert found.state(date(2028, 11, 28)) == "valid"
    assert len(found.token) == 32


def test_the_certificate_keeps_what_lies_behind_it(session):
    lesson = make_programme(session)
    make_lesson(session, "appel", position=2, competencies=(("COM-1", 1, 2),))
    make_lesson(session, "expert", position=3, competencies=(("JUR-1", 3, 4),))
    person, quiz = make_ready(session, has_framework=True)

    attempt = pass_final(session, person, quiz)

    (found,) = issued_to(session, person)
    final, levels = found.basis["final"], found.basis["levels"]
    assert (final["attempt"], final["version"], final["pass_mark"]) == (attempt.id, quiz.version_id, 70)
    assert final["questions"] == [slot.question_version_id for slot in attempt.slots]
    assert [(one["competency"], one["level"]) for one in levels] == [("JUR-1", 2), ("JUR-2", 2)]
    assert all(one["probability"] >= 0.8 for one in levels)
    of_jur_1 = [
        row.id
        for row in session.execute(select(Evidence).where(Evidence.learner_id == person.id)).scalars()
        if "JUR-1" in row.weights
    ]
    assert levels[0]["evidence"] == of_jur_1
    assert levels[0]["direct_proofs"] == len(of_jur_1)
    law = item_of(session, "law", "c-com-l441-10")
    assert found.basis["lessons"] == {"echeance": lesson.version_id}
    assert found.basis["laws"] == {"c-com-l441-10": law.published_version_id}


@pytest.mark.parametrize(("keys", "letters"), [(["JUR-1"], "bbbb"), (["JUR-1", "JUR-2"], WRONG)])
def test_without_the_levels_or_without_the_final_nothing_is_issued(session, keys, letters):
    person, quiz = make_ready(session, *keys, requirements={"JUR-1": 2, "JUR-2": 3})

    pass_final(session, person, quiz, letters)

    assert issued_to(session, person) == []
    assert issue_due_certificates(session) == 0


def test_a_mark_at_the_pass_mark_of_the_version_taken_passes(session):
    person, quiz = make_ready(session)
    factories.make_quiz(session, "finale", [f"finale-{n}" for n in range(4)], pass_mark=100)

    pass_final(session, person, quiz, "bbba")

    assert len(issued_to(session, person)) == 1


def test_levels_that_are_established_later_earn_it_at_night(session):
    person, quiz = make_ready(session, "JUR-1")
    attempt = pass_final(session, person, quiz)
    assert issued_to(session, person) == []
    prove(session, person.id, "JUR-2")

    with clock.at(NOON + timedelta(days=30)):
        counts = [issue_due_certificates(session), issue_due_certificates(session)]

    (found,) = issued_to(session, person)
    assert counts == [1, 0]
    assert found.issued_at == NOON + timedelta(days=30)
    assert found.basis["final"]["questions"] == [slot.question_version_id for slot in attempt.slots]


def test_one_final_serves_several_certifications_each_once(session):
    person, quiz = make_ready(session)
    make_certification(session, "legal", requirements={"JUR-1": 1})
    make_certification(session, "appel", requirements={"COM-1": 1})

    pass_final(session, person, quiz)

    assert {row.certification_key for row in issued_to(session, person)} == {"recouvrement", "legal"}


def test_of_two_passed_finals_whose_levels_come_later_the_last_earns_one_certificate(session):
    person, quiz = make_ready(session, "JUR-1")
    pass_final(session, person, quiz)
    last = pass_final(session, person, quiz, at=NOON + timedelta(days=1))
    prove(session, person.id, "JUR-2")

    counts = [issue_due_certificates(session), issue_due_certificates(session)]

    assert counts == [1, 0]
    assert [row.event for row in issued_to(session, person)] == [f"attempt:{last.id}"]


def test_a_new_final_renews_and_the_old_certificate_stays(session):
    person, quiz = make_ready(session)
    pass_final(session, person, quiz)

    later = NOON + timedelta(days=800)
    with clock.at(later):
        pass_final(session, person, quiz, at=later)

    new, old = issued_to(session, person)
    assert (old.valid_until, old.state(later.date())) == (date(2028, 11, 28), "expired")
    assert (new.issued_at, new.state(later.date())) == (later, "valid")
    assert new.token != old.token


def test_a_certificate_dates_from_the_day_in_the_zone_of_the_organisation(session):
    person, quiz = make_ready(session)
    late = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)  # the first of December in Paris

    with clock.at(late):
        pass_final(session, person, quiz, at=late)

    assert issued_to(session, person)[0].valid_until == date(2028, 12, 1)


def test_a_regrade_or_lost_level_afterwards_changes_nothing(session):
    person, quiz = make_ready(session)
    attempt = pass_final(session, person, quiz)
    before = issued_to(session, person)

    session.get(Attempt, attempt.id).mark = 0.0
    prove(session, person.id, "JUR-1", score=0.0, count=30)

    assert issue_due_certificates(session) == 0
    assert issued_to(session, person) == before


def test_who_waits_for_a_mark_has_not_passed_yet(session):
    person, quiz = make_ready(session, "JUR-1")
    attempt = pass_final(session, person, quiz)
    session.get(Attempt, attempt.id).pending = 1
    prove(session, person.id, "JUR-2")
    waiting = issue_due_certificates(session)
    session.get(Attempt, attempt.id).pending = 0

    assert (waiting, issue_due_certificates(session)) == (0, 1)


def test_a_certification_that_was_taken_off_and_a_suspended_person_get_none(session):
    person, quiz = make_ready(session, "JUR-1")
    pass_final(session, person, quiz)
    prove(session, person.id, "JUR-2")
    person.is_suspended = True
    suspended = issue_due_certificates(session)
    person.is_suspended = False
    retire(session, item_of(session, "certification", "recouvrement"))

    assert (suspended, issue_due_certificates(session)) == (0, 0)


def test_a_quiz_without_a_pass_mark_or_that_is_failed_costs_no_statement_more(session, count_statements):
    person, quiz = make_ready(session)
    plain = factories.make_quiz(session, "point", [f"finale-{n}" for n in range(4)], shuffle=False)

    def statements(of, letters):
        attempt_id = begin(session, person, of)
        with count_statements() as found:
            finish(session, person, attempt_id)
        return [one for one in found if "publication" in one or "certif" in one]

    assert statements(plain, "") == []
    assert statements(quiz, "") == []


def test_a_night_in_which_nothing_is_due_takes_two_statements(session, count_statements):
    _person, quiz = make_ready(session, "JUR-1")
    for _ in range(3):
        person = factories.make_person(session)
        read_notice(session, person.id)
        pass_final(session, person, quiz)
        prove(session, person.id, "JUR-1", "JUR-2")
    issue_due_certificates(session)
    session.expire_all()

    with count_statements() as nothing_due:
        issue_due_certificates(session)

    assert session.execute(select(func.count()).select_from(Certificate)).scalar_one() == 3
    assert len(nothing_due) <= 2


def test_a_certificate_is_revoked_with_a_reason_that_stays_and_a_line_of_the_journal(session):
    person, quiz = make_ready(session)
    trainer = factories.make_person(session, "Sophie")
    pass_final(session, person, quiz)
    (before,) = issued_to(session, person)

    revoke_certificate(session, trainer.id, before.id, "  Passage à la place\n d’un autre ")

    (found,) = issued_to(session, person)
    assert (found.state(NOON.date()), found.revoke_reason, found.revoked_by) == (
        "revoked",
        "Passage à la place d’un autre",
        "Sophie",
    )
    line = session.execute(select(Audit).where(Audit.action == "certificate.revoked")).scalar_one()
    assert (line.actor_id, line.subject_id, line.detail["certificate"]) == (trainer.id, person.id, found.id)
    assert issue_due_certificates(session) == 0


@pytest.mark.parametrize("reason", ["", "   ", "x" * 301])
def test_revoking_asks_for_a_reason_of_300_characters_at_most(session, reason):
    person, quiz = make_ready(session)
    pass_final(session, person, quiz)

    with pytest.raises(InvalidInputError):
        revoke_certificate(session, factories.make_person(session).id, issued_to(session, person)[0].id, reason)


def test_revoking_twice_ones_own_or_nothing_is_refused(session):
    person, quiz = make_ready(session)
    other = factories.make_person(session)
    pass_final(session, person, quiz)
    (found,) = issued_to(session, person)

    with pytest.raises(NotAllowedError):
        revoke_certificate(session, person.id, found.id, "Parce que")
    with pytest.raises(NotFoundError):
        revoke_certificate(session, other.id, found.id + 99, "Parce que")
    revoke_certificate(session, other.id, found.id, "Parce que")
    with pytest.raises(ConflictError):
        revoke_certificate(session, other.id, found.id, "Une autre raison")

    assert issued_to(session, person)[0].revoke_reason == "Parce que"


def test_the_work_of_the_night_issues_what_is_due_and_says_how_many(app, session):
    person, quiz = make_ready(session, "JUR-1")
    pass_final(session, person, quiz)
    prove(session, person.id, "JUR-2")
    session.commit()

    first, second = (app.test_cli_runner().invoke(args=["course", "nightly"]).stdout for _ in range(2))

    assert "1 attestation délivrée." in first.replace("\u00a0", " ")
    assert "attestation" not in second
    assert len(issued_to(session, person)) == 1
