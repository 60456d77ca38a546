"""The sentence behind each message id about marking by hand and marking again; part of `messages.MESSAGES`."""

from course.web.i18n import marked as _l

GRADING_MESSAGES: dict[str, str] = {
    "grading.bad_mark": _l("Donnez une note entre 0 et 100."),
    "grading.changed_meanwhile": _l(
        "Cette réponse a été notée entre-temps par quelqu’un d’autre. Votre saisie est gardée ci-dessous :"
        " comparez, puis enregistrez si vous voulez la remplacer."
    ),
    "grading.comment_too_long": _l("Le commentaire dépasse %(longest)s caractères. Raccourcissez-le."),
    "grading.incomplete": _l("Choisissez un niveau pour chaque critère."),
    "regrade.by_hand": _l("une réponse rédigée est notée par une personne : aucune clé ne peut la noter."),
    "regrade.changed_meanwhile": _l(
        "Depuis cet aperçu, des passages ou des notes ont changé. Rien n’a été écrit : voici le nouvel aperçu."
    ),
    "regrade.figures_differ": _l("les valeurs tirées dans les passages ne sont pas celles de cette version."),
    "regrade.gaps_differ": _l("les trous ne sont pas les mêmes : leur nombre ou leur sorte a changé."),
    "regrade.no_change": _l("Rien à changer : ces passages sont déjà notés ainsi."),
    "regrade.no_reason": _l("Écrivez en quelques mots pourquoi, en %(longest)s caractères au plus."),
    "regrade.options_differ": _l(
        "le nombre de choix a changé : une réponse enregistrée désigne un choix par sa place."
    ),
    "regrade.options_moved": _l(
        "les choix ont changé de place : une réponse enregistrée désigne un choix par sa place."
    ),
    "regrade.other_type": _l("ce n’est plus le même type de question."),
    "regrade.taken_back": _l("Cette nouvelle notation a déjà été annulée."),
    "regrade.too_many": _l("Plus de %(most)s passages : choisissez une période plus courte."),
}
