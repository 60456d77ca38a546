"""Files of questions: recognised by what they hold, read apart, matched with the bank; the round trip through it."""

import base64
import io
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from course.authoring.formats.question_files import FORMATS, recognised, write
from course.authoring.queries.question_files import Selection, selected_bodies
from course.authoring.services import question_exchange as exchange
from course.foundation.errors import ConflictError, InvalidInputError
from course.foundation.permissions import Role
from course.question_bank.models import QuestionDraft
from course.question_bank.services import classify_drafts, questions_with_files, save_drafts
from course.web.transaction import reader
from course.web.transaction import write as writing
from quizzes.formats.native import question_to_mapping
from quizzes.formats.table import template_xlsx
from tests.authoring.sample_bank import PNG, sample_bank
from tests.factories import make_framework, make_person, make_question, make_quiz

# The types that each form cannot hold; of every other one it holds a question whole.
NOT_HELD = {
    "gift": {"date", "cloze", "calculated"},
    "moodle-xml": {"date"},
    "csv": {"cloze", "calculated"},
    "xlsx": {"cloze", "calculated"},
}


def read(content: bytes, file_format: str = "gift", fractions: str = "keep"):
    return exchange.unpacked(exchange.read_apart(content, file_format, fractions))


def plan_of(session: Session, content: str, target: str = "Cours") -> exchange.Plan:
    return exchange.plan_import(session, read(content.encode()), target)


def bring_in(session: Session, content: str, target: str = "Cours") -> exchange.Plan:
    plan = plan_of(session, content, target)
    exchange.import_plan(session, plan, "gift", "cours.gift", target, None)
    session.flush()
    return plan


def outcomes(plan: exchange.Plan) -> dict[str, str]:
    return {question.key: question.outcome for question in plan.questions}


@pytest.mark.parametrize("file_format", FORMATS)
def test_a_file_that_we_wrote_is_recognised(file_format: str) -> None:
    assert recognised(write(sample_bank(), file_format)[0]) == file_format


@pytest.mark.parametrize(
    ("content", "file_format"),
    [
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<quiz></quiz>', "moodle-xml"),
        (b"\n  <quiz>\n</quiz>", "moodle-xml"),
        (b"<!DOCTYPE quiz []><quiz/>", "moodle-xml"),
        (b"<p>Un texte</p> {T}", "gift"),
        (b"Type;\xc9nonc\xe9;R\xe9ponse 1\nvrai/faux;x;vrai", "gift"),  # cp1252: « énoncé » is no word yet
        ("type,énoncé\nvrai/faux,x".encode(), "csv"),
        ("\ufeffclé\ttype\ténoncé".encode(), "csv"),
        ("type;énoncé".encode("utf-16"), "csv"),
        (b"sep=;\ntype;question\n", "csv"),
        (b"PK\x03\x04rest", "xlsx"),
        (b"\xd0\xcf\x11\xe0rest", "xlsx"),
        (b"", "gift"),
    ],
)
def test_a_file_is_recognised_by_what_it_holds(content: bytes, file_format: str) -> None:
    assert recognised(content) == file_format


def test_the_template_is_recognised_and_holds_nothing_to_refuse() -> None:
    content = template_xlsx()

    assert recognised(content) == "xlsx"
    assert [problem for problem in read(content, "xlsx").problems if problem.is_refusal] == []


@pytest.mark.parametrize("file_format", FORMATS)
def test_what_is_exported_imports_again_to_the_same_questions(
    session: Session, own_app: Flask, file_format: str
) -> None:
    save_drafts(session, sample_bank(), None)
    session.flush()

    file = exchange.export_questions(session, Selection(), file_format)
    with own_app.app_context():
        found = read(file.content, file_format)
        plan = exchange.plan_import(reader(), found, exchange.target_of("", "a.gift", is_ours=found.is_ours))
        with writing() as fresh:
            exchange.import_plan(fresh, plan, file_format, "a", "", None)
        stored = {question.key: question for question in _stored(reader(), [found.key for found in plan.questions])}

    lost = {one.key for one in file.lost}
    complete = {question.key: question for question in sample_bank() if question.key not in lost}
    assert {type(question) for question in complete.values()} == {
        type(question) for question in sample_bank() if _kind(question) not in NOT_HELD[file_format]
    }
    assert {_kind(question) for question in sample_bank() if question.key not in stored} == NOT_HELD[file_format]
    assert found.problems == ()
    assert {key: stored[key] for key in complete} == complete


def _kind(question) -> str:
    return str(question_to_mapping(question)["type"])


def _stored(session: Session, keys: list[str]):
    return questions_with_files(session, selected_bodies(session, Selection(tuple(keys))))


def test_the_bank_exported_and_brought_in_again_changes_nothing(session: Session) -> None:
    save_drafts(session, sample_bank(), None)
    session.flush()
    file = exchange.export_questions(session, Selection(), "moodle-xml")

    plan = exchange.plan_import(session, read(file.content, "moodle-xml"), "")

    assert set(outcomes(plan).values()) == {"same"}


def test_a_published_question_keeps_its_version_and_what_only_we_know(session: Session) -> None:
    make_framework(session)
    make_question(session, "jur-1-a", name="Délai", category="Cours", difficulty=5)

    plan = bring_in(session, "// [id:jur-1-a]\n::Délai::Un autre énoncé {T}")

    (body,) = (question.body for question in _drafts(session))
    assert outcomes(plan) == {"jur-1-a": "changed"}
    assert body["competency"] == "JUR-1"
    assert body["difficulty"] == 5
    assert body["stem"]["source"] == "Un autre énoncé"
    assert exchange.export_questions(session, Selection(("jur-1-a",)), "gift").held == 1


def _drafts(session: Session):
    session.expire_all()
    return session.execute(select(QuestionDraft).order_by(QuestionDraft.key)).scalars().all()


def test_the_plan_says_what_the_import_then_does(session: Session) -> None:
    bring_in(session, "::A::un {T}\n\n::B::deux {T}\n\n::C::trois {T}")

    plan = bring_in(session, "::A::un {T}\n\n::B::DEUX {T}\n\n::D::quatre {T}")

    assert outcomes(plan) == {"a": "same", "b": "changed", "d": "new"}
    assert {draft.key: draft.revision for draft in _drafts(session)} == {"a": 1, "b": 2, "c": 1, "d": 1}


def test_an_id_of_elsewhere_is_the_same_question_in_the_same_category_only(session: Session) -> None:
    bring_in(session, "// [id:q1]\n::A::un {T}", "Cours A")

    other = plan_of(session, "// [id:q1]\n::B::deux {T}", "Cours B")
    same = plan_of(session, "// [id:q1]\n::B::deux {T}", "Cours A")

    assert outcomes(other) == {"q1-2": "new"}
    assert outcomes(same) == {"q1": "changed"}


def test_a_number_behind_the_key_is_no_proof_that_it_is_the_question(session: Session) -> None:
    bring_in(session, "::Retard::un {T}", "Cours A")
    bring_in(session, "::Retard 2::autre chose {T}", "Cours B")

    plan = plan_of(session, "::Retard::deux {T}", "Cours B")

    assert outcomes(plan) == {"retard-3": "new"}


def test_two_questions_of_one_name_stay_two_from_one_import_to_the_next(session: Session) -> None:
    content = "$CATEGORY: A\n\n::Même::un {T}\n\n$CATEGORY: B\n\n::Même::deux {T}"
    bring_in(session, content)

    plan = bring_in(session, content)

    assert outcomes(plan) == {"meme": "same", "meme-2": "same"}


def test_what_a_table_names_by_its_key_is_found_and_moved(session: Session) -> None:
    bring_in(session, "// [id:delai]\n::Délai::Trente jours ? {T}", "Ancien")
    table = "clé;type;catégorie;énoncé;réponse 1;score 1\ndelai;vrai/faux;Nouveau;Trente jours ?;vrai;x\n"

    plan = exchange.plan_import(session, read(table.encode(), "csv"), "")

    assert outcomes(plan) == {"delai": "changed"}
    assert plan.questions[0].category == "Nouveau"


def test_a_draft_written_by_hand_is_named_before_it_is_replaced(session: Session) -> None:
    save_drafts(session, [question for question in sample_bank() if question.key == "mot"], None)
    session.flush()

    plan = plan_of(session, "// [tag:echeance:key=mot] [tag:echeance:difficulty=3]\n::Mot::Un mot ? {=oui}", "")

    assert outcomes(plan) == {"mot": "changed"}
    assert plan.questions[0].replaces_draft


def test_what_is_no_picture_is_left_out_and_named(session: Session) -> None:
    svg = base64.b64encode(b"<svg xmlns='http://www.w3.org/2000/svg'/>").decode()
    png = base64.b64encode(PNG).decode()
    xml = f"""<quiz><question type="truefalse"><name><text>Vue</text></name>
<questiontext format="html"><text><![CDATA[<img src="@@PLUGINFILE@@/a.png"><img src="@@PLUGINFILE@@/b.svg">]]></text>
<file name="a.png" encoding="base64">{png}</file><file name="b.svg" encoding="base64">{svg}</file></questiontext>
<answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer></question></quiz>"""

    plan = exchange.plan_import(session, read(xml.encode(), "moodle-xml"), "Cours")

    (question,) = plan.questions
    assert question.outcome == "new"
    assert [file["name"] for file in question.mapping["files"]] == ["a.png"]
    assert [(problem.message_id, problem.params) for problem in question.problems] == [
        ("exchange.bad_picture", {"name": "b.svg"})
    ]


def test_a_category_that_grows_too_long_refuses_its_questions(session: Session) -> None:
    plan = plan_of(session, f"$CATEGORY: {'a' * 200}\n\n::A::un {{T}}", "b" * 150)

    assert [question.outcome for question in plan.questions] == ["refused"]
    assert not plan.is_whole


@pytest.mark.parametrize(
    ("given", "name", "is_ours", "target"),
    [
        ("", "banque.2026.xml", False, "banque.2026"),
        ("", "banque", False, "banque"),
        ("", "banque.xml", True, ""),
        ("  Droit /  / Délais  ", "banque.xml", True, "Droit/Délais"),
    ],
)
def test_where_a_file_goes(given: str, name: str, is_ours: bool, target: str) -> None:
    assert exchange.target_of(given, name, is_ours=is_ours) == target


def test_a_category_that_cannot_be_stored_is_refused() -> None:
    for given, message_id in (("a\0b", "error.bad_text"), ("a" * 301, "exchange.long_category")):
        with pytest.raises(InvalidInputError) as caught:
            exchange.target_of(given, "a.xml", is_ours=False)
        assert caught.value.message_id == message_id


def test_unknown_fractions_follow_the_rule_that_was_asked_for() -> None:
    xml = b"""<quiz><question type="shortanswer"><name><text>A</text></name><questiontext><text>Q</text></questiontext>
<answer fraction="100"><text>a</text></answer><answer fraction="47"><text>b</text></answer></question></quiz>"""

    kept, nearest, refused = (read(xml, "moodle-xml", rule) for rule in ("keep", "nearest", "error"))

    assert kept.questions[0].mapping["answers"][1]["score"] == 0.47
    assert [problem.message_id for problem in nearest.problems] == ["moodle.changed"]
    assert refused.questions == ()


def test_an_export_takes_what_was_asked_for(session: Session) -> None:
    make_framework(session)
    for key, category in (("a", "Cours"), ("b", "Cours/Suite"), ("c", "Cours2"), ("d", "")):
        make_question(session, key, **({"category": category} if category else {}))
    make_quiz(session, "essai", ["a", "c"])

    def keys(**wanted) -> list[str]:
        file = exchange.export_questions(session, Selection(**wanted), "csv")
        return sorted(question.mapping["key"] for question in read(file.content, "csv").questions)

    assert keys() == ["a", "b", "c", "d"]
    assert keys(category="Cours") == ["a", "b"]
    assert keys(quiz="essai") == ["a", "c"]
    assert keys(quiz="essai", category="Cours") == ["a"]
    assert keys(keys=("b", "zz")) == ["b"]
    with pytest.raises(InvalidInputError):
        keys(keys=())


# --- Hostile files ----------------------------------------------------------------------------------------------------


def _zip(*parts: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return buffer.getvalue()


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + at, b"&%c;" % (97 + at) * 10) for at in range(12))
    + b"]><quiz><question type='essay'><name><text>&m;</text></name></question></quiz>"
)
TYPES = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"></Types>'
HOSTILE: dict[str, Callable[[], bytes]] = {  # made where a test asks: bombs take seconds to pack
    "billion laughs": lambda: LAUGHS,
    "a file of the system": lambda: b'<!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz>&x;</quiz>',
    "XML 200,000 deep": lambda: b"<quiz>" + b"<a>" * 200_000,
    "one endless tag": lambda: b"<quiz><question " + b"a" * 7_900_000,
    "a million names": lambda: b"<quiz>" + b"".join(b"<n%d/>" % at for at in range(600_000)),
    "50,000 braces": lambda: b"Question " + b"{" * 50_000,
    "8 MB of blank lines": lambda: b"\n" * 7_900_000,
    "8 MB of colons": lambda: b"::" * 3_900_000,
    "a bomb of one part": lambda: _zip(("[Content_Types].xml", TYPES), ("xl/workbook.xml", b"0" * 300_000_000)),
    "a bomb of many parts": lambda: _zip(*((f"xl/{at}.xml", b"0" * 1_000_000) for at in range(400))),
    "a path out of the zip": lambda: _zip(("../../etc/passwd", b"x"), ("xl/workbook.xml", b"<workbook/>")),
    "not really a zip": lambda: b"PK\x03\x04" + b"\0" * 1_000_000,
    "a quotation without an end": lambda: 'type;énoncé\nvrai/faux;"'.encode() + b"x\n" * 3_000_000,
    "a million columns": lambda: "type;énoncé".encode() + b";" * 1_000_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_soon_and_in_little_memory(name: str) -> None:
    content = HOSTILE[name]()

    began = time.process_time(), time.monotonic()
    found = read(content, recognised(content))

    assert found.questions == ()
    assert time.monotonic() - began[1] < 6  # two seconds of work, on a machine that does other things too
    assert found.peak < 64 * 1024


def test_the_child_is_ended_where_it_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange.reading, "SECONDS", 0.01)

    with pytest.raises(InvalidInputError) as caught:
        exchange.read_apart(b"x", "gift")

    assert caught.value.message_id == "exchange.too_slow"


def test_the_child_sees_no_secret(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen = {}
    monkeypatch.setenv("SECRET_KEY", "rien à voir")
    real = exchange.reading.subprocess.run
    monkeypatch.setattr(
        exchange.reading.subprocess, "run", lambda *args, **kwargs: seen.update(kwargs) or real(*args, **kwargs)
    )

    exchange.read_apart(b"x", "gift")

    assert set(seen["env"]) <= {"PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE"}


def test_a_file_that_is_too_large_is_not_read() -> None:
    with pytest.raises(InvalidInputError) as caught:
        exchange.read_apart(b"x" * 8_000_001, "gift")

    assert caught.value.message_id == "exchange.too_large"


def test_what_another_trainer_wrote_between_the_look_and_the_write_stops_the_import(session: Session) -> None:
    author = make_person(session, roles=(Role.TRAINER,)).id
    content = b"::Mot::Un mot ? {=oui}"
    import_id = exchange.keep_file(session, author, "a.gift", content, "gift", "", "keep")
    exchange.keep_answer(session, import_id, exchange.read_apart(content, "gift"), "Cours")
    plan = plan_of(session, content.decode())
    questions = exchange.questions_of(plan)
    save_drafts(session, [question for question in sample_bank() if question.key == "mot"], None)
    session.flush()

    with pytest.raises(ConflictError) as caught:
        exchange.confirm_import(session, import_id, author, plan, questions, is_partial=False)

    assert caught.value.message_id == "exchange.changed_since_preview"
    assert [draft.name for draft in _drafts(session)] == ["Question mot"]


def test_confirming_what_is_done_writes_nothing_more(session: Session) -> None:
    author = make_person(session, roles=(Role.TRAINER,)).id
    content = b"::Mot::Un mot ? {=oui}"
    import_id = exchange.keep_file(session, author, "a.gift", content, "gift", "", "keep")
    exchange.keep_answer(session, import_id, exchange.read_apart(content, "gift"), "Cours")
    plan = plan_of(session, content.decode())
    questions = exchange.questions_of(plan)
    exchange.confirm_import(session, import_id, author, plan, questions, is_partial=False)

    exchange.confirm_import(session, import_id, author, plan, questions, is_partial=False)

    assert [draft.revision for draft in _drafts(session)] == [1]


def test_a_file_of_elsewhere_does_not_know_what_we_added_and_changes_nothing(session: Session) -> None:
    bring_in(session, "::Mot::Un mot ? {=oui}")
    classify_drafts(session, ["mot"], {"competency": "JUR-1", "difficulty": 5}, None)

    plan = plan_of(session, "::Mot::Un mot ? {=oui}")

    assert outcomes(plan) == {"mot": "same"}
