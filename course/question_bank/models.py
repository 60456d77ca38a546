"""Tables of the question bank, keyed by version."""

from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from course.foundation.database import Base


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
    """A question of a quiz version's pool, by item: « latest published » is asked."""

    quiz_version_id: Mapped[int] = mapped_column(ForeignKey("quiz.version_id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    question_item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
