"""What one more proof would change, what questions cannot settle, and that certainty fades: in words, without figures
of chance."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from course.competencies.queries import CompetencyState, model_now, state_of
from course.foundation import clock
from course.web.display import level_name
from course.web.i18n import gettext as _
from course.web.i18n import ngettext
from course.web.transaction import Session
from quizzes.ability import (
    GESTURES_CEILING,
    NEEDS_OBSERVATION,
    QUESTIONS_CEILING,
    AbilityModel,
    AbilityState,
    Verdict,
    one_more,
    questions_needed,
)

MONTH = 30  # days
FADES_AFTER = 3  # months without a proof before the page says so


@dataclass(frozen=True, slots=True)
class Outlook:
    """What may be said of a competency beyond its state: `needed`, how far it is from being established; `change`, what
    one more answer would change; `short`, the first of these as a list says it. Each a sentence that the person and
    their manager may read, or nothing."""

    needed: str = ""
    change: str = ""
    short: str = ""


NOTHING = Outlook()


def outlooks(session: Session, learner_id: int, states: Iterable[CompetencyState]) -> dict[str, Outlook]:
    """Returns the outlook on each competency that the role requires and that has a proof, by key; before the first one,
    the state says all there is to say: three statements, none where there is no proof."""
    wanted = [state for state in states if state.required and state.direct_proofs]
    if not wanted:
        return {}
    model, _ids = model_now(session)
    ability, now = state_of(session, learner_id), clock.now()
    estimate = model.estimate(ability, now)
    moments = {
        key: (float(mean), float(sd))
        for key, mean, sd in zip(estimate.competencies, estimate.mean, estimate.sd, strict=True)
    }
    return {
        state.competency.key: _outlook(state, model, ability, now, moments)
        for state in wanted
        if state.competency.key in moments
    }


def _outlook(
    state: CompetencyState,
    model: AbilityModel,
    ability: AbilityState,
    now: datetime,
    moments: Mapping[str, tuple[float, float]],
) -> Outlook:
    key, required = state.competency.key, state.required
    ceiling = max(state.ceiling, questions_ceiling(state))
    right, wrong = one_more(model, ability, key, now, required, ceiling, state.direct_proofs)
    cut = model.standards.get(key, model.cuts)[required - 1]
    needed, short = _needed(state, questions_needed(*moments[key], cut))
    change = _change(state.verdict, right, wrong)
    return Outlook(needed, change, short or (change if state.status == "to_measure" else ""))


def questions_ceiling(state: CompetencyState) -> int:
    """Returns the highest level that questions alone establish of a competency."""
    return GESTURES_CEILING if state.competency.is_gesture else QUESTIONS_CEILING


def ceiling_words(state: CompetencyState) -> str:
    """Returns how far questions carry in this competency."""
    return _(
        "Les questions établissent au plus « %(level)s » ; au-delà, il faut une simulation ou un geste observé.",
        level=level_name(questions_ceiling(state)),
    )


def _needed(state: CompetencyState, questions: int | None) -> tuple[str, str]:
    """Returns how far an undecided competency is from being established, whole and short; other states say that
    themselves."""
    if state.status != "to_confirm":
        return "", ""
    if state.verdict.reason == NEEDS_OBSERVATION:
        whole = _("Des questions seules n’établissent pas ce niveau : une simulation ou un geste observé le fera.")
        return whole, ""
    if questions is None:
        whole = _(
            "Les preuves sont à la limite du niveau attendu : des questions seules ne trancheront pas ;"
            " une simulation ou un geste observé le fera."
        )
        return whole, _("à la limite : un geste observé trancherait")
    count = max(1, questions)
    whole = ngettext(
        "Pas encore établi : encore %(num)s question environ, si les réponses restent partagées.",
        "Pas encore établi : encore %(num)s questions environ, si les réponses restent partagées.",
        count,
    )
    return whole, ngettext(
        "pas encore établi : encore %(num)s question environ",
        "pas encore établi : encore %(num)s questions environ",
        count,
    )


def _change(now: Verdict, right: Verdict, wrong: Verdict) -> str:
    if (right.status, wrong.status) == ("to_measure", "to_measure"):
        return ""  # the state says how many proofs are missing
    if right.status == wrong.status == now.status:
        return _("Une réponse de plus, juste ou fausse, n’y changerait rien.")
    if right == wrong:
        return _("Une réponse de plus, juste ou fausse : %(status)s.", status=_word(right))
    return _("Une bonne réponse de plus : %(right)s. Une fausse : %(wrong)s.", right=_word(right), wrong=_word(wrong))


def _word(verdict: Verdict) -> str:
    if verdict.reason == NEEDS_OBSERVATION:
        return _("à confirmer par une observation")
    return {
        "met": _("acquis"),
        "gap": _("écart"),
        "to_confirm": _("à confirmer"),
        "to_measure": _("à mesurer"),
        "not_required": _("non requis"),
    }[verdict.status]


def fading_words(last_proof_at: datetime | None, now: datetime) -> str:
    """Returns « Sans nouvelle preuve depuis 8 mois : la certitude baisse. », nothing before three months."""
    if last_proof_at is None:
        return ""
    months = (now - last_proof_at).days // MONTH
    if months < FADES_AFTER:
        return ""
    return ngettext(
        "Sans nouvelle preuve depuis %(num)s mois : la certitude baisse.",
        "Sans nouvelle preuve depuis %(num)s mois : la certitude baisse.",
        months,
    )
