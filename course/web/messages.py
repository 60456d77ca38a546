"""The sentence behind each message id that services raise; French here, English in the catalogue."""

from collections.abc import Mapping

from course.web.i18n import gettext
from course.web.i18n import marked as _l


MESSAGES: dict[str, str] = {
    "access.denied": _l("Cette page n’est pas ouverte à votre compte."),
    "error.bad_request": _l("Cette demande est incomplète ou illisible. Revenez à la page précédente et recommencez."),
    "error.bad_text": _l("Le texte envoyé contient des caractères illisibles. Corrigez-le et recommencez."),
    "error.not_found": _l("Cette page n’existe pas, ou plus. Vérifiez l’adresse ou revenez à l’accueil."),
    "error.method": _l("Cette action n’est pas possible à cette adresse."),
    "error.too_large": _l("L’envoi est trop volumineux."),
    "error.too_many": _l("Trop d’essais en peu de temps. Attendez quelques minutes."),
    "error.unforeseen": _l("Une erreur imprévue est survenue. Rien n’a été enregistré. Réessayez dans un instant."),
    "error.form_expired": _l("Ce formulaire a expiré. Rechargez la page et renvoyez-le."),
    "error.database": _l("Le service est momentanément indisponible. Réessayez dans quelques secondes."),
    "assessment.read_notice": _l("Lisez d’abord la notice « Ce qui est mesuré », puis commencez."),
    "assessment.no_attempt_left": _l("Vous avez utilisé tous vos essais pour ce questionnaire."),
    "assessment.no_question": _l("Ce questionnaire n’a pas encore de question publiée."),
    "assessment.no_quiz": _l("Ce questionnaire n’existe pas, ou plus."),
    "assessment.no_attempt": _l("Ce passage n’existe pas, ou n’est pas le vôtre."),
    "assessment.started_elsewhere": _l(
        "Ce questionnaire vient d’être commencé dans un autre onglet. Rechargez la page."
    ),
    "assessment.bad_answer": _l(
        "Cette réponse ne correspond pas à la question. Rechargez la page et répondez de nouveau."
    ),
    "number.empty": _l("Écrivez un nombre."),
    "number.not_a_number": _l("Nous ne lisons pas de nombre ici. Écrivez par exemple 1234,56."),
    "number.ambiguous": _l(
        "Ce nombre peut se lire de deux façons. Écrivez-le sans séparateur de milliers, avec une virgule : 1234,56."
    ),
    "number.too_long": _l("Ce nombre est trop long."),
    "date.empty": _l("Écrivez une date."),
    "date.not_a_date": _l("Nous ne lisons pas de date ici. Écrivez par exemple 08/12/2026."),
    "date.impossible": _l("Cette date n’existe pas au calendrier."),
    "date.out_of_range": _l("Écrivez une année entre 1900 et 2199."),
    "date.too_long": _l("Cette date est trop longue. Écrivez par exemple 08/12/2026."),
    "date.two_digit_year": _l("Écrivez l’année en quatre chiffres : 08/12/2026."),
    "date.wrong_weekday": _l("Le jour de la semaine et la date ne vont pas ensemble."),
    "enrolment.nobody": _l("Choisissez au moins une personne."),
    "enrolment.bad_date": _l("Choisissez une date entre aujourd’hui et dans deux ans."),
    "start.bad_setting": _l("Le réglage %(name)s vaut « %(value)s » ; attendu : %(expected)s."),
    "start.no_secret": _l("En production, SECRET_KEY doit être réglé (%(shortest)s caractères au moins)."),
    "start.folder": _l("Le dossier %(path)s n’est pas utilisable : %(reason)s."),
    "start.port_taken": _l("L’adresse %(host)s:%(port)s est déjà prise. Choisissez un autre PORT."),
    "start.address": _l("L’adresse %(host)s:%(port)s ne peut pas être ouverte : %(reason)s."),
    "start.database": _l("La base de données (DATABASE_URL) ne répond pas : %(reason)s."),
    "start.newer_database": _l("La base de données vient d’une version plus récente d’Échéance : %(reason)s."),
    "start.content": _l("Le dossier du contenu (CONTENT_PATH) n’existe pas : %(path)s."),
}


def sentence(message_id: str, params: Mapping[str, object] | None = None) -> str:
    """Returns the sentence of a message id in the reader's language; an unknown id shows itself and fails a test."""
    text = gettext(MESSAGES.get(message_id, message_id))
    return text % params if params else text
