"""Writes the parts that several types share: texts, scores, options and accepted answers."""

from collections.abc import Sequence
from fractions import Fraction

from quizzes.answers import DateAnswer, NumericalAnswer, Option, Score, Text, TextAnswer
from quizzes.questions import CalculatedAnswer, shared_scores

Mapped = dict[str, object]


def written_text_answers(answers: Sequence[TextAnswer]) -> list[Mapped]:
    """Returns accepted texts."""
    found: list[Mapped] = []
    for answer in answers:
        written: Mapped = {"text": answer.text}
        put_score_and_feedback(written, answer)
        found.append(written)
    return found


def is_plain_single(options: Sequence[Option]) -> bool:
    """Tells whether the scores are those that one `right` option gives."""
    scores = [option.score for option in options]
    return sorted(scores) == [0] * (len(scores) - 1) + [1]


def is_plain_multiple(options: Sequence[Option]) -> bool:
    """Tells whether the scores are those that `right` options share."""
    right = [option.score > 0 for option in options]
    shared = shared_scores(right)
    return all(option.score == score for option, score in zip(options, shared, strict=True))


def put_tolerance(mapping: Mapped, answer: NumericalAnswer | CalculatedAnswer) -> None:
    """Puts the tolerance where there is one."""
    if answer.tolerance:
        mapping["tolerance"] = format(answer.tolerance, "f")
    if answer.tolerance_kind != "absolute":
        mapping["tolerance_kind"] = answer.tolerance_kind


def written_options(options: Sequence[Option], *, is_plain: bool) -> list[Mapped]:
    """Returns options, of which `is_plain` ones say `right` and others a score."""
    written = []
    for option in options:
        mapping: Mapped = {"text": written_text(option.text)}
        if not is_plain:
            mapping["score"] = written_score(option.score)
        elif option.score > 0:
            mapping["right"] = True
        put_text(mapping, "feedback", option.feedback)
        written.append(mapping)
    return written


def written_numerical_answer(answer: NumericalAnswer) -> Mapped:
    """Returns an accepted number."""
    mapping: Mapped = {"value": format(answer.value, "f")}
    put_tolerance(mapping, answer)
    put_score_and_feedback(mapping, answer)
    if answer.compute is not None:
        mapping["compute"] = answer.compute
    return mapping


def written_date_answer(answer: DateAnswer) -> Mapped:
    """Returns an accepted day."""
    mapping: Mapped = {"value": answer.value}
    if answer.tolerance_days:
        mapping["tolerance_days"] = answer.tolerance_days
    put_score_and_feedback(mapping, answer)
    if answer.compute is not None:
        mapping["compute"] = answer.compute
    return mapping


def put_score_and_feedback(
    mapping: Mapped, answer: NumericalAnswer | DateAnswer | TextAnswer | CalculatedAnswer
) -> None:
    """Puts the score unless it is 1, and the feedback where there is one."""
    if answer.score != 1:
        mapping["score"] = written_score(answer.score)
    put_text(mapping, "feedback", answer.feedback)


def put_text(mapping: Mapped, name: str, text: Text | None) -> None:
    """Puts a text where there is one."""
    if text is not None:
        mapping[name] = written_text(text)


def written_text(text: Text) -> object:
    """Returns a text, a plain string if it is Markdown."""
    return text.source if text.format == "markdown" else {"format": text.format, "source": text.source}


def written_score(score: Score) -> object:
    """Returns a whole number, a decimal one if that is exact, a fraction in quotes otherwise."""
    exact = Fraction(score)
    if exact.denominator == 1:
        return exact.numerator
    return float(exact) if Fraction(repr(float(exact))) == exact else str(exact)
