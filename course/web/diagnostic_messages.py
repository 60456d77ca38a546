"""The sentence behind each message id about diagnostics and « Je connais déjà »; part of `messages.MESSAGES`."""

from course.web.i18n import marked as _l

DIAGNOSTIC_MESSAGES: dict[str, str] = {
    "diagnostic.again": _l(
        "Votre dernier diagnostic est récent. Le jour à partir duquel vous pourrez le refaire est dit ici."
    ),
    "diagnostic.begun": _l("Ce diagnostic est déjà commencé, ou terminé : la demande ne s’annule plus."),
    "diagnostic.newcomer": _l("Il est trop tôt pour un diagnostic : prenez d’abord vos marques."),
    "diagnostic.newcomer_asked": _l(
        "%(name)s vient d’arriver. Choisissez une échéance à partir du lendemain de l’arrivée."
    ),
    "diagnostic.no_job": _l("Aucun métier ne vous est attribué : il n’y a pas de niveau attendu à mesurer."),
    "diagnostic.no_job_of": _l(
        "Le métier de %(name)s n’est pas renseigné, ou n’attend aucun niveau : rien n’est à mesurer."
    ),
    "diagnostic.no_question": _l("Il ne reste aucune question que vous n’ayez déjà rencontrée."),
    "diagnostic.none": _l("Ce diagnostic n’existe pas, ou n’est pas le vôtre."),
    "diagnostic.reason_needed": _l("Donnez la raison de la demande, en 300 caractères au plus : la personne la lira."),
    "diagnostic.unavailable": _l("Aucun diagnostic n’est proposé pour l’instant."),
    "test_out.already_done": _l("Vous avez déjà terminé cette leçon."),
    "test_out.other_open": _l("Vous avez commencé « Je connais déjà » pour une autre leçon. Terminez-le d’abord."),
    "test_out.too_few": _l("Il ne reste pas trois questions que vous n’ayez jamais rencontrées sur ce sujet."),
    "test_out.too_soon": _l(
        "Vous avez déjà essayé « Je connais déjà » pour cette leçon. Une fois en trente jours suffit."
    ),
    "test_out.unavailable": _l("« Je connais déjà » n’est pas proposé pour l’instant."),
}
