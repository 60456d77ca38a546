"""Whether the process lives and whether it can serve."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from course.foundation.database import db
from course.web.access import public
from course.web.transaction import reader

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def alive() -> ResponseReturnValue:
    """The process answers."""
    return {"status": "ok"}


@blueprint.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """The database answers and has been migrated."""
    try:
        revision = reader().execute(text("SELECT version_num FROM alembic_version")).scalar()
    except SQLAlchemyError:
        return {"status": "database"}, 503, {"Retry-After": "5"}
    return {"status": "ok", "revision": revision, "database": db.engine.dialect.name}
