"""Forms of learning: a remark, the end of a lesson, the answer about a commitment."""

from typing import cast

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from course.web.i18n import gettext as _

LONGEST_REMARK = 2000


class _Said:
    """A validator's sentence, translated when it is shown."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return _(self.text)


def _l(text: str) -> str:
    return cast("str", _Said(text))


class RemarkForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """What a reader tells the trainers, about which lesson, and where to go back to."""

    text = TextAreaField(
        filters=[lambda text: text.replace("\x00", "").strip() if text else text],
        validators=[
            InputRequired(_l("Écrivez votre question ou l’erreur que vous avez vue.")),
            Length(min=3, max=LONGEST_REMARK, message=_l("Écrivez entre 3 et 2 000 caractères.")),
        ],
    )
    lesson = HiddenField(validators=[Length(max=80)])
    next = HiddenField()


class CompletionForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """The end of a lesson, with or without a choice for tomorrow."""

    tomorrow = RadioField(choices=[("1", ""), ("2", ""), ("3", "")], validators=[Optional()])


class CommitmentForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """Whether what was wanted was done."""

    kept = RadioField(choices=[("yes", ""), ("no", ""), ("none", "")], validators=[InputRequired()])
