"""What stands between the braces: the type of a question, and its answers."""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Final

from quizzes.answers import NumericalAnswer, Option, Text, TextAnswer, TextFormat
from quizzes.checks import MOST_PARTS, check_decimal
from quizzes.errors import QuestionError
from quizzes.formats.gift.escapes import read_text, restored
from quizzes.formats.gift.ordering import read_ordering
from quizzes.formats.gift.passages import BLANKS, Passage, RefusedError
from quizzes.formats.gift.weights import read_weight, score_of
from quizzes.formats.report import ImportProblem
from quizzes.questions import (
    Essay,
    Matching,
    MultipleResponse,
    Numerical,
    Pair,
    Question,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)

Own = tuple[Callable[..., Question], Mapping[str, object]]
Note = Callable[[ImportProblem], None]

TRUTHS: Final = {"T": True, "TRUE": True, "F": False, "FALSE": False}
ANY: Final = "*"
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_LONGEST_NUMBER: Final = 80


def read_answers(part: Passage, inherited: TextFormat, note: Note) -> Own:
    """Returns (the type of the question, its own fields), in the order of detection of Moodle; `part` is stripped.

    `note` takes what is passed over. Raises RefusedError, or QuestionError for a field of an answer.
    """
    ordering = read_ordering(part, inherited, note)
    if ordering is not None:
        return ordering
    if not part.text:
        return Essay, {}
    if part.text.startswith("#"):
        return _numerical(part.part(1), inherited, note)
    if "~" in part.text:
        return _choice(part, inherited, note)
    return _words(part, inherited, note)


def _words(part: Passage, inherited: TextFormat, note: Note) -> Own:
    if "=" in part.text and "->" in part.text:
        return _matching(part, inherited)
    if part.text.partition("#")[0].strip(BLANKS) in TRUTHS:
        return _true_false(part, inherited)
    return _short_answer(part, inherited, note)


def made_text(source: str, text_format: TextFormat, line: int) -> Text:
    """Returns a text; raises RefusedError at its line if it may not stand."""
    try:
        return Text(source, text_format)
    except QuestionError as error:
        raise RefusedError(line, error.message_id, **error.params) from None


def read_feedback(part: Passage | None, inherited: TextFormat) -> Text | None:
    """Returns what a feedback says, None if it says nothing."""
    if part is None:
        return None
    source, text_format = read_text(part.text.strip(BLANKS), inherited)
    return made_text(source, text_format, part.line) if source.strip() else None


def _pieces(part: Passage, mark: str) -> list[Passage]:
    if part.text.count(mark) > MOST_PARTS:
        raise RefusedError(part.line, "question.too_many", highest=MOST_PARTS)
    first, *others = (piece.stripped() for piece in part.split(mark))
    return [first, *others] if first.text else others


def _choice(part: Passage, inherited: TextFormat, note: Note) -> Own:
    options = []
    # Every « = » also begins an option; the mark that says that it is right stays before its text.
    for piece in _pieces(Passage(part.text.replace("=", "~="), part.line), "~"):
        option = _option(piece, inherited, note)
        if option is not None:
            options.append(option)
    kind = SingleChoice if "=" in part.text else MultipleResponse
    return kind, {"options": tuple(options)}


def _option(piece: Passage, inherited: TextFormat, note: Note) -> Option | None:
    if piece.text.startswith("="):
        score, piece = Fraction(1), piece.part(1)
    else:
        digits, piece = read_weight(piece)
        score = score_of(digits or "0")
    answer, comment = piece.cut("#")
    source, text_format = read_text(answer.text.strip(BLANKS), inherited)
    feedback = read_feedback(comment, inherited)
    if source.strip():
        return Option(made_text(source, text_format, piece.line), score, feedback)
    # Moodle drops an option without a text; something is lost only if it said or gave anything.
    if feedback is not None or score:
        note(ImportProblem(piece.line, "gift.empty_answer", severity="ignored"))
    return None


def _matching(part: Passage, inherited: TextFormat) -> Own:
    pairs, distractors = [], []
    for piece in _pieces(part, "="):
        prompt, answer = piece.cut("->")
        if answer is None:
            raise RefusedError(piece.line, "gift.pair", pair=_shown(piece.text))
        source, text_format = read_text(prompt.text, inherited)
        right = restored(answer.text).strip(BLANKS)
        if source.strip():
            pairs.append(Pair(made_text(source, text_format, piece.line), right))
        elif right:
            distractors.append(right)
    # Equal right-hand sides are one choice in Moodle.
    answers = {pair.answer for pair in pairs}
    others = tuple(text for text in dict.fromkeys(distractors) if text not in answers)
    return Matching, {"pairs": tuple(pairs), "distractors": others}


def _true_false(part: Passage, inherited: TextFormat) -> Own:
    word, comment = part.cut("#")
    answer = TRUTHS[word.text.strip(BLANKS)]
    wrong, right = (comment.cut("#")) if comment is not None else (None, None)
    said = {not answer: read_feedback(wrong, inherited), answer: read_feedback(right, inherited)}
    return TrueFalse, {"answer": answer, "if_true": said[True], "if_false": said[False]}


def _short_answer(part: Passage, inherited: TextFormat, note: Note) -> Own:
    answers, digits = [], None
    for piece in _pieces(part, "="):
        digits, rest = read_weight(piece)
        answer, comment = rest.cut("#")
        text, _ = read_text(answer.text.strip(BLANKS), inherited)
        feedback = read_feedback(comment, inherited)
        if text.strip():
            answers.append(TextAnswer(text, score_of(digits or "100"), feedback))
        elif feedback is not None or digits not in {None, "0"}:
            note(ImportProblem(piece.line, "gift.empty_answer", severity="ignored"))
    last = answers[-1] if len(answers) > 1 else None
    # A weight of « 00 » says the same to Moodle, and to us that the star is an answer like the others.
    if last is not None and last.text == ANY and last.feedback is not None and digits == "0":
        return ShortAnswer, {"answers": tuple(answers[:-1]), "otherwise": last.feedback}
    return ShortAnswer, {"answers": tuple(answers)}


def _numerical(part: Passage, inherited: TextFormat, note: Note) -> Own:
    part, catch_all = part.cut("~")
    otherwise = _catch_all(catch_all, inherited, note)
    answers = []
    for piece in _pieces(part, "="):
        digits, rest = read_weight(piece)
        value, comment = rest.cut("#")
        text, _ = read_text(value.text.strip(BLANKS), inherited)
        score, feedback = score_of(digits or "100"), read_feedback(comment, inherited)
        if text == ANY and not score and otherwise is None:
            otherwise = feedback
        else:
            number, tolerance = _number_and_tolerance(text, piece.line)
            answers.append(NumericalAnswer(number, tolerance, score=score, feedback=feedback))
    return Numerical, {"answers": tuple(answers), "otherwise": otherwise}


def _catch_all(part: Passage | None, inherited: TextFormat, note: Note) -> Text | None:
    if part is None:
        return None
    before, comment = part.cut("#")
    if before.text.strip(BLANKS):
        note(
            ImportProblem(before.stripped().line, "gift.passed_over", {"text": _shown(before.text)}, severity="ignored")
        )
    return read_feedback(comment, inherited)


def _number_and_tolerance(text: str, line: int) -> tuple[Decimal, Decimal]:
    """Returns what `5`, `5:0.1` or `4.9..5.1` says."""
    if text == ANY:
        raise RefusedError(line, "gift.any_number")
    lowest, dots, highest = text.partition("..")
    if lowest and dots:
        ends = _number(lowest, line), _number(highest, line)
        with localcontext() as context:
            # Enough for the sum of any two numbers that passed.
            context.prec = 80
            middle = (ends[0] + ends[1]) / 2
            return middle, ends[1] - middle
    value, colon, tolerance = text.partition(":")
    return _number(value, line), _number(tolerance, line) if colon else Decimal(0)


def _number(text: str, line: int) -> Decimal:
    text = text.strip(BLANKS)
    # Moodle takes what it cannot read for « any number », which gives everybody the mark.
    if len(text) > _LONGEST_NUMBER or not _NUMBER.fullmatch(text):
        raise RefusedError(line, "gift.number", number=_shown(text))
    number = Decimal(text)
    try:
        check_decimal("value", number)
    except QuestionError as error:
        raise RefusedError(line, error.message_id, **error.params) from None
    return number


def _shown(text: str) -> str:
    """Returns the beginning of a part of the file, for a message."""
    words = " ".join(restored(text[:200]).split())
    return words if len(words) <= 60 else f"{words[:59]}…"


def comparisons(own: Mapping[str, object]) -> int:
    """Returns how much work it is to check that the answers of a typed question do not hide each other.

    Each is compared with those above it, and a text takes longer the longer it is.
    """
    answers = own.get("answers")
    if not isinstance(answers, Sequence):
        return 0
    size = sum(len(answer.text) for answer in answers if isinstance(answer, TextAnswer))
    return len(answers) * (len(answers) + size // 12)
