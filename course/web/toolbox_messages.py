"""The sentence behind each message id about cards, phrases, letters and kits; part of `messages.MESSAGES`."""

from course.web.i18n import marked as _l

TOOLBOX_MESSAGES: dict[str, str] = {
    "letter.bad_amount": _l("« %(label)s » : écrivez un montant, par exemple 1 234,56."),
    "letter.bad_day": _l("« %(label)s » : écrivez une date, par exemple 30/11/2026."),
    "letter.too_long": _l("« %(label)s » dépasse %(limit)s caractères. Raccourcissez ce champ."),
    "tools.bad_field_name": _l(
        "« %(value)s » ne convient pas comme nom de champ : une lettre minuscule sans accent, puis lettres, chiffres ou _."
    ),
    "tools.card_too_long": _l(
        "la carte compte %(length)s caractères ; un écran de téléphone en tient %(limit)s : raccourcissez-la."
    ),
    "tools.law_without_key": _l("un article est cité sans sa clé ; écrivez par exemple [L441-10](loi:c-com-l441-10)."),
    "tools.number_of_texts": _l("cette liste compte de %(lowest)s à %(highest)s textes."),
    "tools.three_questions": _l("un kit pose trois questions."),
    "tools.undeclared_field": _l("le texte demande {%(field)s}, que la liste des champs ne déclare pas."),
    "tools.unused_field": _l("le champ {%(field)s} est déclaré, mais le texte ne s’en sert pas."),
}
