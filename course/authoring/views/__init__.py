"""Pages of authoring: the studio, the editor, publishing, history, the company's notes, the bank of questions."""

from course.authoring.views import bank, history, lesson, notes, publishing, question, question_editor, studio
from course.authoring.views.blueprint import blueprint

__all__ = ["bank", "blueprint", "history", "lesson", "notes", "publishing", "question", "question_editor", "studio"]
