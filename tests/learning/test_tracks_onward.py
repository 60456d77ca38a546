"""From the end of a quiz, a call, a workshop or reviews back to the track of which it is a step."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from course.catalogue.formats import TrackStage
from course.enrolment import queries as enrolment_queries
from course.enrolment import services as enrolment
from course.foundation import clock
from course.simulations.services.calls import abandon_call
from tests import factories
from tests.assessment.taking import take
from tests.learning.content import make_lesson
from tests.learning.test_tracks import make_track, text_of
from tests.simulations.calling import GOOD, KEY, begun, make_caller, make_scenario, played
from tests.simulations.workshops import begin, hand_in, make_generated, make_workshop, play_good_day

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
STEPS = (("lesson", "prioriser"), ("scenario", KEY), ("quiz", "point"), ("review", ""), ("lesson", "echeance"))
NEXT = 'class="btn btn-primary" href="{}"><span>Étape suivante : {}'
TO_CALL = NEXT.format(f"/calls/{KEY}", "simulation d’appel · Une relance courte")
TO_LESSON = NEXT.format("/lessons/echeance?track=premiere-semaine", "Calculer une échéance")
TO_TRACK = 'class="btn btn-quiet" href="/tracks/premiere-semaine">Première semaine'
AGAIN = 'class="btn {}">Recommencer'


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOON):
        yield


@pytest.fixture
def learner(session, lesson, client, sign_in):
    """Somebody signed in who has read the notice, and whose job asks for COM-1 and JUR-1."""
    job = factories.make_job_role(session)
    for key in ("COM-1", "JUR-1"):
        factories.require(session, job, session.query(factories.Competency).filter_by(key=key).one(), 2)
    person = make_caller(session, job=job)
    sign_in(client, person)
    return person


@pytest.fixture
def steps(session, learner):
    """Two lessons, a call and a quiz; and a track of these."""
    make_lesson(session, "prioriser", position=2, title="Prioriser", competencies=(("COM-1", 1, 2),))
    factories.make_framework(session, ("ECOUTE", "COM-3", True))  # which the call measures too
    factories.make_question(session, "q-1", "COM-1")
    track = make_track(session, stages=(TrackStage("Lundi", "Monday", STEPS),))
    return SimpleNamespace(
        call=make_scenario(session), quiz=factories.make_quiz(session, "point", ["q-1"]), track=track
    )


@pytest.fixture
def follower(client, steps, learner):
    """The person follows the track and has read its first lesson."""
    client.post("/tracks/premiere-semaine")
    client.post("/lessons/prioriser/complete")
    return learner


def result_of(session, person, quiz):
    return f"/attempts/{take(session, person, quiz, 'b', NOON).id}/result"


def debrief_of(session, person, call):
    return f"/calls/plays/{played(session, person, call, GOOD)}/debrief"


def test_a_quiz_leads_to_the_next_step_that_is_not_done(client, session, steps, follower) -> None:
    address = result_of(session, follower, steps.quiz)
    before = text_of(client, address)
    debrief_of(session, follower, steps.call)
    after = text_of(client, address)

    assert TO_CALL in before
    assert TO_TRACK in before
    assert AGAIN.format("btn-line") in before
    assert TO_LESSON in after


def test_a_call_leads_on_and_one_that_was_abandoned_does_not_lead_to_itself(client, session, steps, follower) -> None:
    take(session, follower, steps.quiz, "b", NOON)
    left = begun(session, follower, steps.call)
    abandon_call(session, follower.id, left)

    assert TO_LESSON in text_of(client, f"/calls/plays/{left}/debrief")
    page = text_of(client, debrief_of(session, follower, steps.call))
    assert TO_LESSON in page
    assert 'class="btn btn-line">Rejouer autrement' in page


@pytest.mark.parametrize("kind", ["day", "quarter"])
def test_a_workshop_leads_on(client, session, steps, follower, kind) -> None:
    make_workshop(session) if kind == "day" else make_generated(session, key="novembre")
    stage = TrackStage("Lundi", "Monday", (("lesson", "prioriser"), ("workshop", "novembre"), ("lesson", "echeance")))
    make_track(session, stages=(stage,))
    play = begin(client, kind)
    if kind == "day":
        play_good_day(client, play)
        hand_in(client, play)
    for week in range(4) if kind == "quarter" else ():
        assert client.post(f"{play}/weeks", data={"step": str(week), "do": "play"}).status_code == 303

    page = text_of(client, play)

    assert TO_LESSON in page
    assert 'class="btn btn-line">Rejouer l' in page


def test_the_end_of_reviews_leads_on(client, session, steps, follower) -> None:
    for address in ("/review", "/review/end"):
        page = text_of(client, address)

        assert TO_CALL in page
        assert 'class="btn btn-quiet" href="/">Voir mon parcours' in page


def test_reviews_that_are_no_step_of_a_followed_track_lead_home(client, session, steps, learner) -> None:
    make_track(session, stages=(TrackStage("Lundi", "Monday", STEPS[:3]),))
    client.post("/tracks/premiere-semaine")

    page = text_of(client, "/review")

    assert "Étape suivante" not in page
    assert 'class="btn btn-primary" href="/">Voir mon parcours' in page


def test_who_follows_nothing_is_led_along_the_first_track_once_it_was_begun(client, session, steps, learner) -> None:
    address = result_of(session, learner, steps.quiz)
    before = text_of(client, address)
    client.post("/lessons/prioriser/complete")

    assert "Étape suivante" not in before
    assert AGAIN.format("btn-primary") in before
    assert TO_CALL in text_of(client, address)
    assert TO_CALL in text_of(client, "/review/end")


def test_who_follows_another_track_is_not_led_along_the_first(client, session, steps, learner) -> None:
    make_track(session, "autre", stages=(TrackStage("Lundi", "Monday", (("lesson", "echeance"),)),))
    client.post("/tracks/autre")
    client.post("/lessons/prioriser/complete")

    assert "Étape suivante" not in text_of(client, result_of(session, learner, steps.quiz))


def test_a_finished_track_leads_to_what_is_left_of_it_and_no_further(client, session, steps, follower) -> None:
    client.post("/lessons/echeance/complete")
    assert steps.track in enrolment_queries.completed_item_ids(session, follower.id)
    address = result_of(session, follower, steps.quiz)

    assert TO_CALL in text_of(client, address)
    assert "Étape suivante" not in text_of(client, "/review/end")
    debrief_of(session, follower, steps.call)
    assert "premiere-semaine" not in text_of(client, address)


def test_of_two_tracks_the_one_due_first_leads(client, session, steps, follower) -> None:
    job = session.query(factories.JobRole).one()
    other = make_track(session, "metier", title="Votre métier", stages=(), job_role=job.key, final="point")
    enrolment.assign(session, [follower.id], other, date(2026, 11, 25), None, today=NOON.date())
    take(session, follower, steps.quiz, "b", NOON)

    page = text_of(client, debrief_of(session, follower, steps.call))

    assert TO_LESSON in page
    make_scenario(session, "in the module", module="cadre-legal")
    page = text_of(client, debrief_of(session, follower, steps.call))
    assert NEXT.format("/lessons/echeance?track=metier", "Calculer une échéance") in page
    assert page.index('href="/tracks/metier">Votre métier') < page.index(TO_TRACK)


def test_the_last_lesson_that_one_knew_already_completes_the_track_and_leads_on(
    client, session, steps, follower
) -> None:
    for number in range(9):
        factories.make_question(session, f"known-{number}", "JUR-1", difficulty=1 + number % 5)
    factories.make_quiz(session, "je-connais-deja", [], purpose="test_out", limit_minutes=10)
    started = client.post("/lessons/echeance/known").location
    for position in (1, 2, 3):
        client.post(f"{started}/answers/{position}", data={"answer": "b", "client_id": f"c-{position}"})

    page = text_of(client, client.post(f"{started}/finish").location)

    assert steps.track in enrolment_queries.completed_item_ids(session, follower.id)
    assert TO_CALL in page
    assert 'class="btn btn-quiet" href="/">Continuer mon parcours' in page


def test_an_end_costs_four_statements_more_where_a_track_holds_the_step(
    client, session, steps, learner, count_statements
) -> None:
    make_track(session, stages=(TrackStage("Lundi", "Monday", STEPS[:1]),))
    address = result_of(session, learner, steps.quiz)
    costs = []
    for change in ("none holds it", "not followed", "followed"):
        if change == "not followed":
            make_track(session, stages=(TrackStage("Lundi", "Monday", STEPS),))
        if change == "followed":
            client.post("/tracks/premiere-semaine")
        client.get(address)
        with count_statements() as statements:
            client.get(address)
        costs.append(len(statements))

    assert costs[1] <= costs[0] + 4  # it is for everybody: whether it was begun is asked
    assert costs[2] <= costs[0] + 4
