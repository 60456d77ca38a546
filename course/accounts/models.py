"""Tables of accounts; memberships and roles are dated, because reports need the past."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from course.foundation.clock import FAR
from course.foundation.database import Base

IDENTITY = {"personal": "identity"}
SECURITY = {"personal": "security"}


class Organisation(Base):
    """The one company of this installation."""

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    zone: Mapped[str] = mapped_column(String(60), default="Europe/Paris")
    language: Mapped[str] = mapped_column(String(5), default="fr")
    is_demo: Mapped[bool] = mapped_column(default=False)
    retention: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]


class Person(Base):
    """Somebody who may sign in; `login` is an e-mail address or a staff number, compared without case."""

    __table_args__ = ({"info": IDENTITY},)
    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(200), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(5), default="fr")
    is_suspended: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class RoleGrant(Base):
    """A role held from one day to another, both included."""

    __table_args__ = (Index("ix_role_grant_person", "person_id"), {"info": IDENTITY})
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(String(20))
    valid_from: Mapped[date]
    valid_to: Mapped[date] = mapped_column(default=FAR)


class Team(Base):
    """A team in the tree of teams."""

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))


class Membership(Base):
    """A person in a team from one day to another, both included."""

    __table_args__ = (
        Index("ix_membership_team", "team_id", "valid_to"),
        Index("ix_membership_person", "person_id"),
        CheckConstraint("valid_from <= valid_to", name="dates"),
        {"info": IDENTITY},
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    valid_from: Mapped[date]
    valid_to: Mapped[date] = mapped_column(default=FAR)


class TeamManager(Base):
    """Who manages a team, and with it the teams below, from one day to another."""

    __table_args__ = (Index("ix_team_manager_person", "person_id"), {"info": IDENTITY})
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    valid_from: Mapped[date]
    valid_to: Mapped[date] = mapped_column(default=FAR)


class JobRole(Base):
    """A job of the trade, such as « Chargé de recouvrement »; its required levels stand in the room competencies."""

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    english: Mapped[str] = mapped_column(String(200))
    position: Mapped[int]


class JobAssignment(Base):
    """The job a person holds from one day to another; against it the levels are read."""

    __table_args__ = (Index("ix_job_assignment_person", "person_id"), {"info": IDENTITY})
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    job_role_id: Mapped[int] = mapped_column(ForeignKey("job_role.id"))
    valid_from: Mapped[date]
    valid_to: Mapped[date] = mapped_column(default=FAR)


class SignInSession(Base):
    """A server-side session: signing out or suspending ends it at once. Only the token's hash is kept."""

    __table_args__ = (Index("ix_sign_in_session_person", "person_id"), {"info": SECURITY})
    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SignInFailure(Base):
    """A failed sign-in, for slowing guesses down; the login is hashed because it may be nobody's."""

    __table_args__ = (Index("ix_sign_in_failure_login", "login_hash", "at"), Index("ix_sign_in_failure_at", "at"))
    id: Mapped[int] = mapped_column(primary_key=True)
    login_hash: Mapped[str] = mapped_column(String(64))
    address_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class Invitation(Base):
    """A link by which a person sets a password, once."""

    __table_args__ = ({"info": SECURITY},)
    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Audit(Base):
    """Who did what to whom or what; written apart where it must survive a refusal, never edited."""

    __table_args__ = (
        Index("ix_audit_subject", "subject_id", "at"),
        Index("ix_audit_at", "at"),
        {"info": {"personal": "audit"}},
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    action: Mapped[str] = mapped_column(String(60))
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
