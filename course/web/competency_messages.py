"""The sentence behind each message id about proofs, observations and objections; part of `messages.MESSAGES`."""

from course.web.i18n import marked as _l

COMPETENCY_MESSAGES: dict[str, str] = {
    "competencies.answer_needed": _l("Écrivez votre réponse : la personne la lira."),
    "competencies.bad_decision": _l("Choisissez : maintenir la preuve ou la retirer."),
    "competencies.bad_level": _l("Choisissez un niveau dans la liste."),
    "competencies.calibration_running": _l("Une calibration est déjà en cours. Revenez dans une minute."),
    "competencies.calibration_waits": _l("Des passages sont en cours d’enregistrement. Recommencez dans une minute."),
    "competencies.comment_needed": _l("Écrivez ce que vous avez vu : la personne le lira."),
    "competencies.contested_already": _l("Cette preuve est déjà contestée : un formateur va vous répondre."),
    "competencies.departure": _l("Les niveaux affichés s’écartaient des preuves (%(gap)s) ; ils ont été corrigés."),
    "competencies.no_day": _l("Choisissez le jour où vous l’avez vu."),
    "competencies.no_objection": _l("Cette contestation n’existe pas."),
    "competencies.no_observation": _l("Cette observation n’existe pas."),
    "competencies.no_proof": _l("Cette preuve n’existe pas."),
    "competencies.objection_decided": _l("Quelqu’un a déjà répondu à cette contestation. Rechargez la page."),
    "competencies.objection_empty": _l("Écrivez en quelques mots ce que vous contestez."),
    "competencies.observation_of_another": _l("Seule la personne qui a écrit une observation peut la retirer."),
    "competencies.observes_oneself": _l("On n’observe pas son propre travail : demandez à quelqu’un d’autre."),
    "competencies.own_objection": _l("C’est votre propre contestation : une autre personne doit y répondre."),
    "competencies.own_observation_contested": _l(
        "C’est votre propre observation : vous pouvez la retirer, mais une autre personne doit dire si elle reste."
    ),
    "competencies.proof_withdrawn": _l("Cette preuve a été retirée : elle ne compte déjà plus."),
    "competencies.reason_needed": _l("Écrivez en quelques mots pourquoi."),
    "competencies.seen_in_future": _l("Choisissez un jour passé, ou aujourd’hui."),
    "competencies.seen_long_ago": _l("Choisissez un jour des %(days)s derniers jours : plus tôt, le souvenir trompe."),
    "competencies.unknown_competency": _l("Choisissez une compétence de la liste."),
    "competencies.words_too_long": _l("Ce texte dépasse %(longest)s caractères. Raccourcissez-le."),
    "standards.note_needed": _l("Écrivez en quelques mots pourquoi, en %(longest)s caractères au plus."),
    "standards.unknown_question": _l("La question « %(key)s » n’est pas publiée pour cette compétence."),
}
