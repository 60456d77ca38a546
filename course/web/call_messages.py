"""The sentence behind each message id about calls to rehearse; part of `messages.MESSAGES`."""

from course.web.i18n import marked as _l

CALL_MESSAGES: dict[str, str] = {
    "call.already_counted": _l(
        "Vous avez déjà fait le point sur cet appel. Vous pouvez le rejouer pour vous entraîner."
    ),
    "call.bad_choice": _l("Ce choix est illisible. Rechargez la page de l’appel et choisissez de nouveau."),
    "call.counted_goes_on": _l(
        "Un appel qui compte se mène jusqu’à sa fin. Vous pouvez le quitter et le reprendre plus tard."
    ),
    "call.counted_open": _l("Finissez d’abord l’appel qui compte : l’entraînement et son débriefing reviennent après."),
    "call.is_over": _l("Cet appel est fini : ouvrez son débriefing."),
    "call.no_scenario": _l("Cet appel n’existe pas, ou n’est plus proposé."),
    "call.none": _l("Cet appel n’existe pas, ou n’est pas le vôtre."),
    "call.not_offered": _l("Cette réponse n’est pas proposée à ce moment de l’appel."),
}
