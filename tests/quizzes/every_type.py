"""Questions of the composed types for tests, and strategies for a question of any type with answers that fit it."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from quizzes.drawing import draw, realised
from quizzes.errors import QuestionError
from quizzes.questions import (
    Calculated,
    CalculatedAnswer,
    Cloze,
    DateQuestion,
    DateRange,
    Description,
    Essay,
    Matching,
    MultipleResponse,
    NumberGap,
    NumberRange,
    Numerical,
    Option,
    Ordering,
    OrderingItem,
    Pair,
    SelectGap,
    SingleChoice,
    Text,
    TextAnswer,
    TextGap,
    TrueFalse,
)
from tests.quizzes.more_strategies import (
    awkward,
    calculateds,
    clozes,
    descriptions,
    essays,
    matchings,
    orderings,
)
from tests.quizzes.question_strategies import BASE, questions


def matching(*pairs, **fields):
    made = tuple(Pair(Text(prompt), answer, Text(f"{prompt} : {answer}")) for prompt, answer in pairs)
    return Matching(**{**BASE, **fields}, pairs=made)


def ordering(*texts, **fields):
    return Ordering(**{**BASE, **fields}, items=tuple(OrderingItem(Text(text), Text(f"de {text}")) for text in texts))


def cloze(*gaps, **fields):
    stem = Text(" ".join(f"[[{number}]]" for number in range(1, len(gaps) + 1)))
    return Cloze(**{**BASE, "stem": stem, **fields}, gaps=gaps)


def text_gap(*texts, **fields):
    return TextGap(tuple(text if isinstance(text, TextAnswer) else TextAnswer(text) for text in texts), **fields)


def number_gap(*answers, **fields):
    return NumberGap(answers, **fields)


def select_gap(*scores, **fields):
    options = tuple(
        Option(Text(f"choix {place}"), score, Text(f"retour {place}")) for place, score in enumerate(scores)
    )
    return SelectGap(tuple(options), **fields)


def several_gap(*scores, **fields):
    return select_gap(*scores, multiple=True, layout="vertical", **fields)


def number_range(name, lowest, highest, step="1", **fields):
    return NumberRange(name, Decimal(lowest), Decimal(highest), Decimal(step), **fields)


def calculated(formula, *parameters, **fields):
    answers = fields.pop("answers", None) or (CalculatedAnswer(formula, **fields.pop("answer", {})),)
    return Calculated(**{**BASE, **fields}, answers=answers, parameters=parameters)


def essay(**fields):
    return Essay(**{**BASE, **fields})


def description(**fields):
    return Description(**{**BASE, **fields})


def _drawn(question, seed):
    try:
        return realised(question, draw(question, seed))
    except QuestionError:
        # Figures of 9 digits to four decimals can pass the bounds of formulas; such a question is not offered.
        return None


days_computed = st.builds(
    lambda days, tolerance: calculated(
        f"add_days({{jour}}, {days})",
        DateRange("jour", date(2000, 1, 1), date(2100, 1, 1), working_days=True),
        answer_kind="date",
        answer={"tolerance": Decimal(tolerance)},
    ),
    st.integers(0, 90),
    st.integers(0, 5),
)
every_calculated = calculateds | days_computed
drawn = st.builds(_drawn, every_calculated, st.integers(0, 99)).filter(bool)
# Few words, so that prompts that read the same and right-hand sides that are shared come up.
words = st.sampled_from(["un", "deux", "trois", "quatre"])
alike = st.lists(st.tuples(words, words), min_size=2, max_size=4).filter(
    lambda pairs: len({answer for _, answer in pairs}) > 1
)
small_matchings = alike.map(lambda pairs: matching(*pairs)) | alike.map(
    lambda pairs: matching(*pairs, distractors=("leurre",))
)
markable = st.one_of(questions, matchings, small_matchings, orderings, clozes, drawn, essays, descriptions)
every_question = st.one_of(markable, every_calculated)


entries = st.sampled_from(["12", "1,5 €", "1.234", "16,000", "11/05/2026", "é*", "", "  "]) | awkward


def _gap_response(gap):
    if not isinstance(gap, SelectGap):
        return entries
    letters = st.sampled_from(gap.letters)
    return st.lists(letters, unique=True) if gap.multiple else letters | st.just("")


def responses_to(question):
    """Answers that a page of ours could send, right ones and wrong ones."""
    drawn_from = entries
    match question:
        case MultipleResponse():
            drawn_from = st.lists(st.sampled_from(question.letters), unique=True)
        case SingleChoice():
            drawn_from = st.sampled_from((*question.letters, ""))
        case TrueFalse():
            drawn_from = st.sampled_from(["true", "false", ""])
        case Matching():
            drawn_from = st.tuples(*[st.sampled_from((*question.letters, ""))] * len(question.pairs)).map(list)
        case Ordering():
            drawn_from = st.permutations(question.letters).map(list)
        case Cloze():
            drawn_from = st.tuples(*map(_gap_response, question.gaps)).map(list)
        case Description():
            drawn_from = st.sampled_from(["", None])
        case Numerical(answers=answers):
            drawn_from = st.sampled_from([f"{answer.value:f}" for answer in answers]) | entries
        case DateQuestion(answers=answers):
            drawn_from = st.sampled_from([answer.value.isoformat() for answer in answers]) | entries
    return drawn_from


def answered():
    """Questions, each with an answer to it."""
    return markable.flatmap(lambda question: st.tuples(st.just(question), responses_to(question)))
