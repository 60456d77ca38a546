"""The sentences about importing and exporting questions; French here, English in the catalogue."""

from course.web.i18n import marked as _l

EXCHANGE_MESSAGES: dict[str, str] = {
    "exchange.no_file": _l("Choisissez un fichier de questions."),
    "exchange.no_question": _l("Ce fichier ne contient aucune question."),
    "exchange.too_large": _l("Le fichier dépasse %(megabytes)s Mo. Coupez-le en plusieurs fichiers."),
    "exchange.too_slow": _l("Ce fichier est trop long à lire. Coupez-le en plusieurs fichiers."),
    "exchange.unreadable": _l(
        "Ce fichier n’a pas pu être lu : il demande trop de mémoire. Coupez-le, ou exportez-le de nouveau."
    ),
    "exchange.busy": _l("D’autres fichiers sont en cours de lecture. Réessayez dans un instant."),
    "exchange.no_import": _l("Cet aperçu n’existe plus : un fichier attend une heure. Choisissez-le de nouveau."),
    "exchange.refused": _l(
        "Rien n’a été importé : des questions sont refusées. Corrigez le fichier, ou demandez à importer le reste."
    ),
    "exchange.changed_since_preview": _l(
        "La banque a changé depuis l’aperçu. Rien n’a été importé : regardez de nouveau, puis importez."
    ),
    "exchange.long_category": _l("Le chemin de la catégorie dépasse %(limit)s caractères. Raccourcissez-le."),
    "exchange.bad_picture": _l("« %(name)s » n’est pas une image PNG, JPEG, GIF ou WebP : elle est laissée de côté."),
    "exchange.unreadable_file": _l("Le fichier %(path)s ne peut pas être lu : %(reason)s."),
    "exchange.unwritable_file": _l("Le fichier %(path)s ne peut pas être écrit : %(reason)s."),
    "exchange.unknown_format": _l("Choisissez l’un de ces formats : GIFT, Moodle XML, CSV, XLSX."),
    "exchange.nothing_to_export": _l("Aucune question ne correspond : il n’y a rien à exporter."),
    "exchange.too_many_to_export": _l(
        "La sélection compte plus de %(limit)s questions. Exportez-les en plusieurs fois."
    ),
}
