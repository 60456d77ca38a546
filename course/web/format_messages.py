"""The sentences about files of questions that come in and go out; French here, English in the catalogue."""

from course.web.i18n import marked as _l

FORMAT_MESSAGES: dict[str, str] = {
    "format.cannot_hold": _l("Ce format ne peut pas contenir %(count)s de ces éléments."),
    "format.encoding": _l("Le fichier n’est pas un texte UTF-8. Enregistrez-le en UTF-8, puis recommencez."),
    "format.field": _l("Ce format ne peut pas contenir « %(field)s »."),
    "format.too_large": _l("Le fichier dépasse %(limit)s Mo. Coupez-le en plusieurs fichiers."),
    "format.too_many": _l("Le fichier compte plus de %(limit)s questions. Coupez-le en plusieurs fichiers."),
    "format.type": _l("Ce format n’a pas de question du type « %(type)s »."),
    "table.cell_too_long": _l("Une cellule de classeur contient au plus %(limit)s caractères. Raccourcissez le texte."),
    "table.sheet_too_large": _l(
        "Une feuille contient au plus %(rows)s lignes et %(columns)s colonnes. Exportez en plusieurs fois."
    ),
}
