"""Pages of authoring: the studio, the editor, publishing, history, the company's notes, the bank and its files."""

from course.authoring.views import (
    bank,
    exchange,
    exporting,
    figures,
    grading,
    history,
    lesson,
    notes,
    objections,
    publishing,
    question,
    question_editor,
    quiz,
    regrade,
    reliability,
    standards,
    studio,
)
from course.authoring.views.blueprint import blueprint

__all__ = [
    "bank",
    "blueprint",
    "exchange",
    "exporting",
    "figures",
    "grading",
    "history",
    "lesson",
    "notes",
    "objections",
    "publishing",
    "question",
    "question_editor",
    "quiz",
    "regrade",
    "reliability",
    "standards",
    "studio",
]
