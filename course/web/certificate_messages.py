"""The sentence behind each message id about certificates and their definition; part of `messages.MESSAGES`."""

from course.web.i18n import marked as _l

CERTIFICATE_MESSAGES: dict[str, str] = {
    "certificates.own_certificate": _l("C’est votre propre attestation : une autre personne doit l’annuler."),
    "certificates.reason_needed": _l("Écrivez la raison, en %(longest)s caractères au plus : la personne la lira."),
    "certificates.revoked_no_file": _l("Cette attestation est annulée : elle ne se télécharge plus."),
    "certificates.revoked_already": _l("Cette attestation est déjà annulée. Rechargez la page."),
    "certification.bad_until": _l("écrivez un jour de l’année, mois puis jour : 12-31."),
    "certification.no_requirement": _l("il faut au moins une compétence avec son niveau, par exemple JUR-1: 3."),
    "certification.not_final": _l(
        "« %(key)s » ne peut pas être l’évaluation finale : il faut un questionnaire qui compte, avec un seuil"
        " (pass_mark)."
    ),
    "track.bad_step": _l(
        "« %(value)s » n’est pas une étape : écrivez lecon:clé, appel:clé, atelier:clé, questionnaire:clé ou revision."
    ),
    "track.stages_or_job_role": _l("donnez des étapes (stages) ou un métier (job_role), l’un des deux."),
    "track.step_twice": _l("l’étape « %(key)s » figure déjà dans ce parcours."),
    "track.unknown_job_role": _l("le métier « %(key)s » n’existe pas dans competencies.yml."),
    "certification.one_validity": _l("donnez une durée (months) ou un jour de l’année (until), l’un des deux."),
    "content.not_changing": _l("La leçon « %(key)s » ne change pas dans ces fichiers : rien n’a été importé."),
    "content.unknown_quiz": _l("le questionnaire « %(key)s » n’existe pas."),
}
