"""When a question comes back: figures of FSRS-6, ratings, and days that never flood."""

import itertools
import math
import random
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta, timezone

import fsrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.recall import Card, Memory, Rating, rating_of, retrievability, reviewed, todays_cards

START = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)
AGAIN, HARD, GOOD = Rating
NAN = math.nan


def after(ratings, memory=None, at=START):
    """The memories after these ratings, each given the moment the card is due."""
    found = []
    for rating in ratings:
        memory = reviewed(memory, rating, at)
        found.append(memory)
        at = memory.due_at
    return found


def days(memory):
    return (memory.due_at - memory.last_at) / DAY


def memory(stability=10.0, days_ago=5.0, due_in=0.0, at=START):
    return Memory(stability, 5.0, at + due_in * DAY, at - days_ago * DAY, 3, 1)


# --- Ratings -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("score", "seconds", "rating"),
    [
        (-1.0, 1, AGAIN),
        (0.0, 20, AGAIN),
        (0.499, 20, AGAIN),
        (0.5, 20, HARD),
        (0.99, 20, HARD),
        (0.5, 900, HARD),
        (1.0, 0, GOOD),
        (1.0, 34.0, GOOD),
        (1.0, 34.01, HARD),
        (0.99999, 20, GOOD),
        (1.0, None, GOOD),
    ],
)
def test_the_rating_follows_from_score_and_time(score, seconds, rating) -> None:
    assert rating_of(score, seconds, median=20.0) is rating


@given(st.floats(-1, 1), st.none() | st.floats(0, 1e6), st.floats(0.1, 1e4))
def test_nothing_is_ever_easy(score, seconds, median) -> None:
    assert rating_of(score, seconds, median) < fsrs.Rating.Easy


@pytest.mark.parametrize(
    ("score", "seconds", "median"),
    [
        (1.1, 1, 1),
        (-1.1, 1, 1),
        (float("nan"), 1, 1),
        (1, -1, 1),
        (1, float("nan"), 1),
        (1, 1, 0),
        (1, 1, float("inf")),
    ],
)
def test_a_score_or_a_time_that_cannot_be_is_refused(score, seconds, median) -> None:
    with pytest.raises(ValueError):
        rating_of(score, seconds, median)


# --- Memory ------------------------------------------------------------------------------------------------------


def test_the_first_review_gives_the_published_start() -> None:
    starts = [reviewed(None, rating, START) for rating in Rating]

    assert [round(one.stability, 4) for one in starts] == [0.212, 1.2931, 2.3065]
    assert [round(one.difficulty, 4) for one in starts] == [6.4133, 5.1122, 2.1181]
    assert [days(one) for one in starts] == [1, 1, 2]
    assert {(one.reviews, one.lapses, one.last_at) for one in starts} == {(1, 0, START)}


def test_right_answers_come_back_ever_later_and_half_a_year_at_most() -> None:
    found = after([GOOD] * 7)

    assert [days(one) for one in found] == [2, 11, 46, 163, 180, 180, 180]
    assert round(found[1].stability, 6) == 10.964332
    assert [one.reviews for one in found] == [1, 2, 3, 4, 5, 6, 7]


def test_what_was_forgotten_comes_back_soon_and_counts_as_a_lapse() -> None:
    found = after([GOOD, GOOD, HARD, AGAIN, GOOD])

    assert [days(one) for one in found] == [2, 11, 32, 2, 5]
    assert [one.lapses for one in found] == [0, 0, 0, 1, 1]
    assert [round(one.stability, 4) for one in found] == [2.3065, 10.9643, 32.2033, 2.4011, 5.0828]


def test_a_first_answer_that_is_wrong_is_no_lapse() -> None:
    assert reviewed(None, AGAIN, START).lapses == 0


@given(st.lists(st.tuples(st.sampled_from(Rating), st.integers(0, 200)), min_size=1, max_size=12))
def test_after_whole_days_it_is_the_library_to_the_last_bit(history) -> None:
    scheduler = fsrs.Scheduler((fsrs.Scheduler().parameters), 0.9, (), (), 180, enable_fuzzing=False)
    card, ours, at = fsrs.Card(card_id=1), None, START

    for rating, waited in history:
        at += waited * DAY
        card, _ = scheduler.review_card(card, fsrs.Rating(rating), at)
        ours = reviewed(ours, rating, at)

    assert (ours.stability, ours.difficulty, ours.due_at) == (card.stability, card.difficulty, card.due)
    assert retrievability(ours, at + 9 * DAY) == scheduler.get_card_retrievability(card, at + 9 * DAY)


def test_the_next_morning_is_the_next_day() -> None:
    evening = START.replace(hour=18)

    morning = reviewed(reviewed(None, GOOD, evening), GOOD, evening + timedelta(hours=38))

    assert days(morning) == days(after([GOOD, GOOD])[1])


def test_recall_falls_to_nine_in_ten_after_as_many_days_as_it_is_stable() -> None:
    chances = [retrievability(memory(stability=10, days_ago=waited), START) for waited in (0, 10, 30, 100)]

    assert [round(chance, 4) for chance in chances] == [1.0, 0.9, 0.8094, 0.6928]


def test_a_clock_that_was_put_back_does_no_harm() -> None:
    before = reviewed(None, GOOD, START)

    back = reviewed(before, GOOD, START - 3 * DAY)

    assert back.last_at == START - 3 * DAY
    assert retrievability(before, START - 3 * DAY) == 1.0


def test_an_instant_of_another_zone_is_the_same_instant() -> None:
    paris = START.astimezone(timezone(timedelta(hours=1)))

    assert reviewed(None, GOOD, paris) == reviewed(None, GOOD, START)
    assert reviewed(None, GOOD, paris).due_at.tzinfo is UTC


@pytest.mark.parametrize(
    "act",
    [
        lambda naive: reviewed(None, GOOD, naive),
        lambda naive: retrievability(memory(), naive),
        lambda naive: todays_cards([], 0, naive),
        lambda naive: Memory(1.0, 5.0, naive, START, 1, 0),
    ],
)
def test_an_instant_without_a_zone_is_refused(act) -> None:
    with pytest.raises(ValueError, match="time zone"):
        act(START.replace(tzinfo=None))


@pytest.mark.parametrize(
    "values",
    [
        *((0.0, 5.0, 1, 0), (NAN, 5.0, 1, 0), (1.0, 0.9, 1, 0), (1.0, 10.1, 1, 0)),
        *((1.0, 5.0, 0, 0), (1.0, 5.0, 2, 2), (1.0, 5.0, 2, -1)),
    ],
)
def test_a_memory_that_cannot_be_is_refused(values) -> None:
    stability, difficulty, reviews, lapses = values

    with pytest.raises(ValueError):
        Memory(stability, difficulty, START, START, reviews, lapses)


def test_nothing_is_left_to_chance() -> None:
    random.seed(1)
    first = after([GOOD] * 5)
    random.seed(2)

    assert after([GOOD] * 5) == first


def test_the_library_brings_nothing_heavy() -> None:
    code = "import sys, fsrs; print(sorted({'torch', 'pandas', 'numpy', 'tqdm'} & set(sys.modules)))"

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "[]"


# --- The cards of a day ------------------------------------------------------------------------------------------


def due(count, topic="A", days_ago=20.0):
    return [Card(f"{topic}{n}", topic, memory(days_ago=days_ago + n)) for n in range(count)]


def new(count, topic="N"):
    return [Card(f"new-{topic}{n}", topic) for n in range(count)]


def names(cards):
    return [card.key for card in cards]


def topics_of(cards):
    return "".join(card.topic for card in cards)


def test_a_day_takes_twenty_cards_and_those_that_fade_most() -> None:
    chosen = todays_cards(due(30), 0, START)

    assert names(chosen) == [f"A{n}" for n in range(29, 9, -1)]


@given(st.lists(st.tuples(st.floats(0.01, 300), st.integers(1, 400)), min_size=1, max_size=20))
def test_what_is_least_remembered_comes_first(pairs) -> None:
    cards = [Card(n, 0, memory(stability, days_ago)) for n, (stability, days_ago) in enumerate(pairs)]

    chances = [retrievability(card.memory, START) for card in todays_cards(cards, 0, START)]

    assert chances == sorted(chances)


def test_what_was_done_is_taken_off_the_day() -> None:
    assert len(todays_cards(due(30), 13, START)) == 7
    assert todays_cards(due(30), 20, START) == todays_cards(due(30), 25, START) == []


def test_five_new_cards_a_day_in_the_order_given_and_those_begun_today_count() -> None:
    assert names(todays_cards(new(9), 0, START)) == ["new-N0", "new-N1", "new-N2", "new-N3", "new-N4"]
    assert names(todays_cards(new(9), 4, START, new_today=4)) == ["new-N0"]
    assert todays_cards(new(9), 5, START, new_today=5) == todays_cards(new(9), 7, START, new_today=7) == []


def test_new_cards_wait_while_there_is_a_backlog() -> None:
    chosen = todays_cards([*new(9), *due(18)], 0, START)

    assert sum(card.memory is None for card in chosen) == 2
    assert len(todays_cards([*new(9), *due(40)], 0, START)) == 20
    assert all(card.memory for card in todays_cards([*new(9), *due(40)], 0, START))


def test_a_card_is_due_until_the_end_of_the_day_and_not_before_its_day() -> None:
    cards = [Card("tonight", "A", memory(due_in=0.4)), Card("tomorrow", "A", memory(due_in=1.1))]

    assert todays_cards(cards, 0, START) == []
    assert names(todays_cards(cards, 0, START, until=START + 0.6 * DAY)) == ["tonight"]


def test_topics_alternate() -> None:
    chosen = todays_cards([*due(4, "A", 90), *due(4, "B", 10)], 0, START)

    assert [card.topic for card in chosen] == list("ABABABAB")
    assert [card.topic for card in todays_cards([*due(4, "A", 90), *due(4, "B")], 0, START, after="A")] == list(
        "BABABABA"
    )


def test_a_topic_that_most_cards_belong_to_is_spread_from_the_start() -> None:
    chosen = todays_cards([*due(1, "B", 90), *due(1, "C", 80), *due(3, "A", 10)], 0, START)

    assert topics_of(chosen) == "ABACA"


TOPICS = st.lists(st.sampled_from("ABCDE"), max_size=20)


@given(TOPICS, st.sampled_from("ABC"))
def test_neighbours_differ_wherever_that_is_possible(topics, before) -> None:
    cards = [Card(n, topic, memory(days_ago=1 + n)) for n, topic in enumerate(topics)]

    shown = [before, *(card.topic for card in todays_cards(cards, 0, START, after=before))]

    others = Counter(topics)
    is_possible = all(2 * n <= len(topics) + (topic != before) for topic, n in others.items())
    assert Counter(shown[1:]) == others
    assert not is_possible or all(one != other for one, other in itertools.pairwise(shown))


@given(TOPICS)
def test_the_order_of_what_remains_does_not_change(topics) -> None:
    cards = [Card(n, topic, memory(days_ago=1 + n) if n % 3 else None) for n, topic in enumerate(topics)]
    first, *rest = todays_cards(cards, 0, START) or [None]

    then = todays_cards(
        [card for card in cards if card is not first],
        1,
        START,
        new_today=int(first is not None and first.memory is None),
        after=first and first.topic,
    )

    assert then == rest


# --- Sixty days --------------------------------------------------------------------------------------------------


def sixty_days(away=range(0), met=300):
    """Reviews everything that is due on each day but those away; returns (cards shown, how many were due) by day."""
    chance = random.Random(20261128)
    memories = {}
    loads, backlogs = [], []
    for day in range(60):
        at = START + day * DAY
        cards = [Card(n, n % 7, memories.get(n)) for n in range(met)]
        backlogs.append(sum(m.due_at <= at for m in memories.values()))
        chosen = [] if day in away else todays_cards(cards, 0, at)
        for card in chosen:
            is_recalled = chance.random() < (0.6 if card.memory is None else retrievability(card.memory, at))
            memories[card.key] = reviewed(card.memory, GOOD if is_recalled else AGAIN, at)
        loads.append(len(chosen))
    return loads, backlogs


def test_a_diligent_learner_never_has_more_than_twenty_cards_and_soon_fewer() -> None:
    loads, backlogs = sixty_days()

    assert max(loads) <= 20
    assert sum(loads[:30]) / 30 > 12
    assert max(backlogs) <= 25


def test_a_missed_fortnight_does_not_flood_and_is_caught_up_with() -> None:
    loads, backlogs = sixty_days(away=range(25, 39))

    assert max(loads) == 20
    assert backlogs[39] > 40
    assert loads[39:42] == [20, 20, 20]
    assert min(backlogs[45:60]) <= 20


def test_forty_days_without_reviewing_and_the_twenty_that_fade_most_come_first() -> None:
    memories = [Card(n, 0, memory(stability=5.0 + n, days_ago=40)) for n in range(200)]

    chosen = todays_cards(memories, 0, START)

    assert names(chosen) == list(range(20))
