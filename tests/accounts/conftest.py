"""An administrator at the desk."""

import pytest
from sqlalchemy.orm import Session

from course.accounts.models import Person
from course.foundation.permissions import Role
from tests.browsing import Browser
from tests.factories import PASSWORD, make_person


@pytest.fixture
def admin(session: Session) -> Person:
    return make_person(
        session, "Amélie Roussel", "admin@arvanel.example", roles=(Role.EMPLOYEE, Role.ADMINISTRATOR), password=PASSWORD
    )


@pytest.fixture
def desk(client: Browser, admin: Person, sign_in) -> Browser:
    """A browser in which the administrator is signed in."""
    return sign_in(client, admin)
