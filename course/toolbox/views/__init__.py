"""The pages of toolbox."""

from course.toolbox.views import calculator, cards, company, documents, letters, toolbox
from course.toolbox.views.blueprint import blueprint

__all__ = ["blueprint", "calculator", "cards", "company", "documents", "letters", "toolbox"]
