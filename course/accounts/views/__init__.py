"""Pages of accounts: signing in, one's own account, people, teams, imports, the journal."""

from course.accounts.rules import DEMO_LOGINS, DEMO_PASSWORD
from course.accounts.views import imports, journal, people, sign_in, teams
from course.accounts.views.routes import blueprint
from course.accounts.views.sign_in import COOKIE, load_viewer

__all__ = [
    "COOKIE",
    "DEMO_LOGINS",
    "DEMO_PASSWORD",
    "blueprint",
    "imports",
    "journal",
    "load_viewer",
    "people",
    "sign_in",
    "teams",
]
