"""The HTML of a tool follows the renderer: what an older one made is made again, once."""

from sqlalchemy import select

from course.authoring.services.rerender import rerender
from course.publishing.models import Rendering
from course.toolbox.models import Tool
from tests.toolbox.content import publish


def test_what_an_older_renderer_made_of_a_tool_is_rendered_again(session) -> None:
    publish(session, "card", "virement-parti")
    tool = session.execute(select(Tool)).scalar_one()
    before = dict(tool.content)
    session.execute(select(Rendering)).scalar_one().renderer = 0
    tool.content = {"when": "<script>alert(1)</script>"}
    session.flush()

    assert rerender(session) == 1

    assert session.execute(select(Tool.content)).scalar_one() == before
    assert rerender(session) == 0


def test_a_tool_that_the_renderer_of_today_made_stays(session) -> None:
    publish(session, "kit", "com-1-minute")

    assert rerender(session) == 0
