"""The page of a calculator: an address that says what was filled in, and everything that follows from it."""

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from course.catalogue.queries import company_note, outline
from course.foundation import clock
from course.foundation.errors import NotFoundError
from course.foundation.permissions import Permission
from course.references.queries import laws
from course.toolbox.forms import Reading
from course.toolbox.queries import dated_rates, tools
from course.toolbox.views.blueprint import blueprint
from course.toolbox.views.calculators import CALCULATORS, Calculator, Result, Scene
from course.toolbox.views.calculators.base import text_of
from course.web.access import access, the_viewer
from course.web.transaction import reader
from quizzes.errors import ReceivablesError

LEAST_ROWS = 2


@blueprint.get("/toolbox/calculators/<key:key>")
@access(Permission.LEARN)
def calculator(key: str) -> ResponseReturnValue:
    """The fields, the answer in large, the working, and what the answer rests on; nothing is stored."""
    one, words = CALCULATORS.get(key), tools(reader(), "calculator").get(key)
    if one is None or words is None:
        raise NotFoundError("error.not_found")
    today = clock.today(the_viewer().zone)
    reading = Reading(one.fields, one.rows, request.args, today)
    result = _result(one, reading, Scene(dated_rates(reader()), today))
    given = reading.given()
    special = [entry for entry in reading.entries.values() if entry.field.is_special]
    return render_template(
        "toolbox/calculator.html",
        one=one,
        words=words,
        reading=reading,
        result=result,
        text=text_of(result, given) if result else "",
        given=given,
        empty_rows=reading.empty_rows(one.rows, LEAST_ROWS) if one.rows else [],
        special=special,
        is_special_open=any(entry.is_changed for entry in special),
        example=_address(key, one.example),
        checked_on=date.fromisoformat(words.body["checked_on"]),
        shared=_address(key, reading.address()),
        laws_by_key=laws(reader()),
        lessons={card.key: card for module in outline(reader()).modules for card in module.lessons},
        note=company_note(reader(), words.item_id),
        today=today,
    )


def _result(one: Calculator, reading: Reading, scene: Scene) -> Result | None:
    """Returns the answer, None where something was not filled in well: it is noted beside its field."""
    if not reading.is_good:
        return None
    result = None
    try:
        result = one.reckon(reading, scene)
    except ReceivablesError as error:
        reading.fail_with(error, one.faults)
    return result if reading.is_good else None


def _address(key: str, filled: Mapping[str, str]) -> str:
    return f"{url_for('toolbox.calculator', key=key)}?{urlencode(filled)}#resultat"
