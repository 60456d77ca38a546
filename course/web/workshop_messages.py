"""The sentence behind each message id about the ageing-balance workshop; part of `messages.MESSAGES`."""

from course.web.i18n import marked as _l

WORKSHOP_MESSAGES: dict[str, str] = {
    "portfolio.bad_state": _l("Cette partie ne se relit pas : commencez-en une nouvelle."),
    "portfolio.decided_twice": _l("La ligne %(ref)s a reçu deux décisions."),
    "portfolio.over": _l("Ce trimestre est joué jusqu’au bout."),
    "portfolio.unknown_case": _l("La ligne %(ref)s n’est pas, ou plus, dans la balance."),
    "workshop.bad_amount": _l(
        "« %(value)s » n’est pas un montant : écrivez-le entre apostrophes avec deux décimales, par exemple '22400.00'."
    ),
    "workshop.bad_choice": _l("Ce choix n’existe pas. Rechargez la page et recommencez."),
    "workshop.bad_ref": _l(
        "« %(value)s » ne convient pas comme référence : lettres majuscules, chiffres et tirets, par exemple P01."
    ),
    "workshop.bad_year": _l("l’année va de %(first)s à %(last)s."),
    "workshop.began_elsewhere": _l("Cette partie vient de se terminer dans un autre onglet. Rechargez la page."),
    "workshop.bounds_reversed": _l("%(low)s ne peut pas dépasser %(high)s."),
    "workshop.counted_stays": _l("Une journée qui compte ne s’abandonne pas : reprenez-la quand vous voulez."),
    "workshop.no_line": _l("Cette ligne n’est pas, ou plus, dans la balance."),
    "workshop.no_lines": _l("une balance compte au moins une ligne."),
    "workshop.no_play": _l("Cette partie n’existe pas, ou n’est pas la vôtre."),
    "workshop.none": _l("Cet atelier n’existe pas, ou plus."),
    "workshop.not_measured": _l("aucune ligne ne mesure %(key)s ; cet atelier mesure : %(measured)s."),
    "workshop.other_open": _l(
        "Cette balance est déjà ouverte dans l’autre mode. Terminez ou abandonnez cette journée d’abord."
    ),
    "workshop.quarter_is_practice": _l("Un trimestre se joue pour s’entraîner : seule la journée peut compter."),
    "workshop.seen": _l("Vous avez déjà vu la correction de cette balance : elle ne peut plus compter."),
    "workshop.sign": _l("un avoir (credit_note) est négatif, toute autre ligne positive."),
    "workshop.step_over": _l("Cette étape est déjà jouée. Rechargez la page pour voir où vous en êtes."),
    "workshop.two_names": _l("le client %(client)s s’appelle déjà « %(first)s » plus haut."),
    "workshop.weights": _l("ces poids font %(total)s : 100 pour les types, 100 au plus pour les événements."),
    "workshop.wrong_file": _l("ce fichier devrait s’appeler %(expected)s."),
}
