"""Writes workshops as published versions, with the parameters of the proofs that they give."""

from sqlalchemy.orm import Session

from course.competencies.services import set_item_parameter
from course.publishing.services import NewVersion, add_version, ensure_item, publish_new
from course.simulations.formats.workshops import WorkshopEntry
from course.simulations.models import Simulation
from course.simulations.queries.workshops import WORKSHOP

NO_GUESSING = 0.0  # a day is marked by its whole, nobody meets the right one by chance


def save_workshop(
    session: Session, entry: WorkshopEntry, source: str, message: str = "", author_id: int | None = None
) -> NewVersion:
    """Publishes a version of the workshop with its canonical source and gives its proofs their parameters."""
    item = ensure_item(session, WORKSHOP, entry.key)
    depends_on = {("law", key) for key in entry.laws} | {("competency", key) for key in entry.competencies}
    version = add_version(session, item, entry.title, source, depends_on, author_id, message)
    session.add(
        Simulation(
            version_id=version.id,
            item_id=item.id,
            kind=WORKSHOP,
            key=entry.key,
            module_key=entry.module,
            number=version.number,
            title=entry.title,
            minutes=entry.minutes,
            difficulty=entry.difficulty,
            competencies=list(entry.competencies),
            body={**entry.body(), "english": entry.english},
        )
    )
    set_item_parameter(session, version.id, entry.difficulty, NO_GUESSING)
    return publish_new(session, version)
