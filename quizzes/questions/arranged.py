"""Questions whose answer is an arrangement: right-hand sides matched to prompts, items put in order."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

from quizzes.answers import Text
from quizzes.checks import check_count, check_one_of, check_text, check_truth
from quizzes.errors import QuestionError
from quizzes.questions.base import QuestionBase
from quizzes.questions.choices import option_letter

OrderingStrategy = Literal["all-or-nothing", "absolute", "next", "longest-subset"]

MOST_ANSWER: Final = 500


@dataclass(frozen=True, slots=True)
class Pair:
    """A prompt and the plain text that belongs to it; `feedback` is said about this pair."""

    prompt: Text
    answer: str
    feedback: Text | None = None

    def __post_init__(self) -> None:
        check_text("answer", self.answer, MOST_ANSWER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching(QuestionBase):
    """To each prompt belongs one of the right-hand sides; `distractors` belong to none. Two pairs at least.

    Prompts that share an answer share one right-hand side. Prompts that read the same share their answers: each of them
    is right wherever the learner put it, since nobody can tell them apart. `shuffle`: right-hand sides are shown in
    another order.
    """

    pairs: tuple[Pair, ...]
    distractors: tuple[str, ...] = ()
    shuffle: bool = True

    def __post_init__(self) -> None:
        QuestionBase.__post_init__(self)
        check_count("pairs", self.pairs, 2)
        check_count("distractors", self.distractors, 0)
        check_truth("shuffle", self.shuffle)
        answers = {pair.answer for pair in self.pairs}
        for position, distractor in enumerate(self.distractors):
            check_text(f"distractors[{position}]", distractor, MOST_ANSWER)
            if distractor in answers or distractor in self.distractors[:position]:
                raise QuestionError(f"distractors[{position}]", "question.repeated")
        if len(self.choices) < 2:
            raise QuestionError("pairs", "question.one_choice")

    @property
    def choices(self) -> tuple[str, ...]:
        """Returns the right-hand sides, each once, by order of their first pair, then the distractors."""
        return tuple(dict.fromkeys((*(pair.answer for pair in self.pairs), *self.distractors)))

    @property
    def letters(self) -> tuple[str, ...]:
        """Returns the letter of each right-hand side; screens never show them: their order tells the answer."""
        return tuple(option_letter(position) for position in range(len(self.choices)))

    @property
    def right_letters(self) -> tuple[str, ...]:
        """Returns for each pair the letter of its answer."""
        choices = self.choices
        return tuple(option_letter(choices.index(pair.answer)) for pair in self.pairs)

    @property
    def groups(self) -> tuple[tuple[int, ...], ...]:
        """Returns the positions of the pairs, those whose prompts read the same together, by their first one."""
        found: dict[Text, list[int]] = {}
        for position, pair in enumerate(self.pairs):
            found.setdefault(pair.prompt, []).append(position)
        return tuple(tuple(positions) for positions in found.values())


@dataclass(frozen=True, slots=True)
class OrderingItem:
    """One of the items to put in order; `feedback` is said about its place."""

    text: Text
    feedback: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordering(QuestionBase):
    """Items, given here in the right order, are put in order. Two at least, all different: of two that read the same
    nobody could tell which comes first.

    `strategy`, with n items: `all-or-nothing` 1 or 0; `absolute` share of the items in their place; `next` share of the
    n - 1 items (all but the last) that are followed by the right one; `longest-subset` share of the items in the
    longest subset that stands in the right order, where a subset of one is none.
    """

    items: tuple[OrderingItem, ...]
    strategy: OrderingStrategy = "absolute"

    def __post_init__(self) -> None:
        QuestionBase.__post_init__(self)
        check_count("items", self.items, 2)
        check_one_of("strategy", self.strategy, get_args(OrderingStrategy))
        texts = [item.text for item in self.items]
        for position, text in enumerate(texts):
            if text in texts[:position]:
                raise QuestionError(f"items[{position}].text", "question.repeated")

    @property
    def letters(self) -> tuple[str, ...]:
        """Returns the letter of each item in the right order; screens never show them."""
        return tuple(option_letter(position) for position in range(len(self.items)))
