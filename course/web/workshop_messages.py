"""The sentence behind each message id about the ageing-balance workshop; part of `messages.MESSAGES`."""

from course.web.i18n import marked as _l

WORKSHOP_MESSAGES: dict[str, str] = {
    "workshop.bad_choice": _l("Ce choix n’existe pas. Rechargez la page et recommencez."),
    "workshop.began_elsewhere": _l("Cette partie vient de se terminer dans un autre onglet. Rechargez la page."),
    "workshop.counted_stays": _l("Une journée qui compte ne s’abandonne pas : reprenez-la quand vous voulez."),
    "workshop.no_line": _l("Cette ligne n’est pas, ou plus, dans la balance."),
    "workshop.no_play": _l("Cette partie n’existe pas, ou n’est pas la vôtre."),
    "workshop.none": _l("Cet atelier n’existe pas, ou plus."),
    "workshop.other_open": _l(
        "Cette balance est déjà ouverte dans l’autre mode. Terminez ou abandonnez cette journée d’abord."
    ),
    "workshop.quarter_is_practice": _l("Un trimestre se joue pour s’entraîner : seule la journée peut compter."),
    "workshop.seen": _l("Vous avez déjà vu la correction de cette balance : elle ne peut plus compter."),
    "workshop.step_over": _l("Cette étape est déjà jouée. Rechargez la page pour voir où vous en êtes."),
}
