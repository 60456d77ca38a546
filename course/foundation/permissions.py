"""Who may do what: one enum, one table from role to permissions, and the person asking."""

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a person is here for; one person may have several."""

    EMPLOYEE = "employee"
    TRAINER = "trainer"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """What a route asks for."""

    LEARN = "learn"
    AUTHOR = "author"
    SEE_TEAM = "see_team"
    ADMINISTER = "administer"
    CERTIFY = "certify"
    ACCOUNT = "account"


ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.EMPLOYEE: frozenset({Permission.ACCOUNT, Permission.LEARN}),
    Role.TRAINER: frozenset({Permission.ACCOUNT, Permission.LEARN, Permission.AUTHOR, Permission.CERTIFY}),
    Role.MANAGER: frozenset({Permission.ACCOUNT, Permission.LEARN, Permission.SEE_TEAM}),
    Role.ADMINISTRATOR: frozenset({Permission.ACCOUNT, Permission.LEARN, Permission.ADMINISTER, Permission.CERTIFY}),
}


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person asking, as one statement per request loads it; the attributes that Flask-Login reads come last."""

    id: int
    name: str
    login: str
    language: str
    zone: str
    roles: frozenset[Role]
    session_id: int
    is_demo: bool = False
    is_authenticated: bool = field(default=True, init=False)
    is_active: bool = field(default=True, init=False)
    is_anonymous: bool = field(default=False, init=False)

    @property
    def permissions(self) -> frozenset[Permission]:
        """The union of what the person's roles allow."""
        return frozenset().union(*(ROLE_PERMISSIONS[role] for role in self.roles))

    def can(self, permission: Permission) -> bool:
        """Says whether one of the person's roles allows this."""
        return any(permission in ROLE_PERMISSIONS[role] for role in self.roles)

    def get_id(self) -> str:
        """Returns the person's id as Flask-Login wants it."""
        return str(self.id)
