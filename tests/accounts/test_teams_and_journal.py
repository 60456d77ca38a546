"""The administrator's pages of teams, imports and the journal."""

import io
import re
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from course.accounts import queries, services
from course.accounts.models import Audit, Person, Team
from course.foundation import clock
from course.foundation.permissions import Role
from tests.browsing import Browser
from tests.factories import make_person, make_team


def today() -> date:
    return clock.today("Europe/Paris")


def journal(session: Session) -> list[tuple[str, str | None]]:
    rows = session.execute(
        select(Audit.action, Person.name).outerjoin(Person, Person.id == Audit.subject_id).order_by(Audit.id)
    )
    return [(row[0], row[1]) for row in rows]


def test_teams_are_made_renamed_and_moved(desk: Browser, session: Session) -> None:
    desk.post("/teams", data={"name": "Finance", "parent": ""})
    desk.post("/teams", data={"name": "Relance", "parent": ""})
    ids = {row.name: row.id for row in session.execute(select(Team.name, Team.id))}

    moved = desk.post(f"/teams/{ids['Relance']}/edit", data={"name": "Relance client", "parent": ids["Finance"]})
    page = desk.get("/teams").text

    assert moved.status_code == 303
    assert "Relance client" in page
    assert [action for action, _ in journal(session)] == ["team.added", "team.added", "team.renamed", "team.moved"]


def test_a_team_never_stands_below_itself(desk: Browser, session: Session) -> None:
    top = make_team(session, "Finance")
    below = make_team(session, "Relance", top)

    answer = desk.post(f"/teams/{top.id}/edit", data={"name": "Finance", "parent": below.id})

    assert answer.status_code == 422
    assert session.get(Team, top.id).parent_id is None


def test_two_teams_do_not_share_a_name(desk: Browser, session: Session) -> None:
    make_team(session, "Équipe Nord")

    answer = desk.post("/teams", data={"name": "equipe  nord", "parent": ""})

    assert answer.status_code == 422


def test_a_team_is_given_to_a_manager_and_taken_back(desk: Browser, session: Session) -> None:
    team, person = make_team(session), make_person(session, login="sophie@arvanel.example")

    desk.post(f"/teams/{team.id}/managers", data={"login": "SOPHIE@arvanel.example", "day": today().isoformat()})
    given = queries.person_card(session, person.id)
    desk.post(f"/teams/{team.id}/managers/{person.id}/end")
    taken = queries.person_card(session, person.id)

    assert (given.managed_on(today()), Role.MANAGER in given.roles_on(today())) == ({team.id}, True)
    assert taken.managed_on(today()) == frozenset()


def upload(desk: Browser, text: str):
    return desk.post("/people/import", data={"file": (io.BytesIO(text.encode()), "people.csv")})


def test_a_file_is_previewed_then_imported_then_reported(desk: Browser, session: Session) -> None:
    preview = upload(desk, "identifiant;nom;equipe\nzoe@a.fr;Zoé;Relance\n")
    before = session.execute(select(func.count()).select_from(Person)).scalar()
    token = re.search(r'name="file" value="([^"]+)"', preview.text).group(1)

    confirmed = desk.post("/people/import/confirm", data={"file": token})
    report = desk.get(confirmed.location)

    assert (preview.status_code, before, confirmed.status_code) == (200, 1, 303)
    assert queries.person_by_login(session, "zoe@a.fr").name == "Zoé"
    assert "Relance" in report.text
    assert ("people.imported", None) in journal(session)


def test_a_file_with_errors_shows_them_by_line_and_cannot_be_confirmed(desk: Browser) -> None:
    preview = upload(desk, "identifiant;nom;metier\nzoe@a.fr;;Astronaute\n")

    assert "ligne 2" in preview.text
    assert 'name="file" value=' not in preview.text


def test_a_preview_is_only_good_for_an_hour_for_its_owner_and_unchanged(
    desk: Browser, session: Session, sign_in, app
) -> None:
    preview = upload(desk, "identifiant;nom\nzoe@a.fr;Zoé\n")
    token = re.search(r'name="file" value="([^"]+)"', preview.text).group(1)
    other = sign_in(Browser(app), make_person(session, roles=(Role.ADMINISTRATOR,)))

    somebody_else = other.post("/people/import/confirm", data={"file": token}).status_code
    changed = desk.post("/people/import/confirm", data={"file": token[:-3] + "abc"}).status_code
    with clock.at(clock.now() + timedelta(hours=1, minutes=1)):
        late = desk.post("/people/import/confirm", data={"file": token}).status_code

    assert (somebody_else, changed, late) == (422, 422, 422)
    assert queries.person_by_login(session, "zoe@a.fr") is None


def test_an_empty_upload_says_what_to_do(desk: Browser) -> None:
    assert desk.post("/people/import").status_code == 422


def test_the_journal_is_filtered_by_person_act_and_day(desk: Browser, session: Session) -> None:
    zoe, leo = make_person(session, "Zoé Martin"), make_person(session, "Léo Blanc")
    services.record_audit(session, "person.invited", None, zoe.id)
    with clock.at(clock.now() - timedelta(days=40)):
        services.record_audit(session, "person.suspended", None, leo.id)

    assert "Léo Blanc" not in desk.get("/journal?q=martin").text
    assert "Zoé Martin" not in desk.get("/journal?action=person.suspended").text
    recent = desk.get(f"/journal?first={today() - timedelta(days=1)}&last={today()}").text
    assert "Zoé Martin" in recent
    assert "Léo Blanc" not in recent


@pytest.mark.parametrize("value", ["\x00", "%ed%a0%80", "9" * 40, "nan", "x" * 10_000, "'; --"])
@pytest.mark.parametrize("page", ["/people", "/journal"])
def test_strange_filters_never_break_a_list(desk: Browser, page: str, value: str) -> None:
    names = ("q", "team", "state", "action", "first", "last", "page")

    answer = desk.get(page, query_string=dict.fromkeys(names, value))

    assert answer.status_code == 200
