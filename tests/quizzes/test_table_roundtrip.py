"""Whatever the table holds comes back equal, through CSV and through a workbook; nothing makes the reading raise."""

import csv
import io
import zipfile
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizzes.errors import QuestionError
from quizzes.formats import table
from quizzes.formats.report import CannotHoldError, ImportReport
from quizzes.questions import (
    AttachedFile,
    Cloze,
    Criterion,
    DateAnswer,
    DateQuestion,
    Description,
    Essay,
    Hint,
    Matching,
    MultipleResponse,
    Numerical,
    NumericalAnswer,
    Option,
    Ordering,
    OrderingItem,
    Pair,
    RubricLevel,
    ShortAnswer,
    SingleChoice,
    Text,
    TextAnswer,
    TextGap,
    TrueFalse,
    Unit,
)
from tests.quizzes.question_strategies import date_questions as drawn_dates
from tests.quizzes.question_strategies import (
    decimals,
    formulas,
    keys,
    kinds,
    lines,
    options,
    plain_options,
    scores,
    signed_scores,
    tolerances,
    true_false,
)

# What spreadsheets, separators, escapes and our own marks could swallow.
AWKWARD = (
    *("=1+1", "+33", "-2", "@SUM(A1)", "\t=1", "\r\n=2", "'=3", "''=4", "'tis", "«x»;y,z\tw", 'a"b""c', "a\nb", "a\rb"),
    *(" blancs ", "| a \\| b \\", "\\", "a\\ ", "_x000D_", "_x005F_", "[html]x", "[Plain] y", "[[1]]", "x", "50 %"),
    *("1/3", "vrai", "2026-12-08", "\u00a0é\u202f", "😀", "<b>&amp;", "a = 2", "= 2", "a=1 | b=2"),
)
raws = st.sampled_from(AWKWARD) | lines | st.text(st.sampled_from("a =|\\'\n\r\t;,\"é[]"), min_size=1).filter(str.strip)
one_line = raws.filter(lambda text: not {"\n", "\r"} & set(text))
texts = st.builds(Text, raws, st.sampled_from(["markdown", "markdown", "html", "plain", "moodle"]))
feedbacks = st.none() | texts
few = {"max_size": 3}
hints = st.builds(Hint, texts, st.booleans(), st.booleans()) | st.just(Hint(None, clears_wrong=True))

base = {
    "key": keys,
    "stem": texts,
    "competency": st.sampled_from([None, "JUR-1", "X"]),
    "difficulty": st.integers(1, 5),
    "seconds": st.integers(1, 3600),
    "explanation": feedbacks,
    "facts": st.lists(raws, **few).map(tuple),
    "sources": st.lists(keys, **few).map(tuple),
    "lesson": st.none() | keys,
    "name": st.none() | one_line,
    "idnumber": st.none() | one_line,
    "category": st.none() | one_line,
    "tags": st.lists(one_line, **few).map(tuple),
    "penalty": scores,
    "hints": st.lists(hints, **few).map(tuple),
    "if_right": feedbacks,
    "if_partial": feedbacks,
    "if_wrong": feedbacks,
}
marked = {**base, "max_mark": st.fractions(0, 1000, max_denominator=97) | st.integers(0, 1000)}


def well_formed(make, **fields):
    def attempt(**drawn):
        try:
            return make(**drawn)
        except QuestionError as error:
            expected = {"question.never_reached", "question.no_full_mark", "question.one_choice", "question.repeated"}
            assert error.message_id in expected | {"question.out_of_range"}
            return None

    return st.builds(attempt, **fields).filter(bool)


full_or_less = st.just(Fraction(1)) | scores


def answers(answer):
    drawn = st.lists(answer, min_size=1, max_size=4).filter(lambda drawn: any(part.score == 1 for part in drawn))
    return drawn.map(tuple)


any_decimals = decimals | st.sampled_from(
    [Decimal("1.234"), Decimal("-0.5"), Decimal("1E+5"), Decimal("0." + "3" * 28)]
)
number_answers = st.builds(
    NumericalAnswer, any_decimals, tolerances | st.just(Decimal(9) * 10**28), kinds, full_or_less, feedbacks, formulas
)
days = st.dates(date(1, 1, 1), date(9999, 12, 31))
units = st.sampled_from(
    [(None, ()), ("€", ()), ("%", ()), ("m", (Unit("cm", Decimal(100)), Unit("a=|b", Decimal("2.5"))))]
)
levels = st.lists(st.builds(RubricLevel, raws, st.integers(0, 100) | scores), min_size=2, max_size=3).map(tuple)
criteria = well_formed(Criterion, name=raws, levels=levels)
words = st.none() | st.integers(1, 5000)

held = (
    well_formed(SingleChoice, **marked, options=options(signed_scores), shuffle=st.booleans()),
    well_formed(MultipleResponse, **marked, options=options(signed_scores) | plain_options, shuffle=st.booleans()),
    st.builds(TrueFalse, **marked, answer=st.booleans(), if_true=feedbacks, if_false=feedbacks),
    units.flatmap(
        lambda unit: well_formed(
            Numerical,
            **marked,
            answers=answers(number_answers),
            unit=st.just(unit[0]),
            other_units=st.just(unit[1]),
            unit_required=st.just(value=False) if unit[0] is None else st.booleans(),
            unit_penalty=scores,
            unit_penalty_of=st.sampled_from(["answer", "question"]),
            otherwise=feedbacks,
        )
    ),
    well_formed(
        DateQuestion,
        **marked,
        answers=answers(st.builds(DateAnswer, days, st.integers(0, 30), full_or_less, feedbacks, formulas)),
        otherwise=feedbacks,
    ),
    drawn_dates,
    well_formed(
        ShortAnswer,
        **marked,
        answers=answers(st.builds(TextAnswer, raws, full_or_less, feedbacks)),
        case_sensitive=st.booleans(),
        otherwise=feedbacks,
    ),
    well_formed(
        Matching,
        **marked,
        pairs=st.lists(st.builds(Pair, texts, raws, feedbacks), min_size=2, max_size=4).map(tuple),
        distractors=st.lists(raws, max_size=2).map(tuple),
        shuffle=st.booleans(),
    ),
    well_formed(
        Ordering,
        **marked,
        items=st.lists(st.builds(OrderingItem, texts, feedbacks), min_size=2, max_size=4).map(tuple),
        strategy=st.sampled_from(["all-or-nothing", "absolute", "next", "longest-subset"]),
    ),
    well_formed(
        Essay,
        **marked,
        rubric=st.lists(criteria, max_size=2).map(tuple),
        model=feedbacks,
        guidance=feedbacks,
        template=feedbacks,
        fewest_words=words,
        most_words=words,
        lines=st.integers(1, 100),
        allows_file=st.booleans(),
    ),
    st.builds(Description, **base),
)
# Deferred, since Hypothesis writes strategies out when it explains a failure, and this one is long.
questions_held = st.deferred(lambda: st.one_of(*held))
banks = st.lists(questions_held, max_size=4, unique_by=lambda question: question.key).map(tuple)
slow = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@slow
@given(banks)
def test_csv_gives_every_question_back(questions):
    report = table.loads(table.dumps(questions))

    assert report.problems == ()
    assert report.questions == questions


@slow
@given(banks)
def test_a_workbook_gives_every_question_back(questions):
    report = table.loads(table.dumps_xlsx(questions))

    assert report.problems == ()
    assert report.questions == questions


@slow
@given(banks)
def test_no_cell_of_a_csv_begins_as_a_formula(questions):
    content = table.dumps(questions).encode()

    # Read as a spreadsheet reads it, not as we do.
    for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"):
        assert not any(cell[:1] in set("=+-@\t\r\n") for cell in row if cell)


@slow
@given(banks.filter(bool), st.data())
def test_a_damaged_csv_is_read_as_far_as_it_goes(questions, data):
    content = bytearray(table.dumps(questions).encode())
    for _ in range(data.draw(st.integers(1, 20))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))

    assert isinstance(table.loads(bytes(content)), ImportReport)


@slow
@given(st.text(st.sampled_from("type;énoncé,\t\"\n\r'=xvrai1/3 %é\x00\ud800")) | st.text())
def test_any_text_is_read_without_raising(text):
    assert isinstance(table.loads(text), ImportReport)
    assert isinstance(table.loads("type;énoncé;réponse 1;score 1;tolérance 1;associé 1\n" + text), ImportReport)


@slow
@given(st.lists(st.sampled_from([*AWKWARD, "numérique", "choix unique", "date", "ordre", "-1", "NaN", "9" * 50, "é"])))
def test_any_cells_are_read_without_raising(cells):
    head = "type;énoncé;réponse 1;score 1;tolérance 1;associé 1;difficulté;points;effet 1;autres unités;réponse 2"
    rows = [cells[start : start + 11] for start in range(0, len(cells), 11)]
    text = "\n".join(";".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)

    assert isinstance(table.loads(f"{head}\n{text}"), ImportReport)


@slow
@given(banks.filter(bool), st.data())
def test_a_damaged_workbook_is_refused_or_read(questions, data):
    content = bytearray(table.dumps_xlsx(questions[:1]))
    for _ in range(data.draw(st.integers(1, 10))):
        content[data.draw(st.integers(4, len(content) - 1))] = data.draw(st.integers(0, 255))

    assert isinstance(table.loads(bytes(content)), ImportReport)


@slow
@given(st.data())
def test_a_workbook_with_damaged_parts_is_refused_or_read(data):
    damaged = io.BytesIO()
    name = data.draw(st.sampled_from(["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"]))
    with zipfile.ZipFile(io.BytesIO(table.template_xlsx())) as archive, zipfile.ZipFile(damaged, "w") as copy:
        for entry in archive.namelist():
            part = bytearray(archive.read(entry))
            for _ in range(data.draw(st.integers(1, 10)) if entry == name else 0):
                part[data.draw(st.integers(0, len(part) - 1))] = data.draw(st.sampled_from(b'<>/="&0 9Zst'))
            copy.writestr(entry, bytes(part))

    assert isinstance(table.loads(damaged.getvalue()), ImportReport)


def test_what_the_table_cannot_hold_is_said_all_at_once():
    cloze = Cloze(key="trous", stem=Text("[[1]]"), gaps=(TextGap((TextAnswer("a"),)),))
    picture = true_false(key="image", files=(AttachedFile("a.png", b"x"),))
    long_list = true_false(key="longue", facts=tuple(f"{number:080}" for number in range(500)))
    questions = (cloze, picture, true_false(key="deux"), true_false(key="deux"), long_list)

    with pytest.raises(CannotHoldError) as refused:
        table.dumps(questions)
    with pytest.raises(CannotHoldError):
        table.dumps_xlsx(questions)

    found = [(problem.key, problem.message_id, problem.severity) for problem in refused.value.problems]
    assert found == [
        ("trous", "format.type", "refused"),
        ("image", "format.field", "ignored"),
        ("deux", "table.key_twice", "refused"),
        ("longue", "table.cell_too_long", "refused"),
    ]


def test_writing_leaves_out_what_the_table_cannot_hold_and_keeps_the_rest():
    picture = true_false(key="image", files=(AttachedFile("a.png", b"x"),))
    cloze = Cloze(key="trous", stem=Text("[[1]]"), gaps=(TextGap((TextAnswer("a"),)),))

    report = table.write((picture, cloze))
    content, problems = table.write_xlsx((picture, cloze))

    assert table.loads(report.text).questions == (true_false(key="image"),)
    assert table.loads(content).questions == (true_false(key="image"),)
    assert report.problems == problems
    assert len(problems) == 2


def test_options_are_written_with_a_cross_where_that_says_it_all():
    question = SingleChoice(
        key="a", stem=Text("?"), options=(Option(Text("oui"), 1), Option(Text("non")), Option(Text("si"), Fraction(0)))
    )

    assert "oui;x;non;si\r\n" in table.dumps([question])
