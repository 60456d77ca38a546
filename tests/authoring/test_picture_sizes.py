"""A page keeps the place of a picture that has not come yet: pictures say their size wherever they are rendered."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from course.authoring.formats.questions import write_question
from course.authoring.services.content_import import import_content
from course.authoring.services.rerender import rerender
from course.catalogue.queries import lesson_content
from course.publishing.models import Media, Rendering
from course.publishing.queries import picture_sizes, rendering_of
from course.publishing.services import save_media
from course.question_bank.services import render_questions, save_question
from course.question_bank.services.rendering import PLUGINFILE
from quizzes import Text
from tests.authoring.sample_bank import PNG, sample_bank
from tests.content_files import write_files


@pytest.fixture
def imported(session: Session, tmp_path: Path) -> Session:
    assert import_content(session, write_files(tmp_path / "content")).problems == ()
    return session


def test_a_lesson_says_how_large_its_pictures_are(imported: Session) -> None:
    content = lesson_content(imported, "calculer")

    assert content is not None
    (name,) = imported.execute(select(Media.sha256)).scalars()
    shown = "".join(part.get("html", "") for part in content.parts)
    assert f'<img alt="Une ligne du temps" loading="lazy" src="/media/{name}" width="10" height="10">' in shown


@pytest.mark.parametrize("stem_format", ["html", "markdown"])
def test_a_question_keeps_its_picture_and_its_size_when_it_is_rendered_again(
    imported: Session, stem_format: str
) -> None:
    given = next(found for found in sample_bank() if found.files)
    if stem_format == "markdown":
        given = replace(given, stem=Text(f"![Vue]({PLUGINFILE}vue.png)"))
    (rendered,) = render_questions([given])
    made = save_question(imported, given, write_question(given), rendered)
    imported.flush()
    row = imported.execute(select(Rendering).where(Rendering.version_id == made.id)).scalar_one()
    row.renderer, row.content = 0, {}
    imported.flush()

    assert rerender(imported) == 1

    again = rendering_of(imported, made.id)
    assert again is not None
    assert again == rendered.content
    assert 'width="1" height="1"' in again["stem"]


def test_sizes_are_told_by_address_and_what_has_none_is_left_out(session: Session) -> None:
    names = [save_media(session, "a.png", "image/png", PNG), save_media(session, "b.svg", "image/svg+xml", b"<svg/>")]
    addresses = [f"/media/{name}" for name in [*names, "0" * 64]]

    assert picture_sizes(session, addresses) == {addresses[0]: (1, 1)}
    assert picture_sizes(session, ()) == {}
