"""Tests reach nobody outside and leave nothing behind."""

import socket

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from course.accounts.models import Team
from tests.browsing import Browser
from tests.factories import make_person, make_team


@pytest.mark.parametrize(
    ("family", "address"),
    [
        (socket.AF_INET, ("192.0.2.1", 80)),
        (socket.AF_INET, ("example.com", 443)),
        (socket.AF_INET6, ("2001:db8::1", 80, 0, 0)),
    ],
)
def test_nobody_outside_is_reached(family: int, address: tuple[object, ...]) -> None:
    with socket.socket(family) as caller, pytest.raises(AssertionError, match="a test tried to reach"):
        caller.connect(address)


@pytest.mark.parametrize("turn", ["first", "second"])
def test_what_a_test_commits_is_gone_in_the_next(session: Session, turn: str) -> None:
    make_team(session)
    session.commit()

    assert session.execute(select(func.count()).select_from(Team)).scalar() == 1


def test_a_request_sees_what_the_test_made_and_the_test_what_the_request_did(
    client: Browser, session: Session, sign_in
) -> None:
    person = make_person(session, language="fr")
    sign_in(client, person)

    client.post("/language", data={"language": "en", "next": "/account"})

    assert person.language == "en"


def test_two_people_in_one_test_stay_apart(client: Browser, session: Session, sign_in, app) -> None:
    first = sign_in(client, make_person(session, "Nadia Lambert"))
    second = sign_in(Browser(app), make_person(session, "Sophie Marchand"))

    assert "Nadia Lambert" in first.get("/account").text
    assert "Sophie Marchand" in second.get("/account").text
    assert "Sophie Marchand" not in first.get("/account").text
