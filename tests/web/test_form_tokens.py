"""Nothing unsafe happens without the token of one of our forms."""

from flask import Flask
from sqlalchemy.orm import Session

from course.foundation.permissions import Role
from tests.browsing import Browser
from tests.factories import make_person
from tests.web.walking import UNSAFE, addresses


def test_every_unsafe_route_refuses_a_request_without_its_token(
    app: Flask, client: Browser, session: Session, sign_in
) -> None:
    sign_in(client, make_person(session, roles=tuple(Role)))
    unsafe = list(addresses(app, UNSAFE))

    statuses = {(method, path): client.open(path, method=method, csrf=False).status_code for method, path in unsafe}

    assert len(unsafe) >= 4
    assert {address: status for address, status in statuses.items() if status != 400} == {}


def test_a_token_of_another_session_is_refused(app: Flask, client: Browser) -> None:
    stranger = Browser(app)._form_token()

    answer = client.post("/theme", data={"theme": "dark"}, headers={"X-CSRFToken": stranger}, csrf=False)

    assert answer.status_code == 400


def test_with_its_token_a_form_works(client: Browser) -> None:
    answer = client.post("/theme", data={"theme": "dark", "next": "/sign-in"})

    assert (answer.status_code, answer.location) == (303, "/sign-in")
