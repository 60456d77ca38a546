"""What departs from the form of the composed types is refused with the path of what is at fault."""

import copy
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.errors import QuestionError
from quizzes.formats.native import question_from_mapping, question_to_mapping
from tests.quizzes.test_native import drop, odd_values, paths, put
from tests.quizzes.test_native_composed import OWN_FIELDS, canonical


@pytest.mark.parametrize(
    ("kind", "change", "field", "message_id"),
    [
        ("matching", drop("pairs"), "pairs", "question.missing"),
        ("matching", drop("pairs", 1, "answer"), "pairs[1].answer", "question.missing"),
        ("matching", put(("pairs", 1, "prompt"), ""), "pairs[1].prompt", "question.blank"),
        ("matching", put(("pairs", 1, "hint"), "x"), "pairs[1].hint", "question.unknown"),
        ("matching", put(("pairs",), []), "pairs", "question.too_few"),
        ("matching", put(("distractors",), ["8 jours"]), "distractors[0]", "question.repeated"),
        ("matching", put(("distractors",), [8]), "distractors[0]", "question.wrong_type"),
        ("matching", put(("shuffle",), 0), "shuffle", "question.wrong_type"),
        ("ordering", drop("items", 1), "items", "question.too_few"),
        ("ordering", put(("items", 1, "text"), "facture"), "items[1].text", "question.repeated"),
        ("ordering", put(("strategy",), "fastest"), "strategy", "question.wrong_value"),
        ("ordering", put(("strategy",), None), "strategy", "question.wrong_type"),
        ("cloze", put(("gaps", 0, "kind"), "drawing"), "gaps[0].kind", "question.wrong_value"),
        ("cloze", drop("gaps", 0, "kind"), "gaps[0].kind", "question.missing"),
        ("cloze", put(("gaps", 0, "weight"), 0), "gaps[0].weight", "question.out_of_range"),
        ("cloze", put(("gaps", 0, "weight"), 101), "gaps[0].weight", "question.out_of_range"),
        ("cloze", put(("gaps", 0, "weight"), False), "gaps[0].weight", "question.wrong_type"),
        ("cloze", put(("gaps", 0, "answers", 1, "text"), 3), "gaps[0].answers[1].text", "question.wrong_type"),
        ("cloze", put(("gaps", 1, "unit"), "2 m"), "gaps[1].unit", "question.wrong_value"),
        ("cloze", put(("gaps", 2, "options", 1, "right"), True), "gaps[2].options", "question.one_right"),
        ("cloze", put(("gaps", 3, "layout"), "select"), "gaps[3].layout", "question.wrong_value"),
        ("cloze", put(("gaps", 3, "options", 0, "score"), 0), "gaps[3].options", "question.no_full_mark"),
        ("cloze", put(("stem",), "[[1]] [[2]] [[3]]"), "stem", "question.gap_marks"),
        ("cloze", put(("stem",), "[[1]] [[2]] [[3]] [[4]] `[[4]]`"), "stem", "question.gap_marks"),
        ("calculated", put(("parameters", 0, "name"), "2x"), "parameters[0].name", "question.wrong_value"),
        ("calculated", put(("parameters", 1, "name"), "amount"), "parameters[1].name", "question.repeated"),
        ("calculated", put(("parameters", 1, "name"), "x"), "parameters[1].name", "question.repeated"),
        ("calculated", put(("parameters", 0, "lowest"), "0"), "parameters[0].lowest", "question.wrong_value"),
        ("calculated", put(("parameters", 0, "lowest"), 5), "parameters[0].lowest", "question.wrong_type"),
        ("calculated", put(("parameters", 0, "step"), "0"), "parameters[0].step", "question.wrong_value"),
        ("calculated", put(("parameters", 1, "highest"), "9"), "parameters[1].highest", "question.wrong_value"),
        (
            "calculated",
            put(("parameters", 0, "distribution"), "x"),
            "parameters[0].distribution",
            "question.wrong_value",
        ),
        ("calculated", put(("parameters", 2, "last"), "2025-01-01"), "parameters[2].last", "question.wrong_value"),
        ("calculated", put(("parameters", 2, "first"), datetime(2026, 1, 1, tzinfo=UTC)), "parameters[2].first", None),
        ("calculated", put(("parameters", 2, "step"), "1"), "parameters[2].step", "question.unknown"),
        ("calculated", put(("parameters", 3, "values"), []), "parameters[3].values", "question.too_few"),
        ("calculated", put(("parameters", 3, "values"), "12"), "parameters[3].values", "question.wrong_type"),
        ("calculated", put(("parameters", 3, "values", 1), "2026-13-01"), "parameters[3].values[1]", None),
        ("calculated", put(("parameters", 5, "formula"), "{z}"), "parameters[5].formula", "formula.unknown_name"),
        ("calculated", put(("parameters", 5, "formula"), "{yearly}"), "parameters[5].formula", "formula.unknown_name"),
        ("calculated", put(("parameters", 5, "decimals"), 11), "parameters[5].decimals", "question.out_of_range"),
        ("calculated", put(("data", "rows"), []), "data.rows", "question.out_of_range"),
        ("calculated", put(("data", "rows"), 3), "data.rows", "question.wrong_type"),
        ("calculated", put(("data", "rows", 1), ["1"]), "data.rows[1]", "question.wrong_value"),
        ("calculated", put(("data", "rows", 1, 0), "x"), "data.rows[1][0]", "question.wrong_type"),
        ("calculated", put(("data", "names", 1), "x"), "data.names[1]", "question.repeated"),
        ("calculated", put(("answers", 0, "formula"), "{z}"), "answers[0].formula", "formula.unknown_name"),
        ("calculated", put(("answers", 0, "formula"), "@"), "answers[0].formula", "formula.unexpected"),
        ("calculated", put(("answers", 0, "score"), 0.5), "answers", "question.no_full_mark"),
        ("calculated", put(("answers", 0, "tolerance"), "-1"), "answers[0].tolerance", "question.wrong_value"),
        ("calculated", drop("misconceptions", 0, "feedback"), "misconceptions[0].feedback", "question.missing"),
        (
            "calculated",
            put(("misconceptions", 0, "formula"), "{z}"),
            "misconceptions[0].formula",
            "formula.unknown_name",
        ),
        ("calculated", put(("answer_kind",), "colour"), "answer_kind", "question.wrong_value"),
        ("calculated", put(("answer_kind",), "date"), "unit", "question.unknown"),
        ("calculated", put(("other_units", 0, "name"), "€"), "other_units[0].name", "question.repeated"),
        ("calculated", put(("other_units", 0, "multiplier"), "0"), "other_units[0].multiplier", "question.wrong_value"),
        ("calculated", drop("unit"), "unit", "question.missing"),
        ("calculated", put(("unit_penalty",), 2), "unit_penalty", "question.out_of_range"),
        ("calculated", put(("unit_penalty_of",), "x"), "unit_penalty_of", "question.wrong_value"),
        ("essay", put(("lines",), 0), "lines", "question.out_of_range"),
        ("essay", put(("most_words",), 10), "most_words", "question.out_of_range"),
        ("essay", put(("fewest_words",), 0), "fewest_words", "question.out_of_range"),
        ("essay", put(("rubric", 0, "levels", 1, "points"), 0), "rubric[0].levels", "question.no_full_mark"),
        ("essay", put(("rubric", 0, "levels", 1, "points"), "x"), "rubric[0].levels[1].points", "question.wrong_type"),
        ("essay", put(("rubric", 0, "levels", 0, "label"), " "), "rubric[0].levels[0].label", "question.blank"),
        ("essay", put(("allows_file",), "yes"), "allows_file", "question.wrong_type"),
        ("description", put(("max_mark",), 1), "max_mark", "question.wrong_value"),
        ("description", put(("options",), []), "options", "question.unknown"),
        ("matching", put(("name",), "a\nb"), "name", "question.wrong_value"),
        ("matching", put(("idnumber",), "x" * 101), "idnumber", "question.too_long"),
        ("matching", put(("category",), ""), "category", "question.blank"),
        ("matching", put(("tags", 1), 3), "tags[1]", "question.wrong_type"),
        ("matching", put(("tags", 1), ""), "tags[1]", "question.blank"),
        ("matching", put(("max_mark",), 1001), "max_mark", "question.out_of_range"),
        ("matching", put(("penalty",), "1/0"), "penalty", "question.wrong_type"),
        ("matching", put(("penalty",), float("nan")), "penalty", "question.out_of_range"),
        ("matching", put(("hints", 0), {}), "hints[0].text", "question.missing"),
        ("matching", put(("hints", 0, "shows_count"), 1), "hints[0].shows_count", "question.wrong_type"),
        ("matching", put(("if_wrong", "format"), "docx"), "if_wrong.format", "question.wrong_value"),
        ("matching", put(("files", 0, "name"), "../x.png"), "files[0].name", "question.wrong_value"),
        ("matching", put(("files", 0, "content"), "@"), "files[0].content", "question.wrong_type"),
        ("matching", put(("files", 0, "content"), "é"), "files[0].content", "question.wrong_type"),
        (
            "matching",
            lambda mapping: mapping["files"].extend(mapping["files"]),
            "files[1].name",
            "question.repeated",
        ),
    ],
)
def test_what_departs_from_the_form_is_refused_with_its_path(kind, change, field, message_id):
    mapping = canonical(kind)
    change(mapping)

    with pytest.raises(QuestionError) as refusal:
        question_from_mapping(mapping)

    assert refusal.value.field == field
    # None: the field alone tells enough.
    assert message_id in {refusal.value.message_id, None}


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        ({"tolerance": "1.5"}, "tolerance"),
        ({"tolerance": "3661"}, "tolerance"),
        ({"tolerance_kind": "relative"}, "tolerance"),
    ],
)
def test_the_tolerance_of_a_computed_day_is_a_number_of_days(answer, field):
    mapping = canonical("calculated")
    for name in ("unit", "other_units", "unit_required", "unit_penalty", "unit_penalty_of", "misconceptions"):
        del mapping[name]
    mapping |= {"answer_kind": "date", "answers": [{"formula": "{due}"} | answer]}

    with pytest.raises(QuestionError) as refusal:
        question_from_mapping(mapping)

    assert refusal.value.field == "answers[0].tolerance"


@settings(deadline=None)
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
