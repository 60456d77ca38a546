"""Questions as the plain mappings of the content files (docs/content-format.md): read and written as inverses."""

from collections.abc import Mapping
from typing import Final

from quizzes.errors import QuestionError
from quizzes.formats.fields import Fields
from quizzes.formats.native.reading import CLASSIC, base_fields
from quizzes.formats.native.reading_composed import COMPOSED
from quizzes.formats.native.writing import own_fields, written_base, written_end
from quizzes.formats.native.writing_parts import Mapped
from quizzes.questions import Question

__all__ = ["Mapped", "question_from_mapping", "question_to_mapping"]

_READERS: Final = {**CLASSIC, **COMPOSED}


def question_from_mapping(mapping: Mapping[str, object]) -> Question:
    """Returns the question that `mapping` describes, in the form of docs/content-format.md as a YAML reader gives it.

    Dates are native or `2026-05-11`; numbers of answers stand in quotes. `explanation` and `sources` are required, null
    or an empty list says that there is none; a draft may be without `competency`. Beyond that page, a text may be
    `{format: html, source: …}`, and a score may be a fraction in quotes (`"1/3"`).
    Raises QuestionError, and nothing else, with the path of the first field at fault, such as `options[2].feedback`.
    """
    fields = Fields(mapping)
    kind = fields.string("type")
    read = _READERS.get(kind)
    if read is None:
        raise QuestionError("type", "question.wrong_value", expected=" | ".join(_READERS))
    question = read(fields, base_fields(fields))
    fields.finish()
    return question


def question_to_mapping(question: Question) -> Mapped:
    """Returns the canonical mapping of `question`: fields in the order of the documentation, defaults left out.

    `question_from_mapping` gives the same question back. Holds only strings, numbers, booleans, dates, lists, mappings
    and None. Raises nothing.
    """
    kind, own = own_fields(question)
    return {**written_base(question, kind), **own, **written_end(question)}
