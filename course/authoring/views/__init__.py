"""Pages of authoring: the studio, the editor, publishing, history, the company's notes."""

from course.authoring.views import history, lesson, notes, publishing, studio
from course.authoring.views.blueprint import blueprint

__all__ = ["blueprint", "history", "lesson", "notes", "publishing", "studio"]
