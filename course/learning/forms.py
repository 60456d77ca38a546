"""Forms of learning: a remark, the end of a lesson, the answer about a commitment."""

from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired, Length, Optional

from course.web.forms import Form
from course.web.forms import later as _l

LONGEST_REMARK = 2000


class RemarkForm(Form):
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


class ObjectionForm(Form):
    """Why a person contests one of their proofs; how much that may be says the service."""

    text = TextAreaField(filters=[lambda text: text.replace("\x00", "").replace("\r\n", "\n") if text else text])


class RevocationForm(Form):
    """Why a certificate is revoked; how much that may be says the service."""

    reason = TextAreaField(filters=[lambda text: text.replace("\x00", "") if text else text])


class CompletionForm(Form):
    """The end of a lesson, with or without a choice for tomorrow."""

    tomorrow = RadioField(choices=[SelectChoice("1"), SelectChoice("2"), SelectChoice("3")], validators=[Optional()])


class CommitmentForm(Form):
    """Whether what was wanted was done."""

    kept = RadioField(
        choices=[SelectChoice("yes"), SelectChoice("no"), SelectChoice("none")], validators=[InputRequired()]
    )
