"""What a page sends for each type of question becomes one stored answer; what no page of ours sends is refused."""

import pytest
from werkzeug.datastructures import MultiDict

from course.assessment.forms import read_answer, read_certainty
from course.foundation.errors import InvalidInputError
from quizzes.formats.native import question_from_mapping
from tests.journeys.every_type import BASE, QUESTIONS

BY_KEY = {
    mapping["key"]: question_from_mapping({**BASE, "explanation": "Parce que.", **mapping}) for mapping in QUESTIONS
}


def read(key, order=(), **fields):
    form = MultiDict([(name.replace("_", "-"), value) for name, value in fields.items()])
    return read_answer(form, BY_KEY[key], order)


def test_the_places_of_a_matching_become_letters_of_the_order_shown():
    given, checked = read("toutes-paires", ["c", "a", "d", "b"], pair_1="2", pair_2="4", pair_3="")

    assert given == {"value": ["a", "b", ""]}
    assert checked.is_answered


def test_the_places_of_an_ordering_become_an_order_of_letters():
    given, checked = read("toutes-ordre", ["d", "b", "a", "c"], place_1="4", place_2="2", place_3="1", place_4="3")

    assert given == {"value": ["a", "b", "c", "d"]}
    assert checked.problem is None


def test_a_place_given_twice_is_said_and_the_rest_is_kept():
    given, checked = read("toutes-ordre", ["d", "b", "a", "c"], place_1="1", place_2="1", place_3="2", place_4="")

    assert given == {"value": ["d", "a", "", ""]}
    assert checked.problem is not None
    assert checked.problem.message_id == "response.incomplete_order"


@pytest.mark.parametrize("place", ["0", "5", "-1", "1.5", "a", "٣"])
def test_a_place_that_is_not_on_the_page_is_refused(place):
    with pytest.raises(InvalidInputError):
        read("toutes-paires", ["a", "b", "c", "d"], pair_1=place)


def test_gaps_are_read_one_by_one():
    given, checked = read("toutes-trous", (), gap_1="a", gap_2="10,5", gap_3="ttc")

    assert given == {"value": ["a", "10,5", "ttc"]}
    assert checked.problem is None


def test_a_number_that_cannot_be_read_in_a_gap_is_told():
    _given, checked = read("toutes-trous", (), gap_1="a", gap_2="dix", gap_3="ttc")

    assert checked.problem is not None
    assert checked.problem.message_id == "number.not_a_number"


def test_an_option_that_a_gap_does_not_have_is_refused():
    with pytest.raises(InvalidInputError):
        read("toutes-trous", (), gap_1="z")


def test_a_description_is_only_seen_and_free_words_are_kept_as_written():
    assert read("toutes-intro")[0] == {"seen": True}
    assert read("toutes-redaction", answer="Bonjour.\nMerci.")[0] == {"value": "Bonjour.\nMerci."}


def test_not_to_know_is_an_answer_to_every_type():
    for key in BY_KEY:
        if key not in {"toutes-intro", "toutes-calcul"}:
            assert read(key, do="unknown")[0] == {"unknown": True}


def test_certainty_is_one_of_three_or_unsaid():
    found = [read_certainty(MultiDict([("certainty", value)])) for value in ("1", "2", "3", "4", "")]

    assert found == [1, 2, 3, None, None]
