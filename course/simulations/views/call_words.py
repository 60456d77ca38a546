"""The words of a call: its seven times, the tone of the exchange, the gauges, what was promised."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from course.web.display import duration
from course.web.i18n import gettext as _
from course.web.i18n import marked as _l
from quizzes.scenarios import AXES, PROMISE_ELEMENTS, STAGES, Axes, Axis, ChoiceKind, Stage, State

Words = Mapping[str, str]

# Short for the line of the seven times, long where one stands.
SHORT_TIMES: Final[Words] = MappingProxyType(
    {
        "prepare": _l("Préparer"),
        "open": _l("Ouvrir"),
        "state": _l("Énoncer"),
        "diagnose": _l("Diagnostiquer"),
        "treat": _l("Traiter"),
        "commit": _l("Obtenir"),
        "conclude": _l("Conclure"),
    }
)
TIMES: Final[Words] = MappingProxyType(
    {
        "prepare": _l("préparer l’appel"),
        "open": _l("ouvrir et trouver la bonne personne"),
        "state": _l("énoncer les faits"),
        "diagnose": _l("diagnostiquer : pourquoi ce n’est pas payé"),
        "treat": _l("traiter l’objection"),
        "commit": _l("obtenir un engagement"),
        "conclude": _l("conclure et noter"),
    }
)
TONES: Final = (
    _l("au bord de la rupture"),
    _l("très tendu"),
    _l("tendu"),
    _l("neutre"),
    _l("ouvert"),
    _l("confiant"),
)
AXIS_NAMES: Final[Words] = MappingProxyType(
    {"relation": _l("Relation"), "efficacy": _l("Efficacité"), "legality": _l("Conformité")}
)
ELEMENTS: Final[Words] = MappingProxyType(
    {
        "amount": _l("le montant"),
        "date": _l("la date"),
        "means": _l("le moyen"),
        "name": _l("le nom"),
        "proof": _l("la preuve"),
    }
)
WHO: Final[Words] = MappingProxyType(
    {
        "say": _l("Vous"),
        "do": _l("Vous faites"),
        # What was chosen says itself that one keeps silent or hangs up.
        "silence": _l("Vous faites"),
        "hang_up": _l("Vous faites"),
    }
)


def tone(state: State) -> str:
    """Returns the debtor's mood in words."""
    return _(TONES[state.mood])


def who(kind: ChoiceKind) -> str:
    """Returns what stands beside what the learner chose."""
    return _(WHO[kind])


def short_times() -> list[str]:
    """Returns the seven times of a call, for their line."""
    return [_(SHORT_TIMES[stage]) for stage in STAGES]


def time_named(stage: Stage) -> str:
    """Returns one of the seven times, as one says it."""
    return _(TIMES[stage])


def axis_named(axis: Axis) -> str:
    """Returns the name of a gauge."""
    return _(AXIS_NAMES[axis])


def mood_change(mood: int, trust: int) -> str:
    """Returns what one hears of a change of mood and trust, nothing where there is none."""
    if mood > 0:
        return _("Le ton s’apaise.")
    if mood < 0:
        return _("Le ton se durcit.")
    if trust > 0:
        return _("On vous écoute davantage.")
    return _("On vous croit moins.") if trust < 0 else ""


def changes(deltas: Axes) -> str:
    """Returns « Relation +1, Efficacité −1 », nothing where no gauge moved."""
    signed = ((axis_named(axis), deltas.of(axis)) for axis in AXES)
    return ", ".join(f"{name} {'+' if delta > 0 else '−'}{abs(delta)}" for name, delta in signed if delta)


def obtained(state: State) -> str:
    """Returns which elements of the promise were obtained, nothing before the first one."""
    return ", ".join(_(ELEMENTS[element]) for element in PROMISE_ELEMENTS if element in state.promise)


def time_run(state: State) -> str:
    """Returns how long the call has lasted."""
    return _("%(time)s d’appel", time=duration(state.minutes)) if state.minutes else _("L’appel commence")
