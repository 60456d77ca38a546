"""What a quiz asks, when and how often, by its settings: each through a real attempt."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from course.assessment import queries, services
from course.assessment.models import Attempt
from course.assessment.rules import counting_mark
from course.foundation import clock
from course.question_bank.formats import SectionEntry
from course.question_bank.rules import Draw
from tests import factories
from tests.assessment.taking import NOON, asked, attempt_of, begin, finish, make, refusal, say, take
from tests.seeds import seeded


@pytest.fixture(autouse=True)
def noon():
    """Every test begins at noon of the same day."""
    with clock.at(NOON):
        yield


def make_learner(session):
    """A learner who has read the notice, in a small framework."""
    factories.make_framework(session)
    person = factories.make_person(session)
    services.read_notice(session, person.id)
    return person


engine, learner = seeded(make_learner, at=NOON)


# What is asked


def test_sections_are_asked_in_their_order_each_with_its_own_draw(session, learner):
    make(session, "a-1", "a-2", "a-3", "a-4", "b-1", "b-2")
    parts = (SectionEntry("Une", ("a-1", "a-2", "a-3", "a-4"), draw=2), SectionEntry("Deux", ("b-1", "b-2")))
    quiz = factories.make_quiz(session, "parties", ["a-1", "a-2", "a-3", "a-4", "b-1", "b-2"], sections=parts)

    attempt_id = begin(session, learner, quiz)

    keys = asked(session, learner, attempt_id)
    assert quiz.asked == 4
    assert [key[0] for key in keys] == ["a", "a", "b", "b"]
    assert keys[2:] == ["b-1", "b-2"]
    assert [slot.section for slot in attempt_of(session, learner, attempt_id).slots] == [1, 1, 2, 2]


def test_questions_are_shuffled_within_their_section_alone(session, learner):
    first, second = [f"a-{number}" for number in range(8)], [f"b-{number}" for number in range(8)]
    make(session, *first, *second)
    parts = (SectionEntry("Une", tuple(first)), SectionEntry("Deux", tuple(second), shuffle=True))
    one = factories.make_quiz(session, "une", first + second, mode="practice", sections=parts)
    both = factories.make_quiz(session, "deux", first + second, mode="practice", sections=parts, shuffle_questions=True)

    keys = asked(session, learner, begin(session, learner, one, seed=4))
    shuffled = asked(session, learner, begin(session, learner, both, seed=4))

    assert keys[:8] == first
    assert keys[8:] != second
    assert sorted(keys[8:]) == second
    assert shuffled[:8] != first
    assert sorted(shuffled[:8]) == first
    assert sorted(shuffled[8:]) == second


def test_a_draw_takes_from_a_category_by_competency_and_difficulty(session, learner):
    for number in range(3):
        factories.make_question(session, f"hard-{number}", category="Droit/Délais", difficulty=5)
    factories.make_question(session, "easy", category="Droit", difficulty=1)
    factories.make_question(session, "other", "JUR-2", category="Droit", difficulty=5)
    factories.make_question(session, "elsewhere", category="Droits", difficulty=5)
    draws = (Draw(2, "JUR-1", (4, 5), "Droit"), Draw(1, "JUR-2", (), "Droit"), Draw(1, None, (1, 2), "Droit"))
    quiz = factories.make_quiz(session, "tirages", [], draws=draws)

    keys = asked(session, learner, begin(session, learner, quiz))

    assert quiz.asked == 4
    assert [key.split("-")[0] for key in keys] == ["hard", "hard", "other", "easy"]
    assert len(set(keys)) == 4


def test_what_a_draw_takes_from_a_category_stands_in_the_section_of_the_draw(session, learner):
    make(session, "own")
    make(session, "banked", category="Banque")
    parts = (SectionEntry("De la banque", ()), SectionEntry("De la liste", ("own",)))
    draws = (Draw(1, section=2), Draw(1, category="Banque", section=1))
    quiz = factories.make_quiz(session, "tirages", ["own"], sections=parts, draws=draws)

    attempt_id = begin(session, learner, quiz)

    assert asked(session, learner, attempt_id) == ["banked", "own"]
    assert [slot.section for slot in attempt_of(session, learner, attempt_id).slots] == [1, 2]


@pytest.mark.parametrize("seed", range(8))
def test_a_wide_draw_leaves_a_narrow_one_what_it_needs(session, learner, seed):
    for number in range(4):
        factories.make_question(session, f"q-{number}", difficulty=5 if number < 2 else 2)
    draws = (Draw(2), Draw(2, None, (5,)))
    quiz = factories.make_quiz(session, "tirages", ["q-0", "q-1", "q-2", "q-3"], draws=draws)

    keys = asked(session, learner, begin(session, learner, quiz, seed=seed))

    assert set(keys[:2]) == {"q-2", "q-3"}
    assert set(keys[2:]) == {"q-0", "q-1"}


def test_nobody_meets_a_question_again_while_others_remain_and_then_the_one_met_longest_ago(session, learner):
    make(session, *(f"q-{number}" for number in range(6)), category="Banque")
    quiz = factories.make_quiz(session, "tirages", [], mode="practice", draws=(Draw(2, category="Banque"),))

    rounds = []
    for day in range(4):
        attempt_id = begin(session, learner, quiz, NOON + timedelta(days=day))
        rounds.append(set(asked(session, learner, attempt_id)))
        finish(session, learner, attempt_id, NOON + timedelta(days=day, minutes=5))

    assert len(rounds[0] | rounds[1] | rounds[2]) == 6
    assert rounds[3] == rounds[0]


def test_a_pinned_question_keeps_its_version_and_the_others_follow_the_latest(session, learner):
    make(session, "pinned", "free")
    quiz = factories.make_quiz(session, "point", ["pinned", "free"], versions={"pinned": 1})
    old = {question.item_id: question.version_id for question in quiz.questions}
    make(session, "pinned", "free", stem="Autre énoncé ?")

    attempt_id = begin(session, learner, quiz)

    pinned, free = attempt_of(session, learner, attempt_id).slots
    assert pinned.question_version_id == old[pinned.question_item_id]
    assert free.question_version_id > pinned.question_version_id


def test_calculated_questions_share_their_figures_within_an_attempt(session, learner):
    fields = {
        "type": "calculated",
        "stem": "Combien font {montant} € ?",
        "parameters": [{"name": "montant", "lowest": "1", "highest": "1000000", "shared": True}],
        "answers": [{"formula": "{montant} * 2"}],
    }
    factories.make_question(session, "c-1", **fields)
    factories.make_question(session, "c-2", **fields)
    quiz = factories.make_quiz(session, "calculs", ["c-1", "c-2"], mode="practice")

    first = attempt_of(session, learner, begin(session, learner, quiz, seed=1)).slots
    finish(session, learner, _open(session, learner))
    second = attempt_of(session, learner, begin(session, learner, quiz, NOON + timedelta(hours=1), seed=2)).slots

    assert first[0].drawn == first[1].drawn
    assert first[0].drawn
    assert second[0].drawn == second[1].drawn
    assert second[0].drawn != first[0].drawn


def _open(session, person):
    found = select(Attempt.id).where(Attempt.learner_id == person.id, Attempt.finished_at.is_(None))
    return session.execute(found).scalar_one()


# When, how often


def test_a_quiz_opens_and_closes_by_the_day_of_the_organisation(session, learner):
    make(session, "q-1")
    days = {"opens_on": date(2026, 12, 1), "closes_on": date(2026, 12, 2)}
    quiz = factories.make_quiz(session, "point", ["q-1"], **days)
    before_midnight = datetime(2026, 11, 30, 22, 30, tzinfo=UTC)  # 23:30 in Paris
    after_midnight = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)  # 0:30 of the first in Paris

    early = refusal(session, learner, quiz, before_midnight, today=clock_day(before_midnight))
    late = refusal(session, learner, quiz, NOON + timedelta(days=10), today=date(2026, 12, 3))
    attempt_id = begin(session, learner, quiz, after_midnight, today=clock_day(after_midnight))

    assert (early, late) == ("assessment.not_yet", "assessment.closed")
    assert attempt_id > 0


def clock_day(instant):
    with clock.at(instant):
        return clock.today("Europe/Paris")


def test_the_page_of_a_quiz_reckons_with_the_day_of_the_organisation(session, learner, client, sign_in):
    make(session, "q-1")
    factories.make_quiz(session, "point", ["q-1"], opens_on=date(2026, 12, 1))
    with clock.at(datetime(2026, 11, 30, 22, 30, tzinfo=UTC)):
        sign_in(client, learner)
        early = client.get("/quizzes/point").text
    with clock.at(datetime(2026, 11, 30, 23, 30, tzinfo=UTC)):
        open_page = client.get("/quizzes/point").text

    assert "Ce questionnaire ouvre le" in early
    assert "Commencer" not in early
    assert "Commencer" in open_page


def test_between_two_attempts_one_waits_and_after_the_last_there_is_none(session, learner):
    make(session, "q-1")
    quiz = factories.make_quiz(session, "point", ["q-1"], attempts=2, cooling_off_minutes=60)
    take(session, learner, quiz, "a")

    too_soon = refusal(session, learner, quiz, NOON + timedelta(minutes=59))
    take(session, learner, quiz, "b", NOON + timedelta(minutes=60))
    too_often = refusal(session, learner, quiz, NOON + timedelta(days=9))

    assert (too_soon, too_often) == ("assessment.cooling_off", "assessment.no_attempt_left")


@pytest.mark.parametrize(
    ("counts", "sentence", "mark"),
    [
        ("best", "Votre meilleur passage compte", 3.0),
        ("last", "Votre dernier passage compte", 2.0),
        ("first", "Votre premier passage compte", 1.0),
        ("mean", "La moyenne de vos passages compte", 2.0),
    ],
)
def test_the_result_says_which_attempt_counts(session, learner, client, sign_in, counts, sentence, mark):
    make(session, "q-1", "q-2", "q-3")
    quiz = factories.make_quiz(session, "point", ["q-1", "q-2", "q-3"], attempts=3, counts=counts, pass_mark=60)
    taken = [
        take(session, learner, quiz, letters, NOON + timedelta(hours=n))
        for n, letters in enumerate(("baa", "bbb", "bba"))
    ]
    sign_in(client, learner)

    page = client.get(f"/attempts/{taken[0].id}/result").text.replace("\u00a0", " ")
    counting = counting_mark(quiz.settings, queries.sittings_of(session, learner.id, quiz.item_id))

    assert counting == (mark, 3.0)
    result = queries.results_of(session, learner.id, NOON.date())[quiz.item_id]
    assert (result.mark, result.max_mark, result.counts) == (mark, 3.0, counts)
    assert f"{sentence} : {int(mark)} sur 3." in page
    assert ("Seuil atteint." in page) == (mark >= 2)


def test_an_answer_is_taken_as_long_as_the_grace_of_the_quiz_lasts(session, learner):
    make(session, "q-1", "q-2")
    quiz = factories.make_quiz(session, "point", ["q-1", "q-2"], grace_seconds=60)
    attempt_id = begin(session, learner, quiz)
    end = NOON + timedelta(minutes=10)

    with clock.at(end + timedelta(seconds=59)):
        expired = services.expire_attempts(session)
        resumed = services.start_attempt(session, learner.id, quiz)
        in_time = say(session, learner, attempt_id, 1, "b", "one")
    with clock.at(end + timedelta(seconds=61)):
        too_late = say(session, learner, attempt_id, 2, "b", "two")

    assert (expired, resumed) == (0, attempt_id)
    assert in_time.saved_at is not None
    assert too_late == services.SavedAnswer(None, is_finished=True)
    assert attempt_of(session, learner, attempt_id).mark == 1.0


def test_no_grace_at_all_is_none(session, learner):
    make(session, "q-1")
    quiz = factories.make_quiz(session, "point", ["q-1"], grace_seconds=0)
    attempt_id = begin(session, learner, quiz)

    with clock.at(NOON + timedelta(minutes=10, seconds=1)):
        expired = services.expire_attempts(session)

    assert expired == 1
    assert attempt_of(session, learner, attempt_id).finish_reason == "expired"


def test_extra_time_moves_the_deadline_from_the_next_attempt_on(session, learner):
    make(session, "q-1")
    quiz = factories.make_quiz(session, "point", ["q-1"], limit_minutes=9)
    running = begin(session, learner, quiz)
    services.allow_time(session, learner.id, 33)
    finish(session, learner, running)

    longer = begin(session, learner, quiz)

    assert attempt_of(session, learner, running).deadline_at == NOON + timedelta(minutes=9)
    assert attempt_of(session, learner, longer).deadline_at == NOON + timedelta(minutes=9 * 1.33)


def test_an_open_attempt_keeps_the_settings_of_its_version(session, learner):
    make(session, "q-1", "q-2")
    quiz = factories.make_quiz(session, "point", ["q-1", "q-2"], pass_mark=50)
    attempt_id = begin(session, learner, quiz)
    changed = factories.make_quiz(session, "point", ["q-2"], behaviour="immediate", certainty=True, limit_minutes=1)

    say(session, learner, attempt_id, 1, "a", "one", certainty=3)
    say(session, learner, attempt_id, 1, "b", "two", certainty=3)
    done = finish(session, learner, attempt_id)

    assert begin(session, learner, changed, NOON + timedelta(days=1)) != attempt_id
    assert (done.mark, done.max_mark, done.settings.pass_mark) == (1.0, 2.0, 50)
    assert done.deadline_at == NOON + timedelta(minutes=10)
