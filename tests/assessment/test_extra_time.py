"""More time for a person: given by who administers, told to that person, shown and told to nobody else."""

import pytest
from sqlalchemy import select

from course.accounts.models import Audit
from course.assessment import queries, services
from course.foundation.errors import NotFoundError
from course.foundation.permissions import Role
from tests import factories
from tests.seeds import seeded


def make_people(session):
    """An administrator, a learner, and the learner's manager who trains too."""
    factories.make_framework(session)
    team = factories.make_team(session)
    learner = factories.make_person(session, team=team)
    manager = factories.make_person(
        session, "Sophie Marchand", roles=(Role.EMPLOYEE, Role.MANAGER, Role.TRAINER), manages=(team,)
    )
    return factories.make_person(session, "Paul Adam", roles=(Role.ADMINISTRATOR,)), learner, manager


engine, people = seeded(make_people)


def lines(session):
    session.expire_all()
    found = select(Audit.actor_id, Audit.subject_id, Audit.detail).where(Audit.action == "time.changed")
    return [tuple(line) for line in session.execute(found)]


def test_an_administrator_gives_more_time_and_the_trail_says_so_without_the_figure(session, client, sign_in, people):
    administrator, learner, _manager = people
    sign_in(client, administrator)
    address = f"/people/{learner.id}/time"

    page = client.get(f"/people/{learner.id}/edit").text
    saved = client.post(address, data={"extra_percent": "33"})
    again = client.post(address, data={"extra_percent": "33"})

    assert f'href="{address}"' in page
    assert (saved.status_code, again.status_code) == (303, 303)
    assert queries.extra_percent(session, learner.id) == 33
    assert lines(session) == [(administrator.id, learner.id, {})]
    assert 'value="33"' in client.get(address).text
    assert "Temps des questionnaires changé" in client.get("/journal").text


def test_nothing_takes_it_back(session, client, sign_in, people):
    administrator, learner, _manager = people
    services.allow_time(session, learner.id, 50, administrator.id)
    sign_in(client, administrator)

    client.post(f"/people/{learner.id}/time", data={"extra_percent": "0"})

    assert queries.extra_percent(session, learner.id) == 0
    assert len(lines(session)) == 2


@pytest.mark.parametrize("typed", ["", "301", "-1", "beaucoup", "9" * 30, "3.5"])
def test_what_is_no_such_share_is_refused_beside_its_field(session, client, sign_in, people, typed):
    administrator, learner, _manager = people
    sign_in(client, administrator)

    answer = client.post(f"/people/{learner.id}/time", data={"extra_percent": typed})

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert queries.extra_percent(session, learner.id) == 0
    assert lines(session) == []


def test_nobody_else_sees_or_sets_it(session, client, sign_in, people):
    _administrator, learner, manager = people
    services.allow_time(session, learner.id, 33)
    for person in (manager, learner):
        sign_in(client, person)
        assert client.get(f"/people/{learner.id}/time").status_code == 403
        assert client.post(f"/people/{learner.id}/time", data={"extra_percent": "90"}).status_code == 403
    sign_in(client, manager)
    record = client.get(f"/people/{learner.id}")

    assert record.status_code == 200
    assert "supplémentaire" not in record.text
    assert queries.extra_percent(session, learner.id) == 33


def test_the_person_reads_on_the_page_of_the_quiz_that_it_is_in_the_time(session, client, sign_in, people):
    _administrator, learner, manager = people
    factories.make_question(session, "q-1")
    factories.make_quiz(session, "point", ["q-1"], limit_minutes=30)
    services.allow_time(session, learner.id, 33)

    sign_in(client, manager)
    theirs = client.get("/quizzes/point").text
    sign_in(client, learner)
    mine = client.get("/quizzes/point").text

    assert "Votre temps supplémentaire y est compris." in mine
    assert "40" in mine
    assert "temps supplémentaire" not in theirs


def test_nobody_gets_nothing(session, people):
    with pytest.raises(NotFoundError):
        services.allow_time(session, 987_654, 33)
