"""What the page of a call shows: the card, the dialogue as it unfolds, what may be answered, the state in words."""

import re
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape

from course.simulations.queries.calls import Moment
from course.simulations.queries.scenarios import Script
from course.simulations.views import call_words as words
from course.web.i18n import french_typography
from course.web.messages import sentence
from quizzes.scenarios import AXES, NARRATOR, STAGES, Invoice, PastEvent, Play, debrief, filled, line, offered

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
LETTERS = "abcdefgh"


@dataclass(frozen=True, slots=True)
class Said:
    """A line of the dialogue: who (nothing for the narrator), what, and what one hears change in answer."""

    who: str
    text: str
    is_theirs: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """Something to say or to do: its place in the order of the screen, from 1."""

    number: int
    letter: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Gauge:
    """One of the three gauges, 0 to 5."""

    name: str
    value: int


@dataclass(frozen=True, slots=True)
class CardPart:
    """The call card with the values of the variant."""

    debtor: str
    invoices: tuple[Invoice, ...]
    history: tuple[PastEvent, ...]
    notes: Markup


def text_of(script: Script, play: Play, path: str) -> Markup:
    """Returns a rendered text of the version with the values of the variant, nothing where there is none."""
    values = play.variant.values
    html = PLACEHOLDER.sub(lambda found: str(escape(values.get(found[1], found[0]))), script.texts.get(path, ""))
    return Markup(html)  # noqa: S704 - rendered by the house, and what was put in is escaped


def said(play: Play, text: str) -> str:
    """Returns a plain text of the scenario with the values of the variant, in French typography."""
    return french_typography(filled(play, text))


def card_of(moment: Moment) -> CardPart:
    """Returns the call card."""
    play, card = moment.play, moment.script.scenario.card
    return CardPart(
        debtor=said(play, moment.script.scenario.debtor.name),
        invoices=tuple(
            Invoice(said(play, i.label), said(play, i.amount), said(play, i.due), said(play, i.note))
            for i in card.invoices
        ),
        history=tuple(PastEvent(event.day, said(play, event.text)) for event in card.history),
        notes=text_of(moment.script, play, "card.notes"),
    )


def dialogue(play: Play) -> list[Said]:
    """Returns what was said so far, the line that waits for an answer last."""
    found: list[Said] = []
    for turn in debrief(play):
        found.append(_theirs(play, turn.node.speaker, turn.line))
        found.append(
            Said(
                words.who(turn.choice.kind),
                french_typography(turn.text),
                is_theirs=False,
                note=words.mood_change(turn.mood, turn.trust),
            )
        )
    if not play.is_over:
        found.append(_theirs(play, play.node.speaker, line(play)))
    return found


def _theirs(play: Play, speaker: str, text: str) -> Said:
    return Said("" if speaker == NARRATOR else said(play, speaker), french_typography(text), is_theirs=True)


def options(play: Play) -> list[Option]:
    """Returns what may be answered now, in the order that the seed draws."""
    return [
        Option(number, LETTERS[number - 1], choice.kind, said(play, choice.text))
        for number, choice in enumerate(offered(play), start=1)
    ]


def gauges(play: Play) -> list[Gauge]:
    """Returns the three gauges as they stand."""
    return [Gauge(words.axis_named(axis), play.state.axes.of(axis)) for axis in AXES]


def call_page(moment: Moment, notice: str = "") -> dict[str, Any]:
    """Returns what the page of an open call needs; in a call that counts neither hints nor gauges."""
    play = moment.play
    stage = play.node.stage
    return {
        "moment": moment,
        "call": moment.call,
        "scenario": moment.script.scenario,
        "card": card_of(moment),
        "lines": dialogue(play),
        "options": options(play),
        "position": len(moment.turns) + 1,
        "times": words.short_times(),
        "time": STAGES.index(stage),
        "time_named": words.time_named(stage),
        "tone": words.tone(play.state),
        "run": words.time_run(play.state),
        "obtained": words.obtained(play.state),
        "gauges": [] if moment.call.is_counted else gauges(play),
        "hints": "" if moment.call.is_counted else text_of(moment.script, play, "hints"),
        "notice": notice,
    }


def to_counted(moment: Moment) -> ResponseReturnValue:
    """Leads from a call of practice to the page of its scenario, where the one that counts goes on."""
    flash(sentence("call.counted_open"))
    return redirect(url_for("simulations.call_scenario", key=moment.script.scenario.key), 303)
