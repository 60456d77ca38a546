"""The one place where transactions of writing views begin and commit."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from course.foundation.database import db

__all__ = ["Session", "reader", "write"]  # views name the type of what they pass on, and nothing else of the database
_writers = threading.Lock()


def reader() -> Session:
    """Returns the request's session for reading: a deferred transaction that ends with the request."""
    return db.session()


@contextmanager
def write() -> Iterator[Session]:
    """Ends the read transaction, begins a writing one, commits at the end of the block, before anything is rendered.

    On SQLite the writers of a process queue on a lock before BEGIN IMMEDIATE: its own busy wait backs off badly.
    """
    session = db.session()
    session.rollback()
    if session.get_bind().dialect.name == "sqlite":
        with _writers:
            session.connection(execution_options={"begin_immediate": True})
            yield from _committed(session)
    else:
        yield from _committed(session)


def _committed(session: Session) -> Iterator[Session]:
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
