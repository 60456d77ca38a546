"""« Fiabilité des mesures »: what was announced before each counted answer, against what was answered."""

from datetime import datetime
from typing import Any, Literal

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue

from course.assessment.rules.figures import FEWEST_PEOPLE
from course.authoring.queries.misfits import measured_versions
from course.authoring.views import reliability_words as words
from course.authoring.views.blueprint import blueprint
from course.authoring.views.figures import XLSX
from course.authoring.views.figures_meanings import percent, shown
from course.authoring.views.reliability_sheets import reliability_workbook
from course.competencies.queries.reliability import WINDOW, Measured, measured
from course.foundation import clock
from course.foundation.permissions import Permission
from course.web.access import access
from course.web.transaction import reader
from quizzes.statistics import reliability_verdicts

Period = Literal["year", "all"]


@blueprint.get("/studio/reliability")
@access(Permission.AUTHOR)
def reliability() -> ResponseReturnValue:
    """How far levels can be trusted, over the last year, or with `?period=all` since the beginning."""
    period = _period()
    found = _measured(period)
    whole = found.reliability.whole
    is_told = whole is not None and whole.people >= FEWEST_PEOPLE
    return render_template(
        "authoring/reliability.html",
        found=found.reliability,
        is_told=is_told,
        said=[words.said_of(verdict) for verdict in reliability_verdicts(found.reliability)],
        facts=words.facts_of_predictions(found.reliability) if is_told else [],
        misfits=_misfits(found) if is_told else [],
        **_page(period),
    )


@blueprint.get("/studio/reliability.xlsx")
@access(Permission.AUTHOR)
def reliability_xlsx() -> ResponseReturnValue:
    """The figures of the page as a workbook."""
    period = _period()
    found = _measured(period)
    response = make_response(reliability_workbook(found.reliability, _misfits(found), words.period_labels()[period]))
    response.headers["Content-Type"] = XLSX
    response.headers["Content-Disposition"] = 'attachment; filename="fiabilite.xlsx"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _period() -> Period:
    return "all" if request.args.get("period") == "all" else "year"


def _measured(period: Period) -> Measured:
    since: datetime | None = clock.now() - WINDOW if period == "year" else None
    return measured(reader(), since)


def _misfits(found: Measured) -> list[words.MisfitLine]:
    versions = measured_versions(reader(), [flag.item for flag in found.flags]) if found.flags else {}
    return words.misfit_lines(found.flags, found.fits, versions)


def _page(period: Period) -> dict[str, Any]:
    return {
        "period": period,
        "periods": words.period_labels(),
        "fewest": FEWEST_PEOPLE,
        "shown": shown,
        "percent": percent,
        "points": words.points,
        "band_words": words.band_words,
        "delay_words": words.delay_words,
        "month_words": words.month_words,
        "flag_mark": words.flag_mark,
        "meanings": words.reliability_meanings(),
    }
