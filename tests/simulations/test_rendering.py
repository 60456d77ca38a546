"""A mended renderer reaches calls and relays that were published before."""

from sqlalchemy import delete, select

from course.authoring.formats.folder import parse_file
from course.authoring.services.rerender import rerender
from course.foundation.settings import ROOT
from course.publishing.models import Rendering
from course.simulations.models import Simulation
from course.simulations.services.relay_saving import save_relay
from tests.simulations.calling import make_competencies, make_scenario


def entry_of(path):
    return parse_file(path, (ROOT / "content" / path).read_bytes()).entries[0]


def test_the_texts_of_what_is_played_are_rendered_again(session):
    relay = entry_of("relays/litige-de-prix.yml")
    version = save_relay(session, relay.value, relay.source)
    kept = session.get_one(Simulation, version.id).body["texts"]
    session.get_one(Simulation, version.id).body = {**session.get_one(Simulation, version.id).body, "texts": {}}
    session.execute(delete(Rendering))

    assert rerender(session) == 1

    assert session.execute(select(Simulation.body)).scalar_one()["texts"] == kept
    assert rerender(session) == 0


def test_a_published_scenario_is_up_to_date(session):
    make_competencies(session)
    make_scenario(session)

    assert rerender(session) == 0
