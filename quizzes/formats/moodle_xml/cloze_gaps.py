r"""The gaps that stand between braces inside the text of a Moodle cloze question: `{2:NM:=1,5:0,1~%50%2#Presque}`.

An answer ends at `~`, `#` or `}`; Moodle undoes `\}` and `\#` and decodes entities, so that these write what is not
meant as a mark. In a text of ours a gap is `[[1]]`.
"""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from html.entities import html5
from typing import Final, Protocol

from quizzes.answers import NumericalAnswer, Option, Score, Text, TextAnswer, TextFormat
from quizzes.errors import QuestionError
from quizzes.formats.moodle_xml.entry import BLANKS
from quizzes.formats.moodle_xml.quantities import decimal_of, written_percent
from quizzes.formats.moodle_xml.typed_answers import CATCH_ALL, absolute_tolerance, read_catch_all, read_text_answers
from quizzes.questions import Cloze, Gap, NumberGap, SelectGap, TextGap
from quizzes.questions.cloze import GAP, GapLayout

# The thirteen sub-types, each with its short names; what our gaps say is in the last part of the line.
_CHOICES: Final[tuple[tuple[tuple[str, ...], GapLayout, bool, bool], ...]] = (
    (("MULTICHOICE", "MC"), "select", False, False),
    (("MULTICHOICE_V", "MCV"), "vertical", False, False),
    (("MULTICHOICE_H", "MCH"), "horizontal", False, False),
    (("MULTICHOICE_S", "MCS"), "select", False, True),
    (("MULTICHOICE_VS", "MCVS"), "vertical", False, True),
    (("MULTICHOICE_HS", "MCHS"), "horizontal", False, True),
    (("MULTIRESPONSE", "MR"), "vertical", True, False),
    (("MULTIRESPONSE_H", "MRH"), "horizontal", True, False),
    (("MULTIRESPONSE_S", "MRS"), "vertical", True, True),
    (("MULTIRESPONSE_HS", "MRHS"), "horizontal", True, True),
)
_NUMBER: Final = ("NUMERICAL", "NM")
_TEXT: Final = ("SHORTANSWER", "SA", "MW")
_EXACT_TEXT: Final = ("SHORTANSWER_C", "SAC", "MWC")
_SELECTS: Final = {name: (layout, many, shuffles) for names, layout, many, shuffles in _CHOICES for name in names}
_NAMES: Final = sorted((*_SELECTS, *_NUMBER, *_TEXT, *_EXACT_TEXT), key=len, reverse=True)

_START: Final = re.compile(rf"\{{([0-9]*):({'|'.join(_NAMES)}):")
_FRACTION: Final = re.compile(r"=|%(-?[0-9]+(?:[.,][0-9]*)?)%")
_ANSWER_END: Final = re.compile(r"(?<!\\)(?<!&)(?<!&amp;)[~#}]")
_FEEDBACK_END: Final = re.compile(r"(?<!\\)[~}]")
_HIDDEN: Final = re.compile(r"""\\([}#~/"])|&(?:#[xX][0-9a-fA-F]{1,6}|#[0-9]{1,7}|([A-Za-z][A-Za-z0-9]{1,31}));""")
_TO_HIDE: Final = re.compile(r"""\A[ \t\n\r]+|[ \t\n\r]+\Z|[&}#~<>]|\\(?=[}#~/"]|\Z)""")
_HEAVIER_THAN_ANY: Final = 1_000
_MOST_GAPS: Final = 99


class Scorer(Protocol):
    """Who knows the rule about scores: the entry that is being read."""

    def score(self, percent: str) -> Fraction:
        """Returns the score of a percentage."""

    def note_changed(self, field: str, given: str, taken: str) -> None:
        """Notes that something came in with another value."""


@dataclass(frozen=True, slots=True)
class _Alternative:
    """One answer of a gap as it stands in the text: `percent` is « = » for the full mark, None for nothing said."""

    percent: str | None
    answer: str
    feedback: str


# --- Reading ----------------------------------------------------------------------------------------------------------


def read_gaps(scorer: Scorer, source: str, text_format: TextFormat) -> tuple[str, tuple[Gap, ...]]:
    """Returns the text with a mark for each gap, and the gaps.

    Answers and feedback have the format of the text around them. A `[[1]]` that the author wrote is made to look the
    same without being a mark. Raises QuestionError at `gaps` for a gap that is none of ours, or where there is no gap.
    """
    pieces: list[str] = []
    gaps: list[Gap] = []
    end = 0
    while (start := _START.search(source, end)) is not None:
        scanned = _alternatives(source, start.end())
        if scanned is None:
            # No brace closes this gap, nor any that begins later.
            break
        alternatives, after = scanned
        if len(gaps) == _MOST_GAPS:
            raise QuestionError("gaps", "question.too_many", highest=_MOST_GAPS)
        pieces.append(_without_marks(scorer, source[end : start.start()], text_format))
        gaps.append(_gap(scorer, start[1], start[2], alternatives, text_format))
        pieces.append(f"[[{len(gaps)}]]")
        end = after
    if not gaps:
        raise QuestionError("gaps", "moodle.no_gap")
    pieces.append(_without_marks(scorer, source[end:], text_format))
    return "".join(pieces), tuple(gaps)


def _alternatives(source: str, position: int) -> tuple[list[_Alternative], int] | None:
    """Returns the answers from `position` to the brace that closes the gap, and the position behind it."""
    found: list[_Alternative] = []
    mark = "~"
    while mark == "~":
        fraction = _FRACTION.match(source, position)
        start = fraction.end() if fraction else position
        end = _ANSWER_END.search(source, start)
        if end is None:
            return None
        answer, feedback = source[start : end.start()], ""
        if end[0] == "#":
            behind = _FEEDBACK_END.search(source, end.end())
            if behind is None:
                return None
            feedback, end = source[end.end() : behind.start()], behind
        if answer.strip(BLANKS):
            percent = None if fraction is None else fraction[1] or "="
            found.append(_Alternative(percent, _shown(answer), _shown(feedback)))
        mark, position = end[0], end.end()
    return found, position


def _gap(scorer: Scorer, weight: str, kind: str, alternatives: Sequence[_Alternative], text_format: TextFormat) -> Gap:
    weighs = int(weight or 1) if len(weight) <= 3 else _HEAVIER_THAN_ANY
    scored = [(_score(scorer, part), part, _text(part.feedback, text_format)) for part in alternatives]
    if kind in _SELECTS:
        layout, is_multiple, shuffles = _SELECTS[kind]
        scores = [score for score, _, _ in scored]
        if is_multiple:
            scores = _shared(scores, is_plain=all(part.percent in {None, "=", "0"} for part in alternatives))
        options = tuple(
            Option(Text(part.answer, text_format), score, feedback)
            for (_, part, feedback), score in zip(scored, scores, strict=True)
        )
        return SelectGap(options, is_multiple, layout, shuffles, weighs)
    if kind in _NUMBER:
        numbers = [_number(score, part, feedback) for score, part, feedback in scored if part.answer != CATCH_ALL]
        caught = [read_catch_all(score, said) for score, part, said in scored if part.answer == CATCH_ALL]
        return NumberGap(tuple(numbers), None, weighs, caught[0] if caught else None)
    answers, otherwise = read_text_answers(
        [TextAnswer(part.answer, score, feedback) for score, part, feedback in scored]
    )
    return TextGap(answers, kind in _EXACT_TEXT, weighs, otherwise)


def _score(scorer: Scorer, part: _Alternative) -> Fraction:
    if part.percent is None:
        return Fraction(0)
    return Fraction(1) if part.percent == "=" else scorer.score(part.percent)


def _shared(scores: Sequence[Fraction], *, is_plain: bool) -> list[Fraction]:
    """Returns the scores of several right options as Moodle shares them out.

    The positive ones are made to add up to one; where no percentage was given, a wrong option takes back as much as a
    right one gives.
    """
    total = sum(score for score in scores if score > 0)
    if not total:
        return list(scores)
    return [score / total if score > 0 else -1 / total if is_plain else score for score in scores]


def _number(score: Fraction, part: _Alternative, feedback: Text | None) -> NumericalAnswer:
    value, _, tolerance = part.answer.partition(":")
    return NumericalAnswer(
        decimal_of("value", value.strip()),
        decimal_of("tolerance", tolerance.strip() or "0"),
        "absolute",
        score,
        feedback,
    )


def _text(source: str, text_format: TextFormat) -> Text | None:
    return Text(source, text_format) if source.strip() else None


def _shown(written: str) -> str:
    def shown(found: re.Match[str]) -> str:
        if found[2]:
            return html5.get(f"{found[2]};", found[0])
        return found[1] or html.unescape(found[0])

    # In one go: what an entity stands for is never a mark itself.
    return _HIDDEN.sub(shown, written.strip(BLANKS))


def _without_marks(scorer: Scorer, source: str, text_format: TextFormat) -> str:
    if not GAP.search(source):
        return source
    # A word joiner is not seen, and is all that a plain text allows.
    between = "[\u2060[" if text_format == "plain" else "[&#91;"
    scorer.note_changed("stem", "[[…]]", f"{between}…]]")
    return GAP.sub(lambda found: between + found[0][2:], source)


# --- Writing ----------------------------------------------------------------------------------------------------------


def written_gaps(question: Cloze) -> str:
    """Returns the text of the question with its gaps between braces.

    The unit of a number follows its gap as plain text. Raises NotHeldError for a geometric tolerance.
    """
    source = question.stem.source
    is_html = question.stem.format == "html"
    pieces: list[str] = []
    end = 0
    for found in GAP.finditer(source):
        pieces.append(_literal(source[end : found.start()], question.stem.format))
        pieces.append(_written_gap(question.gaps[int(found[1]) - 1], is_html=is_html))
        end = found.end()
    pieces.append(_literal(source[end:], question.stem.format))
    return "".join(pieces)


def _literal(source: str, text_format: TextFormat) -> str:
    # A plain text cannot hide a brace; that it comes back as a gap is found when the question is read again.
    return source if text_format == "plain" else _START.sub(lambda found: "&#123;" + found[0][1:], source)


def _written_gap(gap: Gap, *, is_html: bool) -> str:
    unit = ""
    match gap:
        case SelectGap():
            kind = _written_kind(gap)
            parts = [_written(option, _hidden(option.text.source), is_percent=gap.multiple) for option in gap.options]
        case NumberGap():
            kind = _NUMBER[0]
            parts = [_written(answer, _written_number(answer)) for answer in gap.answers]
            unit = "" if gap.unit is None else f" {html.escape(gap.unit) if is_html else gap.unit}"
        case TextGap():
            kind = (_EXACT_TEXT if gap.case_sensitive else _TEXT)[0]
            # An editor of pages would take « a<b » for a tag.
            parts = [_written(answer, _hidden(answer.text, hides_tags=is_html)) for answer in gap.answers]
    if not isinstance(gap, SelectGap) and gap.otherwise is not None:
        parts.append(f"{CATCH_ALL}#{_hidden(gap.otherwise.source)}")
    return f"{{{gap.weight}:{kind}:{'~'.join(parts)}}}{unit}"


def _written_kind(gap: SelectGap) -> str:
    traits = (gap.layout, gap.multiple, gap.shuffle)
    return next(name for name, known in _SELECTS.items() if known == traits)


def _written(part: Option | NumericalAnswer | TextAnswer, answer: str, *, is_percent: bool = False) -> str:
    feedback = "" if part.feedback is None else f"#{_hidden(part.feedback.source)}"
    return f"{_mark(part.score, answer, is_percent=is_percent)}{answer}{feedback}"


def _mark(score: Score, answer: str, *, is_percent: bool) -> str:
    if score == 1 and not is_percent:
        return "="
    # An answer that begins like a mark would be taken for one.
    return f"%{written_percent(Fraction(score))}%" if score != 0 or is_percent or answer[0] in "=%" else ""


def _written_number(answer: NumericalAnswer) -> str:
    tolerance = absolute_tolerance(answer)
    return format(answer.value, "f") + (f":{tolerance:f}" if tolerance else "")


def _hidden(text: str, *, hides_tags: bool = False) -> str:
    """Returns `text` as it stands in a gap: what could be taken for a mark, or trimmed, is written otherwise."""

    def written(found: re.Match[str]) -> str:
        part = found[0]
        if part in "<>":
            return html.escape(part) if hides_tags else part
        if part in "}#":
            return f"\\{part}"
        # Moodle takes a mark behind « &amp; » for none.
        return "&amp;" if part == "&" and found.end() < len(text) else "".join(f"&#{ord(sign)};" for sign in part)

    return _TO_HIDE.sub(written, text)
