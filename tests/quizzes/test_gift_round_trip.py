"""Any question that GIFT holds fully comes back the same."""

import re
from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from quizzes.errors import QuestionError
from quizzes.formats import gift
from quizzes.questions import (
    Description,
    Essay,
    Matching,
    MultipleResponse,
    Numerical,
    NumericalAnswer,
    Option,
    Ordering,
    OrderingItem,
    Pair,
    ShortAnswer,
    SingleChoice,
    Text,
    TextAnswer,
    TrueFalse,
)
from tests.quizzes.question_strategies import keys

CHARACTERS = st.text(st.sampled_from("ab é%*=~#{}:\\n[]>-/.&0158;T1\n\u00a0\"'<"), min_size=1, max_size=20)
TEMPTING = st.sampled_from(["[html]a", "%50%a", "::a::", "//a", "####a", "TRUE", "\\n", "a\\", "$CATEGORY: a"])
NAMES = st.text(st.sampled_from("ab é\\n:={}~#$"), min_size=1, max_size=6)


# Composed, so that Hypothesis has short names for them and does not print pages.
@st.composite
def drawn_words(draw):
    text = draw(CHARACTERS | TEMPTING).strip(" \n")
    assume(text.strip() and not re.search(r"&&(0\d\d|1\d\d)", text))
    return text


@st.composite
def drawn_tags(draw):
    tag = draw(st.text(st.sampled_from("ab é]:[/\\=,"), min_size=1, max_size=8))
    assume(tag == tag.strip() and not tag.endswith("\\"))
    return tag


@st.composite
def drawn_categories(draw):
    names = draw(st.lists(NAMES, min_size=1, max_size=3))
    assume(all(name == name.strip() and not re.fullmatch(r"\$[a-z]+\$|top", name) for name in names))
    return "/".join(names)


words = drawn_words()
tags = drawn_tags()
categories = drawn_categories() | st.just("a//b/c")
one_line = words.filter(lambda text: "\n" not in text)
formats = st.sampled_from(["markdown", "html", "plain", "moodle"])
texts = st.builds(Text, words, formats)
maybe = st.none() | texts
scores = st.fractions(0, 1, max_denominator=100) | st.decimals(0, 1, places=9).map(Fraction)
signed = st.builds(lambda score, sign: score * sign, scores, st.sampled_from([1, -1]))
base = {
    "stem": texts,
    "name": st.none() | one_line,
    "idnumber": st.none() | tags,
    "category": st.none() | categories,
    "tags": st.lists(tags, max_size=3).map(tuple),
    "competency": st.sampled_from([None, "JUR-1"]),
    "difficulty": st.integers(1, 5),
    "seconds": st.integers(1, 3600),
    "facts": st.lists(st.sampled_from(["F1.01", "F8 06"]), max_size=2).map(tuple),
    "sources": st.lists(keys, max_size=2).map(tuple),
    "lesson": st.none() | keys,
}
explained = {**base, "explanation": maybe}


def possible(make, *, allowed, **fields):
    """Questions of the drawn fields; a draw that the type refuses for one of the allowed reasons is left out."""

    def attempt(**drawn):
        try:
            return make(**drawn)
        except QuestionError as error:
            assert error.message_id in allowed, error
            return None

    return st.builds(attempt, key=keys, **fields).filter(bool)


no_arrow = words.filter(lambda text: "->" not in text)
quiet = st.none() | st.builds(Text, no_arrow, formats)
items = one_line.filter(lambda text: not re.search(r"\}|####|^//", text))
decimals = st.decimals(-(10**9), 10**9, places=4)
any_question = st.one_of(
    possible(
        SingleChoice,
        **explained,
        allowed={"question.no_full_mark"},
        options=st.lists(
            st.builds(Option, texts, signed | st.sampled_from([0, 1, 1]), maybe), min_size=2, max_size=5
        ).map(tuple),
    ),
    possible(
        MultipleResponse,
        **explained,
        allowed={"question.no_full_mark"},
        options=st.lists(
            st.builds(Option, texts, signed | st.sampled_from([0, 1, 1]), maybe), min_size=2, max_size=5
        ).map(tuple),
    ),
    possible(TrueFalse, **explained, allowed=(), answer=st.booleans(), if_true=maybe, if_false=maybe),
    possible(
        ShortAnswer,
        **explained,
        allowed={"question.no_full_mark", "question.never_reached"},
        answers=st.lists(
            st.builds(TextAnswer, no_arrow | st.just("*"), scores | st.sampled_from([0, 1, 1]), quiet),
            min_size=1,
            max_size=4,
        ).map(tuple),
        otherwise=quiet,
    ),
    possible(
        Numerical,
        **explained,
        allowed={"question.no_full_mark", "question.never_reached"},
        answers=st.lists(
            st.builds(
                NumericalAnswer,
                decimals,
                st.decimals(0, 5, places=3),
                st.just("absolute"),
                scores | st.sampled_from([0, 1, 1]),
                maybe,
            ),
            min_size=1,
            max_size=4,
        ).map(tuple),
        otherwise=maybe,
    ),
    possible(
        Matching,
        **explained,
        allowed={"question.repeated", "question.one_choice"},
        pairs=st.lists(st.builds(Pair, st.builds(Text, no_arrow, formats), words), min_size=2, max_size=4).map(tuple),
        distractors=st.lists(words, max_size=2).map(tuple),
    ),
    possible(
        Ordering,
        **explained,
        allowed={"question.repeated"},
        items=st.lists(st.builds(OrderingItem, st.builds(Text, items, formats)), min_size=2, max_size=5).map(tuple),
        strategy=st.sampled_from(["all-or-nothing", "absolute", "next", "longest-subset"]),
    ),
    possible(Essay, **explained, allowed=()),
    possible(Description, **base, allowed=()),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(any_question, max_size=4, unique_by=lambda question: question.key).map(tuple))
def test_whatever_gift_holds_comes_back_the_same(questions):
    report = gift.loads(gift.dumps(questions))

    assert report.problems == ()
    assert report.questions == questions
    assert gift.dumps(report.questions) == gift.dumps(questions)


@settings(max_examples=80, deadline=None)
@given(any_question)
def test_only_marks_of_ours_stand_unescaped_in_what_is_written(question):
    written = gift.dumps([question])

    body = re.sub(r"\\.", "", written.partition("\n::")[2].partition("::")[2])
    if not isinstance(question, Ordering):
        assert body.count("{") == body.count("}") == (not isinstance(question, Description))
        assert "::" not in body
    assert "\n\n" not in written.strip("\n").removeprefix("$").partition("// [id:")[2]
