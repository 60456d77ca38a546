"""What is said of predictions as a whole (`quizzes.statistics.reliability_verdicts`) and of an expert's judgements."""

from course.web.i18n import marked as _l

RELIABILITY_MESSAGES: dict[str, str] = {
    "statistics.predictions_none": _l("Aucune annonce n’a encore été comparée à une réponse."),
    "statistics.predictions_few": _l(
        "Il est trop tôt pour juger : %(answers)s réponses annoncées, de %(people)s personnes."
        " Il en faut %(needed)s, de %(people_needed)s personnes."
    ),
    "statistics.predictions_hold": _l("Quand nous annonçons %(announced)s, c’est juste %(observed)s."),
    "statistics.predictions_optimistic": _l(
        "Nous sommes trop optimistes : quand nous annonçons %(announced)s, c’est juste %(observed)s."
    ),
    "statistics.predictions_pessimistic": _l(
        "Nous sommes trop sévères : quand nous annonçons %(announced)s, c’est juste %(observed)s."
    ),
    "statistics.predictions_too_sharp": _l(
        "Nous tranchons trop : quand nous annonçons %(announced)s, c’est juste %(observed)s."
    ),
    "statistics.predictions_too_cautious": _l(
        "Nous n’osons pas assez : quand nous annonçons %(announced)s, c’est juste %(observed)s."
    ),
    "statistics.predictions_useless": _l("Nos annonces ne font pas mieux qu’une même chance annoncée à tout le monde."),
    "statistics.intervals_narrow": _l(
        "Nous nous croyons plus sûrs que nous ne le sommes : l’intervalle annoncé contient le résultat d’un passage"
        " %(share)s fois sur 100, au lieu de 90."
    ),
    "statistics.intervals_wide": _l(
        "Nos marges sont plus larges qu’il ne faut : l’intervalle annoncé contient le résultat d’un passage"
        " %(share)s fois sur 100, au lieu de 90."
    ),
    "standards.too_few": _l(
        "Dites-en plus sur « %(level)s » : il faut au moins deux questions qu’une personne de ce niveau réussit de"
        " justesse."
    ),
    "standards.not_harder": _l(
        "Les questions données à « %(level)s » ne sont pas plus difficiles, en moyenne, que celles données à"
        " « %(below)s ». Revoyez ces deux niveaux."
    ),
}
