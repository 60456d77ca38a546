"""How a question is played: when feedback shows, how many tries there are, what they cost, and certainty marks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from quizzes.answers import Score
from quizzes.errors import Problem
from quizzes.marking import Mark, Outcome, mark
from quizzes.questions import (
    Cloze,
    Description,
    Essay,
    Hint,
    Matching,
    MultipleResponse,
    Ordering,
    Question,
    SelectGap,
)

Behaviour = Literal["deferred", "immediate", "interactive", "adaptive"]
State = Literal["open", "unreadable", "hint", "finished"]
Certainty = Literal[1, 2, 3]

_SUREST: Final = 3
_IF_WRONG: Final = {1: 0.0, 2: -2.0, 3: -6.0}


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a question stands after some tries.

    `state`: `open` takes an answer, `unreadable` also but the last entry could not be read (`problem` says why), `hint`
    takes the next try, `finished` takes none. `tries_used` counts the tries that cost something; `tries_left` those
    that remain, None where there is no limit. `mark` is that of the last counted try, None while nothing may be shown.
    `fraction` -1 to 1, penalties taken off, and `outcome` of the last counted try are for the record: with deferred
    feedback they are known before they may be shown. `hint` is the one to show now; `right_parts`, with a hint that
    counts: how many parts are right, of how many. `response` is what the field shows next. `is_final`: no further try
    can change anything.
    """

    state: State
    tries_used: int
    tries_left: int | None
    mark: Mark | None
    fraction: float
    outcome: Outcome
    hint: Hint | None
    right_parts: tuple[int, int] | None
    response: object
    is_final: bool
    problem: Problem | None = None


def certainty_mark(fraction: float, certainty: Certainty | None) -> float:
    """Returns the mark, -6 to 3, of an answer worth `fraction` (-1 to 1) that was given with this certainty.

    Above 0: 1, 2 or 3 times the fraction; 0 or less: 0, -2 or -6. None is the lowest certainty. Raises ValueError for
    another certainty. Source: quiz semantics, « Certainty-based marking ».
    """
    sureness = 1 if certainty is None else certainty
    if sureness not in _IF_WRONG:
        raise ValueError(certainty)
    return sureness * fraction if fraction > 0 else _IF_WRONG[sureness]


def is_sure_and_wrong(fraction: float, certainty: Certainty | None) -> bool:
    """Tells whether an answer that gives nothing (0 or less) came with the highest certainty. Raises nothing.

    Source: quiz semantics, « the costly quadrant ».
    """
    return certainty == _SUREST and fraction <= 0


def interactive_mark(fraction: float, used_tries: int, penalty: Score) -> float:
    """Returns fraction - used tries x penalty, at least 0: 0 to 1. Raises nothing.

    `fraction` -1 to 1; `used_tries`, 0 or more, those before this one; `penalty` 0 to 1.
    Source: quiz semantics, « Interactive with several tries ».
    """
    return max(fraction - used_tries * float(penalty), 0.0)


def adaptive_mark(fractions: Sequence[float], penalty: Score) -> float:
    """Returns the best over the tries of fraction - penalty x previous tries, at least 0: 0 to 1. Raises nothing.

    `fractions` -1 to 1, one a try, in order; none gives 0. `penalty` 0 to 1. Source: quiz semantics, « Adaptive ».
    """
    return max((interactive_mark(fraction, used, penalty) for used, fraction in enumerate(fractions)), default=0.0)


def play(question: Question, behaviour: Behaviour, tries: Sequence[object], *, is_over: bool = False) -> Progress:
    """Returns where `question` stands after the submitted responses `tries`, in order; the same for the same, always.

    `is_over`: the attempt has been finished, so that what stands is what counts. Deferred: nothing is shown before, the
    latest response counts. Immediate: the first answer that can be read is final. Interactive: as many tries as hints
    and one more, a hint after each wrong one. Adaptive: tries without limit or hint; the best counts. In these three a
    right answer ends the question; an entry that is blank or cannot be read uses no try; one that says the same as the
    last counted one is discarded; an essay is final, and pending, after its first answer. Where nothing could be read
    until the end, the last entry gives what it gives (a cloze: its other gaps). A description is finished with 0.
    What is submitted after the end is not looked at.
    Raises ResponseError where `mark` does: a response that this question cannot take, a calculated one without figures.
    Source: quiz semantics, « Behaviours ».
    """
    if isinstance(question, Description):
        found = mark(question, tries[-1] if tries else None)
        return Progress("finished", 0, None, found, 0.0, found.outcome, None, None, None, is_final=True)
    if behaviour == "deferred":
        return _kept(question, tries[-1] if tries else None, is_over=is_over)
    run = _Run(question, behaviour)
    for response in tries:
        if run.is_closed:
            break
        run = run.after(response)
    return run.progress(is_over=is_over)


def correct_parts(question: Question, mark: Mark) -> tuple[int, int]:
    """Returns how many parts of an answer are right, and how many there are to get right. Raises nothing.

    Parts are the right options of a multiple response, the pairs, the gaps, the places of an order (one all or nothing;
    one less than items where it counts what follows what); other types have one, essays and descriptions none.
    """
    chosen = sum(part.chosen and part.right for part in mark.feedback)
    match question:
        case Essay() | Description():
            return 0, 0
        case MultipleResponse(options=options):
            return chosen, sum(option.score > 0 for option in options)
        case Matching(pairs=pairs):
            return chosen, len(pairs)
        case Cloze(gaps=gaps):
            return chosen, len(gaps)
        case Ordering(items=items, strategy=strategy) if strategy != "all-or-nothing":
            return chosen, len(items) - (strategy == "next")
    return int(mark.outcome == "right"), 1


def _kept(question: Question, response: object, *, is_over: bool) -> Progress:
    found = mark(question, response)
    is_unreadable = found.problem is not None and not is_over
    return Progress(
        state="finished" if is_over else "unreadable" if is_unreadable else "open",
        tries_used=int(found.outcome != "unanswered"),
        tries_left=None,
        mark=found if is_over else None,
        fraction=found.fraction,
        outcome=found.outcome,
        hint=None,
        right_parts=None,
        response=response,
        is_final=is_over,
        problem=found.problem,
    )


@dataclass(frozen=True, slots=True)
class _Run:
    """The tries until now: the marks of those that counted, the response of the last of them, and the last entry if it
    did not count.
    """

    question: Question
    behaviour: Behaviour
    marks: tuple[Mark, ...] = ()
    counted: object = None
    uncounted: tuple[object, Mark] | None = None

    @property
    def limit(self) -> int | None:
        """Returns the number of tries, None without limit."""
        if self.behaviour == "immediate" or isinstance(self.question, Essay):
            return 1
        return None if self.behaviour == "adaptive" else len(self.question.hints) + 1

    @property
    def is_closed(self) -> bool:
        return bool(self.marks) and (self.marks[-1].outcome == "right" or len(self.marks) == self.limit)

    def after(self, response: object) -> "_Run":
        found = mark(self.question, response)
        if found.outcome in {"unanswered", "invalid"}:
            return replace(self, uncounted=(response, found))
        if self.marks and _comparable(self.question, response) == _comparable(self.question, self.counted):
            return replace(self, uncounted=None)
        return replace(self, marks=(*self.marks, found), counted=response, uncounted=None)

    def progress(self, *, is_over: bool) -> Progress:
        is_final = is_over or self.is_closed
        hint = None if is_final else self._hint()
        last = self._last(is_over=is_over)
        # At the end a try that counted goes before an entry that did not.
        shown = self.counted if is_final and self.marks else self._response(hint)
        problem = self.uncounted[1].problem if self.uncounted and not (is_final and self.marks) else None
        return Progress(
            state="finished" if is_final else "unreadable" if problem else "hint" if hint else "open",
            tries_used=len(self.marks),
            tries_left=None if self.limit is None else 0 if is_final else self.limit - len(self.marks),
            mark=last,
            fraction=self._fraction(last),
            outcome=last.outcome if last else "unanswered",
            hint=hint,
            right_parts=correct_parts(self.question, self.marks[-1]) if hint and hint.shows_count else None,
            response=shown,
            is_final=is_final,
            problem=problem,
        )

    def _hint(self) -> Hint | None:
        return self.question.hints[len(self.marks) - 1] if self.behaviour == "interactive" and self.marks else None

    def _last(self, *, is_over: bool) -> Mark | None:
        if self.marks:
            return self.marks[-1]
        if not is_over:
            return None
        return self.uncounted[1] if self.uncounted else mark(self.question, None)

    def _fraction(self, last: Mark | None) -> float:
        if last is None:
            return 0.0
        penalty = self.question.penalty
        match self.behaviour:
            case "interactive":
                return interactive_mark(last.fraction, max(len(self.marks) - 1, 0), penalty)
            case "adaptive":
                return adaptive_mark([found.fraction for found in self.marks or (last,)], penalty)
        return last.fraction

    def _response(self, hint: Hint | None) -> object:
        if self.uncounted is not None:
            return self.uncounted[0]
        if hint is not None and hint.clears_wrong:
            return _cleared(self.question, self.counted, self.marks[-1])
        return self.counted


def _comparable(question: Question, response: object) -> object:
    """Returns a form in which two answers that say the same are equal: blanks around a text do not matter, nor does the
    order of chosen letters.
    """
    match question:
        case MultipleResponse() if isinstance(response, list | tuple):
            return sorted(response)
        case Cloze(gaps=gaps) if isinstance(response, list | tuple):
            return [_comparable_gap(gap, part) for gap, part in zip(gaps, response, strict=True)]
    return response.strip() if isinstance(response, str) else response


def _comparable_gap(gap: object, part: object) -> object:
    if isinstance(gap, SelectGap) and isinstance(part, list | tuple):
        return sorted(part)
    return part.strip() if isinstance(part, str) else part


def _cleared(question: Question, response: object, found: Mark) -> object:
    """Returns the response without its wrong parts."""
    match question:
        case Ordering():
            return response
        case MultipleResponse():
            return [part.part for part in found.feedback if part.chosen and part.right]
        case Matching() if isinstance(response, list | tuple):
            return [given if part.right else "" for given, part in zip(response, found.feedback, strict=True)]
        case Cloze(gaps=gaps) if isinstance(response, list | tuple):
            parts = zip(gaps, response, found.feedback, strict=True)
            return [given if part.right else _cleared_gap(gap, given) for gap, given, part in parts]
    return "" if found.outcome != "right" else response


def _cleared_gap(gap: object, given: object) -> object:
    if not (isinstance(gap, SelectGap) and gap.multiple and isinstance(given, list | tuple)):
        return ""
    right = {letter for letter, option in zip(gap.letters, gap.options, strict=True) if option.score > 0}
    return [letter for letter in given if letter in right]
