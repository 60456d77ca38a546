"""Questions as a table, one a line, for who works in a spreadsheet: CSV and XLSX, columns in docs/question-files.md."""

from quizzes.formats.table.loading import loads
from quizzes.formats.table.saving import dumps, dumps_xlsx, write, write_xlsx
from quizzes.formats.table.template import template_xlsx

__all__ = ["dumps", "dumps_xlsx", "loads", "template_xlsx", "write", "write_xlsx"]
