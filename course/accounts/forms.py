"""Forms of accounts."""

from typing import cast

from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from course.web.i18n import gettext as _


class _Said:
    """A validator's sentence, translated when it is shown."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return _(self.text)


def _l(text: str) -> str:
    return cast("str", _Said(text))


class SignInForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """Login and password."""

    login = StringField(validators=[InputRequired(_l("Écrivez votre identifiant.")), Length(max=200)])
    password = PasswordField(validators=[InputRequired(_l("Écrivez votre mot de passe.")), Length(max=400)])
    next = HiddenField()


class PasswordForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """A new password, with the current one."""

    current = PasswordField(validators=[InputRequired(_l("Écrivez votre mot de passe actuel.")), Length(max=400)])
    new = PasswordField(validators=[InputRequired(_l("Écrivez un nouveau mot de passe.")), Length(max=400)])


class InvitationForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """The first password."""

    new = PasswordField(validators=[InputRequired(_l("Écrivez un mot de passe.")), Length(max=400)])


class LanguageForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """The language of one's screens."""

    language = SelectField(choices=[("fr", "Français"), ("en", "English")])
