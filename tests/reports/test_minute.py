"""« La minute d’équipe »: chosen from needs, the same all week, no competency twice in three weeks, no name."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest
import yaml

from course.foundation import clock
from course.foundation.permissions import Role
from course.toolbox.rules import WEEKS_APART, week_of
from tests import factories
from tests.reports.conftest import NOW, make_company, shown
from tests.seeds import seeded
from tests.toolbox.content import CONTENT, entries, publish, publish_laws

URL = "/team/minute"
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
MORE = (("ORG", "ORG-1", False), ("LIT", "LIT-1", False), ("FAC", "FAC-1", False))
ORDER = ("COM-1", "FAC-1", "JUR-1", "JUR-2", "LIT-1", "ORG-1")
TITLES = {entry.title: entry.competency for entry, _node in entries("kit")}


def make_company_with_kits(session):
    """The product's kits, and three competencies more."""
    company = make_company(session)
    found = factories.make_framework(session, *MORE)
    for competency in found.values():
        factories.require(session, company.job, competency, 2)
    company.competencies.update(found)
    publish_laws(session)
    publish(session, "kit")
    return company


engine, company = seeded(make_company_with_kits)


@pytest.fixture
def kits(company):
    return company


@pytest.fixture
def chosen_at(client, sign_in, kits):
    """The competency of the sheet that the manager, signed in anew, sees at an instant."""

    def see(at: datetime) -> str:
        with clock.at(at):
            sign_in(client, kits.manager)
        return chosen(client, at=at)

    return see


def chosen(client, address=URL, at=MONDAY) -> str:
    """The competency of the sheet that is shown at an instant."""
    with clock.at(at):
        page = shown(client, address)
    return TITLES[title_of(page)]


def title_of(page: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page)
    assert found is not None
    return html.unescape(found[1])


def test_the_sheet_has_a_case_three_questions_a_sentence_and_the_answers(manager, kits) -> None:
    with clock.at(MONDAY):
        page = shown(manager, URL)

    kit = next(entry for entry, _node in entries("kit") if entry.title == title_of(page))
    assert html.unescape(page).count(kit.questions[0].ask) == 2
    for piece in ("Le cas", "Trois questions", kit.sentence, "Les réponses, pour vous", "semaine 48", kit.run[0]):
        assert piece in html.unescape(page)
    assert page.index("Trois questions") < page.index("Les réponses, pour vous")


def test_it_names_nobody_and_says_no_number_of_people(manager, kits) -> None:
    kits.person("Zoé Lambert")
    kits.proofs(kits.nadia, "JUR-2", [0.0] * 6)

    with clock.at(MONDAY):
        main = shown(manager, URL).split("<main")[1].split("</main>")[0]

    assert "Nadia" not in main
    assert "Lambert" not in main
    assert not re.search(r"\d+\s*(?:écart|personne|à mesurer|à confirmer)", html.unescape(main))


def test_it_is_the_same_all_week_and_another_the_next(chosen_at) -> None:
    week = {chosen_at(MONDAY + timedelta(days=day)) for day in range(7)}

    assert len(week) == 1
    assert chosen_at(MONDAY + timedelta(days=7)) not in week


def test_no_competency_comes_back_within_three_weeks_even_where_it_stays_the_greatest_need(kits, chosen_at) -> None:
    greatest = chosen_at(MONDAY)
    kits.proofs(kits.nadia, greatest, [0.0] * 6)

    weeks = [chosen_at(MONDAY + timedelta(weeks=week)) for week in range(WEEKS_APART + 1)]

    assert weeks[0] == greatest
    assert greatest not in weeks[1:WEEKS_APART]
    assert weeks[WEEKS_APART] == greatest


def test_a_gap_goes_before_what_is_to_measure(manager, kits) -> None:
    first, second = chosen(manager), chosen(manager, f"{URL}?other=1")
    kits.proofs(kits.nadia, second, [0.0] * 6, at=NOW)

    assert chosen(manager) == second
    assert chosen(manager, f"{URL}?other=1") == first


def test_another_one_is_another_competency_and_all_can_be_had(manager, kits) -> None:
    found = [chosen(manager, f"{URL}?other={number}") for number in range(1, 6)] + [chosen(manager)]

    assert sorted(found) == sorted(ORDER)


def test_one_team_can_be_chosen_and_a_team_of_others_changes_nothing(manager, kits, session) -> None:
    person = kits.person("Inès Martin", kits.below)
    first, second = chosen(manager), chosen(manager, f"{URL}?other=1")
    kits.proofs(person, second, [0.0] * 6)
    for above in (kits.nadia, kits.person("Léo Petit")):
        kits.proofs(above, first, [0.0] * 6)
    other = factories.make_team(session, "Ailleurs")

    assert chosen(manager) == first
    assert chosen(manager, f"{URL}?team={kits.below.id}") == second
    assert chosen(manager, f"{URL}?team={other.id}") == chosen(manager)
    with clock.at(MONDAY):
        assert "Relance" in shown(manager, f"{URL}?team={kits.below.id}").split("</header>")[1]


@pytest.mark.parametrize("address", [f"{URL}?team=x", f"{URL}?other=-1", f"{URL}?other={'9' * 30}"])
def test_an_address_that_says_nothing_is_refused(manager, kits, address) -> None:
    assert manager.get(address).status_code == 422


@pytest.mark.parametrize("role", [Role.EMPLOYEE, Role.TRAINER, Role.ADMINISTRATOR])
def test_it_is_for_those_who_have_a_team(client, session, sign_in, kits, role) -> None:
    sign_in(client, factories.make_person(session, roles=(role,)))

    assert client.get(URL).status_code == 403


def test_a_trainer_who_has_a_team_may_use_it(client, session, sign_in, kits) -> None:
    both = factories.make_person(session, roles=(Role.TRAINER, Role.MANAGER), manages=(kits.team,))

    assert sign_in(client, both).get(URL).status_code == 200


@pytest.mark.unseeded
def test_without_kits_the_page_says_where_they_come_from(client, session, sign_in) -> None:
    assert "Aucune feuille n’est prête" in shown(sign_in(client, make_company(session).manager), URL)


def test_the_team_page_leads_there(manager, kits) -> None:
    assert f'href="{URL}"' in shown(manager, "/team")


def test_the_page_costs_as_many_statements_for_forty_people_as_for_one(manager, kits, count_statements) -> None:
    manager.get(URL)
    with count_statements() as few:
        manager.get(URL)
    for number in range(40):
        kits.person(f"Personne {number}")
    with count_statements() as many:
        manager.get(URL)

    assert len(few) == len(many)
    assert not [line for line in many if line.startswith(("INSERT", "UPDATE", "DELETE"))]


def test_no_question_of_a_kit_is_one_of_the_bank() -> None:
    files = [yaml.safe_load(path.read_text("utf-8")) for path in (CONTENT / "questions").glob("*.yml")]
    stems = {" ".join(str(question["stem"]).split()) for file in files for question in file["questions"]}

    assert len(stems) > 100
    assert not [ask for kit, _node in entries("kit") for ask in (q.ask for q in kit.questions) if ask in stems]


def test_weeks_count_on_over_the_new_year() -> None:
    assert week_of(datetime(2027, 1, 4, tzinfo=UTC).date()) - week_of(MONDAY.date()) == 6
