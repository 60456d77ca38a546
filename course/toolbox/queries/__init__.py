"""Reads of toolbox."""

from course.toolbox.queries.tools import ToolRow, tools

__all__ = ["ToolRow", "tools"]
