"""The sentences about files of questions that come in and go out; French here, English in the catalogue."""

from course.web.i18n import marked as _l

FORMAT_MESSAGES: dict[str, str] = {
    "format.cannot_hold": _l("Ce format ne peut pas contenir %(count)s de ces éléments."),
    "format.encoding": _l("Le fichier n’est pas un texte UTF-8. Enregistrez-le en UTF-8, puis recommencez."),
    "format.field": _l("Ce format ne peut pas contenir « %(field)s »."),
    "format.too_large": _l("Le fichier dépasse %(limit)s Mo. Coupez-le en plusieurs fichiers."),
    "format.too_many": _l("Le fichier compte plus de %(limit)s questions. Coupez-le en plusieurs fichiers."),
    "format.type": _l("Ce format n’a pas de question du type « %(type)s »."),
    "table.bad_competency": _l("« %(value)s » n’est pas une compétence. Écrivez par exemple JUR-1."),
    "table.bad_day": _l("« %(value)s » n’est pas une date. Écrivez par exemple 08/12/2026."),
    "table.bad_key": _l("« %(value)s » n’est pas une clé. Écrivez des minuscules, des chiffres et des traits d’union."),
    "table.bad_levels": _l("« %(value)s » n’est pas un niveau avec ses points. Écrivez par exemple : clair = 2."),
    "table.bad_number": _l("« %(value)s » n’est pas un nombre. Écrivez par exemple 565,32."),
    "table.bad_score": _l("« %(value)s » n’est pas un score. Écrivez x, 50 %%, 0,5 ou 1 sur 3."),
    "table.bad_truth": _l("« %(value)s » ne dit ni oui ni non. Écrivez oui ou non, vrai ou faux."),
    "table.bad_units": _l("« %(value)s » n’est pas une unité avec son nombre. Écrivez par exemple : cm = 100."),
    "table.bad_value": _l(
        "« %(value)s » ne convient pas à la colonne « %(column)s ». Voyez le mode d’emploi du modèle."
    ),
    "table.bad_whole": _l("« %(value)s » n’est pas un nombre entier."),
    "table.beyond_header": _l(
        "Une cellule dépasse à droite des colonnes : « %(value)s ». Nommez sa colonne ou effacez-la."
    ),
    "table.cell_too_long": _l("Une cellule contient au plus %(limit)s caractères. Raccourcissez le texte."),
    "table.column_twice": _l("La colonne « %(column)s » figure deux fois. Gardez-en une."),
    "table.cross_and_share": _l("Mettez des x ou des parts de points, de la même façon pour toutes les réponses."),
    "table.empty": _l("Le fichier est vide."),
    "table.excel_error": _l("Cette cellule contient une erreur d’Excel. Corrigez la formule ou écrivez la valeur."),
    "table.key_twice": _l("La clé « %(key)s » figure deux fois. Donnez une autre clé à cette question."),
    "table.missing_column": _l("La première ligne doit nommer les colonnes. Il manque : %(column)s."),
    "table.no_use": _l("La colonne « %(column)s » ne dit rien d’une question du type « %(type)s »."),
    "table.not_workbook": _l("Ce classeur XLSX est illisible. Enregistrez-le de nouveau depuis Excel ou LibreOffice."),
    "table.old_workbook": _l(
        "Ce classeur a un mot de passe ou un format ancien. Enregistrez-le en .xlsx sans mot de passe."
    ),
    "table.one_cross": _l("Un choix unique porte un seul x. Pour plusieurs, écrivez « choix multiple »."),
    "table.quotation": _l("Un guillemet n’est pas fermé, ou n’est pas doublé dans sa cellule. Corrigez la ligne."),
    "table.score_is_day": _l("Le tableur a fait de ce score une date, « %(value)s ». Écrivez 1 sur 3 plutôt que 1/3."),
    "table.sheet_too_large": _l(
        "Une feuille contient au plus %(rows)s lignes et %(columns)s colonnes. Exportez en plusieurs fois."
    ),
    "table.too_many_lines": _l("Le fichier compte plus de %(limit)s lignes. Coupez-le en plusieurs fichiers."),
    "table.too_wide": _l("Une ligne contient au plus %(limit)s cellules. Vérifiez le fichier."),
    "table.two_readings": _l("« %(value)s » se lit de deux façons. Écrivez 1234 ou 1,2340."),
    "table.unknown_column": _l("La colonne « %(column)s » n’est pas connue ici : elle n’est pas lue."),
    "table.unknown_word": _l("« %(value)s » n’est pas connu ici. Écrivez l’un de ces mots : %(words)s."),
    "table.unpacks_too_large": _l(
        "Ce classeur contient trop : plus de %(limit)s Mo une fois ouvert, ou trop de cellules. Coupez-le."
    ),
    "gift.after_category": _l("Laissez une ligne vide après $CATEGORY : la suite n’a pas été reprise."),
    "gift.any_number": _l("La réponse * accepterait tous les nombres. Donnez-lui le poids 0 ou écrivez un nombre."),
    "gift.arrow": _l("GIFT ne peut pas contenir de flèche -> dans « %(field)s ». Écrivez →, par exemple."),
    "gift.brace": _l("Il manque une accolade. Écrivez les deux, ou \\{ et \\} pour des accolades dans un texte."),
    "gift.edge_blanks": _l("GIFT ne garde pas les espaces au début et à la fin de « %(field)s »."),
    "gift.empty_answer": _l("Une réponse sans texte n’a pas été reprise."),
    "gift.item": _l(
        "GIFT ne peut pas contenir de saut de ligne, d’accolade fermante, de #### ou de // initial dans « %(field)s »."
    ),
    "gift.left_out": _l("Cet élément (%(field)s) n’a pas été repris : « %(value)s »."),
    "gift.line_ends": _l("GIFT ne garde les sauts de ligne de « %(field)s » que dans leur forme simple."),
    "gift.number": _l("« %(number)s » n’est pas un nombre. Écrivez les décimales après un point, par exemple 2.5."),
    "gift.ordering_option": _l("Cette option de la mise en ordre n’a pas été reprise : %(option)s."),
    "gift.pair": _l("« %(pair)s » n’a pas de flèche -> entre ses deux côtés. Ajoutez-la."),
    "gift.passed_over": _l("« %(text)s » n’a pas été repris : écrivez #commentaire après le dernier ~."),
    "gift.placeholder": _l("GIFT lirait autrement une suite comme &&058; dans « %(field)s ». Retirez-la."),
    "gift.too_heavy": _l("Le fichier contient trop de réponses. Coupez-le en plusieurs fichiers."),
    "gift.too_long": _l("Ce bloc dépasse %(limit)s Ko sans ligne vide. Séparez les questions par une ligne vide."),
    "gift.weight": _l("« %(weight)s » n’est pas un poids. Écrivez-le avec un point, par exemple %%33.33333%%."),
    "moodle.catch_all_score": _l("Une réponse « * », qui accepte tout, ne peut pas donner de points."),
    "moodle.changed": _l("« %(field)s » : %(given)s est devenu %(taken)s."),
    "moodle.doctype": _l("Un fichier qui déclare une DTD ou des entités est refusé. Supprimez la ligne DOCTYPE."),
    "moodle.encoding": _l("Le fichier déclare le codage %(encoding)s. Enregistrez-le en UTF-8, puis recommencez."),
    "moodle.file_content": _l("Le contenu de l’image « %(name)s » est abîmé : elle est laissée de côté."),
    "moodle.file_missing": _l("Le texte montre l’image « %(name)s », que le fichier ne contient pas."),
    "moodle.file_name": _l("« %(name)s » n’est pas un nom de fichier : l’image est laissée de côté."),
    "moodle.file_size": _l("L’image « %(name)s » dépasse %(limit)s Ko : elle est laissée de côté."),
    "moodle.left_out": _l("« %(field)s » (%(value)s) est laissé de côté : rien n’y correspond ici."),
    "moodle.no_figures": _l("La question n’a pas de jeu de valeurs. Créez-en un dans Moodle, puis exportez."),
    "moodle.no_gap": _l("Le texte ne contient aucun trou, par exemple {1:SHORTANSWER:=Paris}."),
    "moodle.no_own_unit": _l("Aucune unité n’a le multiplicateur 1. Donnez-le à l’unité de la réponse."),
    "moodle.not_a_number": _l("« %(value)s » n’est pas un nombre."),
    "moodle.not_quiz": _l("Ce n’est pas un fichier Moodle XML : il ne commence pas par <quiz>."),
    "moodle.not_xml": _l("Le fichier n’est pas un XML bien formé à cette ligne. Exportez-le de nouveau depuis Moodle."),
    "moodle.too_deep": _l("Les éléments sont emboîtés sur plus de %(limit)s niveaux. Exportez de nouveau."),
    "moodle.too_long_tag": _l("Une balise ou un commentaire dépasse %(limit)s Mo."),
    "moodle.too_many_elements": _l("Le fichier compte trop d’éléments. Coupez-le en plusieurs fichiers."),
    "moodle.too_many_problems": _l("Le fichier pose plus de %(limit)s problèmes. Coupez-le en plusieurs fichiers."),
    "moodle.type": _l("Les questions du type « %(type)s » ne sont pas importées."),
    "moodle.unknown_function": _l("La fonction « %(name)s » n’existe pas ici : %(formula)s"),
    "moodle.unknown_score": _l("La note de %(given)s %% n’est pas de celles que Moodle connaît."),
}
