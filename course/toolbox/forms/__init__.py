"""What the pages of toolbox ask for."""

from course.toolbox.forms.fields import Choices, Field, Kind, Rows
from course.toolbox.forms.reading import Entry, Reading

__all__ = ["Choices", "Entry", "Field", "Kind", "Reading", "Rows"]
