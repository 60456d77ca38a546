"""The sentence behind each message id about what the toolbox holds; part of `messages.MESSAGES`."""

from course.web.i18n import marked as _l

TOOLBOX_MESSAGES: dict[str, str] = {
    "letter.bad_amount": _l("« %(label)s » : écrivez un montant, par exemple 1 234,56."),
    "letter.bad_day": _l("« %(label)s » : écrivez une date, par exemple 30/11/2026."),
    "letter.total_differs": _l("« %(label)s » : la somme des lignes fait %(sum)s. Corrigez le total ou une ligne."),
    "letter.too_long": _l("« %(label)s » dépasse %(limit)s caractères. Raccourcissez ce champ."),
    "toolbox.contract_rate_needed": _l("Écrivez le taux que le contrat prévoit."),
    "toolbox.month_missing": _l("Ce mois manque : remplissez les mois sans en sauter, ou écrivez 0."),
    "toolbox.more_than_whole": _l("Ce montant dépasse celui dont il fait partie."),
    "toolbox.not_end_of_month": _l("Donnez le dernier jour d’un mois : les mois de vente comptent entiers."),
    "toolbox.rate_expected": _l("Écrivez un taux entre 0 et %(highest)s, avec quatre décimales au plus."),
    "toolbox.too_far": _l("Cette date est à plus de cent ans de l’échéance."),
    "toolbox.share_too_high": _l("Écrivez moins de 100 pour cent."),
    "toolbox.together": _l("Remplissez ce champ, ou videz celui qui va avec."),
    "toolbox.too_much": _l("Ce montant dépasse dix milliards d’euros."),
    "toolbox.whole_expected": _l("Écrivez un nombre entier, de %(lowest)s à %(highest)s."),
    "tools.bad_field_name": _l(
        "« %(value)s » ne convient pas comme nom de champ : minuscules sans accent, chiffres ou _, une lettre d’abord."
    ),
    "tools.card_too_long": _l(
        "la carte compte %(length)s caractères ; un écran de téléphone en tient %(limit)s : raccourcissez-la."
    ),
    "tools.document_mark": _l(
        "« %(mark)s » ne s’imprime pas : un document connaît les titres ##, les paragraphes, les listes, les tableaux "
        "et les cases [ ]."
    ),
    "tools.document_table": _l(
        "cette ligne du tableau compte %(cells)s cellules ; la première en compte %(expected)s."
    ),
    "tools.law_without_key": _l("un article est cité sans sa clé ; écrivez par exemple [L441-10](loi:c-com-l441-10)."),
    "tools.number_of_texts": _l("cette liste compte de %(lowest)s à %(highest)s textes."),
    "tools.three_questions": _l("un kit pose trois questions."),
    "tools.undeclared_field": _l("le texte demande {%(word)s}, que la liste des champs ne déclare pas."),
    "tools.unused_field": _l("le champ {%(word)s} est déclaré, mais le texte ne s’en sert pas."),
}
