"""Importing people: all or nothing, by login, dated, and the same file again changes nothing."""

from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from course.accounts import queries, services
from course.accounts.formats import read_people
from course.accounts.models import Audit, JobAssignment, Membership, Person, RoleGrant, Team, TeamManager
from course.foundation.permissions import Role
from tests.factories import make_job_role, make_manager, make_organisation, make_person, make_team

TODAY = date(2026, 11, 22)
HEADER = "identifiant;nom;equipe;equipe_parente;metier;roles;responsable_de;langue;depuis\n"
FILE = HEADER + (
    "sophie@arvanel.example;Sophie Marchand;Recouvrement;Finance;;employé|responsable;Recouvrement;fr;2024-03-04\n"
    "nadia@arvanel.example;Nadia Benali;Grands comptes;Recouvrement;Chargée de recouvrement;;;en;\n"
)


def bring_in(session: Session, text: str, dry_run: bool = False, actor_id: int | None = None):
    rows = read_people(text.encode()).rows
    report = services.import_people(session, rows, TODAY, dry_run, actor_id)
    session.flush()
    return report


def counts(session: Session) -> list[int]:
    tables = (Person, Team, Membership, JobAssignment, RoleGrant, TeamManager, Audit)
    return [session.execute(select(func.count()).select_from(table)).scalar_one() for table in tables]


def card(session: Session, login: str) -> queries.PersonCard:
    person = queries.person_by_login(session, login)
    assert person is not None
    found = queries.person_card(session, person.id)
    assert found is not None
    return found


def test_a_file_makes_people_teams_jobs_and_roles(session: Session) -> None:
    make_organisation(session)
    make_job_role(session)

    report = bring_in(session, FILE)

    nadia, sophie = card(session, "nadia@arvanel.example"), card(session, "sophie@arvanel.example")
    assert (len(report.new), report.new_teams) == (2, ("Finance", "Recouvrement", "Grands comptes"))
    assert [(span.name, span.first) for span in nadia.teams] == [("Grands comptes", TODAY)]
    assert [span.name for span in nadia.jobs] == ["Chargé de recouvrement"]
    assert (nadia.roles_on(TODAY), nadia.language) == ({Role.EMPLOYEE}, "en")
    assert sophie.roles_on(date(2024, 3, 4)) == {Role.EMPLOYEE, Role.MANAGER}
    assert [span.name for span in sophie.managed] == ["Recouvrement"]


def test_the_teams_make_a_tree_that_managers_see(session: Session) -> None:
    make_organisation(session)
    make_job_role(session)

    bring_in(session, FILE)

    sophie = queries.person_by_login(session, "sophie@arvanel.example")
    seen = session.execute(queries.team_ids_managed_by(sophie.id, TODAY)).scalars().all()
    names = session.execute(select(Team.name).where(Team.id.in_(seen))).scalars().all()
    assert sorted(names) == ["Grands comptes", "Recouvrement"]


def test_a_dry_run_tells_the_same_and_writes_nothing(session: Session) -> None:
    make_organisation(session)
    make_job_role(session)
    before = counts(session)

    planned = bring_in(session, FILE, dry_run=True)
    after = counts(session)

    assert after == before
    assert planned == bring_in(session, FILE)


def test_the_same_file_again_changes_nothing(session: Session) -> None:
    make_organisation(session)
    make_job_role(session)
    bring_in(session, FILE)
    before = counts(session)

    again = bring_in(session, FILE)

    assert again.changes_nothing
    assert again.same == 2
    assert counts(session) == before


def test_one_wrong_line_and_nothing_is_written(session: Session) -> None:
    make_organisation(session)
    make_job_role(session)
    before = counts(session)

    report = bring_in(session, FILE + "leo@arvanel.example;Léo;;;Astronaute;;Lune;;\n")

    assert [(found.line, found.column, found.message_id) for found in report.problems] == [
        (4, "metier", "people.unknown_job"),
        (4, "responsable_de", "people.unknown_team"),
    ]
    assert counts(session) == before


def test_a_person_who_is_there_changes_and_the_past_stays(session: Session) -> None:
    former = make_team(session, "Relance")
    make_person(session, "Nadia Lambert", "nadia@arvanel.example", team=former)

    report = bring_in(session, HEADER + "NADIA@arvanel.example;Nadia Benali;Export;;;;;;2019-01-01\n")

    found = card(session, "nadia@arvanel.example")
    assert [difference.column for difference in report.changed[0].differences] == ["nom", "equipe"]
    assert [(span.name, span.first, span.last) for span in found.teams] == [
        ("Export", TODAY, date(9999, 12, 31)),
        ("Relance", date(2020, 1, 1), date(2026, 11, 21)),
    ]


def test_a_day_to_come_holds_from_then_and_is_not_repeated(session: Session) -> None:
    make_person(session, "Nadia", "nadia@arvanel.example", team=make_team(session, "Relance"))
    text = HEADER + "nadia@arvanel.example;Nadia;Export;;;employé|formateur;;;2027-01-01\n"

    bring_in(session, text)
    again = bring_in(session, text)

    found = card(session, "nadia@arvanel.example")
    assert again.changes_nothing
    assert queries.on_day(found.teams, TODAY).name == "Relance"
    assert queries.on_day(found.teams, date(2027, 1, 1)).name == "Export"
    assert Role.TRAINER not in found.roles_on(TODAY)


def test_roles_that_the_cell_leaves_out_are_withdrawn_at_once(session: Session) -> None:
    make_person(session, "Claire", "claire@arvanel.example", roles=(Role.EMPLOYEE, Role.TRAINER))

    bring_in(session, HEADER + "claire@arvanel.example;Claire;;;;employé;;;\n")

    assert card(session, "claire@arvanel.example").roles_on(TODAY) == {Role.EMPLOYEE}


def test_people_whom_the_file_leaves_out_stay_and_are_named(session: Session) -> None:
    team = make_team(session)
    make_manager(session, team)
    paul = make_person(session, "Paul", "paul@arvanel.example", team=team)

    report = bring_in(session, HEADER + "leo@arvanel.example;Léo;;;;;;;\n")

    assert "paul@arvanel.example" in report.absent
    assert card(session, paul.login).teams[0].last == date(9999, 12, 31)


@pytest.mark.parametrize("moves", [("A;B", "B;A"), ("A;B", "B;C", "C;A"), ("A;A",)])
def test_teams_that_would_stand_below_themselves_are_refused(session: Session, moves: tuple[str, ...]) -> None:
    make_organisation(session)
    lines = "".join(f"p{number}@a.fr;P;{move};;;;;\n" for number, move in enumerate(moves))

    report = bring_in(session, HEADER + lines)

    assert {found.message_id for found in report.problems} == {"people.team_circle"}


def test_teams_may_change_places(session: Session) -> None:
    make_organisation(session)
    top = make_team(session, "A")
    make_team(session, "B", top)

    report = bring_in(session, HEADER + "p1@a.fr;P;A;B;;;;;\np2@a.fr;P;B;C;;;;;\n")

    parents = {row.name: row.parent_id for row in session.execute(select(Team.name, Team.parent_id))}
    ids = {row.name: row.id for row in session.execute(select(Team.name, Team.id))}
    assert report.problems == ()
    assert parents == {"A": ids["B"], "B": ids["C"], "C": None}


def test_two_parents_for_one_team_are_refused(session: Session) -> None:
    make_organisation(session)

    report = bring_in(session, HEADER + "p1@a.fr;P;X;A;;;;;\np2@a.fr;P;X;B;;;;;\n")

    assert [(found.line, found.message_id) for found in report.problems] == [(3, "people.two_parents")]


def test_administrators_cannot_import_themselves_out(session: Session) -> None:
    admin = make_person(session, "Amélie", "admin@arvanel.example", roles=(Role.ADMINISTRATOR,))

    own = bring_in(session, HEADER + "admin@arvanel.example;Amélie;;;;employé;;;\n", actor_id=admin.id)
    last = bring_in(session, HEADER + "admin@arvanel.example;Amélie;;;;employé;;;\n")

    assert [found.message_id for found in own.problems] == ["accounts.own_administrator"]
    assert [found.message_id for found in last.problems] == ["accounts.last_administrator"]


def test_role_changes_stand_in_the_journal(session: Session) -> None:
    claire = make_person(session, "Claire", "claire@arvanel.example", roles=(Role.EMPLOYEE, Role.TRAINER))

    bring_in(session, HEADER + "claire@arvanel.example;Claire;;;;employé|responsable;;;\n")

    lines = session.execute(select(Audit.action, Audit.detail).where(Audit.subject_id == claire.id)).all()
    assert sorted((action, detail["role"]) for action, detail in lines) == [
        ("role.granted", "manager"),
        ("role.withdrawn", "trainer"),
    ]


def test_a_thousand_people_cost_as_many_statements_as_ten(session: Session, count_statements) -> None:
    make_organisation(session)

    def statements(first: int, last: int) -> int:
        lines = "".join(f"p{number}@a.fr;P;T;;;;;;\n" for number in range(first, last))
        with count_statements() as counted:
            bring_in(session, HEADER + lines)
        return len(counted)

    few, many = statements(0, 10), statements(10, 1010)

    assert many <= few + 4
