"""Answers as browsers send them, read against the question they answer and the order in which it was shown."""

import re
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from werkzeug.datastructures import MultiDict

from course.foundation.errors import InvalidInputError
from quizzes import MultipleResponse, ResponseError, check_response
from quizzes.marking import CheckedResponse
from quizzes.questions import Cloze, Description, Matching, Ordering, Question, SelectGap

Answer = Mapping[str, Any]
Form = MultiDict[str, str]

_PLACE = re.compile(r"[1-9][0-9]{0,2}")


def new_client_id() -> str:
    """Returns a random id for one save; the browser makes its own for later ones."""
    return secrets.token_hex(16)


def read_answer(form: Form, question: Question, order: Sequence[Any] = ()) -> tuple[Answer, CheckedResponse]:
    """Returns the answer to store and how it is read. Raises InvalidInputError for what is no answer to it.

    `order`: the letters in the order shown. Where letters would tell the answer, screens send places instead:
    `pair-1=3` is the third right-hand side as shown, `place-2=1` puts the second item as shown in the first place.
    """
    if form.get("do") == "unknown":
        return {"unknown": True}, check_response(question, None)
    if isinstance(question, Description):
        return {"seen": True}, check_response(question, None)
    value = _value(form, question, order)
    try:
        checked = check_response(question, value)
    except ResponseError as error:
        raise InvalidInputError("assessment.bad_answer") from error
    return {"value": value}, checked


def _value(form: Form, question: Question, order: Sequence[Any]) -> object:
    match question:
        case MultipleResponse():
            return form.getlist("answer")
        case Matching():
            letters = order or question.letters
            return [_letter(form.get(f"pair-{n}", ""), letters) for n in range(1, len(question.pairs) + 1)]
        case Ordering():
            return _ordered(form, order or question.letters)
        case Cloze():
            return [
                form.getlist(f"gap-{n}") if isinstance(gap, SelectGap) and gap.multiple else form.get(f"gap-{n}", "")
                for n, gap in enumerate(question.gaps, start=1)
            ]
    return form.get("answer")


def _letter(place: str, letters: Sequence[str]) -> str:
    """Returns the letter at a place from 1, nothing where none was chosen. Raises InvalidInputError."""
    if not place:
        return ""
    if not _PLACE.fullmatch(place) or int(place) > len(letters):
        raise InvalidInputError("assessment.bad_answer")
    return letters[int(place) - 1]


def _ordered(form: Form, letters: Sequence[str]) -> list[str]:
    """Returns the letters by the places that were given; a place given twice or to none stays empty."""
    places: dict[int, str] = {}
    for number, letter in enumerate(letters, start=1):
        given = form.get(f"place-{number}", "")
        if given and _letter(given, letters):
            places.setdefault(int(given), letter)
    return [places.get(place, "") for place in range(1, len(letters) + 1)]


def read_sure(form: Form) -> bool | None:
    """Returns « Je suis sûr » or « J’hésite », None where neither was said."""
    return {"1": True, "0": False}.get(form.get("sure", ""))


def read_certainty(form: Form) -> int | None:
    """Returns the certainty 1 to 3 of a quiz that marks by it, None where nothing was said."""
    return {"1": 1, "2": 2, "3": 3}.get(form.get("certainty", ""))
