"""The certificates that were issued: a person's own, the one that a token opens, and all of them for who may revoke."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import Select, and_, bindparam, select
from sqlalchemy.orm import Session, aliased

from course.accounts.models import Person
from course.accounts.queries.paging import PAGE_SIZE, Page, place
from course.enrolment.models import Certificate, Certification, Refresher
from course.enrolment.rules.certificates import State, is_expiring, state_of

LONGEST_SOUGHT: Final = 80


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """A certificate as it was issued, with its title and requirements of then, and its revocation, if any."""

    id: int
    token: str
    learner_id: int
    certification_item_id: int
    certification_key: str
    title: str
    english: str
    requirements: dict[str, int]
    event: str
    holder_name: str
    issued_at: datetime
    valid_until: date | None
    basis: dict[str, Any]
    revoked_at: datetime | None
    revoke_reason: str | None
    revoked_by: str | None

    def named(self, language: str) -> str:
        """Returns the title in the language."""
        return self.english if language == "en" else self.title

    def state(self, today: date) -> State:
        """Returns valid, expired or revoked."""
        return state_of(self.valid_until, self.revoked_at is not None, today)

    def is_expiring(self, today: date) -> bool:
        """Says whether it is valid and ends within sixty days."""
        return self.revoked_at is None and is_expiring(self.valid_until, today)


_REVOKER = aliased(Person)


def _certificates() -> Select[*tuple[Any, ...]]:
    c, asked = Certificate, Certification
    return (
        select(c.id, c.token, c.learner_id, c.certification_item_id, asked.key, asked.title, asked.english)
        .add_columns(asked.requirements, c.event, c.holder_name, c.issued_at, c.valid_until, c.basis)
        .add_columns(c.revoked_at, c.revoke_reason, _REVOKER.name)
        .join(asked, asked.version_id == c.certification_version_id)
        .outerjoin(_REVOKER, _REVOKER.id == c.revoked_by)
    )


def certificates_of(session: Session, learner_id: int) -> list[CertificateRow]:
    """Returns a person's certificates, newest first: one statement."""
    rows = session.execute(_certificates().where(Certificate.learner_id == learner_id).order_by(Certificate.id.desc()))
    return [CertificateRow(*row) for row in rows]


def certificate_of(session: Session, learner_id: int, certificate_id: int) -> CertificateRow | None:
    """Returns a person's own certificate, None for anybody else's."""
    row = session.execute(
        _certificates().where(Certificate.id == certificate_id, Certificate.learner_id == learner_id)
    ).one_or_none()
    return None if row is None else CertificateRow(*row)


def certificate_by_token(session: Session, token: str) -> CertificateRow | None:
    """Returns the certificate that a token opens."""
    row = session.execute(_certificates().where(Certificate.token == token)).one_or_none()
    return None if row is None else CertificateRow(*row)


def certificate_by_id(session: Session, certificate_id: int) -> CertificateRow | None:
    """Returns a certificate, for who may revoke it."""
    row = session.execute(_certificates().where(Certificate.id == certificate_id)).one_or_none()
    return None if row is None else CertificateRow(*row)


def issued_page(session: Session, sought: str, number: int) -> Page[CertificateRow]:
    """Returns a page of the certificates whose holder's name contains what is sought, newest first: two statements; for
    who may revoke."""
    statement = _certificates().order_by(Certificate.id.desc())
    if words := sought.strip()[:LONGEST_SOUGHT]:
        statement = statement.where(Certificate.holder_name.icontains(words, autoescape=True))
    total, number, last = place(session, statement, number)
    rows = session.execute(statement.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE))
    return Page(tuple(CertificateRow(*row) for row in rows), total, number, last)


@dataclass(frozen=True, slots=True)
class CertificateNews:
    """A certificate as home speaks of it, with what its holder is asked to read again as (kind, key)."""

    certification_item_id: int
    title: str
    english: str
    issued_at: datetime
    valid_until: date | None
    to_read: frozenset[tuple[str, str]]

    def named(self, language: str) -> str:
        """Returns the title in the language."""
        return self.english if language == "en" else self.title

    def state(self, today: date) -> State:
        """Returns valid or expired."""
        return state_of(self.valid_until, False, today)

    def is_expiring(self, today: date) -> bool:
        """Says whether it ends within sixty days."""
        return is_expiring(self.valid_until, today)


_LEARNER = bindparam("learner", type_=Certificate.learner_id.type)
_NEWS = (  # built once: home asks it each time
    select(Certificate.id, Certificate.certification_item_id, Certification.title, Certification.english)
    .add_columns(Certificate.issued_at, Certificate.valid_until, Refresher.kind, Refresher.key)
    .join(Certification, Certification.version_id == Certificate.certification_version_id)
    .outerjoin(Refresher, and_(Refresher.certificate_id == Certificate.id, Refresher.done_at.is_(None)))
    .where(Certificate.learner_id == _LEARNER, Certificate.revoked_at.is_(None))
    .order_by(Certificate.id.desc())
)


def certificate_news(session: Session, learner_id: int) -> list[CertificateNews]:
    """Returns a person's certificates that nobody revoked, newest first: one statement."""
    rows = session.connection().execute(_NEWS, {"learner": learner_id}).all()
    return [
        CertificateNews(*(*group[0][1:6], frozenset((row.kind, row.key) for row in group if row.kind is not None)))
        for group in (list(rows_of_one) for _id, rows_of_one in groupby(rows, key=itemgetter(0)))
    ]
