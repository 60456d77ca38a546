"""The nightly step: frozen below eighty people, one mean of theirs, then difficulties move on the authors' scale."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import func, select, update

from course.competencies import queries
from course.competencies.models import Calibration, EstimateState, Evidence, ItemParameter, Population
from course.competencies.queries.calibration import last_calibration, question_keys
from course.competencies.rules import carried
from course.competencies.services import (
    Correction,
    Proof,
    correct_evidence,
    decide_objection,
    object_to,
    recompute,
    record_evidence,
    record_observation,
    run_calibration,
)
from course.foundation import clock
from quizzes.ability import AbilityModel, Answer, Item, population_mean
from tests import factories

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NIGHT = MONDAY + timedelta(hours=17)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def bank(session):
    """Three competencies and four published questions that measure the first."""
    factories.make_framework(session)
    return [factories.make_measured_version(session) for _ in range(4)]


@pytest.fixture
def open_scale(monkeypatch, session, bank):
    """A scale on which six people are enough, opened on Monday night."""
    for module in ("course.competencies.services.calibrating", "quizzes.ability.calibration"):
        monkeypatch.setattr(f"{module}.LEARNERS_NEEDED", 6)
    for _ in range(6):
        answer(session, factories.make_person(session), bank[0], 0.5)
    calibrate(session)
    return bank


def answer(session, person, version, score, at=MONDAY, slot=None, **fields):
    with clock.at(at):
        proof = Proof({"JUR-1": 1.0}, score, at, item_version_id=version, slot_id=slot, **fields)
        record_evidence(session, person.id, [proof])


def calibrate(session, at=NIGHT, by=None):
    with clock.at(at):
        calibration_id = run_calibration(session, by)
    session.flush()
    return None if calibration_id is None else session.get_one(Calibration, calibration_id)


def parameters(session, version):
    rows = session.execute(
        select(ItemParameter).where(ItemParameter.version_id == version).order_by(ItemParameter.valid_from)
    ).scalars()
    return [(row.b, row.v, row.a, row.c, row.valid_from) for row in rows]


def several(session, version, score, count=5, at=NIGHT + HOUR):
    people = [factories.make_person(session) for _ in range(count)]
    for person in people:
        answer(session, person, version, score, at)
    return people


def test_below_eighty_people_difficulties_are_frozen_and_the_record_says_so(session, bank):
    trainer = factories.make_person(session)
    several(session, bank[0], 0.0, count=3, at=MONDAY)

    row = calibrate(session, by=trainer.id)

    assert (row.status, row.learners, row.answers, row.shift, row.run_by) == ("frozen", 3, 3, 0.0, trainer.id)
    assert (row.ran_at, row.through_at) == (NIGHT, NIGHT - timedelta(minutes=10))
    assert row.report["items"] == []
    assert session.execute(select(func.count()).select_from(Population)).scalar_one() == 0
    assert all(len(parameters(session, version)) == 1 for version in bank)


def test_when_eighty_have_answered_their_mean_is_estimated_and_everybody_replayed(session, bank):
    rng = Random(5)
    for _ in range(80):
        person = factories.make_person(session)
        with clock.at(MONDAY):
            proofs = [
                Proof({"JUR-1": 1.0}, float(rng.random() < 0.35), MONDAY, item_version_id=version) for version in bank
            ]
            record_evidence(session, person.id, proofs)
    before = set(session.execute(select(EstimateState.model_version)).scalars())

    row = calibrate(session)

    population = session.execute(select(Population)).scalar_one()
    versions = set(session.execute(select(EstimateState.model_version)).scalars())
    assert (row.status, row.learners, row.report["items"]) == ("anchored", 80, [])
    assert row.report["population"] == {"mean": population.mean, "learners": 80}
    assert population.mean < -0.5
    assert versions == {queries.model_now(session)[0].version} != before
    assert all(len(parameters(session, version)) == 1 for version in bank)
    assert recompute(session)[1] < 1e-9


def test_the_mean_of_the_people_is_estimated_once(session, open_scale):
    several(session, open_scale[0], 0.0, count=4)
    mean = session.execute(select(Population.mean)).scalar_one()

    row = calibrate(session, NIGHT + DAY)

    assert "population" not in row.report
    assert session.execute(select(Population.mean)).scalar_one() == mean


def test_answers_move_the_difficulty_of_their_question_as_a_dated_row_and_the_scale_stays(session, open_scale):
    hard, easy, untouched = open_scale[0], open_scale[1], open_scale[2]
    several(session, hard, 0.0)
    several(session, easy, 1.0)

    row = calibrate(session, NIGHT + DAY)

    (b, v, a, c, since), (new_b, new_v, new_a, new_c, new_since) = parameters(session, hard)
    assert (new_b > b, new_v < v, new_a == a, new_c == c) == (True, True, True, True)
    assert new_since == NIGHT + DAY > since
    assert parameters(session, easy)[1][0] < parameters(session, easy)[0][0]
    assert len(parameters(session, untouched)) == 1
    assert (row.status, row.answers) == ("anchored", 10)
    assert row.report["items"][0] == {
        "version_id": hard, "b": new_b, "v": new_v, "from_b": b, "from_v": v, "answers": 5,
    }  # fmt: skip
    departures = [(found[-1][0] - found[0][0]) / found[-1][1] for found in map_parameters(session, open_scale)]
    assert sum(departures) == pytest.approx(0.0, abs=1e-9)


def map_parameters(session, versions):
    return [parameters(session, version) for version in versions]


def test_a_move_that_nobody_would_notice_is_not_written(session, open_scale, monkeypatch):
    monkeypatch.setattr("course.competencies.services.calibrating.SMALLEST_MOVE", 9.0)
    several(session, open_scale[0], 0.0)

    row = calibrate(session, NIGHT + DAY)

    assert (row.answers, row.report["items"]) == (5, [])
    assert len(parameters(session, open_scale[0])) == 1


def test_without_a_new_answer_nothing_is_written_and_the_last_record_stands(session, open_scale):
    several(session, open_scale[0], 0.0)
    first = calibrate(session, NIGHT + DAY)

    again = [calibrate(session, NIGHT + DAY + timedelta(minutes=minutes)) for minutes in (0, 5, 60)]

    assert again == [None] * 3
    assert last_calibration(session) is first
    assert len(parameters(session, open_scale[0])) == 2


def test_an_answer_counts_once_and_one_of_the_last_ten_minutes_the_next_time(session, open_scale):
    night = NIGHT + DAY
    several(session, open_scale[0], 0.0, count=2, at=night - timedelta(minutes=10))
    several(session, open_scale[0], 0.0, count=3, at=night - timedelta(minutes=9))

    rows = [calibrate(session, night + timedelta(days=days)) for days in (0, 1, 2)]

    assert [row and row.answers for row in rows] == [2, 3, None]


def test_answers_from_before_the_mean_was_known_move_nothing(session, open_scale):
    several(session, open_scale[0], 0.0, count=1)

    assert calibrate(session, NIGHT + DAY).answers == 1


@pytest.mark.parametrize("fate", ["withdrawn", "marked again", "contested", "no weight", "seen", "no question"])
def test_what_says_nothing_of_the_question_moves_nothing(session, open_scale, fate):
    person, trainer = factories.make_person(session), factories.make_person(session)
    version, at = open_scale[0], NIGHT + HOUR
    with clock.at(at):
        if fate == "seen":
            record_observation(session, trainer.id, person.id, "JUR-1", 1, at.date(), "Vu.", at.date())
        else:
            weight, version = 0.0 if fate == "no weight" else 1.0, None if fate == "no question" else version
            answer(session, person, version, 0.0, at, slot=77, information_weight=weight)
        if fate == "withdrawn":
            correct_evidence(session, person.id, [Correction(77, None, None, "Question neutralisée")])
        if fate == "marked again":
            correct_evidence(session, person.id, [Correction(77, 1.0, None, "Clé fausse")])
        if fate == "contested":
            decide_objection(session, trainer.id, object_to(session, person.id, 1, "Non."), "withdrawn", "Oui.")
    several(session, open_scale[1], 1.0, count=1)

    row = calibrate(session, NIGHT + DAY)

    assert row.answers == 1
    assert {item["version_id"] for item in row.report["items"]} == {open_scale[1]}


def test_an_answer_that_was_corrected_and_put_back_counts_again(session, open_scale):
    person = factories.make_person(session)
    answer(session, person, open_scale[0], 0.0, NIGHT + HOUR, slot=77)
    correct_evidence(session, person.id, [Correction(77, None, None, "Neutralisée")])
    correct_evidence(session, person.id, [Correction(77, 0.0, None, "Annulé")])

    assert calibrate(session, NIGHT + DAY).answers == 1


def test_live_and_replay_measure_each_answer_with_what_held_when_it_was_recorded(session, open_scale):
    people = several(session, open_scale[0], 0.0)
    calibrate(session, NIGHT + DAY)
    answer(session, people[0], open_scale[0], 1.0, NIGHT + DAY + HOUR, slot=5)
    several(session, open_scale[0], 0.0, at=NIGHT + DAY + HOUR)
    calibrate(session, NIGHT + 2 * DAY)
    twin = factories.make_person(session)
    for at, score in ((NIGHT + HOUR, 0.0), (NIGHT + DAY + HOUR, 0.5)):
        answer(session, twin, open_scale[0], score, at)

    correct_evidence(session, people[0].id, [Correction(5, 0.5, None, "Relue")])

    assert len(parameters(session, open_scale[0])) == 3
    assert queries.state_of(session, people[0].id) == queries.state_of(session, twin.id)
    assert recompute(session)[1] < 1e-9


def test_what_was_recorded_at_the_very_instant_of_a_calibration_keeps_the_old_measure(session, open_scale):
    several(session, open_scale[0], 0.0)
    person = factories.make_person(session)
    answer(session, person, open_scale[0], 1.0, NIGHT + DAY)

    calibrate(session, NIGHT + DAY)

    assert parameters(session, open_scale[0])[1][4] == NIGHT + DAY + timedelta(microseconds=1)
    assert recompute(session)[1] < 1e-9


def test_late_answers_of_a_question_that_is_known_much_better_since_still_leave_it_a_variance(session, open_scale):
    several(session, open_scale[0], 0.0, count=3)
    session.execute(update(Evidence).where(Evidence.recorded_at > NIGHT).values(shift_v=-0.1))
    session.add(ItemParameter(version_id=open_scale[0], a=1.2, b=0.9, v=0.021, c=0.25, valid_from=NIGHT + 2 * HOUR))

    row = calibrate(session, NIGHT + DAY)

    assert row.answers == 3
    assert 0.019 < (parameters(session, open_scale[0])[-1][1]) <= 0.021


@pytest.mark.parametrize(("v_then", "shift_v", "v_now"), [(0.35, -0.2, 0.1), (0.35, 0.05, 0.02), (0.1, -0.01, 0.35)])
def test_a_change_is_carried_to_another_variance_as_the_precision_that_it_is(v_then, shift_v, v_now):
    shift_b, carried_v = carried((0.1, shift_v), v_then, v_now)

    assert 1 / (v_now + carried_v) - 1 / v_now == pytest.approx(1 / (v_then + shift_v) - 1 / v_then)
    assert shift_b / (v_now + carried_v) == pytest.approx(0.1 / (v_then + shift_v))
    assert carried((0.1, shift_v), v_then, v_then) == (0.1, shift_v)
    assert carried((0.0, 0.0), 0.0, v_now) == (0.0, 0.0)


def test_a_new_version_of_a_question_begins_from_its_author_again(session):
    factories.make_framework(session)
    factories.make_question(session, "q", difficulty=4)
    first = newest(session)
    session.add(ItemParameter(version_id=first, a=1.2, b=0.1, v=0.1, c=0.3, valid_from=MONDAY))
    factories.make_question(session, "q", difficulty=4, stem="Une tout autre question ?")

    second = newest(session)

    assert second != first
    assert [row[:2] for row in parameters(session, second)] == [parameters(session, first)[0][:2]]
    assert question_keys(session, [first, second]) == {first: "q", second: "q"}


def newest(session):
    session.flush()
    return session.execute(select(func.max(ItemParameter.version_id))).scalar_one()


def test_the_record_flags_what_contradicts_its_author(session, bank):
    several(session, bank[0], 0.0, count=24, at=MONDAY)
    session.execute(update(Evidence).values(expected=0.7))
    several(session, bank[1], 1.0, count=24, at=MONDAY + HOUR)

    row = calibrate(session)

    assert (bank[0], "key") in [(flag["item"], flag["kind"]) for flag in row.report["flags"]]


def test_calibrating_takes_as_many_statements_for_many_answers_as_for_few(session, open_scale, count_statements):
    counts = []
    for day, many in ((1, 1), (2, 30)):
        for version in open_scale:
            several(session, version, 0.0, count=many, at=NIGHT + day * DAY - HOUR)
        with count_statements() as statements:
            calibrate(session, NIGHT + day * DAY)
        counts.append(len(statements))

    assert counts[0] == counts[1] <= 18


def test_of_many_people_some_of_all_times_are_asked_and_the_first_of_what_they_gave(session, bank, monkeypatch):
    monkeypatch.setattr("course.competencies.services.calibrating.LEARNERS_NEEDED", 6)
    monkeypatch.setattr("course.competencies.services.calibrating.PEOPLE_ASKED", 4)
    monkeypatch.setattr("course.competencies.services.calibrating.EVENTS_ASKED", 8)
    for _ in range(7):
        person = factories.make_person(session)
        answer(session, person, bank[0], 0.0)
        answer(session, person, bank[1], 1.0, MONDAY + HOUR)
        answer(session, person, None, 0.0, MONDAY + 2 * HOUR)

    row = calibrate(session)

    alone = AbilityModel(*framework_of(session))
    first = [[Answer(item_of(session, bank[0]), 0.0, MONDAY), Answer(item_of(session, bank[1]), 1.0, MONDAY + HOUR)]]
    assert row.report["population"] == {
        "mean": pytest.approx(population_mean(alone, first * 4), abs=1e-9),
        "learners": 4,
    }
    assert session.execute(select(Population.learners)).scalar_one() == 7


def framework_of(session):
    framework, _ids = queries.model_framework(session)
    keys = [key for key, _domain, _gesture in framework.competencies]
    return keys, {key: domain for key, domain, _gesture in framework.competencies}


def item_of(session, version):
    found = queries.parameters_at(session, [version], MONDAY)[version]
    return Item({"JUR-1": 1.0}, found.b, found.v, found.a, found.c)
