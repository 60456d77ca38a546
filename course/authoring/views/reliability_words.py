"""The words of « Fiabilité des mesures »: the verdict on predictions, the figures with what each means, advice."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from course.authoring.queries.misfits import MeasuredVersion
from course.authoring.views.figures_meanings import Fact, percent, shown
from course.authoring.views.question_words import beginning
from course.web.display import MONTHS
from course.web.i18n import gettext as _
from course.web.i18n import language, ngettext
from course.web.messages import sentence
from quizzes.ability import author_difficulty
from quizzes.statistics import Coverage, Delay, Flag, FlagKind, Group, ItemFit, Month, Reliability, Verdict

STEPS: Final = range(1, 6)

DIFFERING: Final = ("statistics.predictions_optimistic", "statistics.predictions_pessimistic")


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that is said of the predictions, and what to do about it, if anything."""

    text: str
    advice: str


def said_of(verdict: Verdict) -> Said:
    """Returns the sentence of a verdict on predictions, with its advice."""
    params: dict[str, str] = {name: str(value) for name, value in verdict.params.items()}
    announced, observed = (verdict.params.get(name) for name in ("announced", "observed"))
    if isinstance(announced, float) and isinstance(observed, float):
        params = _odds(announced, observed, they_differ=verdict.message_id in DIFFERING)
    share = verdict.params.get("share")
    if isinstance(share, float):
        params["share"] = shown(100.0 * share)
    return Said(sentence(verdict.message_id, params), _advice(verdict.message_id))


def _odds(announced: float, observed: float, *, they_differ: bool) -> dict[str, str]:
    """Returns both in tenths, « 7 chances sur 10 » and « 7 fois sur 10 », or in hundredths where tenths would say more
    than there is to say, or less: the same tenth does not show that they differ."""
    tenths = [round(10 * value) for value in (announced, observed)]
    is_round = abs(tenths[0] - tenths[1]) >= 2 or (tenths[0] == tenths[1] and not they_differ)
    of = 10 if is_round and 0 < tenths[0] < 10 else 100
    return {
        "announced": ngettext("%(num)s chance sur %(of)s", "%(num)s chances sur %(of)s", round(of * announced), of=of),
        "observed": _("%(count)s fois sur %(of)s", count=round(of * observed), of=of),
    }


def _advice(message_id: str) -> str:
    name = message_id.removeprefix("statistics.")
    return {
        "predictions_none": _("Les chiffres viendront avec les prochains « Faire le point »."),
        "predictions_few": _("Les chiffres ci-dessous bougeront encore beaucoup. N’en concluez rien."),
        "predictions_optimistic": _(
            "Les niveaux affichés sont sans doute un peu hauts, ou les questions plus dures que déclaré. Calibrez, puis"
            " regardez les mois suivants."
        ),
        "predictions_pessimistic": _(
            "Les niveaux affichés sont sans doute un peu bas, ou les questions plus faciles que déclaré. Calibrez, puis"
            " regardez les mois suivants."
        ),
        "predictions_too_sharp": _(
            "Les écarts entre personnes sont en vérité plus petits. Corrigez d’abord les questions signalées plus bas."
        ),
        "predictions_too_cautious": _("Les écarts entre personnes sont en vérité plus grands que ce que nous disons."),
        "predictions_useless": _("N’appuyez aucune décision sur ces niveaux avant d’avoir corrigé les questions."),
        "intervals_narrow": _("Les niveaux « acquis » et les écarts sont dits trop tôt : vérifiez avant de décider."),
    }.get(name, "")


# Figures ------------------------------------------------------------------------------------------------------------


def facts_of_predictions(found: Reliability) -> list[Fact]:
    """Returns the figures of all predictions, each with a line that says what is good; none without any answer."""
    if found.whole is None or found.accuracy is None:
        return []
    accuracy = found.accuracy
    return [
        Fact(
            _("Écart moyen"),
            points(found.whole.residual),
            100.0 * found.whole.residual,
            _("Réussite observée, moins celle annoncée. Sous 0, nous flattons ; au-dessus, nous rabaissons."),
        ),
        Fact(
            _("Erreur des annonces"),
            shown(accuracy.brier, 3),
            accuracy.brier,
            _(
                "Score de Brier, de 0 (toujours sûr et juste) à 1. Une même chance annoncée à tous donnerait %(base)s.",
                base=shown(accuracy.base_brier, 3),
            ),
        ),
        Fact(
            _("Gain"),
            percent(None if accuracy.skill is None else 100.0 * accuracy.skill),
            None if accuracy.skill is None else 100.0 * accuracy.skill,
            _("De combien cette erreur est moindre qu’avec la même chance pour tous. À 0 %, annoncer ne sert à rien."),
        ),
        Fact(
            _("Surprise"),
            shown(accuracy.log_loss, 3),
            accuracy.log_loss,
            _(
                "Perte logarithmique : punit surtout ce qui était annoncé sûr et s’est révélé faux. La même chance pour"
                " tous donnerait %(base)s.",
                base=shown(accuracy.base_log_loss, 3),
            ),
        ),
        Fact(
            _("Pente"),
            shown(accuracy.slope, 2),
            accuracy.slope,
            _("1 quand les écarts annoncés sont ceux qu’on observe ; moins, nous tranchons trop ; plus, pas assez."),
        ),
        *_of_coverage(found.coverage),
    ]


def _of_coverage(coverage: Coverage) -> list[Fact]:
    share = None if coverage.share is None else 100.0 * coverage.share
    by_chance = _(
        "Part des %(sittings)s passages d’au moins cinq questions dont le total tombe dans l’intervalle annoncé. Il"
        " devrait y tomber 90 fois sur 100 ; de %(low)s à %(high)s, c’est le hasard.",
        sittings=shown(coverage.sittings),
        low=shown(100.0 * coverage.low),
        high=shown(100.0 * coverage.high),
    )
    return [
        Fact(
            _("Dans l’intervalle"),
            percent(share),
            share,
            by_chance if coverage.sittings else _("Pas encore de passage d’au moins cinq questions."),
        ),
        Fact(
            _("Dispersion"),
            shown(coverage.spread, 2),
            coverage.spread,
            _("1 quand les totaux s’écartent autant qu’annoncé. Au-dessus, les intervalles sont trop étroits."),
        ),
    ]


def points(residual: float, digits: int = 1) -> str:
    """Returns a difference of two chances in points, « +3,2 points » or « −3,2 points »."""
    value = round(100.0 * residual, digits) + 0.0
    return ("+" if value > 0 else "") + shown(value, digits) + _(" points")


def delay_words(delay: Delay) -> str:
    """Returns how long ago the last answer was."""
    if delay.first is None:
        return _("Premier passage")
    if delay.last is None:
        return _("Plus de 90 jours")
    if delay.last == 0:
        return _("Le même jour")
    return _("De %(first)s à %(last)s jours", first=delay.first, last=delay.last)


def month_words(month: Month) -> str:
    """Returns « novembre 2026 »."""
    return f"{MONTHS['en' if language() == 'en' else 'fr'][month.month - 1]} {month.year}"


def band_words(group: Group) -> str:
    """Returns what chance alone would give, « de 62 à 71 % »."""
    return _("de %(low)s à %(high)s %%", low=shown(100.0 * group.low), high=shown(100.0 * group.high))


# Questions ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MisfitLine:
    """A flagged question in the table: what it is called, what its answers say, what to do, and the figures."""

    version: MeasuredVersion
    title: str
    flag: Flag
    fit: ItemFit | None
    said: str
    advice: str


def misfit_lines(
    flags: tuple[Flag, ...], fits: tuple[ItemFit, ...], versions: Mapping[int, MeasuredVersion]
) -> list[MisfitLine]:
    """Returns the flagged questions that learners see, the gravest first."""
    by_item = {fit.item: fit for fit in fits}
    return [
        MisfitLine(
            versions[flag.item],
            beginning(versions[flag.item].title) or versions[flag.item].key,
            flag,
            by_item.get(flag.item),
            flag_words(flag),
            flag_advice(flag, versions[flag.item].difficulty),
        )
        for flag in flags
        if flag.item in versions and versions[flag.item].is_published
    ]


def flag_mark(kind: FlagKind) -> str:
    """Returns in two words in what a question is contradicted."""
    return {
        "key": _("bonne réponse à vérifier"),
        "harder": _("plus difficile que déclaré"),
        "easier": _("plus facile que déclaré"),
        "erratic": _("réponses imprévisibles"),
    }[kind]


def flag_words(flag: Flag) -> str:
    """Returns what the answers to a flagged question say."""
    if flag.expected is None or flag.observed is None:
        return _("Ses réponses l’ont éloignée de la difficulté déclarée.")
    values = {"expected": shown(100.0 * flag.expected), "observed": shown(100.0 * flag.observed)}
    if flag.kind == "key":
        return _(
            "Ceux qui devraient la réussir la manquent : réussie %(observed)s fois sur 100, au lieu de %(expected)s.",
            **values,
        )
    if flag.kind == "erratic":
        return _("Les réponses ne suivent pas le niveau des personnes : des forts la manquent, des faibles l’ont.")
    return _("Réussie %(observed)s fois sur 100, au lieu de %(expected)s.", **values)


def flag_advice(flag: Flag, declared: int) -> str:
    """Returns what to do about a flagged question; `declared`: the difficulty, 1 to 5, that its author gave it."""
    if flag.kind == "key":
        return _("Vérifiez la bonne réponse. Si elle est juste, relisez l’énoncé : il est sans doute ambigu.")
    if flag.kind == "erratic":
        return _("Relisez l’énoncé et la compétence choisie : la question mesure peut-être autre chose.")
    step = None if flag.b is None else step_of(flag.b)
    if step is not None and step != declared:
        return _("Si elle est juste, déclarez-la de difficulté %(step)s : %(word)s.", step=step, word=step_word(step))
    if flag.kind == "harder":
        return _("Vérifiez la bonne réponse et l’énoncé. Si tout est juste, déclarez-la plus difficile.")
    return _("Une option se devine peut-être. Si tout est juste, déclarez-la plus facile.")


def step_of(b: float) -> int:
    """Returns the step of the authors' scale, 1 to 5, that is nearest to a difficulty b."""
    return min(STEPS, key=lambda step: abs(author_difficulty(step)[0] - b))


def difficulty_words(b: float) -> str:
    """Returns a difficulty as it is reckoned with, « +0,41 »."""
    value = round(b, 2) + 0.0
    return ("+" if value > 0 else "") + shown(value, 2)


def step_word(step: int) -> str:
    """Returns what a step of the authors' scale is called."""
    return {
        1: _("évidente"),
        2: _("notion"),
        3: _("application"),
        4: _("jugement"),
        5: _("expert"),
    }[step]


# The page -----------------------------------------------------------------------------------------------------------


def period_labels() -> dict[str, str]:
    """Returns which answers may be chosen, by name."""
    return {"year": _("Les douze derniers mois"), "all": _("Depuis le début")}


def reliability_meanings() -> list[tuple[str, str]]:
    """Returns the words of the page with what each means."""
    return [
        (
            _("Annoncé"),
            _("La réussite prévue juste avant la réponse, d’après ce qu’on savait de la personne et de la question."),
        ),
        (_("Observé"), _("La note moyenne que ces mêmes réponses ont eue.")),
        (
            _("Par hasard"),
            _("Entre ces bornes, 9 fois sur 10, tombe l’observé quand l’annonce est juste. Dehors : « ▼ »."),
        ),
        (
            _("Intervalle"),
            _(
                "Le niveau vrai ne se voit jamais. On vérifie donc l’intervalle sur ce qui se voit : le total d’un"
                " passage, face au total annoncé et à sa marge."
            ),
        ),
        (
            _("Délai"),
            _(
                "Le temps depuis la dernière réponse comptée. Si l’intervalle est trop étroit après un long délai, nous"
                " comptons trop peu avec l’oubli."
            ),
        ),
        (
            _("Régularité"),
            _(
                "« Infit » et « outfit » : 1 quand une question se comporte comme prévu. Au-dessus de 1,2, ses réponses"
                " surprennent ; au-dessous de 0,8, elles sont trop régulières, ou notées par fractions."
            ),
        ),
        (
            _("Ce qui est compté"),
            _(
                "Les réponses de « Faire le point » et des diagnostics, une fois chacune, telles qu’elles sont notées"
                " aujourd’hui. Les entraînements et les révisions n’y entrent jamais, même en total."
            ),
        ),
    ]
