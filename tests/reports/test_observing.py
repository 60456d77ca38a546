"""« J’ai observé… »: a manager says what they saw, the person reads it, and only who saw it withdraws it."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from course.accounts.models import Audit
from course.competencies.models import Evidence
from course.competencies.queries import proofs_of, states_of
from course.foundation import clock
from course.foundation.errors import NotAllowedError, NotFoundError
from course.foundation.permissions import Role, Viewer
from course.reports.services import observe
from tests import factories
from tests.browsing import Browser
from tests.reports.conftest import NOW, shown

WORDS = "Appel du 20 à la société Mécalor : une date, un montant, un canal, et la promesse redite."
GOOD = {"competency": "COM-1", "level": "3", "seen_on": "2026-11-20", "comment": WORDS}


def plain(text):
    """Returns a text with plain spaces: French puts others before « : » and inside quotation marks."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


@pytest.fixture(autouse=True)
def fixed_clock():
    with clock.at(NOW):
        yield


def address(company, person=None):
    return f"/people/{(person or company.nadia).id}/observe"


def evidence(company):
    return company.session.execute(select(Evidence).order_by(Evidence.id)).scalars().all()


def audit(company, action):
    return company.session.execute(select(Audit).where(Audit.action == action)).scalars().all()


def test_an_observation_is_recorded_and_shown_as_such_with_who_saw_it(company, manager):
    form = shown(manager, f"{address(company)}?competency=COM-1")

    answer = manager.post(address(company), data=GOOD)

    page = plain(shown(manager, answer.location))
    [proof] = proofs_of(company.session, company.nadia.id, "COM-1")
    assert answer.status_code == 303
    assert (proof.level, proof.observer, proof.comment) == (3, "Claire Vasseur", WORDS)
    assert "C’est noté. Nadia Benali le lit" in page
    assert "20/11 · Geste observé par Claire Vasseur" in page
    assert WORDS in page
    assert "Autonome</span>" in page
    assert "peut la contester" in form
    assert all(sentence in form for sentence in ("un", "deux", "trois", "quatre", "Rien de ce qui suit"))


def test_what_was_done_is_in_the_journal_without_the_words(company, manager):
    manager.post(address(company), data=GOOD)
    [made] = evidence(company)
    manager.post(
        f"/people/{company.nadia.id}/observations/{made.id}/withdraw",
        data={"competency": "COM-1", "reason": "Ce n’était pas elle"},
    )

    recorded, withdrawn = audit(company, "observation.recorded"), audit(company, "observation.withdrawn")

    assert [line.detail for line in recorded] == [{"competency": "COM-1", "level": 3, "evidence": made.id}]
    assert [line.detail for line in withdrawn] == [{"evidence": made.id}]
    assert {(line.actor_id, line.subject_id) for line in recorded + withdrawn} == {
        (company.manager.id, company.nadia.id)
    }


@pytest.mark.parametrize(
    ("change", "said", "field"),
    [
        ({"level": ""}, "Choisissez un niveau", "level-wrong"),
        ({"level": "5"}, "Choisissez un niveau", "level-wrong"),
        ({"level": "³"}, "Choisissez un niveau", "level-wrong"),
        ({"seen_on": ""}, "Choisissez le jour", "day-wrong"),
        ({"seen_on": "20/11/2026"}, "Choisissez le jour", "day-wrong"),
        ({"seen_on": "2026-11-23"}, "Choisissez un jour passé, ou aujourd’hui.", "day-wrong"),
        ({"seen_on": "2026-09-22"}, "Choisissez un jour des 60 derniers jours", "day-wrong"),
        ({"comment": " \n "}, "Écrivez ce que vous avez vu", "comment-wrong"),
        ({"comment": "a" * 2001}, "dépasse 2000 caractères", "comment-wrong"),
    ],
)
def test_a_refusal_stands_at_its_field_and_keeps_what_was_written(company, manager, change, said, field):
    answer = manager.post(address(company), data=GOOD | change)

    text = plain(answer.text)
    assert answer.status_code == 422
    assert said in text.split(f'id="{field}"')[1].split("</p>")[0]
    assert "comment" in change or WORDS in text
    assert "level" in change or 'value="3" required checked' in text
    assert evidence(company) == []


def test_all_that_is_missing_is_said_at_once(company, manager):
    text = manager.post(address(company), data={"competency": "COM-1"}).text

    assert all(f'id="{field}"' in text for field in ("level-wrong", "day-wrong", "comment-wrong"))


@pytest.mark.parametrize("day", ["2026-11-22", "2026-09-23"])
def test_today_and_sixty_days_ago_are_the_bounds(company, manager, day):
    assert manager.post(address(company), data=GOOD | {"seen_on": day}).status_code == 303


def test_words_are_shown_as_they_were_written_and_harmless(company, manager, sign_in, app):
    manager.post(address(company), data=GOOD | {"comment": "<script>alert(1)</script>\r\n<b>Bien</b>\x00"})

    seen = shown(manager, f"/people/{company.nadia.id}/competencies/COM-1")
    own = sign_in(Browser(app), company.nadia).get("/competencies/COM-1").text

    for page in (seen, own):
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
        assert "<b>Bien" not in page
    assert "\x00" not in evidence(company)[0].comment


def test_nobody_outside_the_viewer_s_teams_is_observed(company, manager):
    stranger = company.person("Paul", factories.make_team(company.session, "Ailleurs"))
    below = company.person("Zoé", company.below)

    answers = [manager.get(address(company, stranger)), manager.post(address(company, stranger), data=GOOD)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert manager.post(address(company, below), data=GOOD).status_code == 303
    assert [row.learner_id for row in evidence(company)] == [below.id]


def test_nobody_observes_oneself_even_in_one_s_own_team(company, client, sign_in):
    boss = factories.make_person(
        company.session, "Claude", roles=(Role.EMPLOYEE, Role.MANAGER), team=company.team, manages=(company.team,)
    )
    sign_in(client, boss)

    answers = [client.get(address(company, boss)), client.post(address(company, boss), data=GOOD)]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert evidence(company) == []
    for page in (f"/people/{boss.id}", f"/people/{boss.id}/competencies/COM-1"):
        assert "J’ai observé" not in client.get(page).text


def test_the_service_itself_refuses_strangers_and_oneself(company):
    stranger = company.person("Paul", factories.make_team(company.session, "Ailleurs"))
    boss = company.manager
    viewer = Viewer(boss.id, boss.name, boss.login, "fr", "Europe/Paris", frozenset({Role.MANAGER}), 1)

    for person, refusal in ((stranger, NotFoundError), (boss, NotAllowedError)):
        with pytest.raises(refusal):
            observe(company.session, viewer, person.id, "COM-1", 3, NOW.date(), WORDS)

    assert evidence(company) == []


@pytest.mark.parametrize("role", [Role.EMPLOYEE, Role.TRAINER, Role.ADMINISTRATOR])
def test_only_managers_observe(company, client, sign_in, role):
    sign_in(client, factories.make_person(company.session, roles=(role,)))

    assert client.get(address(company)).status_code == 403
    assert client.post(address(company), data=GOOD).status_code == 403


def test_an_unknown_competency_is_not_found(company, manager):
    assert manager.get(f"{address(company)}?competency=ZZZ-9").status_code == 404
    assert manager.post(address(company), data=GOOD | {"competency": "<b>"}).status_code == 404


def test_without_a_competency_one_chooses_it(company, manager):
    page = shown(manager, address(company))

    assert f"/people/{company.nadia.id}/observe?competency=COM-1" in page
    assert "à l’œuvre" in page


def test_who_saw_it_withdraws_it_with_a_reason_and_it_counts_no_more(company, manager):
    manager.post(address(company), data=GOOD)
    [made] = evidence(company)
    before = shown(manager, f"/people/{company.nadia.id}/competencies/COM-1")
    to = f"/people/{company.nadia.id}/observations/{made.id}/withdraw"

    empty = manager.post(to, data={"competency": "COM-1", "reason": " "})
    done = manager.post(to, data={"competency": "COM-1", "reason": "Ce n’était pas elle"})

    page = plain(shown(manager, done.location))
    counts = {s.competency.key: s.direct_proofs for s in states_of(company.session, company.nadia.id, NOW.date())}
    assert "Retirer mon observation" in before
    assert empty.status_code == 422
    assert "Écrivez en quelques mots pourquoi." in empty.text
    assert "<details open>" in empty.text
    assert "retirée le 22/11/2026 : Ce n’était pas elle" in page
    assert "ne compte plus" in page
    assert "Retirer mon observation" not in page
    assert counts["COM-1"] == 0


def test_nobody_withdraws_what_another_saw_nor_what_is_no_observation(company, manager, sign_in, app):
    manager.post(address(company), data=GOOD)
    company.proofs(company.nadia, "COM-1", [1.0])
    seen, answered = evidence(company)
    other = sign_in(Browser(app), factories.make_manager(company.session, company.team, name="Luc"))
    data = {"competency": "COM-1", "reason": "Non"}
    below = company.person("Zoé", company.below)

    by_another = other.post(f"/people/{company.nadia.id}/observations/{seen.id}/withdraw", data=data)
    an_answer = manager.post(f"/people/{company.nadia.id}/observations/{answered.id}/withdraw", data=data)
    of_another = manager.post(f"/people/{below.id}/observations/{seen.id}/withdraw", data=data)
    nothing = manager.post(f"/people/{company.nadia.id}/observations/999999/withdraw", data=data)

    page = other.get(f"/people/{company.nadia.id}/competencies/COM-1").text
    assert [a.status_code for a in (by_another, an_answer, of_another, nothing)] == [403, 404, 404, 404]
    assert len(evidence(company)) == 2
    assert "Retirer mon observation" not in page
    assert "Geste observé par Claire Vasseur" in page


def test_the_panel_says_it_was_observed_and_hides_words_with_the_names(company, manager):
    manager.post(address(company), data=GOOD)
    panel = f"/team?person={company.nadia.id}&competency=COM-1"

    page, masked = plain(shown(manager, panel)), plain(shown(manager, f"{panel}&mask=1"))

    assert "Geste observé par Claire Vasseur" in page
    assert "<rect" in page
    assert "J’ai observé…" in page
    assert "Geste observé" in masked
    assert "Claire Vasseur" not in masked.split('id="preuve"')[1].split("</aside>")[0]
    assert WORDS not in masked


def test_three_observations_of_one_day_stay_three(company, manager):
    for level in ("1", "2", "3"):
        manager.post(address(company), data=GOOD | {"level": level})

    page = shown(manager, f"/people/{company.nadia.id}/competencies/COM-1")

    assert page.count("Geste observé par") == 3
    assert page.count("<rect") == 3


def test_the_page_takes_the_same_statements_however_many_observations_there_are(company, manager, count_statements):
    manager.post(address(company), data=GOOD)
    page = f"/people/{company.nadia.id}/competencies/COM-1"
    shown(manager, page)
    with count_statements() as one:
        shown(manager, page)
    for days in range(5):
        with clock.at(NOW - timedelta(days=days)):
            manager.post(address(company), data=GOOD)
    with count_statements() as many:
        shown(manager, page)

    assert len(one) == len(many)


def test_one_returns_to_where_one_came_from_and_nowhere_else(company, manager):
    good = shown(manager, f"{address(company)}?competency=COM-1&back=/team%3Fdomain%3DCOM")
    bad = shown(manager, f"{address(company)}?competency=COM-1&back=https://evil.example/")

    assert 'href="/team?domain=COM">Annuler' in good
    assert 'href="https://evil' not in bad
    assert 'name="back" value="https://evil' not in bad


def test_the_panel_says_what_one_more_answer_would_change_in_three_statements(company, manager, count_statements):
    panel = f"/team?person={company.nadia.id}&competency=JUR-1"
    shown(manager, panel)
    with count_statements() as without:
        shown(manager, panel)
    company.proofs(company.nadia, "JUR-1", [1.0, 1.0])
    shown(manager, panel)
    with count_statements() as with_proofs:
        page = plain(shown(manager, panel))

    assert len(with_proofs) <= len(without) + 3
    assert "Une bonne réponse de plus : acquis. Une fausse : à confirmer." in page
    assert "%" not in re.sub(r"<[^>]*>", "", page.split('id="preuve"')[1].split("</aside>")[0])
