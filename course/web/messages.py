"""The sentence behind each message id that services raise; French here, English in the catalogue."""

from collections.abc import Mapping

from course.web.i18n import gettext


def _l(text: str) -> str:
    """Marks a text for the catalogue; it is translated when shown."""
    return text


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
    "start.bad_setting": _l("Le réglage %(name)s vaut « %(value)s » ; attendu : %(expected)s."),
    "start.no_secret": _l("En production, SECRET_KEY doit être réglé (32 caractères au moins)."),
    "start.folder": _l("Le dossier %(path)s n’est pas utilisable : %(reason)s."),
    "start.port_taken": _l("L’adresse %(host)s:%(port)s est déjà prise. Choisissez un autre PORT."),
    "start.database": _l("La base de données (DATABASE_URL) ne répond pas : %(reason)s."),
}


def sentence(message_id: str, params: Mapping[str, object] | None = None) -> str:
    """Returns the sentence of a message id in the reader's language; an unknown id shows itself, so that a test finds it."""
    text = gettext(MESSAGES.get(message_id, message_id))
    return text % params if params else text
