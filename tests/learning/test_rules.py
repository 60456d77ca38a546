"""What comes next, what matters, what is found: pure decisions."""

from datetime import date

import pytest

from course.learning import rules
from course.learning.rules import Step

MONDAY = date(2026, 11, 23)


def steps(*keys, levels=(1, 2)):
    return [Step(place, key, {"JUR-1": levels}) for place, key in enumerate(keys)]


def test_the_first_week_comes_first_then_the_programme() -> None:
    programme = steps("clients", "echeances", "commande", "retard")

    order = rules.next_steps(programme, done=[], required={"JUR-1": 2}, first=("retard", "commande", "clients"))

    assert [programme[place].key for place in order] == ["retard", "commande", "clients", "echeances"]


def test_what_is_done_does_not_come_back() -> None:
    order = rules.next_steps(steps("1.01", "1.02"), done=[0], required={"JUR-1": 2})

    assert order == [1]


def test_a_lesson_above_the_required_level_is_not_proposed() -> None:
    order = rules.next_steps(steps("1.03", levels=(3, 4)), done=[], required={"JUR-1": 2})

    assert order == []


def test_without_a_job_every_lesson_is_proposed() -> None:
    order = rules.next_steps(steps("1.03", levels=(3, 4)), done=[], required={})

    assert order == [0]


def test_gaps_come_before_what_is_to_confirm_or_to_measure_and_the_widest_first() -> None:
    ranks = [
        rules.urgency("to_measure", 4, None),
        rules.urgency("gap", 3, 2),
        rules.urgency("to_confirm", 4, 3),
        rules.urgency("gap", 4, 1),
        rules.urgency("to_confirm", 4, 2, must_be_observed=True),
    ]

    order = sorted(range(5), key=lambda place: ranks[place])

    assert order == [3, 1, 2, 0, 4]
    assert rules.urgency("met", 3, 3) is None
    assert rules.urgency("not_required", 0, 2) is None


@pytest.mark.parametrize(("low", "high", "said"), [(2.0, 2.8, "sure"), (1.5, 3.0, "fair"), (0.5, 3.5, "weak")])
def test_the_width_of_the_interval_says_how_sure_it_is(low, high, said) -> None:
    assert rules.certainty(low, high) == said


@pytest.mark.parametrize(
    ("places", "said"), [([], "new"), ([2.0], "new"), ([2.0, 2.5], "up"), ([2.0, 1.5], "down"), ([2.0, 2.1], "steady")]
)
def test_the_trend_needs_two_sittings_and_a_quarter_of_a_level(places, said) -> None:
    assert rules.trend(places) == said


def test_a_week_runs_to_the_next_monday_and_carries_what_is_due() -> None:
    ticks = rules.week(MONDAY, [date(2026, 11, 27), date(2026, 11, 27), date(2027, 1, 1)])

    assert [tick.day.day for tick in ticks] == [23, 24, 25, 26, 27, 30]
    assert [tick.place for tick in ticks] == [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    assert [tick.due for tick in ticks] == [0, 0, 0, 0, 2, 0]
    assert [tick.is_today for tick in ticks] == [True, False, False, False, False, False]


def test_at_a_weekend_the_line_shows_today_and_the_week_to_come() -> None:
    ticks = rules.week(date(2026, 11, 22), [])

    assert [tick.day.day for tick in ticks] == [22, 23, 24, 25, 26, 27, 30]
    assert ticks[0].is_today


def test_the_block_reached_is_that_of_the_furthest_answer() -> None:
    parts = [{"kind": "prediction", "key": "a", "block": 0}, {"kind": "question", "key": "b", "block": 3}]

    assert rules.block_reached(parts, []) == 1
    assert rules.block_reached(parts, ["a"]) == 1
    assert rules.block_reached(parts, ["a", "b"]) == 3


@pytest.mark.parametrize("text", ["Échéance", "ECHEANCE", "e\u0301che\u0301ance"])
def test_accents_and_case_do_not_matter(text) -> None:
    assert rules.folded(text) == "echeance"


def test_ligatures_and_apostrophes_are_undone() -> None:
    assert rules.folded("Œuvre d’art") == "oeuvre d'art"


def test_every_word_must_be_found() -> None:
    fields = (("mise en demeure", 8), ("prouver et surveiller", 1))

    assert rules.relevance(["demeure", "prouver"], fields) > 0
    assert rules.relevance(["demeure", "bodacc"], fields) == 0


def test_a_word_is_found_by_its_beginning_not_in_its_middle() -> None:
    assert rules.relevance(["pay"], (("il faut payer", 1),)) > 0
    assert rules.relevance(["aye"], (("il faut payer", 1),)) == 0


def test_small_words_count_only_when_there_are_no_others() -> None:
    assert rules.words_of("Mise en demeure de l’acheteur") == ["mise", "demeure", "acheteur"]
    assert rules.words_of("en") == ["en"]


def test_an_excerpt_marks_the_words_in_the_text_as_it_is_written() -> None:
    pieces = rules.excerpt("Le cœur de l’échéance bat.", ["coeur", "echeance"])

    assert [text for text, is_hit in pieces if is_hit] == ["cœur", "échéance"]
    assert "".join(text for text, _ in pieces) == "Le cœur de l’échéance bat."


def test_an_excerpt_of_a_long_text_is_short() -> None:
    pieces = rules.excerpt("mot " * 500 + "échéance " + "mot " * 500, ["echeance"])

    assert ("échéance", True) in pieces
    assert sum(len(text) for text, _ in pieces) < 350
    assert pieces[0] == ("… ", False)


@pytest.mark.parametrize("query", ["", "   ", "«»", "\x00", "?!"])
def test_a_query_without_words_finds_nothing(query) -> None:
    assert rules.words_of(query) == []
