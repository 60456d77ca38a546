"""Writes the parts of one question in GIFT and notes what cannot be held."""

from dataclasses import MISSING, fields
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Final

from quizzes.answers import NumericalAnswer, Score, Text, TextFormat
from quizzes.checks import check_decimal
from quizzes.errors import QuestionError
from quizzes.formats.gift.escapes import escaped, is_ambiguous, marker_for
from quizzes.formats.gift.passages import BLANKS
from quizzes.formats.gift.weights import written_weight
from quizzes.formats.report import ExportProblem
from quizzes.questions import QuestionBase

# None of these can be escaped for the plug-in, which undoes no escape in its items.
_NOT_IN_ITEMS: Final = ("\n", "\r", "}", "####")


class Pen:
    """Every method writes one part; what it cannot write as it is becomes a problem of the question `key`."""

    def __init__(self, key: str) -> None:
        self._key = key
        self.problems: list[ExportProblem] = []

    @property
    def is_refused(self) -> bool:
        """Tells whether the question as a whole cannot be held."""
        return any(problem.severity == "refused" for problem in self.problems)

    def ignore(self, field: str) -> None:
        """Notes that a field is left out."""
        self.problems.append(ExportProblem(self._key, "format.field", {"field": field}, "ignored"))

    def refuse(self, message_id: str, field: str) -> None:
        """Notes that a field keeps the whole question out."""
        self.problems.append(ExportProblem(self._key, message_id, {"field": field}))

    def refuse_type(self, kind: str) -> None:
        """Notes that GIFT has no such type of question, in place of all that was noted before."""
        self.problems = [ExportProblem(self._key, "format.type", {"type": kind})]

    def leave_out(self, question: QuestionBase, *names: str) -> None:
        """Notes each of these fields that has another value than the one that it has anyway."""
        usual = {field.name: field.default for field in fields(question)}
        for name in names:
            assert usual[name] is not MISSING
            if getattr(question, name) != usual[name]:
                self.ignore(name)

    def words(self, field: str, words: str) -> str:
        """Returns a plain text, escaped."""
        return escaped(self._clean(field, words))

    def text(self, field: str, text: Text, inherited: TextFormat) -> str:
        """Returns a text, escaped, behind its marker where it needs one."""
        clean = self._clean(field, text.source)
        return f"{marker_for(clean, text.format, inherited)}{escaped(clean)}"

    def plain(self, field: str, words: str, inherited: TextFormat, *, allows_arrow: bool) -> str:
        """Returns a plain text where GIFT reads one with a format, which it then forgets."""
        if not allows_arrow and "->" in words:
            self.refuse("gift.arrow", field)
        clean = self._clean(field, words)
        return f"{marker_for(clean, inherited, inherited)}{escaped(clean)}"

    def comment(self, field: str, feedback: Text | None, inherited: TextFormat, *, allows_arrow: bool = True) -> str:
        """Returns a feedback with its mark, nothing if there is none."""
        if feedback is None:
            return ""
        if not allows_arrow and "->" in feedback.source:
            # An arrow anywhere between the braces would make a matching question of a short answer.
            self.problems.append(ExportProblem(self._key, "gift.arrow", {"field": field}, "ignored"))
            return ""
        return f"#{self.text(field, feedback, inherited)}"

    def item(self, field: str, text: Text, inherited: TextFormat) -> str:
        """Returns an item of an ordering, on a line of its own and almost without escapes."""
        clean = self._clean(field, text.source)
        written = f"{marker_for(clean, text.format, inherited)}{clean}"
        if any(mark in clean for mark in _NOT_IN_ITEMS) or written.startswith("//"):
            self.refuse("gift.item", field)
        return written.replace("\\", "\\\\")

    def weight(self, field: str, score: Score) -> str:
        """Returns a weight between percent signs."""
        digits, is_exact = written_weight(Fraction(score))
        if not is_exact:
            self.ignore(f"{field}.score")
        return f"%{digits}%"

    def tolerance(self, field: str, answer: NumericalAnswer) -> Decimal:
        """Returns the absolute tolerance that accepts the same numbers; only a geometric one has none."""
        if answer.tolerance_kind == "absolute":
            return answer.tolerance
        if answer.tolerance_kind == "geometric":
            self.refuse("format.field", field)
            return answer.tolerance
        with localcontext() as context:
            # Enough for the product of any two numbers of an answer.
            context.prec = 80
            tolerance = answer.tolerance * abs(answer.value)
        try:
            check_decimal(field, tolerance)
        except QuestionError:
            self.refuse("format.field", field)
        else:
            self.ignore(field)
        return tolerance

    def _clean(self, field: str, text: str) -> str:
        if is_ambiguous(text):
            self.refuse("gift.placeholder", field)
        if "\r" in text:
            self.problems.append(ExportProblem(self._key, "gift.line_ends", {"field": field}, "ignored"))
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        if text != text.strip(BLANKS):
            self.problems.append(ExportProblem(self._key, "gift.edge_blanks", {"field": field}, "ignored"))
        return text.strip(BLANKS)
