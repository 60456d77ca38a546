"""Starts the application: `python app.py` for development, `app:app` for a server."""

from course.factory import create_app

app = create_app()

if __name__ == "__main__":
    settings = app.extensions["settings"]
    app.run(host=settings.host, port=settings.port)
