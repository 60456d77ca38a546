"""Writes one question as the element that Moodle reads."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, cast

from quizzes.answers import Score, Text
from quizzes.formats.metadata import written_id, written_name, written_tags
from quizzes.formats.moodle_xml import calculated_questions as codes
from quizzes.formats.moodle_xml.cloze_gaps import written_gaps
from quizzes.formats.moodle_xml.quantities import written_number, written_percent
from quizzes.formats.moodle_xml.sheet import NotHeldError, element, picture, plain, text
from quizzes.formats.moodle_xml.typed_answers import (
    CATCH_ALL,
    UNIT_FREE,
    UNIT_NONE,
    UNIT_OF_ANSWER,
    UNIT_OF_QUESTION,
    UNIT_OPTIONAL,
    absolute_tolerance,
)
from quizzes.questions import (
    Calculated,
    CalculatedAnswer,
    Cloze,
    DataSet,
    DateQuestion,
    Description,
    Essay,
    Hint,
    Matching,
    MultipleResponse,
    Numerical,
    Ordering,
    OrderingStrategy,
    Question,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)

_GRADING: Final[Mapping[OrderingStrategy, str]] = {
    "all-or-nothing": "ALL_OR_NOTHING",
    "absolute": "ABSOLUTE_POSITION",
    "next": "RELATIVE_NEXT_EXCLUDE_LAST",
    "longest-subset": "LONGEST_ORDERED_SUBSET",
}


def written_category(path: str | None) -> str:
    """Returns the dummy question by which Moodle says in which folder the next ones go; None: the topmost one."""
    inside = plain("text", "$course$/top" if path is None else f"$course$/top/{path}")
    return element("question", "\n" + element("category", inside), type="category")


def written_question(question: Question) -> str:
    """Returns the element of `question`, without the folder it is in; what Moodle has no place for is left out.

    Raises NotHeldError for a question that would become another one, `format.type` or `format.field`.
    """
    if isinstance(question, DateQuestion):
        raise NotHeldError("format.type", type="date")
    if isinstance(question, Calculated):
        question = _without_decimals(question)
    kind, write = _WRITERS[type(question)]
    own = write(question)
    stem = replace(question.stem, source=written_gaps(question)) if isinstance(question, Cloze) else question.stem
    return element("question", "\n" + "".join((*_head(question, stem), *own, *_tail(question))), type=kind)


def texts_of(part: object) -> Iterator[Text]:
    """Gives every text inside a question or a part of one, in the order of the fields."""
    if isinstance(part, Text):
        yield part
    elif isinstance(part, tuple):
        for inner in part:
            yield from texts_of(inner)
    elif is_dataclass(part):
        for field in fields(part):
            yield from texts_of(getattr(part, field.name))


# --- What every question has ------------------------------------------------------------------------------------------


def _head(question: Question, stem: Text) -> Iterator[str]:
    yield element("name", plain("text", written_name(question)))
    # All pictures stand in the first text, so that none is lost and their order is kept; each other text has its own.
    yield text("questiontext", stem, (), *map(picture, question.files))
    yield text("generalfeedback", question.explanation, question.files)
    yield plain("defaultgrade", written_number(Fraction(question.max_mark)))
    yield plain("penalty", written_number(Fraction(question.penalty)))
    yield plain("hidden", 0)
    yield plain("idnumber", written_id(question))


def _tail(question: Question) -> Iterator[str]:
    for hint in question.hints:
        yield _hint(question, hint)
    tags = "".join(element("tag", plain("text", tag)) for tag in written_tags(question))
    yield element("tags", "\n" + tags)


def _hint(question: Question, hint: Hint) -> str:
    marks = ("<shownumcorrect/>\n" if hint.shows_count else "", "<clearwrong/>\n" if hint.clears_wrong else "")
    return text("hint", hint.text, question.files, *marks)


def _combined_feedback(question: Question) -> Iterator[str]:
    yield text("correctfeedback", question.if_right, question.files)
    yield text("partiallycorrectfeedback", question.if_partial, question.files)
    yield text("incorrectfeedback", question.if_wrong, question.files)


def _answer(question: Question, words: str, score: Score, feedback: Text | None, *inside: str) -> str:
    """Returns an accepted entry, which is plain text."""
    said = text("feedback", feedback, question.files)
    parts = (plain("text", words), *inside, said)
    return element("answer", "\n" + "".join(parts), fraction=written_percent(Fraction(score)), format="plain_text")


def _catch_all(question: Question, otherwise: Text | None, *inside: str) -> Iterator[str]:
    if otherwise is not None:
        yield _answer(question, CATCH_ALL, 0, otherwise, *inside)


# --- One type after the other -----------------------------------------------------------------------------------------


def _choice(question: SingleChoice | MultipleResponse) -> Iterator[str]:
    yield plain("single", _truth(isinstance(question, SingleChoice)))
    yield plain("shuffleanswers", _truth(question.shuffle))
    yield plain("answernumbering", "abc")
    yield plain("showstandardinstruction", 0)
    yield from _combined_feedback(question)
    for option in question.options:
        yield _option(question, option.text, written_percent(Fraction(option.score)), option.feedback)


def _option(question: Question, words: Text, fraction: str, feedback: Text | None) -> str:
    return text("answer", words, question.files, text("feedback", feedback, question.files), fraction=fraction)


def _true_false(question: TrueFalse) -> Iterator[str]:
    yield _answer(question, "true", int(question.answer), question.if_true)
    yield _answer(question, "false", int(not question.answer), question.if_false)


def _short_answer(question: ShortAnswer) -> Iterator[str]:
    yield plain("usecase", int(question.case_sensitive))
    for answer in question.answers:
        yield _answer(question, answer.text, answer.score, answer.feedback)
    yield from _catch_all(question, question.otherwise)


def _numerical(question: Numerical) -> Iterator[str]:
    for answer in question.answers:
        tolerance = plain("tolerance", _figure(absolute_tolerance(answer)))
        yield _answer(question, _figure(answer.value), answer.score, answer.feedback, tolerance)
    yield from _catch_all(question, question.otherwise, plain("tolerance", 0))
    yield from _units(question)


def _units(question: Numerical | Calculated) -> Iterator[str]:
    listed = [(question.unit, Decimal(1))] if question.unit is not None else []
    listed += [(unit.name, unit.multiplier) for unit in question.other_units]
    if listed:
        units = (
            element("unit", "\n" + plain("multiplier", _figure(multiplier)) + plain("unit_name", name))
            for name, multiplier in listed
        )
        yield element("units", "\n" + "".join(units))
    graded = UNIT_OF_QUESTION if question.unit_penalty_of == "question" else UNIT_OF_ANSWER
    yield plain("unitgradingtype", graded if question.unit_required else UNIT_FREE)
    yield plain("unitpenalty", written_number(Fraction(question.unit_penalty)))
    yield plain("showunits", UNIT_OPTIONAL if listed else UNIT_NONE)
    yield plain("unitsleft", 0)


def _matching(question: Matching) -> Iterator[str]:
    yield plain("shuffleanswers", _truth(question.shuffle))
    yield from _combined_feedback(question)
    for pair in question.pairs:
        yield text("subquestion", pair.prompt, question.files, element("answer", plain("text", pair.answer)))
    for distractor in question.distractors:
        yield text("subquestion", None, (), element("answer", plain("text", distractor)))


def _ordering(question: Ordering) -> Iterator[str]:
    yield plain("layouttype", "VERTICAL")
    yield plain("selecttype", "ALL")
    yield plain("selectcount", len(question.items))
    yield plain("gradingtype", _GRADING[question.strategy])
    yield plain("showgrading", "SHOW")
    yield plain("numberingstyle", "none")
    yield from _combined_feedback(question)
    for position, item in enumerate(question.items, start=1):
        yield _option(question, item.text, str(position), item.feedback)


def _essay(question: Essay) -> Iterator[str]:
    yield plain("responseformat", "editor")
    yield plain("responserequired", 1)
    yield plain("responsefieldlines", question.lines)
    if question.fewest_words is not None:
        yield plain("minwordlimit", question.fewest_words)
    if question.most_words is not None:
        yield plain("maxwordlimit", question.most_words)
    yield plain("attachments", int(question.allows_file))
    yield plain("attachmentsrequired", 0)
    yield text("graderinfo", question.guidance, question.files)
    yield text("responsetemplate", question.template, question.files)


def _nothing(_question: Cloze | Description) -> Iterator[str]:
    return iter(())


# --- Calculated -------------------------------------------------------------------------------------------------------


def _calculated(question: Calculated) -> Iterator[str]:
    rows = codes.check_holdable(question, tuple(texts_of(question)))
    yield plain("synchronize", 1 if rows.shared else 0)
    yield plain("single", "0")
    yield plain("answernumbering", "abc")
    yield plain("shuffleanswers", "0")
    yield from _combined_feedback(question)
    for answer in question.answers:
        yield _answer(question, answer.formula, answer.score, answer.feedback, *_tolerance(answer))
    any_other = CalculatedAnswer(CATCH_ALL)
    yield from _catch_all(question, question.otherwise, *_tolerance(any_other))
    yield from _units(question)
    definitions = (_definition(rows, position) for position in range(len(rows.names)))
    yield element("dataset_definitions", "\n" + "".join(definitions))


def _tolerance(answer: CalculatedAnswer) -> Iterator[str]:
    kinds = {kind: code for code, kind in codes.TOLERANCE_KINDS.items()}
    is_rounded = answer.decimals is not None
    yield plain("tolerance", _figure(answer.tolerance))
    yield plain("tolerancetype", kinds[answer.tolerance_kind])
    yield plain("correctanswerformat", codes.DECIMALS if is_rounded else codes.SIGNIFICANT_FIGURES)
    yield plain("correctanswerlength", answer.decimals if is_rounded else codes.ALL_FIGURES)


def _definition(rows: DataSet, position: int) -> str:
    # check_holdable has seen that there are no days among them.
    values = [cast("Decimal", row[position]) for row in rows.rows]
    decimals = min(9, max(max(0, -int(value.as_tuple().exponent)) for value in values))
    items = (
        element("dataset_item", plain("number", number) + plain("value", _figure(value)))
        for number, value in enumerate(values, start=1)
    )
    said = {
        "status": codes.SHARED if rows.shared else "private",
        "name": rows.names[position],
        "distribution": "uniform",
        "minimum": _figure(min(values)),
        "maximum": _figure(max(values)),
        "decimals": decimals,
    }
    parts = [element(name, plain("text", value)) for name, value in said.items()]
    parts += [plain("type", "calculated"), plain("itemcount", len(values))]
    parts += [element("dataset_items", "\n" + "".join(items)), plain("number_of_items", len(values))]
    return element("dataset_definition", "\n" + "".join(parts))


def _without_decimals(question: Calculated) -> Calculated:
    """Returns the question whose texts show their results as Moodle would: « {=2*{a}|2} » without the last part."""
    changed = _changed_texts(question, lambda source: codes.SHOWN_RESULT.sub(r"{=\1}", source))
    return cast("Calculated", changed)


def _changed_texts(part: Any, change: Callable[[str], str]) -> Any:
    if isinstance(part, Text):
        return replace(part, source=change(part.source))
    if isinstance(part, tuple):
        return tuple(_changed_texts(inner, change) for inner in part)
    if not is_dataclass(part) or isinstance(part, type):
        return part
    return replace(part, **{field.name: _changed_texts(getattr(part, field.name), change) for field in fields(part)})


def _truth(value: bool) -> str:
    return "true" if value else "false"


def _figure(number: Decimal) -> str:
    return format(number, "f")


_WRITERS: Final[Mapping[type, tuple[str, Callable[[Any], Iterator[str]]]]] = {
    SingleChoice: ("multichoice", _choice),
    MultipleResponse: ("multichoice", _choice),
    TrueFalse: ("truefalse", _true_false),
    ShortAnswer: ("shortanswer", _short_answer),
    Numerical: ("numerical", _numerical),
    Matching: ("matching", _matching),
    Ordering: ("ordering", _ordering),
    Cloze: ("cloze", _nothing),
    Essay: ("essay", _essay),
    Description: ("description", _nothing),
    Calculated: ("calculated", _calculated),
}
