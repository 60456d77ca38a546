"""The message ids of the engine and their English sentences."""

import re
from pathlib import Path

import pytest

import quizzes
from quizzes.errors import ENGLISH, EngineError, FormulaError, NumberError, QuestionError, ResponseError

ROOM = Path(quizzes.__file__).parent
FAMILIES = {message_id.partition(".")[0] for message_id in ENGLISH}


def raised_message_ids():
    pattern = re.compile(rf'"((?:{"|".join(sorted(FAMILIES))})\.[a-z_]+)"')
    sources = [path.read_text(encoding="utf-8") for path in ROOM.rglob("*.py") if path.name != "errors.py"]
    return {found for source in sources for found in pattern.findall(source)}


def test_every_message_id_has_a_sentence_and_every_sentence_is_used():
    assert raised_message_ids() == set(ENGLISH)


@pytest.mark.parametrize("kind", [NumberError, ResponseError])
def test_every_error_belongs_to_the_family_and_carries_its_parameters(kind):
    error = kind("number.too_long", limit=30)

    assert isinstance(error, EngineError)
    assert (error.message_id, error.params, str(error)) == (
        "number.too_long",
        {"limit": 30},
        "A number may have at most 30 digits.",
    )


def test_a_path_grows_from_the_inside_out():
    error = QuestionError("text", "question.blank")

    assert error.inside("feedback").inside("options[2]").field == "options[2].feedback.text"
    assert QuestionError("", "question.blank").inside("options[2]").field == "options[2]"


def test_a_formula_error_names_the_character_as_people_count():
    assert str(FormulaError("formula.division_by_zero", 2)) == "at character 3: Division by zero."


def test_a_parameter_with_braces_is_no_template():
    error = QuestionError("type", "question.wrong_type", expected="{limit} {0} %s")

    assert str(error) == "type: This field must be {limit} {0} %s."
