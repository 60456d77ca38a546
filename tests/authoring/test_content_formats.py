"""Content files: read and written as inverses, and every fault named with its file, line and field."""

import string
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.authoring.formats.folder import parse_file, parse_source, place_of, read_folder
from course.authoring.formats.problems import Problem, Problems
from course.authoring.formats.yaml_reading import read_yaml
from course.authoring.formats.yaml_writing import Flow, Prose, Spaced, write_yaml
from course.foundation.settings import ROOT
from tests.authoring.sample_quizzes import COMPOSED_QUIZZES
from tests.content_files import COMPOSED, FILES, LEGAL, LESSON, LESSON_PATH, QUESTIONS, QUIZZES


def problems_of(path: str, text: str | bytes) -> list[tuple[int, str, str]]:
    content = text if isinstance(text, bytes) else text.encode()
    return [(found.line, found.field, found.message_id) for found in parse_file(path, content).problems]


@pytest.mark.parametrize("path", FILES)
def test_a_canonical_file_is_written_back_byte_for_byte(path: str) -> None:
    parsed = parse_file(path, FILES[path].encode())

    assert parsed.problems == ()
    assert parsed.canonical == FILES[path]


def test_every_type_of_question_is_written_back_byte_for_byte() -> None:
    text = QUESTIONS + COMPOSED

    parsed = parse_file("questions/jur-1.yml", text.encode())

    assert parsed.problems == ()
    assert parsed.canonical == text
    assert {type(entry.value).__name__ for entry in parsed.entries} >= {
        *("Matching", "Ordering", "Cloze", "Calculated", "Essay", "Description"),
    }


def test_a_long_formula_becomes_a_block_and_gives_the_same_question_back() -> None:
    long = " + ".join(["{montant} * {taux} / 100"] * 5)
    text = QUESTIONS + COMPOSED.replace("formula: 10 + day({echeance})", f"formula: >-\n          {long}")

    parsed = parse_file("questions/jur-1.yml", text.encode())
    again = parse_file("questions/jur-1.yml", (parsed.canonical or "").encode())

    assert f"formula: |-\n          {long}\n" in (parsed.canonical or "")
    assert [entry.value for entry in again.entries] == [entry.value for entry in parsed.entries]


def test_the_starter_programme_reads_and_its_canonical_form_is_stable() -> None:
    folder = read_folder(ROOT / "content")

    for path, content in folder.files.items():
        parsed = parse_file(path, content)
        assert parsed.problems == ()
        assert parsed.canonical is not None
        again = parse_file(path, parsed.canonical.encode())
        assert again.canonical == parsed.canonical
        assert [entry.value for entry in again.entries] == [entry.value for entry in parsed.entries]


@pytest.mark.parametrize("kind", ["law", "term", "question", "quiz", "module", "lesson"])
def test_the_source_of_one_entry_gives_the_entry_back(kind: str) -> None:
    files = {**FILES, "questions/jur-1.yml": QUESTIONS + COMPOSED, "quizzes/delais.yml": COMPOSED_QUIZZES}
    entries = [entry for path, text in files.items() for entry in parse_file(path, text.encode()).entries]

    found = [(parse_source(entry.kind, entry.source), entry.value) for entry in entries if entry.kind == kind]

    assert found
    assert all(read == written for read, written in found)


texts = st.text(
    st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\u2028\u2029\ufeff\ufffe\uffff")
    | st.sampled_from(": #-'\"\n[]{},&*!|>%@`?~0123456789yesnotruefalse"),
    max_size=60,
)
scalars = st.one_of(
    texts,
    st.integers(-(10**17), 10**17),
    st.booleans(),
    st.none(),
    st.dates(date(1000, 1, 1)),
    st.floats(-1000, 1000, allow_nan=False).map(lambda number: round(number, 4)),
)
names = st.text(string.ascii_lowercase + "-_", min_size=1, max_size=12)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4), max_leaves=12
)


@given(st.dictionaries(names, values, max_size=5))
def test_whatever_is_written_as_yaml_reads_back_the_same(mapping: dict[str, Any]) -> None:
    found = Problems("x.yml")

    node = read_yaml(write_yaml(mapping), found) if mapping else None

    assert list(found) == []
    assert (node.plain() if node else {}) == mapping


@given(st.lists(texts, max_size=5), texts)
def test_flow_prose_and_spaced_values_read_back_the_same(items: list[str], prose: str) -> None:
    found = Problems("x.yml")
    mapping = {"flow": Flow(items), "map": Flow({"a": prose}), "prose": Prose(prose), "many": Spaced([{"a": prose}])}

    node = read_yaml(write_yaml(mapping), found)

    assert list(found) == []
    assert node is not None
    assert node.plain() == {"flow": items, "map": {"a": prose}, "prose": prose, "many": [{"a": prose}]}


def test_comments_stay_above_what_they_explain() -> None:
    text = QUIZZES.replace("      - jur-1-penalites\n", "      # Première partie\n      - jur-1-penalites\n")

    assert parse_file("quizzes/cadre-legal.yml", text.encode()).canonical == text


def test_a_file_out_of_form_gets_the_canonical_one() -> None:
    text = LEGAL.replace("grade: A\n    facts: [F1.01]", 'facts:\n      - F1.01\n    grade: "A"').replace("\n\n", "\n")

    assert parse_file("legal.yml", text.encode()).canonical == LEGAL


@pytest.mark.parametrize(
    ("text", "line", "message_id"),
    [
        ("terms: [&a 1, *a]\n", 1, "yaml.alias"),
        ("a: &x [1,1]\nb: *x\n", 1, "yaml.alias"),
        ("terms: !!python/object:os.system []\n", 1, "yaml.tag"),
        ("terms: []\nterms: []\n", 2, "yaml.duplicate_key"),
        ("terms:\n  - key: yes\n", 2, "yaml.ambiguous"),
        ("terms:\n  - key: 2026-02-30\n", 2, "yaml.ambiguous"),
        ("terms:\n  - key: 012\n", 2, "yaml.ambiguous"),
        ("terms:\n  - key: a: b\n", 2, "yaml.broken"),
        ("terms: [\n", 2, "yaml.broken"),
        ("\tterms: []\n", 1, "yaml.broken"),
        ("", 1, "yaml.empty"),
        ("- a\n", 1, "field.mapping_expected"),
        ("terms: []\n---\nterms: []\n", 1, "yaml.several_documents"),
        ("terms: [] # fin\n", 1, "yaml.comment"),
        ("? [a]\n: b\n", 1, "yaml.key_expected"),
        ("a: " + "[" * 40 + "]" * 40 + "\n", 1, "yaml.too_deep"),
        ("a: " + "{b: " * 40 + "1" + "}" * 40 + "\n", 1, "yaml.too_deep"),
    ],
)
def test_yaml_that_could_only_be_guessed_is_refused(text: str, line: int, message_id: str) -> None:
    assert (line, message_id) in [(found[0], found[2]) for found in problems_of("glossary.yml", text)]


@pytest.mark.parametrize(
    ("content", "line", "message_id"),
    [
        (b"terms: []\nx: \xff\n", 2, "content.not_utf8"),
        (b"terms: []\r\n", 1, "content.line_ends"),
        (b"terms: []\nx: \x00\n", 2, "content.control_character"),
        (b"#" * 1_000_001, 0, "content.too_large"),
    ],
)
def test_bytes_that_are_no_text_of_ours_are_refused(content: bytes, line: int, message_id: str) -> None:
    assert problems_of("glossary.yml", content) == [(line, "", message_id)]


def test_an_alias_bomb_costs_nothing() -> None:
    bomb = "a: &a [x,x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)},*{chr(97 + n)}]\n" for n in range(20)
    )

    assert problems_of("glossary.yml", bomb)[0][2] == "yaml.alias"


def test_all_faults_of_a_file_are_named_with_line_and_field() -> None:
    text = LEGAL.replace("grade: A", "grade: D").replace("title: Vie privée", "titel: Vie privée")
    text = text.replace("from: 2026-01-01", "from: '2026-01-01'")

    found = problems_of("legal.yml", text)

    assert found == [
        (9, "references[0].grade", "field.choice_expected"),
        (13, "references[1].title", "field.missing"),
        (16, "references[1].titel", "field.unknown_near"),
        (23, "rates[0].from", "field.date_expected"),
    ]


def test_an_unknown_field_comes_with_the_nearest_known_one() -> None:
    problem = parse_file("legal.yml", LEGAL.replace("title: Vie", "titel: Vie").encode()).problems[-1]

    assert problem.params == {"near": "title"}


@pytest.mark.parametrize(
    ("old", "new", "line", "message_id"),
    [
        ("difficulty: 2", "difficulty: 9", 5, "question.out_of_range"),
        ("difficulty: 2", "difficulty: deux", 5, "field.whole_expected"),
        ("        right: true\n", "", 11, "question.one_right"),
        ("    explanation: Voir", "    explication: Voir", 2, "question.missing"),
        ("type: single", "type: simple", 3, "field.choice_expected"),
        (
            "      - text: 60 jours\n        feedback",
            "      - texte: 60 jours\n        feedback",
            15,
            "question.missing",
        ),
        ("value: '243.67'", "value: 243.67", 27, "field.quoted_number_expected"),
        ("value: 2026-05-11", "value: mai", 46, "field.date_expected"),
        ("key: jur-1-penalites", "key: jur-1-delai", 19, "field.repeated"),
    ],
)
def test_a_question_out_of_form_is_named_by_its_line(old: str, new: str, line: int, message_id: str) -> None:
    assert old in QUESTIONS

    found = problems_of("questions/jur-1.yml", QUESTIONS.replace(old, new, 1))

    assert [(found[0][0], found[0][2])] == [(line, message_id)]


@pytest.mark.parametrize(
    ("old", "new", "field", "message_id"),
    [
        ("    competency: JUR-1\n", "", "jur-1-delais: competency", "question.missing"),
        ("        answer: 30 jours\n", "", "jur-1-delais: pairs[0].answer", "question.missing"),
        ("strategy: next", "strategy: suivant", "jur-1-etapes: strategy", "field.choice_expected"),
        ("[[3]]", "[[4]]", "jur-1-trous: stem", "question.gap_marks"),
        ("kind: select", "kind: liste", "jur-1-trous: gaps[2].kind", "field.choice_expected"),
        ("lowest: '1000'", "lowest: 1000", "jur-1-tirage: parameters[0].lowest", "field.quoted_number_expected"),
        ("step: '100'", "step: '0'", "jur-1-tirage: parameters[0].step", "field.above_zero_expected"),
        ("name: retard", "name: 2retard", "jur-1-tirage: parameters[3].name", "field.parameter_expected"),
        ("['3', '4']", "['3']", "jur-1-tirage: data.rows[1]", "field.form_expected"),
        ("['3', '4']", "['3', quatre]", "jur-1-tirage: data.rows[1][1]", "field.quoted_number_expected"),
        ("10 + day({echeance})", "10 + day({date})", "jur-1-tirage: parameters[3].formula", "formula.unknown_name"),
        ("10 + day({echeance})", "10 ~ 2", "jur-1-tirage: parameters[3].formula", "formula.unexpected"),
        ("points: 2", "points: 0", "jur-1-lettre: rubric[0].levels", "question.no_full_mark"),
        (
            "            points: 2\n",
            "            point: 2\n",
            "jur-1-lettre: rubric[0].levels[1].points",
            "question.missing",
        ),
    ],
)
def test_a_fault_in_a_composed_question_is_named_by_its_field(old: str, new: str, field: str, message_id: str) -> None:
    assert old in COMPOSED

    found = parse_file("questions/jur-1.yml", (QUESTIONS + COMPOSED.replace(old, new, 1)).encode()).problems

    assert [(problem.field, problem.message_id) for problem in found] == [(field, message_id)]
    assert found[0].line > QUESTIONS.count("\n")


def test_what_stands_at_no_formula_is_named_by_its_place() -> None:
    text = QUESTIONS + COMPOSED.replace("10 + day({echeance})", "10 ~ 2")

    (problem,) = parse_file("questions/jur-1.yml", text.encode()).problems

    assert problem.params["place"] == 4


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "message_id"),
    [
        ("minutes: 8", "minutes: 0", 5, "minutes", "field.out_of_range"),
        ("JUR-1: [2, 3]", "JUR-1: [3, 2]", 6, "competencies", "lesson.levels"),
        ("JUR-1: [2, 3]", "jur-1: [2, 3]", 6, "competencies", "field.competency_expected"),
        ("facts: [F1.01]", "facts: [F1]", 8, "facts[0]", "field.form_expected"),
        ("  - compte les jours\n", "", 13, "tomorrow", "lesson.three_choices"),
        ("key: calculer", "key: calculer-tout", 2, "key", "lesson.wrong_file"),
        ("minutes: 8", "minute: 8", 5, "minute", "field.unknown_near"),
        ("title: Calculer une", "title: Calculer : une", 3, "", "yaml.broken"),
        ("facts: [F1.01]", "facts: [F1.01] # source", 8, "", "yaml.comment"),
    ],
)
def test_front_matter_out_of_form_is_named_by_its_line(
    old: str, new: str, line: int, field: str, message_id: str
) -> None:
    assert old in LESSON

    found = problems_of(LESSON_PATH, LESSON.replace(old, new, 1))

    assert (line, field, message_id) in found


@pytest.mark.parametrize(
    ("text", "message_id"), [("Bonjour", "lesson.no_front_matter"), (LESSON.split("Le [DAF]")[0], "lesson.no_text")]
)
def test_a_lesson_needs_front_matter_and_text(text: str, message_id: str) -> None:
    assert [found[2] for found in problems_of(LESSON_PATH, text)] == [message_id]


@pytest.mark.parametrize(
    ("old", "new", "message_id"),
    [
        ("draw: 1", "draw: 7", "quiz.draw_too_many"),
        ("mode: practice", "mode: practise", "field.choice_expected"),
        ("    draw: 1\n", "    draw: 1\n    attempts: 2\n", "quiz.counted_only"),
        ("      - jur-1-penalites", "      - jur-1-penalites\n      - jur-1-penalites", "field.repeated"),
        ("pass_mark: 70", "pass_mark: 170", "field.out_of_range"),
        ("key: cadre-legal-point", "key: cadre-legal-entrainement", "field.repeated"),
    ],
)
def test_a_quiz_out_of_form_is_refused(old: str, new: str, message_id: str) -> None:
    assert message_id in [found[2] for found in problems_of("quizzes/cadre-legal.yml", QUIZZES.replace(old, new))]


@pytest.mark.parametrize(
    ("old", "new", "message_id"),
    [
        ("          - Calcule sans aide.\n", "", "framework.four_levels"),
        ("{JUR-1: 3}", "{JUR-1: 5}", "framework.required_level"),
        ("{JUR-1: 3}", "{JUR-2: 3}", "framework.unknown_competency"),
        ("key: JUR-1", "key: COM-1", "framework.wrong_domain"),
    ],
)
def test_a_framework_out_of_form_is_refused(old: str, new: str, message_id: str) -> None:
    text = FILES["competencies.yml"].replace(old, new)

    assert message_id in [found[2] for found in problems_of("competencies.yml", text)]


def test_a_module_stands_in_the_folder_of_its_number_and_key() -> None:
    text = FILES["modules/01-cadre-legal/module.yml"].replace("number: 1", "number: 2")

    assert problems_of("modules/01-cadre-legal/module.yml", text) == [(1, "key", "module.wrong_folder")]


@pytest.mark.parametrize(
    ("svg", "message_id"),
    [
        ("<svg", "picture.broken"),
        ('<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg"/>', "picture.doctype"),
        ('<html xmlns="http://www.w3.org/1999/xhtml"/>', "picture.not_svg"),
        ('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "picture.forbidden"),
        ('<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', "picture.forbidden"),
        ('<svg xmlns="http://www.w3.org/2000/svg"><foreignObject/></svg>', "picture.forbidden"),
        ('<svg xmlns="http://www.w3.org/2000/svg"><image href="https://evil.example/x"/></svg>', "picture.forbidden"),
        ('<svg xmlns="http://www.w3.org/2000/svg"><use href="data:x#y"/></svg>', "picture.forbidden"),
        ('<svg xmlns="http://www.w3.org/2000/svg"><rect fill="url(//evil.example)"/></svg>', "picture.forbidden"),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><style>@import "https://evil.example"</style></svg>',
            "picture.forbidden",
        ),
    ],
)
def test_a_picture_that_runs_or_fetches_something_is_refused(svg: str, message_id: str) -> None:
    assert [found[2] for found in problems_of("modules/01-a/pictures/x.svg", svg)] == [message_id]


@pytest.mark.parametrize("path", ["../legal.yml", "readme.md", "modules/a/x.md", "questions/JUR.yml", "legal.yml/x"])
def test_a_path_that_is_none_of_ours_has_no_place(path: str) -> None:
    assert place_of(path) is None


def test_two_problems_with_the_same_words_are_the_same_problem() -> None:
    assert Problem("a", 1, "b", "c", {"d": 1}) == Problem("a", 1, "b", "c", {"d": 1})
