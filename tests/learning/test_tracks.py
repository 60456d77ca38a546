"""Tracks: offered, followed, assigned, followed step by step to their end."""

from datetime import UTC, date, datetime

import pytest

from course.catalogue import services as catalogue
from course.catalogue.formats import TrackEntry, TrackStage
from course.enrolment import queries as enrolment_queries
from course.enrolment import services as enrolment
from course.enrolment.queries.tracks import own_choice
from course.foundation import clock
from course.publishing.models import Item
from tests import factories
from tests.learning.content import make_lesson
from tests.simulations.calls import make_call

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
STAGES = (
    TrackStage("Lundi", "Monday", (("lesson", "prioriser"), ("scenario", "relance"))),
    TrackStage("Mardi", "Tuesday", (("lesson", "echeance"), ("lesson", "retiree"), ("review", ""))),
)


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOON):
        yield


def text_of(client, address):
    return client.get(address).text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def make_track(session, key="premiere-semaine", **fields):
    entry = TrackEntry(
        key=key,
        title=fields.pop("title", "Première semaine"),
        english="First week",
        summary=fields.pop("summary", "Cinq jours."),
        summary_english="Five days.",
        days=7,
        **({"stages": STAGES} | fields),
    )
    catalogue.save_track(session, entry, f"source {key}")
    return session.query(Item.id).filter_by(kind="track", key=key).scalar()


@pytest.fixture
def week(session, learner):
    """The item of a track of two lessons and a call; a third lesson that it names is not published."""
    make_lesson(session, "prioriser", position=2, title="Prioriser", competencies=(("JUR-1", 3, 4),))
    make_call(session)
    return make_track(session)


def test_what_a_track_is_for_is_set_as_french_is(client, session, learner, week) -> None:
    make_track(
        session, summary="Un jour ; puis deux.", stages=(TrackStage("Lundi : lire", "Monday: read", STAGES[0].steps),)
    )

    for address in ("/tracks", "/tracks/premiere-semaine"):
        assert "Un jour\N{NO-BREAK SPACE}; puis deux." in client.get(address).text
    assert "Lundi\N{NO-BREAK SPACE}: lire" in client.get("/tracks/premiere-semaine").text


def test_a_newcomer_is_offered_the_track_for_everybody_and_its_lessons_come_first(client, week) -> None:
    page = text_of(client, "/")

    assert 'href="/tracks/premiere-semaine">Première semaine' in page
    assert "parcours · 2 leçons" in page


def test_who_follows_a_track_or_has_read_three_lessons_is_offered_none(client, session, learner, week) -> None:
    client.post("/tracks/premiere-semaine")

    assert "parcours · 2 leçons" not in text_of(client, "/")


def test_the_first_lesson_of_a_newcomer_keeps_to_the_track_for_everybody(client, session, learner, week) -> None:
    make_track(session, stages=(TrackStage("Lundi", "Monday", (("lesson", "echeance"), ("lesson", "prioriser"))),))

    page = text_of(client, "/")

    assert 'href="/lessons/echeance?track=premiere-semaine">Commencer' in page
    assert '<a href="/tracks/premiere-semaine">Première semaine</a> · 0 leçon faite sur 2' in page


def test_a_followed_track_is_named_where_it_leads(client, session, learner, week) -> None:
    client.post("/tracks/premiere-semaine")
    client.post("/lessons/prioriser/complete")

    home = text_of(client, "/")
    lesson = text_of(client, "/lessons/echeance?track=premiere-semaine")

    assert '<a href="/tracks/premiere-semaine">Première semaine</a> · 1 leçon faite sur 2' in home
    assert '<a href="/tracks/premiere-semaine">Première semaine</a> · leçon 2 sur 2' in lesson
    assert "leçon 2 sur 2" not in text_of(client, "/lessons/echeance")


def test_what_is_left_to_assess_of_a_finished_track_stays_on_the_home_page(client, session, learner, week) -> None:
    factories.make_question(session, "q-1")
    factories.make_quiz(session, "point", ["q-1"])
    steps = (("lesson", "prioriser"), ("lesson", "echeance"), ("quiz", "point"))
    make_track(session, stages=(TrackStage("Lundi", "Monday", steps),))
    client.post("/tracks/premiere-semaine")
    assert 'href="/quizzes/point"' not in text_of(client, "/")
    for key in ("prioriser", "echeance"):
        client.post(f"/lessons/{key}/complete")

    assert 'href="/quizzes/point">Questionnaire point' in text_of(client, "/")
    page = text_of(client, "/tracks/premiere-semaine")
    assert "Toutes les leçons sont faites. Il reste : Questionnaire point" in page
    assert '<b class="small">fait ✓</b>' in text_of(client, "/tracks")


def test_the_page_of_a_track_says_what_following_means(client, week) -> None:
    page = text_of(client, "/tracks/premiere-semaine")

    assert 'btn-primary">Suivre ce parcours' in page
    assert "Vous vous donnez 7 jours" in page
    client.post("/tracks/premiere-semaine")
    assert "Vous vous donnez" not in text_of(client, "/tracks/premiere-semaine")


def test_following_leads_from_the_home_page_through_each_lesson_to_the_end(client, session, learner, week) -> None:
    answer = client.post("/tracks/premiere-semaine")
    assert (answer.status_code, answer.location) == (303, "/tracks/premiere-semaine")

    home = text_of(client, "/")
    assert 'href="/lessons/prioriser?track=premiere-semaine"' in home[home.index('class="hero"') : home.index("<aside")]
    lesson = client.get("/lessons/prioriser?track=premiere-semaine").text
    assert 'href="/calls/relance"' in lesson[lesson.index('<nav class="bar"') :]

    answer = client.post("/lessons/prioriser/complete?track=premiere-semaine")
    assert answer.location == "/lessons/prioriser?track=premiere-semaine#fin"
    assert "Étape suivante : simulation d’appel" in text_of(client, answer.location)
    page = text_of(client, "/tracks/premiere-semaine")
    assert "1 leçon faite sur 2" in page
    assert "Une relance" in page
    assert "Vous suivez ce parcours, d’ici le 1" in page

    client.post("/lessons/echeance/complete?track=premiere-semaine")
    assert [row.kind for row in enrolment_queries.open_assignments(session, learner.id)] == []
    assert week in enrolment_queries.completed_item_ids(session, learner.id)


def test_a_track_is_left_without_losing_anything(client, session, learner, week) -> None:
    client.post("/tracks/premiere-semaine")
    client.post("/lessons/prioriser/complete")

    client.post("/tracks/premiere-semaine", data={"do": "leave"})

    assert own_choice(session, learner.id, week) is None
    assert "1 leçon faite sur 2" in text_of(client, "/tracks/premiere-semaine")
    assert client.post("/tracks/premiere-semaine", data={"do": "leave"}).status_code == 409


def test_one_follows_once_and_not_what_is_done(client, session, learner, week) -> None:
    client.post("/tracks/premiere-semaine")
    again = client.post("/tracks/premiere-semaine")
    assert (again.status_code, "Vous suivez déjà ce parcours." in again.text) == (409, True)

    for key in ("prioriser", "echeance"):
        client.post(f"/lessons/{key}/complete")
    done = client.post("/tracks/premiere-semaine")
    assert (done.status_code, "Toutes les leçons de ce parcours sont faites." in done.text) == (409, True)
    assert "Suivre ce parcours" not in text_of(client, "/tracks/premiere-semaine")


def test_what_a_manager_assigned_is_not_left_and_says_who_asked(client, session, learner, week) -> None:
    boss = factories.make_person(session, name="Claire Vasseur")
    enrolment.assign(session, [learner.id], week, date(2026, 12, 1), boss.id, "Bienvenue", today=NOON.date())

    page = text_of(client, "/tracks/premiere-semaine")

    assert "Assigné par Claire Vasseur" in page
    assert "Bienvenue" in page
    assert "Ne plus suivre" not in page
    assert client.post("/tracks/premiere-semaine", data={"do": "leave"}).status_code == 409


def test_the_track_of_a_job_takes_the_lessons_whose_lower_level_it_requires(client, session, learner, week) -> None:
    job = session.query(factories.JobRole).one()
    make_track(session, "metier", title="Votre métier", stages=(), job_role=job.key)

    page = client.get("/tracks/metier").text
    listed = client.get("/tracks").text

    assert 'href="/lessons/echeance?track=metier"' in page
    assert "/lessons/prioriser" not in page
    assert listed.index("Première semaine") < listed.index("Votre métier")
    assert "Pour commencer, et pour votre métier" in listed


def test_a_lesson_opened_on_a_track_that_does_not_hold_it_keeps_to_its_module(client, week) -> None:
    for track in ("autre", "premiere-semaine%00", ""):
        page = client.get(f"/lessons/echeance?track={track}").text
        assert 'href="/lessons/prioriser"' in page


def test_a_lesson_of_a_job_leads_to_the_call_that_its_track_lists_after_it(client, session, learner, lesson) -> None:
    job = session.query(factories.JobRole).one()
    make_call(session, "cadre-legal", ("JUR-1",))
    factories.make_question(session, "q-1")
    factories.make_quiz(session, "finale", ["q-1"])
    make_track(session, "metier", stages=(), job_role=job.key, final="finale")

    track = client.get("/tracks/metier").text
    bar = client.get("/lessons/echeance?track=metier").text.partition('<nav class="bar"')[2]

    assert (
        track.index("/lessons/echeance?track=metier") < track.index("/calls/relance") < track.index("/quizzes/finale")
    )
    assert 'href="/calls/relance">Suivante' in bar


def test_a_step_that_is_not_published_is_passed_over(client, session, learner, lesson) -> None:
    make_lesson(session, "prioriser", position=2)
    steps = (("lesson", "echeance"), ("scenario", "retiree"), ("lesson", "retiree"), ("lesson", "prioriser"))
    make_track(session, stages=(TrackStage("Lundi", "Monday", steps),))

    bar = client.get("/lessons/echeance?track=premiere-semaine").text.partition('<nav class="bar"')[2]

    assert 'href="/lessons/prioriser?track=premiere-semaine">Suivante' in bar


def test_the_head_of_a_lesson_says_its_place_in_the_track_on_which_it_is_read(client, week) -> None:
    on_track = text_of(client, "/lessons/echeance?track=premiere-semaine").partition("<h1")
    alone = text_of(client, "/lessons/echeance").partition("<h1")

    assert '<a class="now" href="/tracks/premiere-semaine">Première semaine</a> · 2 sur 2 · 8 min' in on_track[0]
    assert 'aria-label="Leçon 2 sur 2 du parcours Première semaine"' in on_track[2]
    assert '<a class="now" href="/modules/cadre-legal">Cadre légal</a> · 1 sur 2 · 8 min' in alone[0]
    assert 'aria-label="Leçon 1 sur 2 du module Cadre légal"' in alone[2]
    assert "\N{NO-BREAK SPACE}· 1 sur 2\N{NO-BREAK SPACE}· 8" in client.get("/lessons/echeance").text, (
        "no dot begins a line"
    )


def test_an_answer_in_the_lesson_keeps_to_the_track_without_a_script(client, week) -> None:
    address = "/lessons/echeance?track=premiere-semaine"
    check = "/lessons/echeance/checks/jur-1-pendant"

    page = client.get(address).text
    answer = client.post(f"{check}?track=premiere-semaine", data={"answer": "b", "client_id": "c-1"})
    again = client.post(f"{check}?track=premiere-semaine", data={"do": "redraw"}).text

    assert f'action="{check}?track=premiere-semaine"' in page
    assert answer.location == f"{address}#q-jur-1-pendant"
    assert f'href="{address}#q-jur-1-pendant"' in again
    assert f'action="{check}?track=premiere-semaine"' in again
    assert f'action="{check}"' in client.get("/lessons/echeance").text


def test_an_answer_in_the_lesson_keeps_to_the_track_with_a_script(client, week) -> None:
    check = "/lessons/echeance/checks/jur-1-pendant"
    form = {"answer": "b", "client_id": "c-1"}

    on_track = client.post(f"{check}?track=premiere-semaine", data=form, as_json=True)
    forged = client.post(f'{check}?track="><b>', data=form, as_json=True)

    assert f'action="{check}?track=premiere-semaine"' in on_track.json["html"]
    assert f'action="{check}"' in forged.json["html"]


def test_language_and_remarks_lead_back_to_the_lesson_on_its_track(client, week) -> None:
    address = "/lessons/echeance?track=premiere-semaine"

    page = client.get(address).text
    answer = client.post("/language", data={"language": "en", "next": address})

    assert f'name="next" value="{address}"' in page
    assert f'href="/remark?next={address}"' in page
    assert f'name="next" value="{address}"' in client.get(f"/remark?next={address}").text
    assert answer.location == address
    assert 'name="next" value="/lessons/echeance"' in client.get("/lessons/echeance").text


@pytest.mark.parametrize("address", ["/tracks", "/tracks/premiere-semaine", "/modules/cadre-legal", "/path"])
def test_the_menu_says_that_one_is_in_one_s_programme(client, week, address) -> None:
    assert '<a href="/" aria-current="true">Parcours</a>' in client.get(address).text
    assert '<a href="/" aria-current="page">Parcours</a>' in client.get("/").text
    assert "aria-current" not in client.get("/account").text


def test_a_lesson_on_a_track_costs_one_statement_more_and_of_a_job_two(
    client, session, learner, week, count_statements
) -> None:
    make_track(session, "metier", stages=(), job_role=session.query(factories.JobRole).one().key)
    costs = []
    for query in ("", "?track=premiere-semaine", "?track=metier"):
        client.get(f"/lessons/echeance{query}")
        with count_statements() as statements:
            client.get(f"/lessons/echeance{query}")
        costs.append(len(statements))

    assert costs[1] <= costs[0] + 1  # the stamp of what is published
    assert costs[2] <= costs[0] + 2


def test_an_unknown_track_is_not_found(client, learner) -> None:
    assert client.get("/tracks/autre").status_code == 404
    assert client.post("/tracks/autre").status_code == 404
    assert "Aucun parcours n’est encore publié." in text_of(client, "/tracks")


def test_a_track_costs_the_same_however_long_it_is(client, session, learner, week, count_statements) -> None:
    client.get("/tracks/premiere-semaine")
    with count_statements() as few:
        client.get("/tracks/premiere-semaine")
    for place in range(3, 9):
        make_lesson(session, f"longue-{place}", position=place)
    steps = (*STAGES[0].steps, *(("lesson", f"longue-{place}") for place in range(3, 9)))
    make_track(session, stages=(TrackStage("Lundi", "Monday", steps),))
    client.get("/tracks/premiere-semaine")
    with count_statements() as many:
        client.get("/tracks/premiere-semaine")

    assert len(many) == len(few)
