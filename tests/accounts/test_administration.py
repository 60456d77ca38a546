"""The administrator's pages: who may open them, what they change, from when it holds, what the journal keeps."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from course.accounts import queries, services
from course.accounts.models import Audit, Person
from course.accounts.queries import PAGE_SIZE
from course.foundation import clock
from course.foundation.errors import NotAllowedError
from course.foundation.permissions import Role
from tests.browsing import Browser
from tests.factories import LONG_AGO, PASSWORD, make_job_role, make_manager, make_person, make_team

PAGES = [
    "/people",
    "/people/new",
    "/people/{id}/edit",
    "/people/{id}/suspend",
    "/people/{id}/restore",
    "/teams",
    "/teams/{team}/edit",
    "/people/import",
    "/journal",
]
ACTIONS = [
    "/people/new",
    "/people/{id}/edit",
    "/people/{id}/suspend",
    "/people/{id}/restore",
    "/people/{id}/invitation",
    "/people/{id}/sessions/end",
    "/teams",
    "/teams/{team}/edit",
    "/teams/{team}/managers",
    "/teams/{team}/managers/{id}/end",
    "/people/import",
    "/people/import/confirm",
]


def today() -> date:
    return clock.today("Europe/Paris")


def fields(person: Person, **changes: object) -> dict[str, object]:
    return {"name": person.name, "language": "fr", "roles": ["employee"], "day": today().isoformat()} | changes


def journal(session: Session) -> list[tuple[str, str | None]]:
    rows = session.execute(
        select(Audit.action, Person.name).outerjoin(Person, Person.id == Audit.subject_id).order_by(Audit.id)
    )
    return [(row[0], row[1]) for row in rows]


def test_nobody_but_administrators_opens_these_pages(client: Browser, session: Session, sign_in) -> None:
    team = make_team(session)
    person = make_person(session, roles=(Role.EMPLOYEE, Role.TRAINER, Role.MANAGER), manages=(team,))
    sign_in(client, person)

    opened = [client.get(page.format(id=person.id, team=team.id)).status_code for page in PAGES]
    acted = [client.post(page.format(id=person.id, team=team.id)).status_code for page in ACTIONS]

    assert {*opened, *acted} == {403}


def test_an_administrator_opens_every_page(desk: Browser, session: Session) -> None:
    team = make_team(session)
    person = make_person(session, team=team, job=make_job_role(session), manages=(team,))

    answers = {page: desk.get(page.format(id=person.id, team=team.id)).status_code for page in PAGES}

    assert set(answers.values()) == {200}, answers


def test_an_administrator_may_not_read_levels(session: Session, admin: Person) -> None:
    other = make_person(session)
    viewer = queries.viewer_of_token(session, services.digest(services.open_session(session, admin.id, 1)), clock.now())

    seen = session.execute(queries.ids_visible_to(viewer)).scalars().all()

    assert other.id not in seen


def test_the_list_costs_the_same_for_three_and_for_fifty(desk: Browser, session: Session, count_statements) -> None:
    team, job = make_team(session), make_job_role(session)
    make_person(session, team=team, job=job)
    with count_statements() as few:
        desk.get("/people")
    for number in range(PAGE_SIZE):
        make_person(session, f"Nadia {number}", team=team, job=job)
    with count_statements() as many:
        page = desk.get("/people")

    assert len(many) == len(few) <= 7
    assert "Page 1 sur 2" in page.text.replace("\u00a0", " ")


@pytest.mark.parametrize("words", ["éloïse", "ÉLOÏSE", "brun él", "eb@arvanel"])
def test_people_are_found_by_words_of_their_name_or_login(desk: Browser, session: Session, words: str) -> None:
    make_person(session, "Éloïse Brun", "eb@arvanel.example")
    make_person(session, "Paul Petit", "pp@arvanel.example")
    if words.isupper() and session.get_bind().dialect.name == "sqlite":
        words = words.capitalize()

    page = desk.get("/people", query_string={"q": words}).text

    assert "Éloïse Brun" in page
    assert "Paul Petit" not in page


def test_the_list_is_filtered_by_team_with_those_below_and_by_state(desk: Browser, session: Session) -> None:
    top = make_team(session, "Finance")
    below = make_team(session, "Relance", top)
    paul = make_person(session, "Paul Petit", team=below)
    make_person(session, "Inès Roux")
    services.suspend(session, paul.id, is_suspended=True)

    assert "Paul Petit" in desk.get(f"/people?team={top.id}&state=suspended").text
    assert "Paul Petit" not in desk.get("/people?state=active").text
    assert "Inès Roux" not in desk.get(f"/people?team={top.id}").text
    assert "Inès Roux" in desk.get("/people?state=waiting").text


def test_a_person_is_added_with_everything_and_it_is_written_down(desk: Browser, session: Session) -> None:
    team, job = make_team(session), make_job_role(session)

    answer = desk.post(
        "/people/new",
        data={
            "login": "Zoe@Arvanel.example",
            "name": "Zoé Martin",
            "language": "en",
            "team": team.id,
            "job": job.id,
            "roles": ["employee", "manager"],
            "managed": [team.id],
            "day": "2026-01-05",
        },
    )

    zoe = queries.person_by_login(session, "zoe@arvanel.example")
    card = queries.person_card(session, zoe.id)
    assert answer.status_code == 303
    assert (card.teams[0].first, card.jobs[0].name, card.language) == (date(2026, 1, 5), job.name, "en")
    assert (card.roles_on(today()), card.managed_on(today())) == ({Role.EMPLOYEE, Role.MANAGER}, {team.id})
    assert ("person.added", "Zoé Martin") in journal(session)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"login": "admin@arvanel.example"}, "déjà pris"),
        ({"login": "a b c"}, "ne convient pas"),
        ({"login": ""}, "Écrivez un identifiant"),
        ({"name": "x" * 10_000}, "200 caractères au plus"),
        ({"name": "Z\x00oé"}, "caractères lisibles"),
        ({"day": "2026-02-31"}, "un jour du calendrier"),
        ({"day": "0001-01-01"}, "entre 1950 et 2100"),
        ({"team": "9" * 30}, "dans la liste"),
        ({"team": "nan"}, "dans la liste"),
        ({"roles": ["king"]}, "dans la liste"),
        ({"language": "xx"}, "dans la liste"),
    ],
)
def test_what_cannot_be_accepted_is_said_and_nothing_is_added(
    desk: Browser, session: Session, changes: dict[str, object], sentence: str
) -> None:
    form = {"login": "zoe@a.fr", "name": "Zoé", "language": "fr", "roles": ["employee"], "day": "2026-01-05"}

    answer = desk.post("/people/new", data=form | changes)

    assert answer.status_code == 422
    assert sentence in answer.text.replace("\u00a0", " ")
    assert session.execute(select(func.count()).select_from(Person)).scalar() == 1


def test_moving_somebody_keeps_the_past(desk: Browser, session: Session) -> None:
    former, new = make_team(session, "Relance"), make_team(session, "Export")
    person = make_person(session, team=former)

    desk.post(f"/people/{person.id}/edit", data=fields(person, team=new.id, day="2026-06-01"))

    spans = queries.person_card(session, person.id).teams
    assert [(span.name, span.last) for span in spans] == [
        ("Export", date(9999, 12, 31)),
        ("Relance", date(2026, 5, 31)),
    ]
    assert journal(session) == [("person.changed", person.name)]


def test_saving_without_a_change_writes_nothing_down(desk: Browser, session: Session) -> None:
    person = make_person(session, roles=(Role.EMPLOYEE,))

    answer = desk.post(f"/people/{person.id}/edit", data=fields(person))

    assert answer.status_code == 303
    assert journal(session) == []


def test_a_withdrawn_role_is_gone_at_the_next_request(desk: Browser, session: Session, sign_in, app) -> None:
    person = make_person(session, roles=(Role.EMPLOYEE, Role.ADMINISTRATOR))
    other = sign_in(Browser(app), person)
    before = other.get("/people").status_code

    desk.post(f"/people/{person.id}/edit", data=fields(person))

    assert (before, other.get("/people").status_code) == (200, 403)
    assert ("role.withdrawn", person.name) in journal(session)


def test_a_role_given_today_holds_at_once_whatever_the_hour(desk: Browser, session: Session, sign_in, app) -> None:
    person = make_person(session)
    night = clock.now().replace(hour=23, minute=30) + timedelta(days=3)  # past midnight in Paris
    other = Browser(app)
    with clock.at(night):
        sign_in(other, person)
        sign_in(desk, session.execute(select(Person).where(Person.login == "admin@arvanel.example")).scalar_one())
        desk.post(f"/people/{person.id}/edit", data=fields(person, roles=["employee", "administrator"]))

        assert other.get("/people").status_code == 200


def test_suspension_holds_at_the_next_request_and_can_be_undone(desk: Browser, session: Session, sign_in, app) -> None:
    person = make_person(session)
    other = sign_in(Browser(app), person)

    asked = desk.get(f"/people/{person.id}/suspend")
    desk.post(f"/people/{person.id}/suspend")
    shut_out = other.get("/account").status_code
    desk.post(f"/people/{person.id}/restore")

    assert asked.status_code == 200
    assert shut_out == 303
    assert other.get("/account").status_code == 303  # the session stays closed
    assert journal(session) == [("person.suspended", person.name), ("person.restored", person.name)]


def test_administrators_neither_suspend_nor_demote_themselves(desk: Browser, session: Session, admin: Person) -> None:
    suspended = desk.post(f"/people/{admin.id}/suspend")
    demoted = desk.post(f"/people/{admin.id}/edit", data=fields(admin))

    assert (suspended.status_code, demoted.status_code) == (409, 422)
    assert "vous retirer vous-même" in demoted.text
    assert desk.get("/people").status_code == 200
    assert journal(session) == []


def test_somebody_who_manages_teams_keeps_the_role(desk: Browser, session: Session) -> None:
    team = make_team(session)
    sophie = make_manager(session, team)

    answer = desk.post(f"/people/{sophie.id}/edit", data=fields(sophie, managed=[team.id]))

    assert answer.status_code == 422
    assert "Responsable" in answer.text


def test_an_invitation_is_shown_once_and_replaces_the_one_before(desk: Browser, session: Session, app) -> None:
    person = make_person(session)
    former = services.invite(session, person.id)

    desk.post(f"/people/{person.id}/invitation")
    page = desk.get(f"/people/{person.id}/edit").text
    again = desk.get(f"/people/{person.id}/edit").text

    token = re.search(r"/invitation/([\w-]+)", page).group(1)
    guest = Browser(app)
    assert "/invitation/" not in again.replace(f"/people/{person.id}/invitation", "")
    assert guest.get(f"/invitation/{former}").status_code == 404
    assert guest.get(f"/invitation/{token}").status_code == 200
    assert guest.post(f"/invitation/{token}", data={"new": PASSWORD}).status_code == 303
    assert Browser(app).get(f"/invitation/{token}").status_code == 404
    assert ("person.invited", person.name) in journal(session)


def test_sessions_are_closed_everywhere(desk: Browser, session: Session, sign_in, app) -> None:
    person = make_person(session)
    devices = [sign_in(Browser(app), person) for _ in range(2)]

    desk.post(f"/people/{person.id}/sessions/end")

    assert [device.get("/account").status_code for device in devices] == [303, 303]


def test_an_administrator_who_was_demoted_meanwhile_changes_nothing(session: Session, admin: Person) -> None:
    person = make_person(session)
    services.withdraw_role(session, admin.id, Role.ADMINISTRATOR, LONG_AGO)

    with pytest.raises(NotAllowedError) as refusal:
        services.suspend_person(session, admin.id, person.id, is_suspended=True, today=today())

    assert refusal.value.message_id == "access.denied"
