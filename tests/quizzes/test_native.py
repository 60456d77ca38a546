"""Questions read from and written to the mappings of the content files."""

import copy
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from quizzes.errors import QuestionError
from quizzes.formats.native import question_from_mapping, question_to_mapping
from quizzes.questions import DateQuestion, MultipleResponse, Numerical, ShortAnswer, SingleChoice, Text, TrueFalse
from tests.quizzes.question_strategies import questions, single

HEAD = """
key: jur-1-delai-sans-accord
type: {type}
competency: JUR-1
difficulty: 2
seconds: 45
facts: [F1.01]
sources: [c-com-l441-10, metier]
lesson: calculer-une-echeance
stem: |-
  Sans accord, quel délai ?

  Répondez.
"""
TAIL = """
explanation: |-
  Parce que.
"""
OWN_FIELDS = {
    "single": """
options:
  - text: 30 jours
    right: true
    feedback: Oui.
  - text: 60 jours
    feedback: C’est le délai convenu.
""",
    "multiple": """
options:
  - text: un
    right: true
  - text: deux
  - text: trois
    right: true
""",
    "true-false": """
answer: false
if_true: Non.
if_false: Oui.
""",
    "numerical": """
answers:
  - value: "565.30"
    tolerance: "0.01"
    compute: 1000 * 0.5653
  - value: "200"
    tolerance: "0.05"
    tolerance_kind: relative
    score: 0
    feedback: Vous avez compté 360 jours.
unit: €
otherwise: Relisez.
""",
    "date": """
answers:
  - value: 2026-05-11
    tolerance_days: 1
    compute: add_days(2026-04-30, 11)
  - value: 2026-05-31
    score: 0.5
    feedback: Fin de mois d’abord.
otherwise: Relisez.
""",
    "short-answer": """
answers:
  - text: exigible
  - text: "*exigible"
    score: 0
    feedback: C’est le contraire.
case_sensitive: true
otherwise: Relisez.
""",
}
TYPES = {
    "single": SingleChoice,
    "multiple": MultipleResponse,
    "true-false": TrueFalse,
    "numerical": Numerical,
    "date": DateQuestion,
    "short-answer": ShortAnswer,
}


def canonical(kind):
    return yaml.safe_load(HEAD.format(type=kind) + OWN_FIELDS[kind] + TAIL)


@pytest.mark.parametrize("kind", OWN_FIELDS)
def test_a_canonical_mapping_comes_back_identical_and_in_the_same_order(kind):
    mapping = canonical(kind)

    question = question_from_mapping(mapping)
    written = question_to_mapping(question)

    assert isinstance(question, TYPES[kind])
    assert yaml.safe_dump(written, sort_keys=False) == yaml.safe_dump(mapping, sort_keys=False)


def test_right_options_give_their_scores():
    third = question_from_mapping(canonical("multiple"))

    assert [option.score for option in third.options] == [Fraction(1, 2), Fraction(-1, 2), Fraction(1, 2)]
    assert [option.score for option in question_from_mapping(canonical("single")).options] == [1, 0]


def test_the_values_of_typed_answers_are_exact():
    question = question_from_mapping(canonical("numerical"))

    assert question.answers[0].value == Decimal("565.3")
    assert question.answers[0].score == 1
    assert question.answers[1].tolerance_kind == "relative"
    assert question.unit == "€"


def test_a_date_may_be_native_or_written():
    mapping = canonical("date")
    mapping["answers"][0]["value"] = "2026-05-11"

    assert question_from_mapping(mapping) == question_from_mapping(canonical("date"))


def test_scores_of_their_own_are_kept():
    mapping = canonical("single")
    mapping["options"] = [{"text": "a", "score": 1}, {"text": "b", "score": -0.5}, {"text": "c", "score": "1/3"}]

    question = question_from_mapping(mapping)

    assert [option.score for option in question.options] == [1, Fraction(-1, 2), Fraction(1, 3)]
    assert question_to_mapping(question) == mapping


def test_a_text_in_another_format_keeps_it():
    question = single(1, 0, stem=Text("<p>Quel délai ?</p>", "html"))

    mapping = question_to_mapping(question)

    assert mapping["stem"] == {"format": "html", "source": "<p>Quel délai ?</p>"}
    assert question_from_mapping(mapping) == question


def test_an_explanation_is_absent_only_when_said_to_be():
    mapping = canonical("single")
    mapping["explanation"] = None
    mapping["sources"] = []

    question = question_from_mapping(mapping)

    assert question.explanation is None
    assert question_to_mapping(question) == mapping


@given(questions)
def test_what_is_written_is_read_back_as_the_same_question(question):
    mapping = question_to_mapping(question)

    assert question_from_mapping(mapping) == question
    assert question_to_mapping(question_from_mapping(mapping)) == mapping


@given(questions)
def test_what_is_written_survives_yaml(question):
    mapping = question_to_mapping(question)

    reread = yaml.safe_load(yaml.safe_dump(mapping, allow_unicode=True, sort_keys=False))

    assert question_from_mapping(reread) == question


def put(path, value):
    def change(mapping):
        *parents, last = path
        for step in parents:
            mapping = mapping[step]
        mapping[last] = value

    return change


def drop(*path):
    def change(mapping):
        *parents, last = path
        for step in parents:
            mapping = mapping[step]
        del mapping[last]

    return change


@pytest.mark.parametrize(
    ("kind", "change", "field", "message_id"),
    [
        ("single", drop("key"), "key", "question.missing"),
        ("single", drop("type"), "type", "question.missing"),
        ("single", drop("stem"), "stem", "question.missing"),
        ("single", drop("explanation"), "explanation", "question.missing"),
        ("single", drop("sources"), "sources", "question.missing"),
        ("single", drop("difficulty"), "difficulty", "question.missing"),
        ("single", drop("options"), "options", "question.missing"),
        ("single", drop("options", 1, "text"), "options[1].text", "question.missing"),
        ("single", put(("type",), "dessin"), "type", "question.wrong_value"),
        ("single", put(("type",), ["single"]), "type", "question.wrong_type"),
        ("single", put(("hint",), "x"), "hint", "question.unknown"),
        ("single", put((3,), "x"), "3", "question.unknown"),
        ("single", put(("unit",), "€"), "unit", "question.unknown"),
        ("single", put(("options", 1, "hint"), "x"), "options[1].hint", "question.unknown"),
        ("single", put(("options", 1, "feedback"), 3), "options[1].feedback", "question.wrong_type"),
        ("single", put(("options", 1, "feedback"), None), "options[1].feedback", "question.wrong_type"),
        ("single", put(("options", 1, "feedback"), ""), "options[1].feedback", "question.blank"),
        ("single", put(("options", 1, "feedback"), {"source": "x"}), "options[1].feedback.format", "question.missing"),
        (
            "single",
            put(("options", 1, "feedback"), {"source": "x", "format": "docx"}),
            "options[1].feedback.format",
            "question.wrong_value",
        ),
        ("single", put(("options", 1, "text"), 30), "options[1].text", "question.wrong_type"),
        ("single", put(("options", 1), "60 jours"), "options[1]", "question.wrong_type"),
        ("single", put(("options", 1, "right"), "yes"), "options[1].right", "question.wrong_type"),
        ("single", put(("options", 1, "right"), True), "options", "question.one_right"),
        ("single", put(("options", 1, "score"), 0), "options[0].score", "question.right_and_score"),
        ("multiple", put(("options", 0, "score"), 2), "options[0].score", "question.out_of_range"),
        ("multiple", put(("options", 0, "score"), "1/0"), "options[0].score", "question.wrong_type"),
        ("multiple", put(("options",), "abc"), "options", "question.wrong_type"),
        ("multiple", put(("options",), []), "options", "question.no_full_mark"),
        ("single", put(("lesson",), None), "lesson", "question.wrong_type"),
        ("single", put(("facts",), "F1.01"), "facts", "question.wrong_type"),
        ("single", put(("facts",), [1.01]), "facts[0]", "question.wrong_type"),
        ("single", put(("sources",), ["C. com."]), "sources[0]", "question.wrong_value"),
        ("single", put(("seconds",), "45"), "seconds", "question.wrong_type"),
        ("single", put(("seconds",), True), "seconds", "question.wrong_type"),
        ("single", put(("stem",), "  "), "stem", "question.blank"),
        ("true-false", put(("answer",), "true"), "answer", "question.wrong_type"),
        ("true-false", put(("if_true",), []), "if_true", "question.wrong_type"),
        ("numerical", put(("answers", 0, "value"), 565.3), "answers[0].value", "question.wrong_type"),
        ("numerical", put(("answers", 0, "value"), "565,30"), "answers[0].value", "question.wrong_type"),
        ("numerical", put(("answers", 0, "value"), "nan"), "answers[0].value", "question.wrong_type"),
        ("numerical", put(("answers", 0, "value"), "1e9"), "answers[0].value", "question.wrong_type"),
        ("numerical", put(("answers", 0, "tolerance"), "-1"), "answers[0].tolerance", "question.wrong_value"),
        (
            "numerical",
            put(("answers", 0, "tolerance_kind"), "big"),
            "answers[0].tolerance_kind",
            "question.wrong_value",
        ),
        ("numerical", put(("answers", 0, "score"), 0), "answers", "question.no_full_mark"),
        ("numerical", put(("unit",), "12"), "unit", "question.wrong_value"),
        ("date", put(("answers", 0, "value"), "11/05/2026"), "answers[0].value", "question.wrong_type"),
        ("date", put(("answers", 0, "value"), "20260511"), "answers[0].value", "question.wrong_type"),
        ("date", put(("answers", 0, "value"), "2026-02-31"), "answers[0].value", "question.wrong_type"),
        (
            "date",
            put(("answers", 0, "value"), datetime(2026, 5, 11, tzinfo=UTC)),
            "answers[0].value",
            "question.wrong_type",
        ),
        ("date", put(("answers", 0, "tolerance_days"), "1"), "answers[0].tolerance_days", "question.wrong_type"),
        ("short-answer", put(("answers", 0, "text"), date(2026, 5, 11)), "answers[0].text", "question.wrong_type"),
        ("short-answer", put(("case_sensitive",), 1), "case_sensitive", "question.wrong_type"),
    ],
)
def test_what_departs_from_the_form_is_refused_with_its_path(kind, change, field, message_id):
    mapping = canonical(kind)
    change(mapping)

    with pytest.raises(QuestionError) as refusal:
        question_from_mapping(mapping)

    assert (refusal.value.field, refusal.value.message_id) == (field, message_id)
    assert str(refusal.value).startswith(f"{field}: ")


def paths(node, prefix=()):
    entries = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for step, inner in entries:
        yield (*prefix, step)
        yield from paths(inner, (*prefix, step))


odd_values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.binary(),
    st.dates(),
    st.lists(st.integers() | st.text(), max_size=2),
    st.dictionaries(st.text() | st.integers(), st.text(), max_size=2),
)


@given(st.sampled_from(sorted(OWN_FIELDS)), st.data(), odd_values)
def test_any_value_in_any_place_gives_a_question_or_a_refusal(kind, data, value):
    mapping = copy.deepcopy(canonical(kind))
    put(data.draw(st.sampled_from(list(paths(mapping)))), value)(mapping)

    try:
        question = question_from_mapping(mapping)
    except QuestionError as refusal:
        assert str(refusal)
    else:
        assert question_from_mapping(question_to_mapping(question)) == question


@given(odd_values)
def test_what_is_no_mapping_is_refused(value):
    with pytest.raises(QuestionError):
        question_from_mapping(value)
