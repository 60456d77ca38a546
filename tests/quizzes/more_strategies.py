"""Strategies for what `question_strategies` leaves out: the other types of questions, and the fields of the bank."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st

from quizzes.errors import QuestionError
from quizzes.questions import (
    AttachedFile,
    Calculated,
    CalculatedAnswer,
    Cloze,
    Criterion,
    DataSet,
    Description,
    Essay,
    Hint,
    Matching,
    MultipleResponse,
    Numerical,
    NumericalAnswer,
    Ordering,
    OrderingItem,
    Pair,
    RubricLevel,
    SelectGap,
    ShortAnswer,
    SingleChoice,
    Text,
    TextAnswer,
    TextGap,
    TrueFalse,
    Unit,
)
from quizzes.questions.cloze import NumberGap
from tests.quizzes.question_strategies import (
    base_fields,
    decimals,
    feedbacks,
    keys,
    kinds,
    lines,
    options,
    plain_options,
    scores,
    signed_scores,
    tolerances,
)


def _is_text(text):
    try:
        Text(text)
    except QuestionError:
        return False
    return True


# Every character that a text may hold, also those that XML, GIFT or a gap take for a mark of theirs.
awkward = st.text(
    st.sampled_from("aé €0.,:;=~#{}[]()<>&\"'\\/|%*$@-_?!\n\t\r\u00a0\u202f\u2028’") | st.characters(codec="utf-8"),
    min_size=1,
    max_size=40,
).filter(_is_text)
awkward_texts = st.builds(Text, awkward, st.sampled_from(["markdown", "html", "plain", "moodle"]))
awkward_lines = awkward.filter(lambda text: not set(text) & set("\n\r") and bool(text.strip()))
maybe_awkward = st.none() | awkward_texts


def hints_of(words):
    """Hints, also without words where they do something."""
    return st.lists(
        st.builds(Hint, words, st.booleans(), st.booleans())
        | st.builds(Hint, st.none(), st.just(True), st.booleans())
        | st.builds(Hint, st.none(), st.booleans(), st.just(True)),
        max_size=3,
    ).map(tuple)


hints = hints_of(awkward_texts)
file_names = st.from_regex(r"[a-zé0-9_ ()&'-]{0,8}[a-z]\.(png|jpg|svg)", fullmatch=True).filter(
    lambda name: name[0] not in " ."
)
files = st.lists(st.builds(AttachedFile, file_names, st.binary(max_size=40)), max_size=3, unique_by=lambda f: f.name)
units = st.sampled_from(["€", "%", "jours", "k€", "m2", "h & min", "<h>"])
unit_fields = st.one_of(
    st.just({}),
    st.fixed_dictionaries(
        {
            "unit": units,
            "other_units": st.lists(
                st.builds(
                    Unit, st.sampled_from(["cents", "EUR", "c"]), st.sampled_from(["100", "1", "0.5"]).map(Decimal)
                ),
                max_size=2,
                unique_by=lambda unit: unit.name,
            ).map(tuple),
            "unit_required": st.booleans(),
            "unit_penalty": scores,
            "unit_penalty_of": st.sampled_from(["answer", "question"]),
        }
    ),
)
bank_fields = {
    **base_fields,
    "stem": awkward_texts,
    "explanation": maybe_awkward,
    "competency": st.none() | st.sampled_from(["JUR-1", "COM-12"]),
    "name": st.none() | awkward_lines,
    "idnumber": st.none() | awkward_lines | keys,
    "category": st.none() | st.sampled_from(["Recouvrement/Relance", "A//B/C", "top", "a & b"]) | awkward_lines,
    "tags": st.lists(awkward_lines, max_size=3).map(tuple),
    "max_mark": st.integers(0, 20).map(Fraction) | st.fractions(0, 20, max_denominator=97),
    "penalty": st.sampled_from([Fraction(0), Fraction(1, 3), Fraction(1, 10), Fraction(1)]) | scores,
    "hints": hints,
    "files": files.map(tuple),
}
feedback_fields = {"if_right": maybe_awkward, "if_partial": maybe_awkward, "if_wrong": maybe_awkward}


# Drawn answers may hide the right one, drawn items and right-hand sides may be the same.
PASSED_OVER = {"question.never_reached", "question.no_full_mark", "question.one_choice", "question.repeated"}


def built(make, **strategies):
    """Questions of these fields; drawn answers may hide the right one, and such a draw is passed over."""

    def attempt(unit_part, fields):
        try:
            return make(**{**fields, **unit_part})
        except QuestionError as error:
            assert error.message_id in PASSED_OVER, error
            return None

    unit_part = strategies.pop("unit_part", st.just({}))
    return st.builds(attempt, unit_part, st.fixed_dictionaries(strategies)).filter(bool)


def with_one_full(parts, full):
    """Tuples of drawn parts, the first of which is made to give the full mark by `full`."""
    return st.lists(parts, min_size=1, max_size=4).map(lambda drawn: (full(drawn[0]), *drawn[1:]))


def _full_text(answer):
    return TextAnswer(answer.text, Fraction(1), answer.feedback)


def _full_number(answer):
    return NumericalAnswer(answer.value, answer.tolerance, answer.tolerance_kind, Fraction(1), answer.feedback)


text_answers = with_one_full(st.builds(TextAnswer, awkward, scores, maybe_awkward), _full_text)
number_answers = with_one_full(
    st.builds(NumericalAnswer, decimals, tolerances, st.just("absolute") | kinds, scores, maybe_awkward), _full_number
)

pairs = st.lists(st.builds(Pair, awkward_texts, awkward, feedbacks), min_size=2, max_size=4).map(tuple)
matchings = built(
    Matching,
    **bank_fields,
    **feedback_fields,
    pairs=pairs,
    distractors=st.sampled_from([(), ("un leurre",), ("a", "b & c")]),
    shuffle=st.booleans(),
).filter(lambda question: question is not None)
orderings = built(
    Ordering,
    **bank_fields,
    **feedback_fields,
    items=st.lists(st.builds(OrderingItem, awkward_texts, maybe_awkward), min_size=2, max_size=5).map(tuple),
    strategy=st.sampled_from(["all-or-nothing", "absolute", "next", "longest-subset"]),
)
descriptions = built(Description, **{**bank_fields, "max_mark": st.just(Fraction(0))})
rubrics = st.just(()) | st.just((Criterion("Ton", (RubricLevel("sec", 0), RubricLevel("courtois", 2))),))
essays = built(
    Essay,
    **bank_fields,
    rubric=rubrics,
    model=feedbacks,
    guidance=maybe_awkward,
    template=maybe_awkward,
    fewest_words=st.none() | st.integers(1, 50),
    most_words=st.none() | st.integers(50, 500),
    lines=st.integers(1, 100),
    allows_file=st.booleans(),
)

weights = st.integers(1, 100)
text_gaps = built(TextGap, answers=text_answers, case_sensitive=st.booleans(), weight=weights, otherwise=maybe_awkward)
number_gaps = built(
    NumberGap,
    answers=number_answers,
    unit=st.none() | st.none() | units,
    weight=weights,
    otherwise=maybe_awkward,
)
select_gaps = built(
    SelectGap,
    options=options(signed_scores),
    layout=st.sampled_from(["select", "vertical", "horizontal"]),
    shuffle=st.booleans(),
    weight=weights,
) | built(
    SelectGap,
    options=plain_options,
    multiple=st.just(value=True),
    layout=st.sampled_from(["vertical", "horizontal"]),
    shuffle=st.booleans(),
    weight=weights,
)


def _cloze_fields(fields, gaps, pieces, text_format):
    marks = "".join(f"{piece}[[{number}]]" for number, piece in enumerate(pieces[: len(gaps)], start=1))
    return {**fields, "gaps": tuple(gaps), "stem": Text(marks + pieces[len(gaps)], text_format)}


def _cloze(fields):
    try:
        return Cloze(**fields)
    except QuestionError as error:
        assert error.message_id == "question.gap_marks"
        return None


def clozes_of(gaps):
    """Questions with one to three of these gaps."""
    return (
        st.builds(
            _cloze_fields,
            st.fixed_dictionaries(bank_fields),
            st.lists(gaps, min_size=1, max_size=3),
            st.lists(awkward, min_size=4, max_size=4),
            st.sampled_from(["markdown", "html", "plain", "moodle"]),
        )
        .map(_cloze)
        .filter(bool)
    )


clozes = clozes_of(text_gaps | number_gaps | select_gaps)

data_sets = st.sampled_from([("x",), ("x", "taux_2")]).flatmap(
    lambda names: st.builds(
        DataSet,
        st.just(names),
        st.lists(st.tuples(*[decimals] * len(names)), min_size=1, max_size=4).map(tuple),
        st.booleans(),
    )
)
formulas = st.sampled_from(["2*{x}", "round({x} / 7, 2)", "max({x}, 0) + abs({x})", "({x} - 1)*-3.5"])
calculated_answers = with_one_full(
    st.builds(CalculatedAnswer, formulas, st.none() | st.integers(0, 10), tolerances, kinds, scores, maybe_awkward),
    lambda answer: CalculatedAnswer(
        answer.formula, answer.decimals, answer.tolerance, answer.tolerance_kind, Fraction(1), answer.feedback
    ),
)
calculateds = built(
    Calculated,
    **{**bank_fields, "stem": st.builds(Text, lines.map(lambda line: line.replace("{", "(") + " {x} {=2*{x}}"))},
    **feedback_fields,
    answers=calculated_answers,
    data=data_sets,
    otherwise=maybe_awkward,
    unit_part=unit_fields,
)

# The types of `question_strategies`, with the fields of the bank.
bank_singles = built(
    SingleChoice, **bank_fields, **feedback_fields, options=options(signed_scores), shuffle=st.booleans()
)
bank_multiples = built(
    MultipleResponse,
    **bank_fields,
    **feedback_fields,
    options=plain_options | options(signed_scores),
    shuffle=st.booleans(),
)
bank_true_falses = built(TrueFalse, **bank_fields, answer=st.booleans(), if_true=maybe_awkward, if_false=maybe_awkward)
bank_numericals = built(
    Numerical, **bank_fields, answers=number_answers, otherwise=maybe_awkward, unit_part=unit_fields
)
bank_short_answers = built(
    ShortAnswer, **bank_fields, answers=text_answers, case_sensitive=st.booleans(), otherwise=maybe_awkward
)
bank_questions = st.one_of(
    bank_singles,
    bank_multiples,
    bank_true_falses,
    bank_numericals,
    bank_short_answers,
    matchings,
    orderings,
    descriptions,
    essays,
    clozes,
    calculateds,
)
