"""The sentence behind each message id that services raise; French here, English in the catalogue."""

from collections.abc import Mapping

from course.web.call_messages import CALL_MESSAGES
from course.web.certificate_messages import CERTIFICATE_MESSAGES
from course.web.competency_messages import COMPETENCY_MESSAGES
from course.web.content_messages import CONTENT_MESSAGES
from course.web.diagnostic_messages import DIAGNOSTIC_MESSAGES
from course.web.exchange_messages import EXCHANGE_MESSAGES
from course.web.format_messages import FORMAT_MESSAGES
from course.web.grading_messages import GRADING_MESSAGES
from course.web.i18n import gettext
from course.web.i18n import marked as _l
from course.web.relay_messages import RELAY_MESSAGES
from course.web.reliability_messages import RELIABILITY_MESSAGES
from course.web.scenario_messages import SCENARIO_MESSAGES
from course.web.statistics_messages import STATISTICS_MESSAGES
from course.web.toolbox_messages import TOOLBOX_MESSAGES
from course.web.workshop_messages import WORKSHOP_MESSAGES

MESSAGES: dict[str, str] = {
    **CONTENT_MESSAGES,
    **CERTIFICATE_MESSAGES,
    **COMPETENCY_MESSAGES,
    **FORMAT_MESSAGES,
    **STATISTICS_MESSAGES,
    **RELIABILITY_MESSAGES,
    **EXCHANGE_MESSAGES,
    **GRADING_MESSAGES,
    **DIAGNOSTIC_MESSAGES,
    **WORKSHOP_MESSAGES,
    **RELAY_MESSAGES,
    **SCENARIO_MESSAGES,
    **TOOLBOX_MESSAGES,
    **CALL_MESSAGES,
    "access.denied": _l("Cette page n’est pas ouverte à votre compte."),
    "error.bad_request": _l("Cette demande est incomplète ou illisible. Revenez à la page précédente et recommencez."),
    "error.bad_host": _l("Ce site n’est pas ouvert à cette adresse. Demandez la bonne à votre administrateur."),
    "error.bad_text": _l("Le texte envoyé contient des caractères illisibles. Corrigez-le et recommencez."),
    "error.not_found": _l("Cette page n’existe pas, ou plus. Vérifiez l’adresse ou revenez à l’accueil."),
    "error.method": _l("Cette action n’est pas possible à cette adresse."),
    "error.too_large": _l("L’envoi est trop volumineux."),
    "error.too_many": _l("Trop d’essais en peu de temps. Attendez quelques minutes."),
    "error.unforeseen": _l("Une erreur imprévue est survenue. Rien n’a été enregistré. Réessayez dans un instant."),
    "error.form_expired": _l("Ce formulaire a expiré. Rechargez la page et renvoyez-le."),
    "error.database": _l("Le service est momentanément indisponible. Réessayez dans quelques secondes."),
    "accounts.bad_login": _l(
        "L’identifiant « %(login)s » ne convient pas : écrivez 3 à 200 caractères sans espace, par exemple un e-mail."
    ),
    "accounts.bad_name": _l("Écrivez un nom de 1 à %(longest)s caractères lisibles."),
    "accounts.bad_day": _l("Choisissez un jour entre 1950 et 2100."),
    "accounts.login_taken": _l("L’identifiant « %(login)s » est déjà pris. Cherchez cette personne dans la liste."),
    "accounts.password_length": _l("Choisissez un mot de passe de %(shortest)s à 200 caractères."),
    "accounts.password_easy": _l(
        "Ce mot de passe se devine trop vite. Prenez par exemple quatre mots sans lien entre eux."
    ),
    "accounts.password_unreadable": _l("Ce mot de passe contient un caractère illisible. Choisissez-en un autre."),
    "accounts.too_many_failures": _l(
        "Trop d’essais pour ce compte ou depuis ce poste. Attendez un quart d’heure, puis recommencez."
    ),
    "accounts.wrong_password": _l(
        "Identifiant ou mot de passe incorrect. Vérifiez les majuscules, ou demandez un lien à votre administrateur."
    ),
    "accounts.wrong_current_password": _l("Le mot de passe actuel n’est pas le bon. Rien n’a changé."),
    "accounts.no_invitation": _l(
        "Ce lien ne sert plus : il a déjà servi ou il est trop ancien. Demandez-en un autre à votre administrateur."
    ),
    "accounts.no_person": _l("Cette personne n’existe pas, ou son compte est suspendu."),
    "accounts.no_such_login": _l("Personne n’a l’identifiant « %(login)s ». Vérifiez-le dans la liste des personnes."),
    "accounts.no_team": _l("Cette équipe n’existe pas, ou plus."),
    "accounts.no_job": _l("Ce métier n’existe pas, ou plus."),
    "accounts.team_name_taken": _l("Une équipe s’appelle déjà « %(name)s ». Choisissez un autre nom."),
    "accounts.team_circle": _l("Une équipe ne peut pas être placée sous elle-même ou sous une équipe qui en dépend."),
    "accounts.manages_without_role": _l(
        "Cette personne encadre des équipes : gardez le rôle « Responsable » ou retirez-lui d’abord ses équipes."
    ),
    "accounts.own_administrator": _l(
        "Vous ne pouvez pas vous retirer vous-même le rôle d’administrateur. Demandez-le à un autre administrateur."
    ),
    "accounts.own_suspension": _l("Vous ne pouvez pas suspendre votre propre compte."),
    "accounts.last_administrator": _l(
        "Il ne resterait aucun administrateur. Donnez d’abord ce rôle à une autre personne."
    ),
    "people.too_large": _l("Le fichier dépasse %(megabytes)s Mo. Coupez-le en plusieurs fichiers."),
    "people.too_many_lines": _l("Le fichier compte plus de %(most)s lignes. Coupez-le en plusieurs fichiers."),
    "people.empty": _l("Le fichier est vide. La première ligne donne les colonnes, puis vient une ligne par personne."),
    "people.encoding": _l(
        "Ce fichier n’est pas un texte que nous savons lire. Enregistrez-le au format « CSV UTF-8 »."
    ),
    "people.no_file": _l("Choisissez un fichier CSV."),
    "people.unreadable_file": _l("Le fichier %(path)s ne peut pas être lu : %(reason)s."),
    "people.preview_expired": _l("Cet aperçu a plus d’une heure ou a été modifié. Choisissez le fichier de nouveau."),
    "people.changed_since_preview": _l(
        "Les personnes ou les équipes ont changé depuis l’aperçu. Rien n’a été importé : refaites l’aperçu."
    ),
    "people.refused": _l("Rien n’a été importé : corrigez les lignes ci-dessus."),
    "people.quotation": _l("Un guillemet ouvert n’est pas refermé, ou est mal placé. La suite n’a pas pu être lue."),
    "people.unknown_column": _l("Cette colonne n’est pas connue. Colonnes possibles : %(known)s."),
    "people.column_twice": _l("Cette colonne figure deux fois."),
    "people.missing_column": _l("Cette colonne est obligatoire et manque à la première ligne."),
    "people.too_many_cells": _l("Cette ligne a plus de cellules que la première ligne n’a de colonnes."),
    "people.missing": _l("Cette cellule est obligatoire."),
    "people.parent_without_team": _l("Une équipe parente est donnée, mais aucune équipe."),
    "people.unknown_role": _l(
        "« %(word)s » n’est pas un rôle. Rôles possibles : employé, formateur, responsable, administrateur."
    ),
    "people.unknown_language": _l("« %(word)s » n’est pas une langue des écrans. Écrivez fr ou en."),
    "people.bad_date": _l("« %(word)s » n’est pas une date. Écrivez par exemple 2026-12-08 ou 08/12/2026."),
    "people.twice": _l("Cet identifiant figure déjà à la ligne %(line)s."),
    "people.unknown_job": _l("« %(job)s » n’est pas un métier connu. Métiers possibles : %(known)s."),
    "people.unknown_team": _l(
        "L’équipe « %(team)s » n’existe ni ici ni dans le fichier. Séparez plusieurs équipes par une barre | ."
    ),
    "people.team_ambiguous": _l("Plusieurs équipes s’appellent « %(team)s ». Renommez-en une d’abord."),
    "people.two_parents": _l("L’équipe « %(team)s » a une autre équipe parente à la ligne %(line)s."),
    "people.team_circle": _l("L’équipe « %(team)s » se trouverait sous elle-même."),
    "assessment.read_notice": _l("Lisez d’abord la notice « Ce qui est mesuré », puis commencez."),
    "assessment.no_attempt_left": _l("Vous avez utilisé tous vos essais pour ce questionnaire."),
    "assessment.not_yet": _l("Ce questionnaire n’est pas encore ouvert. Revenez à la date indiquée sur sa page."),
    "assessment.closed": _l("Ce questionnaire est fermé : sa date de fin est passée."),
    "assessment.cooling_off": _l(
        "Il faut laisser passer un peu de temps entre deux essais. Revenez à l’heure indiquée sur la page."
    ),
    "assessment.no_figures": _l(
        "Une question de ce questionnaire (%(key)s) ne peut pas être tirée. Signalez-le à un formateur."
    ),
    "assessment.already_ended": _l("Ce passage est terminé : votre réponse ne change plus."),
    "assessment.file_too_large": _l("Ce fichier dépasse %(limit)s Mo. Joignez-en un plus petit."),
    "assessment.file_kind": _l("Joignez un PDF, un document Word (.docx), une image PNG ou JPEG, ou un texte."),
    "assessment.bad_allowance": _l("Choisissez un temps supplémentaire entre 0 et %(most)s %%."),
    "assessment.no_question": _l("Ce questionnaire n’a pas encore de question publiée."),
    "assessment.no_quiz": _l("Ce questionnaire n’existe pas, ou plus."),
    "assessment.no_attempt": _l("Ce passage n’existe pas, ou n’est pas le vôtre."),
    "assessment.started_elsewhere": _l(
        "Ce questionnaire vient d’être commencé dans un autre onglet. Rechargez la page."
    ),
    "assessment.bad_answer": _l(
        "Cette réponse ne correspond pas à la question. Rechargez la page et répondez de nouveau."
    ),
    "reviews.not_due": _l("Cette carte n’est plus à revoir aujourd’hui : rien n’a changé."),
    "reviews.changed": _l("Cette question vient d’être modifiée : la voici dans sa nouvelle version."),
    "authoring.conflict": _l(
        "Ce texte a été enregistré ou publié entre-temps, par quelqu’un d’autre ou dans un autre onglet."
        " Rien n’est perdu : comparez les deux textes."
    ),
    "authoring.draft_too_long": _l(
        "Ce texte dépasse %(limit)s Ko : il n’est pas enregistré. Coupez-le en plusieurs leçons."
    ),
    "authoring.nothing_to_publish": _l("Il n’y a rien à publier : le texte est celui que les apprenants voient."),
    "authoring.has_errors": _l("Cette leçon a des erreurs : corrigez-les, puis publiez."),
    "authoring.no_module": _l("Cette leçon n’est rangée dans aucun module : elle ne peut pas être publiée."),
    "authoring.message_length": _l(
        "Dites en quelques mots ce qui change, en %(longest)s caractères au plus : ce message reste dans l’historique."
    ),
    "authoring.published_meanwhile": _l(
        "Une autre version a été publiée entre-temps. Relisez ce qui change, puis publiez."
    ),
    "authoring.note_changed": _l(
        "Cette note a été modifiée entre-temps. Le texte enregistré est affiché sous le vôtre : gardez ce qui convient."
    ),
    "bank.bad_picture": _l("L’image « %(name)s » n’est ni PNG, ni JPEG, ni GIF, ni WebP : enregistrez-la autrement."),
    "bank.key_taken": _l("Une question porte déjà cette clé, ou la clé est réservée : choisissez-en une autre."),
    "bank.no_competency": _l("Choisissez la compétence que cette question mesure, puis publiez-la."),
    "bank.nothing_to_publish": _l("Il n’y a rien à publier : cette question n’a pas de brouillon."),
    "bank.nothing_to_set": _l("Choisissez ce qui doit changer : compétence, difficulté ou catégorie."),
    "bank.none_chosen": _l("Cochez au moins une question."),
    "bank.too_many_chosen": _l("Au plus %(most)s questions à la fois : précisez la recherche."),
    "bank.unknown_competency": _l("La compétence « %(key)s » n’existe pas ici : choisissez-en une autre."),
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
    "demonstration.not_empty": _l("La démonstration ne se charge que dans une base vide : il y a déjà des personnes."),
    "enrolment.nobody": _l("Choisissez au moins une personne."),
    "enrolment.track_followed": _l("Vous suivez déjà ce parcours."),
    "enrolment.track_done": _l("Toutes les leçons de ce parcours sont faites."),
    "enrolment.track_not_own": _l("Ce parcours vous a été assigné, ou vous ne le suivez pas : il ne s’arrête pas ici."),
    "enrolment.bad_date": _l("Choisissez une date entre aujourd’hui et dans deux ans."),
    "enrolment.bad_format": _l("Choisissez un format : leçon, simulation, atelier ou séminaire."),
    "enrolment.reason_needed": _l("Donnez la raison du changement, en 300 caractères au plus : la personne la lira."),
    "enrolment.path_replaced": _l("Un autre parcours a été proposé entre-temps. Relisez-le avant de le modifier."),
    "receivables.dates_reversed": _l("Cette date vient avant celle qu’elle doit suivre."),
    "receivables.end_needed": _l("Donnez la date de fin de la médiation ou de la conciliation."),
    "receivables.missing_rate": _l("Le taux du semestre %(half)s de %(year)s n’est pas connu."),
    "receivables.negative": _l("Cette valeur ne peut pas être négative."),
    "receivables.not_cents": _l("Un montant a deux décimales au plus."),
    "receivables.out_of_range": _l("Écrivez une valeur entre %(lowest)s et %(highest)s."),
    "receivables.too_few_months": _l("Le chiffre d’affaires de ces mois n’atteint pas l’encours. Ajoutez des mois."),
    "receivables.unknown_choice": _l("Ce choix n’existe pas ici."),
    "receivables.year_out_of_range": _l("Écrivez une année entre %(first)s et %(last)s."),
    "receivables.zero": _l("Écrivez une valeur plus grande que zéro."),
    "reports.nothing": _l("Choisissez au moins une leçon, un appel, une journée ou un « Faire le point »."),
    "reports.all_done": _l("Ces personnes ont déjà tout terminé. Choisissez autre chose, ou d’autres personnes."),
    "start.bad_setting": _l("Le réglage %(name)s vaut « %(value)s » ; attendu : %(expected)s."),
    "start.no_secret": _l("En production, SECRET_KEY doit être réglé (%(shortest)s caractères au moins)."),
    "start.folder": _l("Le dossier %(path)s n’est pas utilisable : %(reason)s."),
    "start.port_taken": _l("L’adresse %(host)s:%(port)s est déjà prise. Choisissez un autre PORT."),
    "start.address": _l("L’adresse %(host)s:%(port)s ne peut pas être ouverte : %(reason)s."),
    "start.no_content": _l("Aucun contenu à servir : corrigez les fichiers de %(path)s, puis recommencez."),
    "start.database": _l("La base de données (DATABASE_URL) ne répond pas : %(reason)s."),
    "start.newer_database": _l("La base de données vient d’une version plus récente d’Échéance : %(reason)s."),
}


def sentence(message_id: str, params: Mapping[str, object] | None = None) -> str:
    """Returns the sentence of a message id in the reader's language; an unknown id shows itself and fails a test."""
    text = gettext(MESSAGES.get(message_id, message_id))
    return text % params if params else text
