"""Questions for tests: one of each type by name, and Hypothesis strategies that draw well-formed ones."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st

from quizzes.errors import QuestionError
from quizzes.questions import (
    DateAnswer,
    DateQuestion,
    MultipleResponse,
    Numerical,
    NumericalAnswer,
    Option,
    ShortAnswer,
    SingleChoice,
    Text,
    TextAnswer,
    TrueFalse,
    shared_scores,
)

BASE = {"key": "jur-1-delai", "stem": Text("Quel délai ?"), "competency": "JUR-1", "difficulty": 2, "seconds": 45}


def single(*scores, **fields):
    options = tuple(
        Option(Text(f"option {number}"), score, Text(f"retour {number}")) for number, score in enumerate(scores)
    )
    return SingleChoice(**{**BASE, **fields}, options=options)


def multiple(*scores, **fields):
    options = tuple(Option(Text(f"option {number}"), score) for number, score in enumerate(scores))
    return MultipleResponse(**{**BASE, **fields}, options=options)


def true_false(answer=True, **fields):
    return TrueFalse(**{**BASE, **fields}, answer=answer)


def numerical(*answers, **fields):
    return Numerical(**{**BASE, **fields}, answers=answers)


def number(value, tolerance="0", kind="absolute", score=1, feedback=None):
    return NumericalAnswer(Decimal(value), Decimal(tolerance), kind, score, feedback and Text(feedback))


def date_question(*answers, **fields):
    return DateQuestion(**{**BASE, **fields}, answers=answers)


def short_answer(*texts, **fields):
    answers = tuple(text if isinstance(text, TextAnswer) else TextAnswer(text) for text in texts)
    return ShortAnswer(**{**BASE, **fields}, answers=answers)


keys = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,3}", fullmatch=True)
lines = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30).filter(
    str.strip
)
texts = st.builds(Text, lines, st.sampled_from(["markdown", "markdown", "html", "plain", "moodle"]))
decimals = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=4)
scores = st.integers(0, 20).map(lambda twentieths: Fraction(twentieths, 20)) | st.fractions(0, 1, max_denominator=97)
signed_scores = st.builds(lambda score, sign: score * sign, scores, st.sampled_from([1, -1]))
days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
formulas = st.none() | st.just("1 + 1")
feedbacks = st.none() | texts

base_fields = {
    "key": keys,
    "stem": texts,
    "competency": st.sampled_from(["JUR-1", "COM-12", "X"]),
    "difficulty": st.integers(1, 5),
    "seconds": st.integers(1, 3600),
    "explanation": feedbacks,
    "facts": st.lists(st.sampled_from(["F1.01", "F8.06"]), max_size=2).map(tuple),
    "sources": st.lists(keys, max_size=2).map(tuple),
    "lesson": st.none() | keys,
}


def options(drawn_scores):
    """Options of the drawn scores, one of which is set to the full mark."""
    return st.tuples(
        st.lists(st.tuples(texts, drawn_scores, feedbacks), min_size=2, max_size=6), st.integers(0, 5)
    ).map(
        lambda drawn: tuple(
            Option(text, 1 if position == drawn[1] % len(drawn[0]) else score, feedback)
            for position, (text, score, feedback) in enumerate(drawn[0])
        )
    )


plain_options = (
    st.lists(st.tuples(texts, st.booleans(), feedbacks), min_size=2, max_size=6)
    .filter(lambda drawn: any(is_right for _, is_right, _ in drawn))
    .map(
        lambda drawn: tuple(
            Option(text, score, feedback)
            for (text, _, feedback), score in zip(
                drawn, shared_scores([is_right for _, is_right, _ in drawn]), strict=True
            )
        )
    )
)


def _or_none(make):
    def attempt(**fields):
        try:
            return make(**fields)
        except QuestionError as error:
            # Drawn answers may hide the right one; every other refusal is a fault of these strategies.
            assert error.message_id == "question.never_reached"
            return None

    return attempt


def _typed(make, answer, **fields):
    answers = st.lists(answer, min_size=1, max_size=4).filter(lambda drawn: any(part.score == 1 for part in drawn))
    return st.builds(_or_none(make), **base_fields, answers=answers.map(tuple), otherwise=feedbacks, **fields).filter(
        bool
    )


kinds = st.sampled_from(["absolute", "relative", "geometric"])
tolerances = st.decimals(min_value=0, max_value=5, places=3)
full_or_less = st.just(Fraction(1)) | scores
singles = st.builds(SingleChoice, **base_fields, options=options(signed_scores))
multiples = st.builds(MultipleResponse, **base_fields, options=options(signed_scores) | plain_options)
true_falses = st.builds(TrueFalse, **base_fields, answer=st.booleans(), if_true=feedbacks, if_false=feedbacks)
numericals = _typed(
    Numerical,
    st.builds(NumericalAnswer, decimals, tolerances, kinds, full_or_less, feedbacks, formulas),
    unit=st.sampled_from([None, "€", "%", "jours", "k€", "m2"]),
)
date_questions = _typed(
    DateQuestion, st.builds(DateAnswer, days, st.integers(0, 30), full_or_less, feedbacks, formulas)
)
short_answers = _typed(
    ShortAnswer,
    st.builds(TextAnswer, st.text("aé* \\'’E", min_size=1, max_size=8).filter(str.strip), full_or_less, feedbacks),
    case_sensitive=st.booleans(),
)
questions = st.one_of(singles, multiples, true_falses, numericals, date_questions, short_answers)
