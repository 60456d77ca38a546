"""Commands for those who write scenarios: check a file, play a path through it, draw its graph."""

from collections.abc import Iterator
from pathlib import Path
from typing import Never

import click
from flask import current_app
from flask.cli import AppGroup

from course.authoring.formats.problems import Problems
from course.authoring.formats.scenarios import read_scenario
from course.authoring.formats.yaml_reading import read_yaml
from course.cli.content import problem_lines
from course.foundation.errors import InvalidInputError
from course.simulations.views.call_words import short_times
from course.web.i18n import gettext as _
from course.web.i18n import ngettext
from quizzes.errors import ScenarioError
from quizzes.scenarios import (
    STAGES,
    Choice,
    Play,
    Replayed,
    Scenario,
    best,
    choose,
    debrief,
    filled,
    line,
    offered,
    points_of,
    result,
    start,
)
from quizzes.scenarios.drawing import Words, drawn

scenario_argument = click.argument("scenario", metavar="CLÉ|FICHIER")


def add(group: AppGroup) -> None:
    """Adds `scenario check`, `scenario play` and `scenario graph`."""
    scenarios = AppGroup("scenario", help="Scénarios d’appel : contrôler, parcourir, dessiner.")
    scenarios.command("check", help="Contrôle un scénario et dit son meilleur chemin.")(_check)
    scenarios.command("play", help="Parcourt un scénario par ces choix.")(_play)
    scenarios.command("graph", help="Dessine le graphe d’un scénario en SVG.")(_graph)
    group.add_command(scenarios)


def _read(name: str) -> tuple[Scenario | None, Problems]:
    """Returns the scenario of a file, or of a key in the content folder, and what is wrong with it."""
    path = Path(name)
    if not path.is_file():
        path = Path(current_app.extensions["settings"].content_path) / "scenarios" / f"{path.name}.yml"
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInputError("scenario.no_file", name=name) from error
    problems = Problems(str(path))
    node = read_yaml(text, problems, comments=[])
    return (read_scenario(node, problems) if node is not None else None), problems


def _readable(name: str) -> Scenario:
    """Returns the scenario; one that cannot be read ends the command with its faults."""
    scenario, problems = _read(name)
    if scenario is None:
        _stop(problems)
    return scenario


def _stop(problems: Problems) -> Never:
    for text in problem_lines(list(problems)):
        click.echo(text)
    raise SystemExit(1)


@scenario_argument
def _check(scenario: str) -> None:
    found, problems = _read(scenario)
    if found is None or len(problems):
        _stop(problems)
    for text in _summary(found):
        click.echo(text)


def _summary(scenario: Scenario) -> Iterator[str]:
    nodes = ngettext("%(num)s étape", "%(num)s étapes", len(scenario.nodes))
    endings = ngettext("%(num)s fin", "%(num)s fins", len(scenario.endings))
    yield _("%(title)s : %(nodes)s, %(endings)s, sans défaut.", title=scenario.title, nodes=nodes, endings=endings)
    for variant in scenario.variants:
        found = best(scenario, variant.key)
        yield _(
            "Meilleur chemin de %(variant)s : %(path)s → %(ending)s, %(total)s sur 15 ; %(points)s.",
            variant=variant.key,
            path=" ".join(found.choices),
            ending=found.ending_key,
            total=found.total,
            points=", ".join(f"{key} {points}" for key, points in found.points.items()),
        )


@scenario_argument
@click.argument("choices", nargs=-1, metavar="[CHOIX]…")
@click.option("--variant", help="La variante ; sans elle, la première.")
def _play(scenario: str, choices: tuple[str, ...], variant: str | None) -> None:
    found = _readable(scenario)
    try:
        play = start(found, 0, variant or found.variants[0].key)
    except ScenarioError as error:
        raise InvalidInputError(error.message_id, **error.params) from error
    refused: ScenarioError | None = None
    for key in choices:
        try:
            play = choose(play, key)
        except ScenarioError as error:
            refused = error
            break
    for number, turn in enumerate(debrief(play), 1):
        click.echo(_turn(play, number, turn))
    for text in _standing(play):
        click.echo(text)
    if refused is not None:
        raise InvalidInputError(refused.message_id, **refused.params)


def _turn(play: Play, number: int, turn: Replayed) -> str:
    changes = {
        _("relation"): turn.deltas.relation,
        _("efficacité"): turn.deltas.efficacy,
        _("conformité"): turn.deltas.legality,
        _("humeur"): turn.mood,
        _("confiance"): turn.trust,
    }
    said = ", ".join(f"{name} {change:+}" for name, change in changes.items() if change)
    points = ", ".join(f"{key} {points}" for key, points in turn.choice.scores.items() if turn.counts)
    head = f"{number}. [{turn.node.key}] {filled(play, turn.node.speaker)} : {turn.line}"
    return (
        f"{head}\n   {turn.choice.key}) {turn.text}\n   {' ; '.join(part for part in (said, points) if part)}".rstrip()
    )


def _standing(play: Play) -> Iterator[str]:
    state = play.state
    if not play.is_over:
        yield f"[{play.node_key}] {filled(play, play.node.speaker)} : {line(play)}"
        yield from (f"   {choice.key}) {filled(play, choice.text)}" for choice in _in_file_order(play))
    else:
        outcome = result(play)
        name = play.ending_key or _("faute grave")
        yield f"[{name}] {line(play)}"
        yield (
            _("Total : %(total)s sur %(best)s.", total=outcome.total, best=outcome.best_total)
            + " "
            + ", ".join(f"{key} {share:.2f}" for key, share in outcome.scores.items())
        )
    yield _(
        "Relation %(relation)s, efficacité %(efficacy)s, conformité %(legality)s ; humeur %(mood)s,"
        " confiance %(trust)s ; %(minutes)s min ; sait : %(knows)s ; promis : %(promise)s ; points : %(points)s.",
        relation=state.axes.relation,
        efficacy=state.axes.efficacy,
        legality=state.axes.legality,
        mood=state.mood,
        trust=state.trust,
        minutes=state.minutes,
        knows=", ".join(sorted(state.knows)) or "–",
        promise=", ".join(sorted(state.promise)) or "–",
        points=", ".join(f"{key} {points}" for key, points in points_of(play).items()),
    )


def _in_file_order(play: Play) -> list[Choice]:
    open_now = offered(play)
    return [choice for choice in play.node.choices if choice in open_now]


@scenario_argument
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Le fichier ; sans lui, la clé suivie de .svg.")
def _graph(scenario: str, output: Path | None) -> None:
    found = _readable(scenario)
    path = output or Path(f"{found.key}.svg")
    try:
        path.write_text(drawn(found, _words(found)), encoding="utf-8")
    except OSError as error:
        raise InvalidInputError("exchange.unwritable_file", path=str(path), reason=error.strerror or "") from error
    click.echo(_("Graphe écrit : %(path)s", path=path))


def _words(scenario: Scenario) -> Words:
    return Words(
        stages=dict(zip(STAGES, short_times(), strict=True)),
        endings={"good": _("fin : bonne"), "mixed": _("fin : mitigée"), "bad": _("fin : mauvaise")},
        fault=_("faute grave"),
        description=_(
            "Graphe du scénario : %(nodes)s étapes reliées par leurs choix, %(endings)s fins et les fautes graves.",
            nodes=len(scenario.nodes),
            endings=len(scenario.endings),
        ),
        legend=_(
            "Lettres : les choix. ? : sous condition. ¹ : une seule fois. Pointillés : retour. Bord épais : départ."
        ),
    )
