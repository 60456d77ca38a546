"""The days of reviewing: at most twenty cards, five new ones, ten minutes; what was missed comes little by little."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from course.assessment.models import ReviewCard
from course.assessment.rules.reviews import (
    day_bounds,
    minutes_of,
    review_order,
    seconds_taken,
    seed_of,
    usual_seconds,
)
from course.question_bank.queries import published_question
from quizzes.recall import Memory, retrievability
from tests import factories
from tests.assessment.reviewing import (
    DAY,
    NOON,
    RIGHT,
    WRONG,
    day_of,
    first_of,
    keys_of,
    make_lesson_of_checks,
    meet,
    review,
    say,
)
from tests.seeds import seeded

engine, lesson = seeded(make_lesson_of_checks)


@pytest.fixture
def learner(session, lesson):
    return factories.make_person(session)


def give_cards(session, person, count, days_ago=20, stability=2.0, competency="JUR-1", prefix="old"):
    """Gives a person cards that were due long ago."""
    for number in range(count):
        key = f"{prefix}-{number}"
        if published_question(session, key) is None:
            factories.make_question(session, key, competency)
        last_at = NOON - (days_ago + number) * DAY
        session.add(
            ReviewCard(
                learner_id=person.id,
                question_item_id=published_question(session, key).item_id,
                stability=stability,
                difficulty=5.0,
                due_at=last_at + 2 * DAY,
                last_at=last_at,
                reviews=1,
                lapses=0,
                added_at=last_at,
            )
        )
    session.flush()


def work_through(session, person, at, answer=RIGHT, seconds=5.0):
    """Reviews all that the day asks; returns how many cards that were."""
    count = 0
    while (card := first_of(session, person, at)) is not None:
        say(session, person, card, answer, at + timedelta(seconds=count), seconds=seconds)
        count += 1
    return count


def test_a_day_takes_twenty_cards_and_then_is_over(session, learner) -> None:
    give_cards(session, learner, 26)

    before = day_of(session, learner)
    done = work_through(session, learner, NOON)
    after = day_of(session, learner)

    assert (before.total, before.waiting, done) == (20, 6, 20)
    assert (after.cards, after.done, after.is_full, after.waiting) == ((), 20, True, 6)
    assert len(keys_of(session, learner, NOON + DAY)) == 6


def test_the_day_is_that_of_the_organisation(session, learner) -> None:
    give_cards(session, learner, 30)
    evening = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)  # 23:30 in Paris
    work_through(session, learner, evening)

    assert len(day_of(session, learner, evening + timedelta(minutes=20)).cards) == 0
    assert len(day_of(session, learner, evening + timedelta(minutes=40)).cards) == 10
    assert len(day_of(session, learner, evening + timedelta(minutes=40), "UTC").cards) == 0


def test_a_card_of_today_is_asked_from_the_morning_on(session, learner, lesson) -> None:
    meet(session, learner, lesson, "q-1")
    due_at = review(session, learner, "q-1").due_at

    assert keys_of(session, learner, due_at.replace(hour=6)) == ["q-1"]
    assert keys_of(session, learner, due_at - DAY) == []


def test_five_new_cards_a_day_and_the_others_on_the_next_days(session, learner, lesson) -> None:
    meet(session, learner, lesson, *(f"q-{number}" for number in range(12)))

    begun = []
    for days in range(3):
        at = NOON + days * DAY
        begun.append(sum(card.memory is None for card in day_of(session, learner, at).cards))
        work_through(session, learner, at)

    assert begun == [5, 5, 2]


def test_new_cards_wait_while_there_is_a_backlog(session, learner, lesson) -> None:
    give_cards(session, learner, 18)
    meet(session, learner, lesson, *(f"q-{number}" for number in range(5)))

    cards = day_of(session, learner).cards

    assert len(cards) == 20
    assert sum(card.memory is None for card in cards) == 2


def test_ten_minutes_end_the_day_and_a_telephone_call_counts_for_three_of_them(session, learner) -> None:
    give_cards(session, learner, 15)
    seconds = []
    for taken in (600.0, 180.0, 170.0, 60.0, 20.0):
        say(session, learner, first_of(session, learner), seconds=taken, client_id=str(taken))
        seconds.append(day_of(session, learner).seconds)

    day = day_of(session, learner)

    assert seconds == [180.0, 360.0, 530.0, 590.0, 610.0]
    assert (day.is_long, day.cards, day.waiting) == (True, (), 10)
    assert len(keys_of(session, learner, NOON + DAY)) == 10


def test_the_minutes_announced_are_those_of_the_rest_and_never_more_than_ten(session, learner) -> None:
    give_cards(session, learner, 9)
    minutes = [day_of(session, learner).minutes]
    for number in range(8):
        say(session, learner, first_of(session, learner), seconds=60.0, client_id=str(number))
    minutes.append(day_of(session, learner).minutes)
    give_cards(session, factories.make_person(session, "Paul"), 20)

    assert minutes == [5, 1]  # nine times the thirty seconds that the author expects


def test_competencies_alternate_from_one_card_to_the_next(session, learner) -> None:
    give_cards(session, learner, 3, competency="JUR-1", prefix="jur", days_ago=60)
    give_cards(session, learner, 2, competency="COM-1", prefix="com")
    shown = []
    for number in range(5):
        card = first_of(session, learner)
        shown.append(card.stored.competency_key)
        say(session, learner, card, client_id=str(number))

    assert shown == ["JUR-1", "COM-1", "JUR-1", "COM-1", "JUR-1"]


def test_the_total_of_the_day_stays_as_it_was_announced(session, learner, lesson) -> None:
    give_cards(session, learner, 8)
    meet(session, learner, lesson, *(f"q-{number}" for number in range(9)))
    totals = []
    while (card := first_of(session, learner)) is not None:
        totals.append(day_of(session, learner).total)
        say(session, learner, card, WRONG if len(totals) % 2 else RIGHT, client_id=str(len(totals)))

    assert totals == [13] * 13


def sixty_days(session, learner, lesson, away):
    """Meets four questions a day and reviews all that a day asks, but when away; returns the cards done by day."""
    chance, loads = Random(7), []
    for days in range(60):
        at = NOON + days * DAY
        if days in away:
            loads.append(0)
            continue
        if days < 25:
            meet(
                session, learner, lesson, *(f"q-{4 * days + number}" for number in range(4)), at=at - timedelta(hours=1)
            )
        load = 0
        while (card := first_of(session, learner, at)) is not None:
            row = day_of(session, learner, at).cards[0]
            recalled = chance.random() < (retrievability(row.memory, at) if row.memory else 0.7)
            say(session, learner, card, RIGHT if recalled else WRONG, at, f"{days} {load}", seconds=5.0)
            load += 1
        loads.append(load)
    return loads


def test_after_a_missed_fortnight_the_backlog_is_spread_over_the_days_that_follow(session, learner, lesson) -> None:
    loads = sixty_days(session, learner, lesson, away=range(25, 39))

    assert 5 < sum(loads[10:25]) / 15 <= 20
    assert loads[25:39] == [0] * 14
    assert max(loads) == 20
    assert loads[39:41] == [20, 20]
    assert min(loads[41:60]) < 12


# --- Rules -----------------------------------------------------------------------------------------------------------


def test_seconds_are_clipped_to_ten_minutes_and_never_negative() -> None:
    starts = (NOON - timedelta(seconds=12.5), NOON - timedelta(hours=3), NOON + timedelta(minutes=1))

    assert [seconds_taken(start, NOON) for start in starts] == [12.5, 600.0, 0.0]


@pytest.mark.parametrize(
    ("times", "extra", "usual"),
    [([], 0, 40), ([5, 6, 7, 8], 0, 40), ([5, 6, 90, 7, 8], 0, 7), ([5, 6, 7, 8, 9, 10], 0, 7.5), ([], 50, 60)],
)
def test_the_usual_time_is_the_median_of_five_answers_or_what_the_author_expects(times, extra, usual) -> None:
    assert usual_seconds(times, 40, extra) == usual


def test_answers_of_no_time_at_all_leave_a_median_to_compare_with() -> None:
    assert usual_seconds([0.0] * 9, 40, 0) == 1.0


def test_the_day_begins_and_ends_at_midnight_of_the_zone_also_when_clocks_change() -> None:
    day, begins, ends = day_bounds(datetime(2026, 10, 25, 12, 0, tzinfo=UTC), "Europe/Paris")

    assert day.isoformat() == "2026-10-25"
    assert begins == datetime(2026, 10, 24, 22, 0, tzinfo=UTC)
    assert ends - begins == timedelta(hours=25)


def test_no_card_is_due_twice_on_the_longest_day_of_the_year(session, learner) -> None:
    early = datetime(2026, 10, 24, 22, 10, tzinfo=UTC)  # ten past midnight in Paris, and that day has 25 hours
    give_cards(session, learner, 1)
    session.query(ReviewCard).update({"last_at": early, "due_at": early + DAY, "reviews": 1})

    assert keys_of(session, learner, early + timedelta(hours=2)) == []
    assert keys_of(session, learner, early + DAY) == []
    assert keys_of(session, learner, early + 2 * DAY) == ["old-0"]


@pytest.mark.parametrize(("seconds", "minutes"), [(0, 1), (1, 1), (60, 1), (61, 2), (600, 10), (-5, 1)])
def test_minutes_are_rounded_up_and_at_least_one(seconds, minutes) -> None:
    assert minutes_of(seconds) == minutes


def test_seeds_tell_people_questions_and_reviews_apart() -> None:
    seeds = {seed_of(*which) for which in ((1, 2, 3), (1, 2, 4), (2, 1, 3), (12, 3, 0), (1, 23, 0))}

    assert len(seeds) == 5
    assert all(0 <= seed < 2**31 for seed in seeds)
    assert seed_of(1, 2, 3) == seed_of(1, 2, 3)


def test_the_order_follows_from_the_seed(session, lesson) -> None:
    factories.make_question(session, "q-1")
    question = published_question(session, "q-1").question

    assert review_order(question, 5) == review_order(question, 5)


def test_a_memory_comes_out_of_the_table_as_it_went_in(session, learner, lesson) -> None:
    meet(session, learner, lesson, "q-1")
    kept = review(session, learner, "q-1")

    read = day_of(session, learner, NOON + 9 * DAY).cards[0].memory

    assert read == Memory(kept.stability, kept.difficulty, kept.due_at, NOON, 1, 0)
