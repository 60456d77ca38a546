"""Levels in words: what may be said of a competency, how sure it is, where it goes, and its chart."""

from collections.abc import Sequence
from dataclasses import dataclass

from course.catalogue.queries import LessonCard, Outline, QuizCard
from course.competencies.queries import CompetencyState, HistoryPoint
from course.foundation import clock
from course.learning.rules import certainty, trend
from course.learning.views.next_proof import NOTHING, Outlook, fading_words
from course.web.display import brief_day, level_name, scale_place
from course.web.i18n import gettext as _
from course.web.i18n import language, ngettext
from quizzes.ability import DIRECT_PROOFS_NEEDED

TOP, STEP, HEIGHT = 14, 34, 186  # pixels of the chart: level 4 stands at TOP, each level below it STEP lower
LEFT, RIGHT = 9.0, 97.0  # per cent of its width between the first and the last sitting
MOST_LABELS = 4
CLOSEST_LABELS = 24.0


@dataclass(frozen=True, slots=True)
class Row:
    """A competency as a line of « Mes compétences »."""

    state: CompetencyState
    name: str
    words: str
    status: str
    certainty: str
    trend: str
    proofs: str
    label: str
    fading: str
    outlook: Outlook


def row_of(state: CompetencyState, history: Sequence[HistoryPoint], outlook: Outlook = NOTHING) -> Row:
    """Returns the words for a state; nothing is said of a level before three direct proofs."""
    name = state.competency.named(language())
    return Row(
        state=state,
        name=name,
        words=words_of(state),
        status=status_of(state),
        certainty=_certainty(state),
        trend=_trend(state, history),
        proofs=proofs_of(state),
        label=_label(state, name),
        fading=fading_words(state.last_proof_at, clock.now()) if state.is_measured else "",
        outlook=outlook,
    )


def words_of(state: CompetencyState) -> str:
    """Returns « Avec appui ; attendu : Autonome », without a level where none may be said."""
    required = level_name(state.required)
    if not state.is_measured:
        return _("attendu : %(required)s", required=required) if state.required else _("non requis pour votre poste")
    if not state.required:
        return _("%(level)s ; non requis pour votre poste", level=level_name(state.level))
    return _("%(level)s ; attendu : %(required)s", level=level_name(state.level), required=required)


def status_of(state: CompetencyState) -> str:
    """Returns the state as a word; « à mesurer » also says how many proofs are missing."""
    if state.status == "to_measure":
        missing = state.verdict.missing
        return ngettext("à mesurer : encore %(num)s preuve", "à mesurer : encore %(num)s preuves", missing)
    if state.status == "to_confirm" and state.verdict.reason:
        return _("à confirmer par une observation")
    words = {
        "met": _("acquis ✓"),
        "gap": _("écart ▼"),
        "to_confirm": _("à confirmer"),
        "not_required": _("rien n’est attendu"),
    }
    return words[state.status]


def proofs_of(state: CompetencyState) -> str:
    """Returns « 5 preuves, dernière le 12 nov. »."""
    if not state.direct_proofs or state.last_proof_at is None:
        return _("aucune preuve")
    count = ngettext("%(num)s preuve", "%(num)s preuves", state.direct_proofs)
    return _("%(count)s, dernière le %(day)s", count=count, day=brief_day(state.last_proof_at))


def _certainty(state: CompetencyState) -> str:
    if not state.is_measured:
        return ""
    words = {"sure": _("estimation sûre"), "fair": _("estimation assez sûre"), "weak": _("estimation peu sûre")}
    return words[certainty(state.low, state.high)]


def _trend(state: CompetencyState, history: Sequence[HistoryPoint]) -> str:
    if not state.is_measured:
        return ""
    words = {"up": _("en hausse ↗"), "down": _("en baisse ↘"), "steady": _("stable"), "new": _("première mesure")}
    return words[trend([point.place for point in shown_history(history)])]


def _label(state: CompetencyState, name: str) -> str:
    expected = _("attendu %(level)s", level=state.required) if state.required else _("non requis")
    if not state.is_measured:
        return _("%(name)s : à mesurer, %(expected)s.", name=name, expected=expected)
    return _(
        "%(name)s : niveau estimé %(place)s, entre %(low)s et %(high)s, %(expected)s.",
        name=name,
        place=scale_place(state.place),
        low=scale_place(state.low),
        high=scale_place(state.high),
        expected=expected,
    )


def builders_of(outline: Outline, key: str) -> tuple[list[LessonCard], list[QuizCard]]:
    """Returns the lessons that build a competency, and the quizzes of their modules."""
    lessons = [lesson for lesson in outline.lessons if key in lesson.competencies]
    modules = {lesson.module_key for lesson in lessons}
    return lessons, [quiz for module in outline.modules if module.key in modules for quiz in module.quizzes]


# --- The chart -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Dot:
    """A sitting on the chart: x in per cent, y in pixels, the ends of the interval, and a label where there is room."""

    x: str
    y: float
    low: float
    high: float
    label: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Where a competency stood over time."""

    dots: tuple[Dot, ...]
    levels: tuple[tuple[int, float], ...]
    required: float | None
    height: int
    label: str


def shown_history(history: Sequence[HistoryPoint]) -> list[HistoryPoint]:
    """Returns the history as it may be shown: from the third direct proof on."""
    return [point for point in history if point.direct_proofs >= DIRECT_PROOFS_NEEDED]


def chart_of(history: Sequence[HistoryPoint], required: int) -> Chart | None:
    """Returns the chart, or None with fewer than two sittings."""
    if len(history) < 2:
        return None
    first, last = history[0].recorded_at, history[-1].recorded_at
    span = max((last - first).total_seconds(), 1.0)
    places = [LEFT + (RIGHT - LEFT) * (point.recorded_at - first).total_seconds() / span for point in history]
    labelled = _labelled(places)
    dots = tuple(
        Dot(
            x=f"{x:.2f}%",
            y=_height(point.place),
            low=_height(point.low),
            high=_height(point.high),
            label=brief_day(point.recorded_at) if place in labelled else "",
            anchor="end" if place == len(history) - 1 else "middle",
        )
        for place, (point, x) in enumerate(zip(history, places, strict=True))
    )
    said = _(
        "Du %(first)s au %(last)s, l’estimation va de %(before)s à %(after)s sur 4.",
        first=brief_day(first),
        last=brief_day(last),
        before=scale_place(history[0].place),
        after=scale_place(history[-1].place),
    )
    levels = tuple((level, _height(level)) for level in range(5))
    return Chart(dots, levels, _height(required) if required else None, HEIGHT, said)


def _height(place: float) -> float:
    return round(TOP + (4 - min(4.0, max(0.0, place))) * STEP, 1)


def _labelled(places: Sequence[float]) -> set[int]:
    """Returns which sittings carry their date: the last, the first, and those between that have room."""
    chosen = [len(places) - 1]
    for place in [0, *range(1, len(places) - 1)]:
        has_room = all(abs(places[place] - places[other]) >= CLOSEST_LABELS for other in chosen)
        if has_room and len(chosen) < MOST_LABELS:
            chosen.append(place)
    return set(chosen)
