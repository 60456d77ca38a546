"""Writes of toolbox."""

from course.toolbox.services.tools import render_tool, save_tool

__all__ = ["render_tool", "save_tool"]
