"""Writes of toolbox."""

from course.toolbox.services.tools import render_tool, render_tool_again, save_tool

__all__ = ["render_tool", "render_tool_again", "save_tool"]
