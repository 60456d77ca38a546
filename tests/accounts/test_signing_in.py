"""Signing in and out: what is right, what is refused, what ends a session."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from course.accounts import services
from course.accounts.models import SignInFailure, SignInSession
from course.accounts.rules import FAILURE_WINDOW, FAILURES_ALLOWED
from course.foundation import clock
from course.foundation.permissions import Role
from tests.browsing import Browser
from tests.factories import LONG_AGO, PASSWORD, make_person

LOGIN = "nadia@arvanel.example"


def submit(client: Browser, login: str = LOGIN, password: str = PASSWORD, **fields: str):
    return client.post("/sign-in", data={"login": login, "password": password, **fields})


def test_the_right_password_opens_the_page_that_was_asked_for(client: Browser, session: Session) -> None:
    make_person(session, login=LOGIN, password=PASSWORD)

    answer = submit(client, next="/account")

    assert (answer.status_code, answer.location) == (303, "/account")
    assert client.get("/account").status_code == 200


@pytest.mark.parametrize("login", [" NADIA@Arvanel.Example ", "nadia@arvanel.example"])
def test_capitals_and_spaces_around_a_login_do_not_count(client: Browser, session: Session, login: str) -> None:
    make_person(session, login=LOGIN, password=PASSWORD)

    assert submit(client, login).status_code == 303


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\t/evil.example"])
def test_signing_in_never_leads_elsewhere(client: Browser, session: Session, target: str) -> None:
    make_person(session, login=LOGIN, password=PASSWORD)

    assert submit(client, next=target).location == "/"


def test_a_wrong_login_and_a_wrong_password_are_the_same_answer(client: Browser, session: Session) -> None:
    make_person(session, login=LOGIN, password=PASSWORD)

    wrong_password = submit(client, password="quatre-vingts-nuits")
    wrong_login = submit(client, login="nobody@arvanel.example")

    sentence = "Identifiant ou mot de passe"
    assert (wrong_password.status_code, wrong_login.status_code) == (422, 422)
    assert sentence in wrong_password.text
    assert sentence in wrong_login.text


def test_a_failure_is_kept_although_the_sign_in_was_refused(client: Browser, session: Session) -> None:
    make_person(session, login=LOGIN, password=PASSWORD)

    submit(client, password="quatre-vingts-nuits")

    assert session.execute(select(func.count()).select_from(SignInFailure)).scalar() == 1


def test_after_eight_failures_even_the_right_password_waits(client: Browser, session: Session) -> None:
    make_person(session, login=LOGIN, password=PASSWORD)
    for _ in range(FAILURES_ALLOWED):
        services.record_failure(session, LOGIN, "10.0.0.1")

    at_once = submit(client)
    with clock.at(clock.now() + FAILURE_WINDOW + timedelta(seconds=1)):
        later = submit(client)

    assert at_once.status_code == 422
    assert "Trop d’essais" in at_once.text
    assert later.status_code == 303


def test_a_suspended_person_does_not_come_in(client: Browser, session: Session) -> None:
    person = make_person(session, login=LOGIN, password=PASSWORD)
    services.suspend(session, person.id, is_suspended=True)

    assert submit(client).status_code == 422


def test_somebody_without_a_password_does_not_come_in(client: Browser, session: Session) -> None:
    make_person(session, login=LOGIN)

    assert submit(client, password="").status_code == 422
    assert submit(client, password="anything at all").status_code == 422


def test_suspension_holds_from_the_next_request(client: Browser, session: Session, sign_in) -> None:
    person = make_person(session)
    sign_in(client, person)
    before = client.get("/account").status_code

    services.suspend(session, person.id, is_suspended=True)

    assert (before, client.get("/account").status_code) == (200, 303)


def test_a_changed_role_holds_from_the_next_request(client: Browser, session: Session, sign_in) -> None:
    person = make_person(session, roles=(Role.EMPLOYEE, Role.MANAGER))
    sign_in(client, person)
    before = client.get("/team").status_code

    services.withdraw_role(session, person.id, Role.MANAGER, LONG_AGO)

    assert before != 403
    assert client.get("/team").status_code == 403


def test_a_cookie_kept_after_signing_out_is_worth_nothing(client: Browser, session: Session) -> None:
    make_person(session, login=LOGIN, password=PASSWORD)
    submit(client)
    token = client.get_cookie("echeance_session").value

    answer = client.post("/sign-out")
    client.set_cookie("echeance_session", token)

    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert client.get("/account").status_code == 303


def test_a_session_ends_by_itself(client: Browser, session: Session, sign_in) -> None:
    sign_in(client, make_person(session))

    with clock.at(clock.now() + timedelta(days=1, seconds=1)):
        answer = client.get("/account")

    assert answer.status_code == 303


def test_the_database_keeps_no_token(client: Browser, session: Session) -> None:
    make_person(session, login=LOGIN, password=PASSWORD)

    submit(client)

    kept = session.execute(select(SignInSession.token_hash)).scalar_one()
    assert client.get_cookie("echeance_session").value != kept


def test_a_new_password_closes_every_other_session(client: Browser, session: Session, sign_in, app) -> None:
    person = make_person(session, login=LOGIN, password=PASSWORD)
    elsewhere = sign_in(Browser(app), person)
    sign_in(client, person)

    answer = client.post("/account", data={"current": PASSWORD, "new": "soixante-jours-nets"})

    assert answer.status_code == 303
    assert client.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 303


@pytest.mark.parametrize("new", ["court", "aaaaaaaaaaaa", LOGIN])
def test_an_easy_password_is_refused(client: Browser, session: Session, sign_in, new: str) -> None:
    sign_in(client, make_person(session, login=LOGIN, password=PASSWORD))

    assert client.post("/account", data={"current": PASSWORD, "new": new}).status_code == 422


def test_who_asks_costs_one_statement(client: Browser, session: Session, sign_in, count_statements) -> None:
    sign_in(client, make_person(session, roles=tuple(Role)))

    with count_statements() as statements:
        client.get("/no/such/page")

    assert len(statements) == 1


def test_an_invitation_works_once(client: Browser, session: Session) -> None:
    person = make_person(session, login=LOGIN)
    token = services.invite(session, person.id)

    first = client.post(f"/invitation/{token}", data={"new": PASSWORD})
    client.post("/sign-out")
    second = client.post(f"/invitation/{token}", data={"new": PASSWORD})

    assert (first.status_code, second.status_code) == (303, 422)
    assert submit(client).status_code == 303


def test_an_old_invitation_is_refused(client: Browser, session: Session) -> None:
    token = services.invite(session, make_person(session, login=LOGIN).id)

    with clock.at(clock.now() + timedelta(days=services.INVITATION_DAYS, minutes=1)):
        answer = client.post(f"/invitation/{token}", data={"new": PASSWORD})

    assert answer.status_code == 422


def test_what_is_over_is_forgotten(session: Session) -> None:
    person = make_person(session)
    now = clock.now()
    for days in (0, 2, 50):
        with clock.at(now - timedelta(days=days)):
            services.record_failure(session, LOGIN, "10.0.0.1")
            services.open_session(session, person.id, days=1)

    gone = services.forget_sign_ins(session)

    assert gone == 3
    assert session.execute(select(func.count()).select_from(SignInFailure)).scalar() == 1
    assert session.execute(select(func.count()).select_from(SignInSession)).scalar() == 2


def test_what_a_page_of_the_last_person_held_is_worth_nothing_to_the_next(
    client: Browser, session: Session, sign_in, app
) -> None:
    make_person(session, login=LOGIN, password=PASSWORD)
    sign_in(client, make_person(session))
    left_open = client._form_token()

    submit(client)
    answer = client.post("/theme", data={"theme": "dark"}, headers={"X-CSRFToken": left_open}, csrf=False)

    assert answer.status_code == 400


def test_a_message_for_one_person_is_not_shown_to_the_next(client: Browser, session: Session, sign_in) -> None:
    sign_in(client, make_person(session))
    client.post("/remark", data={"text": "Une question sur la leçon."})

    client.post("/sign-out")

    assert "parti chez les formateurs" not in client.get("/sign-in").text


def test_signing_in_over_a_session_ends_that_one(client: Browser, session: Session, sign_in) -> None:
    make_person(session, login=LOGIN, password=PASSWORD)
    sign_in(client, make_person(session))
    former = client.get_cookie("echeance_session").value

    submit(client)
    client.set_cookie("echeance_session", former)

    assert client.get("/account").status_code == 303


def test_an_invitation_opened_over_a_session_ends_that_one(client: Browser, session: Session, sign_in) -> None:
    token = services.invite(session, make_person(session, login=LOGIN).id)
    sign_in(client, make_person(session))
    former = client.get_cookie("echeance_session").value

    client.post(f"/invitation/{token}", data={"new": PASSWORD})
    client.set_cookie("echeance_session", former)

    assert client.get("/account").status_code == 303


def test_a_session_left_open_is_no_way_to_guess_the_password(client: Browser, session: Session, sign_in) -> None:
    sign_in(client, make_person(session, login=LOGIN, password=PASSWORD))
    guess = {"current": "quatre-vingts-nuits", "new": "soixante-jours-nets"}

    for _ in range(FAILURES_ALLOWED):
        client.post("/account", data=guess)
    answer = client.post("/account", data=guess | {"current": PASSWORD})

    assert answer.status_code == 422
    assert "Trop d’essais" in answer.text


def test_tries_that_were_not_checked_do_not_keep_the_owner_out_for_longer(client: Browser, session: Session) -> None:
    make_person(session, login=LOGIN, password=PASSWORD)
    start = clock.now()
    with clock.at(start):
        for _ in range(FAILURES_ALLOWED):
            services.record_failure(session, LOGIN, "10.0.0.1")

    with clock.at(start + FAILURE_WINDOW - timedelta(minutes=1)):
        submit(client, password="quatre-vingts-nuits")
    with clock.at(start + FAILURE_WINDOW + timedelta(seconds=1)):
        answer = submit(client)

    assert session.execute(select(func.count()).select_from(SignInFailure)).scalar() == FAILURES_ALLOWED
    assert answer.status_code == 303
