"""`flask course calibrate | nightly | recompute`: what they did, in a line of French; exit status 1 otherwise."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from course.competencies.models import Calibration, Estimate, EstimateState, ItemParameter
from course.competencies.services import Proof, record_evidence
from course.foundation import clock
from tests import factories
from tests.seeds import seeded

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NIGHT = MONDAY + timedelta(hours=17)
DAY = timedelta(days=1)


def make_versions(session):
    """Three questions of one competency, and four people who answered the first on Monday."""
    factories.make_framework(session)
    for number in range(3):
        factories.make_question(session, f"q-{number}")
    found = session.execute(select(ItemParameter.version_id).order_by(ItemParameter.version_id)).scalars().all()
    answer(session, found[0], 0.0, MONDAY)
    return found


engine, versions = seeded(make_versions)


@pytest.fixture
def few_are_enough(monkeypatch):
    """A scale on which four people are enough."""
    for module in ("course.competencies.services.calibrating", "quizzes.ability.calibration"):
        monkeypatch.setattr(f"{module}.LEARNERS_NEEDED", 4)


def answer(session, version, score, at, count=4):
    for _ in range(count):
        person = factories.make_person(session)
        with clock.at(at):
            record_evidence(session, person.id, [Proof({"JUR-1": 1.0}, score, at, item_version_id=version)])
    session.commit()


def run(app, *words, at=NIGHT):
    with clock.at(at):
        result = app.test_cli_runner().invoke(args=["course", *words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout.replace("\u00a0", " "), result.stderr.replace("\u00a0", " ")


def test_calibrating_says_how_many_people_are_missing_and_then_that_nothing_is_new(app, session, versions):
    first, second = run(app, "calibrate"), run(app, "calibrate", at=NIGHT + DAY)

    assert first[:2] == (0, "4 réponses nouvelles. Difficultés figées : 4 personnes mesurées sur 80.\n")
    assert second[:2] == (0, "Aucune réponse nouvelle depuis la dernière calibration.\n")


def test_calibrating_says_which_difficulties_moved_the_largest_moves_first(app, session, versions, few_are_enough):
    opened = run(app, "calibrate")
    answer(session, versions[0], 0.0, NIGHT + timedelta(hours=1))
    answer(session, versions[1], 1.0, NIGHT + timedelta(hours=1), count=1)

    moved = run(app, "calibrate", at=NIGHT + DAY)

    assert opened[1].startswith("4 réponses nouvelles. Niveau moyen estimé d’après 4 personnes : −")
    lines = moved[1].splitlines()
    assert lines[0].startswith("5 réponses nouvelles ; 2 difficultés ont bougé (ancrage −0,")
    assert [line.split(" ")[0] for line in lines[1:]] == ["q-1", "q-0"]
    assert lines[1].startswith("q-1 : 0,00 → −0,")
    assert lines[2].startswith("q-0 : 0,00 → +0,")


def test_of_many_moves_twenty_are_named(app, session, versions, few_are_enough):
    run(app, "calibrate")
    for number in range(3, 25):
        factories.make_question(session, f"q-{number}")
    found = session.execute(select(ItemParameter.version_id).order_by(ItemParameter.version_id)).scalars().all()
    for place, version in enumerate(found[3:]):
        answer(session, version, float(place % 2), NIGHT + timedelta(hours=1), count=1)

    lines = run(app, "calibrate", at=NIGHT + DAY)[1].splitlines()

    assert (len(lines), lines[-1]) == (22, "… et 2 autres")


def test_the_night_calibrates_then_says_every_level_for_that_instant(app, session, versions):
    status, said, _errors = run(app, "nightly")

    assert status == 0
    assert said.splitlines()[1] == "4 personnes : niveaux à jour."
    assert set(session.execute(select(EstimateState.estimated_at)).scalars()) == {NIGHT}
    assert session.execute(select(Calibration.ran_at)).scalar_one() == NIGHT


def test_the_night_replays_everybody_under_the_new_mean(app, session, versions, few_are_enough, monkeypatch):
    monkeypatch.setattr("course.competencies.services.ageing.BATCH", 3)

    said = run(app, "nightly")[1]

    assert said.splitlines()[1] == "4 personnes : niveaux à jour."
    assert len(set(session.execute(select(EstimateState.model_version)).scalars())) == 1
    assert run(app, "recompute")[0] == 0


def test_rebuilding_says_how_many_people_and_how_far_levels_were_off(app, session, versions):
    well = run(app, "recompute")
    session.execute(update(Estimate).values(mean=Estimate.mean + 0.5))
    session.commit()
    off, mended = run(app, "recompute"), run(app, "recompute")

    assert well[:2] == (0, "4 personnes recalculées ; plus grand écart : 0.0.\n")
    assert off[0] == 1
    assert "4 personnes recalculées ; plus grand écart : 0.5.\n" in off[1]
    assert "s’écartaient des preuves (0.5) ; ils ont été corrigés" in off[2]
    assert mended[0] == 0


def test_a_long_rebuild_says_where_it_is_and_goes_on_from_there(app, session, versions, monkeypatch):
    people = list(session.execute(select(EstimateState.learner_id).order_by(EstimateState.learner_id)).scalars())
    monkeypatch.setattr("course.competencies.services.projecting.BATCH", 3)
    monkeypatch.setattr("course.cli.measuring.LONG", 3)

    whole, rest = run(app, "recompute"), run(app, "recompute", "--after", str(people[2]))

    assert (
        whole[2]
        == "".join(
            f"\r{done} preuves sur 4 ; reprendre ici : --after {last}"
            for done, last in ((3, people[2]), (4, people[3]))
        )
        + "\n"
    )
    assert whole[1].startswith("4 personnes recalculées")
    assert rest[1:] == ("1 personne recalculée ; plus grand écart : 0.0.\n", "")
