"""Reads of toolbox."""

from course.toolbox.queries.dated_rates import ECB, LEGAL, DatedRates, dated_rates
from course.toolbox.queries.tools import ToolRow, tools

__all__ = ["ECB", "LEGAL", "DatedRates", "ToolRow", "dated_rates", "tools"]
