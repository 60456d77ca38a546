"""A published call, as far as lists, paths and assignments need one."""

from course.publishing import services as publishing
from course.simulations.models import Simulation


def make_call(session, module=None, competencies=("COM-1",)):
    """Publishes a call that measures COM-1 by default, as far as assigning needs one; returns its version."""
    item = publishing.ensure_item(session, "scenario", "relance")
    version = publishing.add_version(session, item, "Une relance", "source")
    row = {"module_key": module, "number": 1, "title": "Une relance", "minutes": 8, "difficulty": 2}
    session.add(
        Simulation(
            version_id=version.id,
            item_id=item.id,
            kind="scenario",
            key="relance",
            competencies=list(competencies),
            body={"scenario": {"english": "A reminder"}},
            **row,
        )
    )
    return publishing.publish_new(session, version)
