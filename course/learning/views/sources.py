"""« Sources et date d’arrêté » of a module: what it rests on, how well verified, as of when, and read by whom."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from flask import render_template
from flask.typing import ResponseReturnValue

from course.catalogue.queries import LessonCard, ModuleCard, outline
from course.foundation import clock
from course.foundation.errors import NotFoundError
from course.foundation.permissions import Permission
from course.learning.views.blueprint import blueprint
from course.references.queries import Law, RateRow, laws, rates
from course.web.access import access, the_viewer
from course.web.transaction import Session, reader

CURRENT = timedelta(days=366)  # rates of this long before the as-of date are still reckoned with


@dataclass(frozen=True, slots=True)
class Cited:
    """A legal reference and the lessons of the module that name it."""

    law: Law
    lessons: tuple[LessonCard, ...]


@blueprint.get("/modules/<key:key>/sources")
@access(Permission.LEARN)
def module_sources(key: str) -> ResponseReturnValue:
    """The as-of date, the legal reviewer, the references with their grades, the rates, the warning."""
    module = outline(reader()).module(key)
    if module is None:
        raise NotFoundError("error.not_found")
    found = list(cited_in(reader(), module))
    return render_template(
        "learning/sources.html",
        module=module,
        codes=[(code, list(group)) for code, group in groupby(found, key=lambda one: one.law.code)],
        count=len(found),
        to_reconfirm=sum(one.law.must_be_reconfirmed for one in found),
        rates=rates_near(reader(), module.as_of) if found else [],
        today=clock.today(the_viewer().zone),
    )


def cited_in(session: Session, module: ModuleCard) -> Iterator[Cited]:
    """Goes through the references that the module's lessons name, by code and article."""
    known = laws(session)
    named = {key for lesson in module.lessons for key in lesson.laws if key in known}
    for key in sorted(named, key=lambda key: (known[key].code, _in_parts(known[key].article), key)):
        yield Cited(known[key], tuple(lesson for lesson in module.lessons if key in lesson.laws))


def _in_parts(article: str) -> tuple[str, ...]:
    """Articles in the order of their numbers: L441-9 before L441-10."""
    return tuple(part.zfill(6) if part.isdigit() else part for part in article.replace("-", " ").split())


def rates_near(session: Session, as_of: date) -> list[RateRow]:
    """Returns the dated rates that were valid on the as-of date or in the year before it."""
    return [rate for rate in rates(session) if rate.valid_from <= as_of and rate.valid_to >= as_of - CURRENT]
