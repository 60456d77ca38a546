"""Writes relays as published versions, with their texts rendered."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy.orm import Session

from course.foundation.markdown import Job, Rendered, render_many
from course.publishing.services import NewVersion, add_version, ensure_item, publish_new
from course.question_bank.services import names_in
from course.simulations.models import Simulation
from course.simulations.services.publication import mark_rendered
from quizzes.relay import Relay, relay_to_json

RELAY: Final = "relay"


def markdown_of(relay: Relay) -> dict[str, str]:
    """Returns the Markdown of a relay by path, such as `sales.documents[1]`."""
    texts = {"case": relay.case}
    for role in relay.roles:
        texts[f"{role.key}.model"] = role.model
        texts |= {f"{role.key}.documents[{at}]": document.text for at, document in enumerate(role.documents)}
    return texts


def render_relay(relay: Relay) -> dict[str, Rendered]:
    """Returns the relay's Markdown rendered, by path; raises InvalidInputError as `render_many` does."""
    texts = markdown_of(relay)
    return dict(zip(texts, render_many(Job(text) for text in texts.values()), strict=True))


def save_relay(
    session: Session,
    relay: Relay,
    source: str,
    message: str = "",
    *,
    author_id: int | None = None,
    rendered: Mapping[str, Rendered] | None = None,
) -> NewVersion:
    """Publishes a version of the relay with its canonical source. A relay is played for practice: it measures nothing.

    `rendered`: its texts where they were rendered before the transaction began.
    """
    texts = render_relay(relay) if rendered is None else rendered
    item = ensure_item(session, RELAY, relay.key)
    depends_on = {
        *(("law", key) for key in relay.sources),
        *(("fact", number) for number in relay.facts),
        *(("competency", key) for key in relay.competencies),
        *(name for text in texts.values() for name in names_in(text)),
    }
    version = add_version(session, item, relay.title, source, depends_on, author_id, message)
    session.add(
        Simulation(
            version_id=version.id,
            item_id=item.id,
            kind=RELAY,
            key=relay.key,
            module_key=relay.module,
            number=relay.number,
            title=relay.title,
            minutes=relay.minutes,
            difficulty=relay.difficulty,
            competencies=list(relay.competencies),
            body={"relay": relay_to_json(relay), "texts": {path: text.html for path, text in texts.items()}},
        )
    )
    mark_rendered(session, version.id)
    return publish_new(session, version)
