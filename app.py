"""Starts the application: `python app.py` for development, `app:app` for a server."""

import gc
import sys

from course.factory import create_app
from course.foundation.errors import StartError
from course.web.messages import sentence

try:
    app = create_app()
except StartError as error:
    sys.exit(sentence(error.message_id, error.params))

# What is loaded now stays for good. Left among the rest, it would be searched for garbage again and again: 0.1 s a
# time, in the middle of somebody's request.
gc.collect()
gc.freeze()

if __name__ == "__main__":
    settings = app.extensions["settings"]
    app.run(host=settings.host, port=settings.port)
