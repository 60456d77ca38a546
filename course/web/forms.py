"""The base of our forms: they read form fields and nothing else, and their sentences are translated when shown."""

from typing import Any, cast

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict, MultiDict

from course.web.i18n import gettext


class Form(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """A form as a browser sends it: fields that are text. A JSON body, which Flask-WTF would read too, is an empty
    form; an uploaded file is no field, whatever name it was given (a view that takes one reads `request.files`)."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # flask_wtf has no types
        """How the form is read."""

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Returns the fields that were sent."""
            if request.is_json and not isinstance(formdata, MultiDict):
                return None
            found = super().wrap_formdata(form, formdata)
            return request.form if isinstance(found, CombinedMultiDict) else found


class _Later:
    """A validator's sentence, translated when it is shown."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return gettext(self.text)

    def __mod__(self, params: object) -> str:
        return gettext(self.text) % params


def later(text: str) -> str:
    """Returns a text for a validator that is translated when it is shown; import it as `_l` for the catalogue."""
    return cast("str", _Later(text))
