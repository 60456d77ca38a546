"""Assigning: from a gap to something to do, for visible people only, and back again."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from course.catalogue import services as catalogue
from course.catalogue.formats import LessonEntry, TrackEntry, TrackStage
from course.enrolment.models import Assignment
from course.enrolment.queries import open_assignments
from course.enrolment.services import assign, complete
from course.foundation import clock
from course.publishing.models import Item
from tests import factories
from tests.reports.conftest import NOW, shown
from tests.simulations.calls import make_call

DUE = date(2026, 12, 6)
STEPS = (("lesson", "appel"), ("scenario", "relance"), ("lesson", "autre"), ("review", ""))


@pytest.fixture(autouse=True)
def fixed_clock():
    with clock.at(NOW):
        yield


def sent(people, items, due_on=DUE, **more):
    return {"person": people, "item": items, "due_on": str(due_on), "reason": "", **more}


def test_a_gap_prepares_the_form_with_who_has_it_and_what_builds_it(company, manager, lesson_id):
    paul = company.person("Paul Nguyen")
    company.proofs(company.nadia, "COM-1", [0] * 6)

    page = shown(manager, "/assign?competency=COM-1&gap=1")

    assert f'name="person" value="{company.nadia.id}" checked' in page
    assert f'name="person" value="{paul.id}">' in page
    assert f'name="item" value="{lesson_id}" checked' in page
    assert 'value="2026-12-06"' in page


def test_training_quizzes_are_not_offered_and_counted_ones_are(company, manager, lesson_id):
    factories.make_question(company.session, "q-0")
    training = factories.make_quiz(company.session, "entrainement", ["q-0"], mode="practice", module="communication")
    point = factories.make_quiz(company.session, "point", ["q-0"], module="communication")

    page = shown(manager, "/assign")

    assert f'name="item" value="{point.item_id}"' in page
    assert f'name="item" value="{training.item_id}"' not in page
    assert manager.post("/assign", data=sent([company.nadia.id], [training.item_id])).status_code == 404


def test_assigning_reaches_several_people_says_so_and_can_be_undone(company, manager, lesson_id):
    paul = company.person("Paul Nguyen")

    response = manager.post("/assign", data=sent([company.nadia.id, paul.id], [lesson_id], reason="Réunion"))

    assert response.status_code == 303
    assert [row.due_on for row in open_assignments(company.session, paul.id)] == [DUE]
    page = shown(manager, response.location)
    assert "Assigné à 2 personnes." in page
    made = company.session.execute(select(Assignment.id).order_by(Assignment.id)).scalars().all()
    undone = manager.post("/assign/undo", data={"first": made[0], "last": made[-1]})
    assert undone.status_code == 303
    assert open_assignments(company.session, paul.id) == []
    assert "Assigné à" not in shown(manager, "/team")


def test_undoing_touches_nobody_else_s_assignments(company, manager, lesson_id):
    assign(company.session, [company.nadia.id], lesson_id, DUE, None, today=NOW.date())

    manager.post("/assign/undo", data={"first": 1, "last": 2**63 - 1})

    assert len(open_assignments(company.session, company.nadia.id)) == 1


def test_people_who_are_not_visible_cannot_be_assigned_anything(company, manager, lesson_id):
    stranger = company.person("Ailleurs", factories.make_team(company.session, "Ailleurs"))

    response = manager.post("/assign", data=sent([company.nadia.id, stranger.id], [lesson_id]))

    assert response.status_code == 404
    assert open_assignments(company.session, company.nadia.id) == []


def test_who_has_completed_it_is_left_alone(company, manager, lesson_id):
    paul = company.person("Paul Nguyen")
    complete(company.session, paul.id, lesson_id, company.versions[0])

    response = manager.post("/assign", data=sent([company.nadia.id, paul.id], [lesson_id]))

    assert open_assignments(company.session, paul.id) == []
    assert "1 personne avait déjà tout terminé" in shown(manager, response.location)
    assert manager.post("/assign", data=sent([paul.id], [lesson_id])).status_code == 409


def test_assigning_twice_moves_the_date(company, manager, lesson_id):
    manager.post("/assign", data=sent([company.nadia.id], [lesson_id]))
    later = DUE + timedelta(days=7)

    response = manager.post("/assign", data=sent([company.nadia.id], [lesson_id], later))

    assert [row.due_on for row in open_assignments(company.session, company.nadia.id)] == [later]
    assert "l’échéance est changée" in shown(manager, response.location)


@pytest.mark.parametrize(
    ("changes", "status", "said"),
    [
        ({"person": []}, 422, "Choisissez au moins une personne."),
        ({"item": []}, 422, "Choisissez au moins une leçon"),
        ({"due_on": "2026-11-21"}, 422, "Choisissez une date entre"),
        ({"due_on": "9999-99-99"}, 422, "Choisissez une date entre"),
        ({"due_on": "nan"}, 422, "Choisissez une date entre"),
        ({"person": ["9223372036854775808"]}, 422, ""),
        ({"person": ["-1"]}, 422, ""),
        ({"item": ["9223372036854775807"]}, 404, ""),
        ({"competency": "\x00"}, 303, ""),
        ({"reason": "é" * 5000 + "\x00\ud800"}, 303, ""),
    ],
)
def test_bad_input_shows_the_form_again_and_changes_nothing(company, manager, lesson_id, changes, status, said):
    form = sent([company.nadia.id], [lesson_id]) | changes
    form["reason"] = form["reason"].encode("utf-8", "surrogatepass").decode("utf-8", "replace")

    response = manager.post("/assign", data=form)

    assert response.status_code == status
    assert said in response.text
    if status != 303:
        assert open_assignments(company.session, company.nadia.id) == []


def test_the_way_back_never_leaves_the_site(company, manager, lesson_id):
    response = manager.post("/assign", data=sent([company.nadia.id], [lesson_id], back="//evil.example/"))

    assert response.location == "/team"


def test_a_call_that_measures_the_competency_is_proposed_and_can_be_assigned(company, manager, lesson_id):
    call = make_call(company.session)

    page = shown(manager, "/assign?competency=COM-1&gap=1")

    assert "simulation d’appel · compte pour les niveaux" in page
    assert f'name="item" value="{lesson_id}" checked' in page
    assert f'name="item" value="{call.item_id}">' in page
    response = manager.post("/assign", data=sent([company.nadia.id], [call.item_id]))
    assert response.status_code == 303
    assert [row.kind for row in open_assignments(company.session, company.nadia.id)] == ["scenario"]


def test_who_played_the_call_that_counts_is_not_asked_again(company, manager, lesson_id):
    call = make_call(company.session)
    complete(company.session, company.nadia.id, call.item_id, call.id)

    manager.post("/assign", data=sent([company.nadia.id], [call.item_id]))

    assert open_assignments(company.session, company.nadia.id) == []


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def save_other(session):
    """Publishes a second lesson, « autre »."""
    lesson = LessonEntry("autre", "Autre", "relire", 8, (("COM-1", 1, 2),), (), (), (), ("a", "b", "c"), "Texte.")
    catalogue.save_lesson(session, lesson, "autre", catalogue.render_lesson(lesson, {}), "communication", 2)
    session.flush()


def make_week(session, **fields):
    """Publishes a track of one lesson in seven days, which one plays a call in too; returns its item."""
    stages = (TrackStage("Lundi", "Monday", (("lesson", "appel"), ("scenario", "relance"))),)
    entry = TrackEntry(
        key=fields.pop("key", "semaine"),
        title="Première semaine",
        english="First week",
        summary="Cinq jours.",
        summary_english="Five days.",
        days=7,
        **({"stages": stages} | fields),
    )
    catalogue.save_track(session, entry, f"source {entry.key}")
    return session.query(Item.id).filter_by(kind="track", key=entry.key).scalar()


def test_a_track_stands_open_before_folded_modules_and_is_named_on_the_page_of_who_has_it(company, manager, lesson_id):
    track_id = make_week(company.session)

    page = shown(manager, "/assign")

    assert "min de leçons" in page
    assert page.count('<details class="src plan" open>') == 1
    assert page.index(f'name="item" value="{track_id}"') < page.index(f'name="item" value="{lesson_id}"')
    manager.post("/assign", data=sent([company.nadia.id], [track_id]))
    assert "Première semaine · parcours" in shown(manager, f"/people/{company.nadia.id}")


def test_a_track_says_the_days_it_takes_and_brings_them_along_where_it_is_chosen(company, manager, lesson_id):
    track_id = make_week(company.session)

    page = shown(manager, "/assign")
    chosen = shown(manager, "/assign?track=semaine")

    assert "durée conseillée\N{NO-BREAK SPACE}: 7 jours" in page
    assert f'value="{track_id}" data-due="2026-11-29"' in page
    assert 'data-usual="2026-12-06" value="2026-12-06"' in page
    assert f'value="{track_id}" checked data-due="2026-11-29"' in chosen
    assert chosen.count('name="item"') > chosen.count(" checked") == 1
    assert 'data-usual="2026-12-06" value="2026-11-29"' in chosen
    assert manager.get("/assign?track=autre").status_code == 404


def test_a_day_that_was_sent_is_proposed_no_more(company, manager, lesson_id):
    track_id = make_week(company.session)

    page = manager.post("/assign", data=sent([], [track_id], date(2026, 11, 25))).text

    assert 'value="2026-11-25"' in page
    assert "data-usual" not in page


def test_the_page_of_a_track_leads_who_manages_to_assign_it_and_nobody_else(company, manager, lesson_id, sign_in):
    make_week(company.session)

    link = 'href="/assign?track=semaine"'
    assert link in shown(manager, "/tracks/semaine")
    assert link not in shown(sign_in(manager, company.nadia), "/tracks/semaine")


def test_a_track_to_do_says_how_many_lessons_are_done_and_nothing_of_practice(company, manager, lesson_id):
    make_call(company.session)
    track_id = make_week(company.session, stages=(TrackStage("Lundi", "Monday", STEPS),))
    save_other(company.session)
    assign(company.session, [company.nadia.id], track_id, DUE, company.manager.id, today=NOW.date())
    complete(company.session, company.nadia.id, lesson_id, company.versions[0])

    assert "1 leçon sur 2 · pour le 06/12/2026" in plain(shown(manager, f"/people/{company.nadia.id}"))
    complete(company.session, company.nadia.id, track_id, company.versions[0])
    assert "leçon sur" not in shown(manager, f"/people/{company.nadia.id}")


def test_tracks_to_do_cost_two_statements_on_the_page_of_a_person(company, manager, lesson_id, count_statements):
    tracks = [make_week(company.session), make_week(company.session, key="metier", stages=(), job_role=company.job.key)]
    costs = []
    for assigned in ([], tracks[:1], tracks):
        for item_id in assigned:
            assign(company.session, [company.nadia.id], item_id, DUE, company.manager.id, today=NOW.date())
        shown(manager, f"/people/{company.nadia.id}")
        with count_statements() as statements:
            shown(manager, f"/people/{company.nadia.id}")
        costs.append(len(statements))

    assert costs[1] <= costs[0] + 2  # what is completed, and the stamp of what is published
    assert costs[2] <= costs[0] + 3  # and the levels of jobs
