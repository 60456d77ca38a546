"""The family of errors that services raise; the web layer turns them into pages in the reader's language."""


class CourseError(Exception):
    """A refusal with a message id and its parameters; the ids are listed in `course/web/messages.py`."""

    status = 400

    def __init__(self, message_id: str, **params: object) -> None:
        """Keeps the id and the parameters that its sentence needs."""
        super().__init__(message_id, params)
        self.message_id = message_id
        self.params = params


class NotFoundError(CourseError):
    """There is no such thing, or the person asking may not know that there is."""

    status = 404


class NotAllowedError(CourseError):
    """The person is known and may not do this."""

    status = 403


class ConflictError(CourseError):
    """Somebody else was faster, or the thing is in another state than the request supposes."""

    status = 409


class InvalidInputError(CourseError):
    """What was sent cannot be accepted as it is."""

    status = 422


class StartError(CourseError):
    """The application cannot start with this setting or folder; one line says why."""

    status = 500
