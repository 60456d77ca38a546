"""What the figures of a question say to its author: the sentences of `quizzes.statistics.verdict`."""

from course.web.i18n import marked as _l

STATISTICS_MESSAGES: dict[str, str] = {
    "statistics.too_few_answers": _l("Pas encore assez de réponses (%(answers)s sur %(needed)s)."),
    "statistics.negative_discrimination": _l(
        "À l’envers : ceux qui réussissent le reste la manquent plus que les autres. Vérifiez la bonne réponse."
    ),
    "statistics.weak_discrimination": _l(
        "Sépare peu : elle ne dit guère qui sait et qui ne sait pas. Relisez l’énoncé et les options."
    ),
    "statistics.trap": _l(
        "Piège : les meilleurs choisissent l’option %(option)s (%(times_chosen)s fois). Est-elle juste, ou ambiguë ?"
    ),
    "statistics.guessing": _l(
        "On devine : %(facility_index)s %% de réussite, le hasard en donne %(random_guess_score)s %%."
    ),
    "statistics.too_hard": _l("Trop difficile : %(facility_index)s %% de réussite. La leçon l’enseigne-t-elle ?"),
    "statistics.too_easy": _l("Trop facile : %(facility_index)s %% de réussite. Elle n’apprend rien sur personne."),
    "statistics.dead_option": _l(
        "L’option %(option)s ne tente personne (%(share)s %%). Remplacez-la par une erreur plausible."
    ),
    "statistics.slow": _l("Longue : %(median)s s pour la moitié des personnes ou plus, %(expected)s s prévues."),
    "statistics.good": _l("Bonne question : rien à changer."),
}
