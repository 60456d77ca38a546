"""Tables of the question bank, keyed by version."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from course.foundation.database import Base

AUTHORSHIP = {"personal": "authorship"}


class Question(Base):
    """One version of a question; `body` is the mapping that `quizzes.formats.native` reads."""

    __table_args__ = (Index("ix_question_key", "key"), Index("ix_question_competency", "competency_id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    key: Mapped[str] = mapped_column(String(80))
    type: Mapped[str] = mapped_column(String(20))
    competency_id: Mapped[int] = mapped_column(ForeignKey("competency.id"))
    difficulty: Mapped[int]
    seconds: Mapped[int]
    body: Mapped[dict[str, Any]]
    name: Mapped[str | None] = mapped_column(String(255))
    category: Mapped[str | None] = mapped_column(String(300))


class QuestionDraft(Base):
    """The unpublished state of a question; `revision` grows with each save, so that two editors overwrite nothing.

    `body` as in `Question`; without a competency it cannot be published.
    """

    __table_args__ = (Index("ix_question_draft_category", "category"), {"info": AUTHORSHIP})
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(80))
    type: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(300))
    name: Mapped[str | None] = mapped_column(String(255))
    category: Mapped[str | None] = mapped_column(String(300))
    competency_key: Mapped[str | None] = mapped_column(String(20))
    difficulty: Mapped[int]
    body: Mapped[dict[str, Any]]
    base_version_id: Mapped[int | None] = mapped_column(ForeignKey("version.id"))
    import_id: Mapped[int | None] = mapped_column(ForeignKey("question_import.id"))
    revision: Mapped[int]
    updated_at: Mapped[datetime]
    updated_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class QuestionImport(Base):
    """A file of questions that was brought in, with the report that said what became of each."""

    __table_args__ = ({"info": AUTHORSHIP},)
    id: Mapped[int] = mapped_column(primary_key=True)
    format: Mapped[str] = mapped_column(String(20))
    file_name: Mapped[str] = mapped_column(String(200))
    category: Mapped[str] = mapped_column(String(300))
    report: Mapped[dict[str, Any]]
    imported_at: Mapped[datetime]
    imported_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Quiz(Base):
    """One version of a quiz; its settings belong to the version."""

    __table_args__ = (Index("ix_quiz_key", "key"),)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    key: Mapped[str] = mapped_column(String(80))
    module_key: Mapped[str | None] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(300))
    mode: Mapped[str] = mapped_column(String(10))
    minutes: Mapped[int]
    settings: Mapped[dict[str, Any]]


class QuizQuestion(Base):
    """A question of a quiz version's pool: « latest published » is asked, or the one version that is pinned.

    `section` counts from 1; `max_mark` is what it weighs in this quiz, where that is not the question's own.
    """

    quiz_version_id: Mapped[int] = mapped_column(ForeignKey("quiz.version_id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    question_item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    version_id: Mapped[int | None] = mapped_column(ForeignKey("version.id"))
    section: Mapped[int | None]
    max_mark: Mapped[float | None]
