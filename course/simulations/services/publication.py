"""Writes of call scenarios: a published version with what it measures."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from course.competencies.services import set_item_parameter
from course.foundation.errors import InvalidInputError
from course.foundation.markdown import RENDERER, Job, Rendered, render_many
from course.publishing.services import NewVersion, add_version, ensure_item, publish_new, save_rendering
from course.question_bank.queries import competency_ids
from course.question_bank.services import names_in
from course.simulations.models import Simulation
from course.simulations.queries.scenarios import SCENARIO
from quizzes.scenarios import Scenario, scenario_to_json

NOTHING_BY_CHANCE = 0.0  # c of the model: nobody plays a call well by guessing


def markdown_of(scenario: Scenario) -> dict[str, str]:
    """Returns the Markdown of a scenario by path, such as `nodes.preparation.a.why`."""
    texts = {"card.notes": scenario.card.notes, "hints": scenario.hints}
    for node in scenario.nodes:
        texts |= {f"nodes.{node.key}.{choice.key}.why": choice.why for choice in node.choices}
    texts |= {f"endings.{ending.key}.debrief": ending.debrief for ending in scenario.endings}
    return {path: text for path, text in texts.items() if text}


def render_scenario(scenario: Scenario) -> dict[str, Rendered]:
    """Returns the scenario's Markdown rendered, by path; raises InvalidInputError as `render_many` does."""
    texts = markdown_of(scenario)
    return dict(zip(texts, render_many(Job(text) for text in texts.values()), strict=True))


def save_scenario(
    session: Session,
    scenario: Scenario,
    source: str,
    message: str = "",
    *,
    author_id: int | None = None,
    rendered: Mapping[str, Rendered] | None = None,
) -> NewVersion:
    """Publishes a version of the scenario with its canonical source, and what a counted call of it measures.

    `rendered`: its texts where they were rendered before the transaction began. Raises InvalidInputError for a text
    that cannot be rendered or a competency that there is not.
    """
    unknown = [key for key in scenario.competencies if key not in competency_ids(session)]
    if unknown:
        raise InvalidInputError("content.unknown_competency", key=unknown[0])
    texts = render_scenario(scenario) if rendered is None else rendered
    item = ensure_item(session, SCENARIO, scenario.key)
    depends_on = _depends_on(scenario) | {name for text in texts.values() for name in names_in(text)}
    version = add_version(session, item, scenario.title, source, depends_on, author_id, message)
    session.add(
        Simulation(
            version_id=version.id,
            item_id=item.id,
            kind=SCENARIO,
            key=scenario.key,
            module_key=scenario.module,
            number=scenario.number,
            title=scenario.title,
            minutes=scenario.minutes,
            difficulty=scenario.difficulty,
            competencies=list(scenario.competencies),
            body={"scenario": scenario_to_json(scenario), "texts": {path: text.html for path, text in texts.items()}},
        )
    )
    set_item_parameter(session, version.id, scenario.difficulty, NOTHING_BY_CHANCE)
    mark_rendered(session, version.id)
    return publish_new(session, version)


def replace_texts(session: Session, version_id: int, texts: Mapping[str, Rendered]) -> None:
    """Replaces the HTML of a version whose texts an older renderer made."""
    simulation = session.get(Simulation, version_id)
    if simulation is not None:
        simulation.body = {**simulation.body, "texts": {path: text.html for path, text in texts.items()}}
    mark_rendered(session, version_id)


def mark_rendered(session: Session, version_id: int) -> None:
    """Notes which renderer made the HTML; it stands in the body itself, so that a play reads one row."""
    save_rendering(session, version_id, RENDERER, {})


def _depends_on(scenario: Scenario) -> set[tuple[str, str]]:
    choices = [choice for node in scenario.nodes for choice in node.choices]
    facts = {
        *scenario.facts,
        *(fact for choice in choices for fact in choice.facts),
        *(fact for choice in choices if choice.fault for fact in choice.fault.facts),
        *(fact for ending in scenario.endings for fact in ending.facts),
    }
    return {
        *(("law", key) for key in scenario.sources),
        *(("competency", key) for key in scenario.competencies),
        *(("fact", fact) for fact in facts),
        *((("module", scenario.module),) if scenario.module else ()),
    }
