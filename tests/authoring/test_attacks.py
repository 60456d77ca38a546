"""The studio attacked: hostile texts, work without end, other people's imports, routes of other roles, forged forms."""

import io
import re
import time
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from course.accounts.models import Person
from course.assessment import services as assessment
from course.foundation.errors import InvalidInputError
from course.foundation.markdown import Job, client, render_many
from course.foundation.permissions import Role
from course.question_bank.services import prepare_publication, render_questions, save_draft, save_question
from quizzes import Question, QuestionError
from quizzes.drawing import proof
from quizzes.formats.native import question_from_mapping
from quizzes.questions import Calculated
from tests import factories
from tests.authoring.conftest import KEY
from tests.browsing import UNSAFE, Browser
from tests.web.walking import addresses

HOSTILE = (
    '<img src=x onerror=alert(1)><script>alert(2)</script><a href="javascript:alert(3)" title=\'[[1]]"x=\'>lien</a>'
)
FORMATS = ("markdown", "html", "plain", "moodle")
BASE = {
    "competency": "JUR-1",
    "difficulty": 3,
    "seconds": 30,
    "facts": [],
    "sources": ["metier"],
    "explanation": "Parce que.",
}


class LiveCode(HTMLParser):
    """Collects what runs on a page, or shows what is not ours: handlers, scripts in the page, odd addresses, frames."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Looks at one tag as a browser reads it."""
        values = dict(attrs)
        address = values.get("href") or values.get("src") or ""
        is_handled = any(name.startswith("on") or name in {"style", "srcdoc"} for name in values)
        is_script = tag == "script" and "src" not in values and values.get("type") != "application/json"
        is_odd = re.match(r"\s*(?:javascript|data|vbscript):|//", address, re.IGNORECASE) is not None
        if is_handled or is_script or is_odd or tag in {"iframe", "object", "embed", "base"} or address == "x":
            self.found.append(self.get_starttag_text() or tag)


def live(page: str) -> list[str]:
    """Returns what runs on a page, as it is written there."""
    reader = LiveCode()
    reader.feed(page)
    return reader.found


@pytest.fixture
def trainer(session: Session) -> Person:
    """A trainer, and a framework to write questions for."""
    factories.make_framework(session)
    return factories.make_person(session, "Hélène Duval", roles=(Role.TRAINER,))


@pytest.fixture
def desk(client: Browser, sign_in: Callable[..., Browser], trainer: Person) -> Browser:
    """The browser of the trainer."""
    return sign_in(client, trainer)


def made(kind: str, **fields: Any) -> Question:
    """Makes a question of this type."""
    return question_from_mapping({**BASE, "key": "hostile", "type": kind, **fields})


def calculated(stem: Any = "{x}", formula: str = "{x}", **fields: Any) -> Calculated:
    """Makes a calculated question with one figure."""
    parameters = [{"name": "x", "lowest": "1", "highest": "3"}]
    found = made("calculated", stem=stem, parameters=parameters, answers=[{"formula": formula}], **fields)
    assert isinstance(found, Calculated)
    return found


def text(form: str, source: str = HOSTILE) -> dict[str, str]:
    """Returns a text in this format."""
    return {"format": form, "source": source}


def hostile(kind: str, form: str) -> Question:
    """Makes a question in which each text attacks."""
    bad = text(form)
    common: dict[str, Any] = {
        "name": HOSTILE[:60].replace("\n", " "),
        "tags": ["<script>alert(4)</script>"],
        "category": "<script>alert(5)</script>",
        "hints": [{"text": bad}],
        "if_right": bad,
    }
    parts: dict[str, dict[str, Any]] = {
        "single": {"stem": bad, "options": [{"text": bad, "right": True, "feedback": bad}, {"text": "non"}]},
        "matching": {
            "stem": bad,
            "pairs": [{"prompt": bad, "answer": HOSTILE, "feedback": bad}, {"prompt": "b", "answer": "<svg onload=x>"}],
        },
        "ordering": {"stem": bad, "items": [{"text": bad, "feedback": bad}, {"text": "b"}, {"text": "c"}]},
        "cloze": {
            "stem": text(form, HOSTILE.replace("[[1]]", "") + ' <abbr title="[[1]]<b onclick=x>">sigle</abbr> [[2]]'),
            "gaps": [
                {"kind": "select", "options": [{"text": bad, "right": True, "feedback": bad}, {"text": "non"}]},
                {
                    "kind": "select",
                    "layout": "vertical",
                    "options": [{"text": bad, "right": True, "feedback": bad}, {"text": "non"}],
                },
            ],
        },
        "essay": {"stem": bad, "model": bad, "guidance": bad, "template": text("plain", "</textarea>" + HOSTILE)},
    }
    return made(kind, **common, **parts[kind])


def test_what_looks_for_live_code_finds_it_and_nothing_else() -> None:
    bad = ["<b class=x onclick=a()>", "<script>a()</script>", "<a href=' javascript:a()'>", "<iframe></iframe>"]

    assert [len(live(page)) for page in bad] == [1] * len(bad)
    assert live("&lt;img src=x onerror=a()&gt; <a href='/studio' title='onclick=a()'>javascript:</a>") == []


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("kind", ["single", "matching", "ordering", "cloze", "essay"])
def test_no_text_of_a_question_runs_on_a_page_of_the_studio(
    desk: Browser, session: Session, trainer: Person, kind: str, form: str
) -> None:
    save_draft(session, hostile(kind, form), trainer.id, 0)

    pages = [
        desk.get(address).text
        for address in (
            "/studio/questions",
            "/studio/questions/hostile",
            "/studio/questions/hostile/edit",
            "/studio/questions/hostile/publish",
            "/studio/questions/export?format=gift",
        )
    ]

    assert "hostile" in pages[1]
    assert [live(page) for page in pages] == [[]] * len(pages)


@pytest.mark.parametrize("kind", ["single", "matching", "ordering", "cloze", "essay"])
def test_no_text_of_a_question_runs_on_the_pages_of_who_answers_it(
    client: Browser, session: Session, sign_in: Callable[..., Browser], trainer: Person, kind: str
) -> None:
    question = hostile(kind, "html")
    save_question(session, question, "hostile", render_questions([question])[0])
    quiz = factories.make_quiz(session, "train", ["hostile"], mode="practice")
    sign_in(client, trainer)
    attempt_id = assessment.start_attempt(session, trainer.id, quiz)

    pages = [client.get(f"/attempts/{attempt_id}?q=1").text]
    client.post(f"/attempts/{attempt_id}/answers/1", data={"client_id": "x", "do": "unknown"})
    pages.append(client.get(f"/attempts/{attempt_id}?q=1").text)
    client.post(f"/attempts/{attempt_id}/finish")
    pages.append(client.get(f"/attempts/{attempt_id}/result").text)

    assert "lien</a>" in pages[2]
    assert [live(page) for page in pages] == [[], [], []]


def test_what_stands_for_a_figure_never_leaves_its_attribute() -> None:
    question = calculated(stem=text("html", "<p><abbr title='{=1\" onclick=\"alert(1)}'>sigle</abbr> {x}</p>"))

    stem = render_questions([question])[0].content["stem"]

    assert 'onclick="' not in stem


@pytest.mark.parametrize("stem", ["{x} \ue0009\ue001", "{x} \ue0000\ue001"])
def test_letters_for_private_use_put_nothing_in_and_break_nothing(stem: str) -> None:
    rendered = render_questions([calculated(stem=stem)])[0].content["stem"]

    assert rendered.count("{x}") == 1


def test_a_calculated_question_that_nobody_can_be_asked_is_not_published(session: Session, trainer: Person) -> None:
    save_draft(session, calculated(formula="1/({x}-{x})"), trainer.id, 0)

    with pytest.raises(InvalidInputError) as refused:
        prepare_publication(session, "hostile")

    assert refused.value.message_id == "question.draw_fails"


def test_texts_hold_no_more_formulas_than_each_draw_can_reckon() -> None:
    calculated(stem="{={x}}" * 200)

    with pytest.raises(QuestionError) as refused:
        calculated(stem="{={x}}" * 150, hints=[{"text": "{={x}}" * 51}])

    assert (refused.value.field, refused.value.message_id) == ("stem", "question.too_many")


def test_the_proof_of_a_question_ends_when_its_time_is_over() -> None:
    slow = "+".join(["pow(pow({x}/7,20),20)"] * 18)
    question = calculated(stem=("{=" + slow + "}") * 40, hints=[{"text": ("{=" + slow + "}") * 40}] * 4)
    begun = time.monotonic()

    proof(question, draws=10_000, seconds=0.2)

    assert time.monotonic() - begun < 5


def test_texts_that_are_each_quick_enough_are_not_slow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "SECONDS_A_SET", 0.05)

    with pytest.raises(InvalidInputError) as refused:
        render_many([Job("[" * 600 + f"{number}") for number in range(200)])

    assert refused.value.message_id == "markdown.too_slow"


def studio(app: Flask, methods: set[str]) -> list[tuple[str, str]]:
    """Returns the addresses of the studio."""
    return [(method, path) for method, path in addresses(app, methods) if path.startswith("/studio")]


@pytest.mark.parametrize("roles", [(Role.EMPLOYEE,), (Role.EMPLOYEE, Role.MANAGER), (Role.ADMINISTRATOR,)])
def test_the_studio_is_closed_to_every_other_role(
    app: Flask, client: Browser, session: Session, sign_in: Callable[..., Browser], roles: tuple[Role, ...]
) -> None:
    team = factories.make_team(session)
    person = factories.make_person(session, roles=roles, manages=(team,) if Role.MANAGER in roles else ())
    sign_in(client, person)

    found = {
        (method, path): client.open(path, method=method).status_code for method, path in studio(app, {"GET", "POST"})
    }

    assert len(found) > 40
    assert {address: status for address, status in found.items() if status != 403} == {}


def test_no_form_of_studio_or_attempts_is_taken_without_its_token(app: Flask, desk: Browser) -> None:
    chosen = [
        (method, path)
        for method, path in addresses(app, set(UNSAFE))
        if path.startswith(("/studio", "/attempts", "/quizzes", "/lessons", "/people"))
    ]

    found = {path: desk.open(path, method=method, csrf=False).status_code for method, path in chosen}

    assert len(found) > 25
    assert {path: status for path, status in found.items() if status not in {400, 403}} == {}


GIFT = "::Délai::Quel délai ? {=30 jours ~60 jours}\n"


def send(browser: Browser, content: bytes, name: str = "banque.gift") -> Any:
    """Sends a file of questions."""
    answer = browser.post("/studio/questions/import", data={"file": (io.BytesIO(content), name)})
    answer.request.environ["wsgi.input"].close()  # the test client leaves a large body open on the disk
    return answer


def test_an_import_that_waits_is_its_senders_alone(
    desk: Browser, session: Session, sign_in: Callable[..., Browser]
) -> None:
    waiting = send(desk, GIFT.encode()).headers["Location"].removesuffix("/read")
    page = desk.get(f"{waiting}/read", follow_redirects=True).text
    stamp = page.partition('name="stamp" value="')[2].partition('"')[0]
    other = factories.make_person(session, "Thomas Le Goff", roles=(Role.TRAINER,))
    sign_in(desk, other)

    answers = [
        desk.get(waiting),
        desk.get(f"{waiting}/read"),
        desk.get(f"{waiting}/report.csv"),
        desk.post(f"{waiting}/confirm", data={"stamp": stamp}),
        desk.post(f"{waiting}/undo"),
    ]

    assert stamp
    assert {answer.status_code for answer in answers} == {404}


def test_an_import_that_is_confirmed_twice_is_done_once(desk: Browser, session: Session) -> None:
    waiting = send(desk, GIFT.encode()).headers["Location"].removesuffix("/read")
    page = desk.get(f"{waiting}/read", follow_redirects=True).text
    stamp = page.partition('name="stamp" value="')[2].partition('"')[0]

    both = [desk.post(f"{waiting}/confirm", data={"stamp": stamp}).status_code for _time in range(2)]

    assert both == [303, 303]
    assert desk.get("/studio/questions").text.count('href="/studio/questions/delai') == 1


@pytest.mark.parametrize(
    "path",
    ["/studio/questions/new?type=single", "/studio/quizzes/new", "/studio/questions/chosen", "/quizzes/x/attempts"],
)
def test_only_the_route_of_imports_takes_a_large_body(desk: Browser, path: str) -> None:
    large = {"stem": "a" * 2_500_000}

    answer = desk.post(path, data=large)
    answer.request.environ["wsgi.input"].close()

    assert answer.status_code == 413


def test_a_large_body_at_the_route_of_imports_is_for_trainers_alone(
    client: Browser, session: Session, sign_in: Callable[..., Browser], trainer: Person
) -> None:
    sign_in(client, factories.make_person(session))
    as_employee = send(client, b"a" * 3_000_000).status_code
    sign_in(client, trainer)

    as_trainer = [send(client, b"a" * size).status_code for size in (3_000_000, 9_000_000)]

    assert as_employee == 413
    assert as_trainer == [303, 413]


@pytest.mark.parametrize(
    "address",
    [
        "/studio/questions/import/template.xlsx",
        "/studio/questions/export/file?format=gift",
        "/studio/questions/export/file?format=moodle-xml",
        "/studio/questions/export/file?format=csv",
        "/studio/questions/export/file?format=xlsx",
    ],
)
def test_files_are_saved_never_shown_and_kept_nowhere(desk: Browser, session: Session, address: str) -> None:
    factories.make_question(session, "q-1", name='x"\r\nSet-Cookie: a=b'.replace("\r\n", " "))

    answer = desk.get(address)

    assert answer.status_code == 200
    assert re.fullmatch(r'attachment; filename="[a-z0-9.-]+"', answer.headers["Content-Disposition"])
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_question_is_not_answered_through_a_lesson_that_does_not_hold_it(
    client: Browser, programme: Session, sign_in: Callable[..., Browser]
) -> None:
    factories.make_question(programme, "q-secret")
    sign_in(client, factories.make_person(programme))

    answer = client.post(f"/lessons/{KEY}/checks/q-secret", data={"client_id": "x", "answer": "b"})

    assert client.get(f"/lessons/{KEY}").status_code == 200
    assert answer.status_code == 404
    assert "C’est elle." not in answer.text
