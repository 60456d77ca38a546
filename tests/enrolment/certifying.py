"""Makes certifications, finals and people who earn them, through the services."""

import re
from datetime import UTC, datetime

from course.assessment import services as assessment
from course.authoring.formats.certifications import write_certification
from course.competencies.services import Proof, record_evidence
from course.enrolment.formats.certifications import CertificationEntry
from course.enrolment.queries.certificates import certifications
from course.enrolment.queries.issued import certificates_of
from course.enrolment.rules.certificates import Validity
from course.enrolment.services.certifications import save_certification
from course.foundation import clock
from tests import factories
from tests.assessment.taking import take

NOON = datetime(2026, 11, 28, 11, 0, tzinfo=UTC)
RIGHT, WRONG = "bbbb", "aaaa"


def make_certification(session, key="recouvrement", final="finale", **fields):
    fields = {"requirements": {"JUR-1": 2, "JUR-2": 2}, "validity": Validity(months=24), **fields}
    title = fields.pop("title", f"Attestation {key}")
    entry = CertificationEntry(key, title, f"Certificate {key}", final, **fields)
    save_certification(session, entry, write_certification(entry))
    session.flush()
    return next(one for one in certifications(session) if one.key == key)


def make_final(session, key="finale", competencies=("JUR-2", "JUR-1"), **fields):
    """A final of four questions that « b » answers, passed with three of them."""
    for number in range(4):
        factories.make_question(session, f"{key}-{number}", competencies[number % len(competencies)])
    settings = {"pass_mark": 70, "shuffle": False, **fields}
    return factories.make_quiz(session, key, [f"{key}-{number}" for number in range(4)], **settings)


def prove(session, learner_id, *keys, score=1.0, count=8):
    """Gives a person so many proofs of each competency; returns nothing."""
    version = factories.make_measured_version(session, difficulty=4 if score else 1, guessing=0.0)
    record_evidence(
        session,
        learner_id,
        [Proof({key: 1.0}, score, clock.now(), item_version_id=version) for key in keys for _ in range(count)],
    )


def make_ready(session, *keys, has_framework=False, **fields):
    """A framework, a final, a certification, and a person with the levels of these competencies."""
    if not has_framework:
        factories.make_framework(session)
    quiz = make_final(session)
    certification = make_certification(session, **fields)
    person = factories.make_person(session)
    assessment.read_notice(session, person.id)
    prove(session, person.id, *(keys or certification.requirements))
    return person, quiz


def pass_final(session, person, quiz, letters=RIGHT, at=NOON):
    """Takes the final; returns the attempt."""
    return take(session, person, quiz, letters, at)


def issued_to(session, person):
    return certificates_of(session, person.id)


def words(page):
    """What a page, or a part of one, says without its tags."""
    text = page if isinstance(page, str) else page.text
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace("\xa0", " ").split())
