"""Forms of accounts."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_wtf.file import FileField
from wtforms import DateField, HiddenField, PasswordField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired, Length

from course.accounts import queries
from course.accounts.rules import LONGEST_NAME
from course.accounts.services import PersonDetails
from course.foundation.permissions import Role
from course.web.forms import Form
from course.web.forms import later as _l

LONG_LOGIN = _l("Un identifiant a 200 caractères au plus.")
LONG_PASSWORD = _l("Un mot de passe a 200 caractères au plus.")
NO_DAY = _l("Écrivez un jour du calendrier.")
LONG_NAME = _l("Un nom a 200 caractères au plus.")
LANGUAGES = [SelectChoice("fr", "Français"), SelectChoice("en", "English")]
ROLES = [SelectChoice(role.value) for role in Role]


UNKNOWN_CHOICE = _l("Choisissez dans la liste.")
DAY: dict[str, Any] = {
    "validators": [InputRequired(_l("Choisissez le jour à partir duquel cela vaut."))],
    "invalid_value_message": NO_DAY,
}
UNKNOWN: dict[str, Any] = {"invalid_choice_message": UNKNOWN_CHOICE, "invalid_value_message": UNKNOWN_CHOICE}


def _options(teams: Sequence[queries.TeamNode]) -> list[SelectChoice]:
    return [SelectChoice("", "—"), *(SelectChoice(str(team.id), team.name) for team in teams)]


def _optional_id(raw: Any) -> int | None:
    """Reads the id of a choice; an empty one is « none ». Raises ValueError for anything else."""
    return int(raw) if raw not in {None, "", "None"} else None


class SignInForm(Form):
    """Login and password."""

    login = StringField(
        validators=[InputRequired(_l("Écrivez votre identifiant.")), Length(max=200, message=LONG_LOGIN)]
    )
    password = PasswordField(
        validators=[InputRequired(_l("Écrivez votre mot de passe.")), Length(max=400, message=LONG_PASSWORD)]
    )
    next = HiddenField()


class PasswordForm(Form):
    """A new password, with the current one."""

    current = PasswordField(
        validators=[InputRequired(_l("Écrivez votre mot de passe actuel.")), Length(max=400, message=LONG_PASSWORD)]
    )
    new = PasswordField(
        validators=[InputRequired(_l("Écrivez un nouveau mot de passe.")), Length(max=400, message=LONG_PASSWORD)]
    )


class InvitationForm(Form):
    """The first password."""

    new = PasswordField(
        validators=[InputRequired(_l("Écrivez un mot de passe.")), Length(max=400, message=LONG_PASSWORD)]
    )


class PersonForm(Form):
    """What an administrator says of a person from a day on."""

    name = StringField(validators=[InputRequired(_l("Écrivez le nom.")), Length(max=LONGEST_NAME, message=LONG_NAME)])
    language = SelectField(choices=LANGUAGES, default="fr", **UNKNOWN)
    team = SelectField(coerce=_optional_id, **UNKNOWN)
    job = SelectField(coerce=_optional_id, **UNKNOWN)
    roles = SelectMultipleField(choices=ROLES, default=[Role.EMPLOYEE.value], **UNKNOWN)
    managed = SelectMultipleField(coerce=int, **UNKNOWN)
    day = DateField(**DAY)

    def offer(self, teams: Sequence[queries.TeamNode], jobs: Sequence[tuple[int, str]]) -> None:
        """Gives the selects their choices."""
        self.team.choices = _options(teams)
        self.job.choices = [SelectChoice("", "—"), *(SelectChoice(str(job_id), name) for job_id, name in jobs)]
        self.managed.choices = _options(teams)[1:]

    def show(self, card: queries.PersonCard, today: date) -> None:
        """Fills the fields with what holds today."""
        team, job = queries.on_day(card.teams, today), queries.on_day(card.jobs, today)
        self.name.data, self.language.data, self.day.data = card.name, card.language, today
        self.team.data, self.job.data = team.id if team else None, job.id if job else None
        self.roles.data = [role.value for role in card.roles_on(today)]
        self.managed.data = sorted(card.managed_on(today))

    def details(self) -> PersonDetails:
        """Returns what the fields say."""
        return PersonDetails(
            name=self.name.data or "",
            language=self.language.data,
            team_id=self.team.data,
            job_role_id=self.job.data,
            roles=frozenset(Role(role) for role in self.roles.data or ()),
            managed_team_ids=frozenset(self.managed.data or ()),
        )


class NewPersonForm(PersonForm):
    """A person to add."""

    login = StringField(validators=[InputRequired(_l("Écrivez un identifiant.")), Length(max=200, message=LONG_LOGIN)])


class TeamForm(Form):
    """A team's name and place."""

    name = StringField(
        validators=[InputRequired(_l("Écrivez le nom de l’équipe.")), Length(max=LONGEST_NAME, message=LONG_NAME)]
    )
    parent = SelectField(coerce=_optional_id, **UNKNOWN)

    def offer(self, teams: Sequence[queries.TeamNode]) -> None:
        """Gives the select its choices."""
        self.parent.choices = _options(teams)


class AppointForm(Form):
    """Who manages a team from a day on."""

    login = StringField(
        validators=[InputRequired(_l("Écrivez l’identifiant du responsable.")), Length(max=200, message=LONG_LOGIN)]
    )
    day = DateField(**DAY)


class ImportForm(Form):
    """A file of people."""

    file = FileField()
