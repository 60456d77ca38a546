"""Starts the application: `python app.py` for development, `app:app` for a server."""

import sys

from course.factory import create_app
from course.foundation.errors import StartError
from course.web.messages import sentence

try:
    app = create_app()
except StartError as error:
    sys.exit(sentence(error.message_id, error.params))

if __name__ == "__main__":
    settings = app.extensions["settings"]
    app.run(host=settings.host, port=settings.port)
