"""The report of an import as a table that a spreadsheet opens."""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

from course.authoring.views.exchange_words import outcome_label, reason, undone_label
from course.authoring.views.question_words import type_label
from course.web.i18n import gettext as _
from quizzes.formats.table.cells import neutralised

BOM = "\ufeff"


def report_csv(report: Mapping[str, Any]) -> bytes:
    """Returns a line for each question and each problem, in UTF-8 with its mark, no cell of which runs."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow([_("ligne"), _("question"), _("clé"), _("type"), _("catégorie"), _("résultat"), _("motif")])
    for row in _rows(report):
        writer.writerow([neutralised(str(cell)) for cell in row])
    return (BOM + text.getvalue()).encode("utf-8")


def _rows(report: Mapping[str, Any]) -> Iterator[list[Any]]:
    for problem in report["problems"]:
        yield [problem["line"] or "", problem["item"], "", "", "", _("ignoré"), _said(problem)]
    for line in sorted(report["lines"], key=lambda line: int(line["line"])):
        kind = type_label(line["type"]) if line["type"] else ""
        outcome = undone_label(line.get("undone", "")) or outcome_label(line["outcome"], is_done=True)
        told = " ".join(_said(problem) for problem in line["problems"])
        yield [line["line"] or "", line["name"], line["key"], kind, line["category"], outcome, told]


def _said(problem: Mapping[str, Any]) -> str:
    return reason(problem["message_id"], problem["params"])
