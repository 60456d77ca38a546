"""What holds with the product's whole programme in the database: few statements, and a fast import of nothing new."""

import time
from collections.abc import Callable

from sqlalchemy.orm import Session

from course.authoring.queries import desk_of
from course.authoring.services.content_import import import_content
from course.authoring.services.lesson_check import check_lesson
from course.catalogue.queries import outline
from course.foundation.permissions import Role
from course.foundation.settings import ROOT
from tests.browsing import Browser
from tests.databases import CONTENT
from tests.factories import make_person
from tests.seeds import seeded

engine, _nothing = seeded(lambda _session: None, like=CONTENT)


def test_the_tree_takes_the_same_few_statements_for_a_whole_programme(
    session: Session, client: Browser, sign_in: Callable[..., Browser], count_statements: Callable[..., object]
) -> None:
    trainer = sign_in(client, make_person(session, roles=(Role.TRAINER,)))
    trainer.get("/studio")

    with count_statements() as statements:  # type: ignore[attr-defined]
        page = trainer.get("/studio")

    assert page.status_code == 200
    assert len(statements) <= 11


def test_an_import_with_nothing_changed_is_fast(session: Session) -> None:
    started = time.monotonic()

    report = import_content(session, ROOT / "content")

    assert time.monotonic() - started < 1
    assert report.problems == ()
    assert report.same > 100


def test_every_lesson_of_the_programme_may_be_published_from_the_studio(session: Session) -> None:
    for lesson in outline(session).lessons:
        desk = desk_of(session, lesson.key)
        assert desk is not None
        assert desk.published is not None
        checked = check_lesson(session, desk, desk.published.source)

        assert [problem for problem in checked.problems if problem.is_error] == [], lesson.key
