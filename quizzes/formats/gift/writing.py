"""Writes questions as a file in GIFT, and says what the file does not hold."""

from collections.abc import Iterable
from functools import singledispatch
from typing import Final

from quizzes.answers import NumericalAnswer, TextAnswer
from quizzes.formats.gift.answers import ANY
from quizzes.formats.gift.categories import holds_category, written_category
from quizzes.formats.gift.comments import holds_id, holds_tag, written_comment
from quizzes.formats.gift.ordering import GRADING
from quizzes.formats.gift.pen import Pen
from quizzes.formats.metadata import PREFIX, written_id, written_name, written_tags
from quizzes.formats.report import CannotHoldError, ExportProblem, ExportReport
from quizzes.questions import (
    Calculated,
    Cloze,
    DateQuestion,
    Description,
    Essay,
    Matching,
    MultipleResponse,
    Numerical,
    Ordering,
    Question,
    QuestionBase,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)

_LOST_BY_ALL: Final = ("max_mark", "penalty", "hints", "if_right", "if_partial", "if_wrong", "files")
_LOST_OF_NUMBERS: Final = ("unit", "other_units", "unit_required", "unit_penalty", "unit_penalty_of")
_LOST_OF_ESSAYS: Final = (
    "rubric",
    "model",
    "guidance",
    "template",
    "fewest_words",
    "most_words",
    "lines",
    "allows_file",
)


def dumps(questions: Iterable[Question]) -> str:
    """Returns the questions as one file, which `loads` reads back to the same questions and which Moodle reads.

    Raises CannotHoldError, which lists all that GIFT cannot hold.
    """
    report = write(questions)
    if report.problems:
        raise CannotHoldError(report.problems)
    return report.text


def write(questions: Iterable[Question]) -> ExportReport:
    """Returns the questions as one file without what GIFT cannot hold, and all of that as problems. Raises nothing.

    `refused`: the whole question is missing; `ignored`: it is written without this field, or with the nearest value.
    """
    blocks: list[str] = []
    problems: list[ExportProblem] = []
    keys: set[str] = set()
    category: str | None = None
    for question in questions:
        pen = Pen(question.key)
        block = _block(question, pen)
        problems.extend(pen.problems)
        if pen.is_refused:
            continue
        if question.key in keys:
            problems.append(ExportProblem(question.key, "format.field", {"field": "key"}, "ignored"))
        keys.add(question.key)
        own = question.category if question.category is None or holds_category(question.category) else None
        if own != category:
            blocks.append(written_category(own))
            category = own
        blocks.append(block)
    return ExportReport("".join(f"{block}\n\n" for block in blocks), tuple(problems))


def _block(question: Question, pen: Pen) -> str:
    """Returns the lines of a question: its comment, its name and text, and what stands between braces."""
    pen.leave_out(question, *_LOST_BY_ALL)
    if question.category is not None and not holds_category(question.category):
        pen.ignore("category")
    name = pen.words("name", written_name(question))
    stem = pen.text("stem", question.stem, "moodle")
    return f"{_comment(question, pen)}\n::{name}::{stem}{_answer_part(question, pen)}"


def _comment(question: Question, pen: Pen) -> str:
    idnumber, tags = written_id(question), []
    if not holds_id(idnumber):
        pen.ignore("idnumber")
        idnumber = question.key
    for position, tag in enumerate(written_tags(question)):
        own = position < len(question.tags)
        if not holds_tag(tag) or (own and tag.startswith(PREFIX)):
            # Of the fields that travel as tags only a fact may hold any character.
            pen.ignore(f"tags[{position}]" if own else "facts")
        else:
            tags.append(tag)
    return written_comment(idnumber, tags)


@singledispatch
def _answer_part(question: QuestionBase, pen: Pen) -> str:
    """Returns what stands between the braces, with them."""
    raise NotImplementedError(type(question).__name__)


@_answer_part.register
def _(question: Description, pen: Pen) -> str:
    if question.explanation is not None:
        pen.ignore("explanation")
    return ""


@_answer_part.register
def _(question: Essay, pen: Pen) -> str:
    pen.leave_out(question, *_LOST_OF_ESSAYS)
    return f"{{{_explanation(question, pen)}}}"


@_answer_part.register
def _(question: TrueFalse, pen: Pen) -> str:
    feedbacks = {True: question.if_true, False: question.if_false}
    right, wrong = (
        pen.comment(f"if_{str(side).lower()}", feedbacks[side], question.stem.format)
        for side in (question.answer, not question.answer)
    )
    # The feedback for the wrong choice comes first; an empty one keeps its place.
    said = f"{wrong or '#'}{right}" if right else wrong
    return f"{{{'TRUE' if question.answer else 'FALSE'}{said}{_explanation(question, pen)}}}"


@_answer_part.register
def _(question: SingleChoice, pen: Pen) -> str:
    return _choice(question, pen, is_single=True)


@_answer_part.register
def _(question: MultipleResponse, pen: Pen) -> str:
    return _choice(question, pen, is_single=False)


def _choice(question: SingleChoice | MultipleResponse, pen: Pen, *, is_single: bool) -> str:
    pen.leave_out(question, "shuffle")
    lines = []
    can_be_right = is_single
    for position, option in enumerate(question.options):
        field = f"options[{position}]"
        text = pen.text(f"{field}.text", option.text, question.stem.format)
        if can_be_right and option.score == 1:
            # Only one « = »: with nothing else there would be no « ~ », by which Moodle knows a choice.
            mark, can_be_right = "=", False
        elif option.score == 0 and not text.startswith("%"):
            mark = "~"
        else:
            mark = f"~{pen.weight(field, option.score)}"
        lines.append(f"{mark}{text}{pen.comment(f'{field}.feedback', option.feedback, question.stem.format)}")
    return _braced("{", lines, question, pen)


@_answer_part.register
def _(question: ShortAnswer, pen: Pen) -> str:
    pen.leave_out(question, "case_sensitive")
    lines = [_text_answer(position, question, pen) for position in range(len(question.answers))]
    if question.otherwise is not None:
        lines.append(
            f"=%0%{ANY}{pen.comment('otherwise', question.otherwise, question.stem.format, allows_arrow=False)}"
        )
    return _braced("{", lines, question, pen)


def _text_answer(position: int, question: ShortAnswer, pen: Pen) -> str:
    answer: TextAnswer = question.answers[position]
    field = f"answers[{position}]"
    weight = pen.weight(field, answer.score)
    is_last = position == len(question.answers) - 1 and question.otherwise is None
    if is_last and answer.text == ANY and weight == "%0%":
        # So written it is no catch-all of the question when it is read again; to Moodle both are the same.
        weight = "%00%"
    text = pen.plain(f"{field}.text", answer.text, question.stem.format, allows_arrow=False)
    feedback = pen.comment(f"{field}.feedback", answer.feedback, question.stem.format, allows_arrow=False)
    return f"={weight}{text}{feedback}"


@_answer_part.register
def _(question: Numerical, pen: Pen) -> str:
    pen.leave_out(question, *_LOST_OF_NUMBERS)
    lines = [
        _number_answer(f"answers[{position}]", answer, question, pen)
        for position, answer in enumerate(question.answers)
    ]
    if question.otherwise is not None:
        lines.append(f"~{pen.comment('otherwise', question.otherwise, question.stem.format)}")
    return _braced("{#", lines, question, pen)


def _number_answer(field: str, answer: NumericalAnswer, question: Numerical, pen: Pen) -> str:
    if answer.compute is not None:
        pen.ignore(f"{field}.compute")
    tolerance = pen.tolerance(f"{field}.tolerance_kind", answer)
    return (
        f"={pen.weight(field, answer.score)}{answer.value:f}:{tolerance:f}"
        f"{pen.comment(f'{field}.feedback', answer.feedback, question.stem.format)}"
    )


@_answer_part.register
def _(question: Matching, pen: Pen) -> str:
    pen.leave_out(question, "shuffle")
    lines = []
    for position, pair in enumerate(question.pairs):
        field = f"pairs[{position}]"
        if pair.feedback is not None:
            pen.ignore(f"{field}.feedback")
        if "->" in pair.prompt.source:
            pen.refuse("gift.arrow", f"{field}.prompt")
        prompt = pen.text(f"{field}.prompt", pair.prompt, question.stem.format)
        lines.append(f"={prompt} -> {pen.words(f'{field}.answer', pair.answer)}")
    for position, distractor in enumerate(question.distractors):
        lines.append(f"= -> {pen.words(f'distractors[{position}]', distractor)}")
    return _braced("{", lines, question, pen)


@_answer_part.register
def _(question: Ordering, pen: Pen) -> str:
    grading = next(word for word, strategy in GRADING.items() if strategy == question.strategy)
    lines = []
    for position, item in enumerate(question.items):
        field = f"items[{position}]"
        if item.feedback is not None:
            pen.ignore(f"{field}.feedback")
        lines.append(pen.item(f"{field}.text", item.text, question.stem.format))
    return _braced(f"{{>{len(lines)} ALL VERTICAL {grading} SHOW none", lines, question, pen)


@_answer_part.register(Cloze)
@_answer_part.register(Calculated)
@_answer_part.register(DateQuestion)
def _(question: QuestionBase, pen: Pen) -> str:
    names = {Cloze: "cloze", Calculated: "calculated", DateQuestion: "date"}
    pen.refuse_type(names[type(question)])
    return ""


def _explanation(question: Question, pen: Pen) -> str:
    if question.explanation is None:
        return ""
    return f"####{pen.text('explanation', question.explanation, question.stem.format)}"


def _braced(opening: str, lines: Iterable[str], question: Question, pen: Pen) -> str:
    explanation = _explanation(question, pen)
    return "\n\t".join((opening, *lines, *([explanation] if explanation else []))) + "\n}"
