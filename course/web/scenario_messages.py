"""The sentence behind each message id about scenarios of calls; part of `messages.MESSAGES`."""

from course.web.i18n import marked as _l

SCENARIO_MESSAGES: dict[str, str] = {
    "scenario.empty_condition": _l("cette condition ne demande rien : écrivez ce qui doit être vrai, ou retirez when."),
    "scenario.never_tried": _l("la ligne d’avant n’a pas de when : celle-ci n’est jamais lue."),
    "scenario.no_otherwise": _l("la dernière ligne vaut dans tous les autres cas : elle n’a pas de when."),
    "scenario.fault_leads": _l("une faute grave met fin à l’appel : retirez to."),
    "scenario.unknown_node": _l("aucune étape (nodes) ni fin (endings) ne s’appelle « %(value)s »."),
    "scenario.unknown_flag": _l("« %(value)s » n’est pas déclaré dans knows, en tête du fichier."),
    "scenario.unknown_competency": _l("« %(value)s » n’est pas dans les compétences (competencies) du scénario."),
    "scenario.unknown_value": _l("les variantes ne donnent pas la valeur « {%(value)s} »."),
    "scenario.value_too_early": _l(
        "pas de valeur entre accolades ici : ce texte se lit avant que la variante soit choisie."
    ),
    "scenario.other_values": _l(
        "chaque variante donne les mêmes valeurs que la première ; en trop ou manquantes ici : %(values)s."
    ),
    "scenario.same_key": _l("« %(value)s » est à la fois une étape (nodes) et une fin (endings)."),
    "scenario.node_count": _l("il y a %(count)s étapes ; il en faut de %(lowest)s à %(highest)s."),
    "scenario.unreachable": _l("aucun chemin ne mène à « %(value)s », conditions comprises."),
    "scenario.never_offered": _l("ce choix n’est jamais proposé : sa condition n’est jamais remplie ici."),
    "scenario.never_holds": _l(
        "cette ligne ne sert jamais : sa condition n’est jamais remplie ici, ou une ligne d’avant l’est toujours."
    ),
    "scenario.few_offered": _l(
        "choix proposés ici : %(count)s ; il en faut deux. Variante %(variant)s, après %(path)s."
    ),
    "scenario.endless": _l("cette boucle peut tourner sans fin : %(loop)s. Mettez once: true à l’un de ses choix."),
    "scenario.unscored": _l("ce choix ne donne de points (scores) à aucune compétence ; écrivez 0 pour une erreur."),
    "scenario.scored_once": _l("choix qui notent « %(value)s » : %(count)s ; il en faut deux."),
    "scenario.no_points": _l("aucun choix ne donne de point à « %(value)s »."),
    "scenario.no_better": _l("un autre choix de cette étape vaut plus : écrivez la meilleure phrase (better)."),
    "scenario.no_kind": _l("il manque un choix de la sorte « %(kind)s » dans le scénario."),
    "scenario.no_ending": _l("il manque une fin de la sorte « %(kind)s »."),
    "scenario.no_fault": _l("il manque une faute grave (fault) parmi les choix."),
    "scenario.bad_best": _l(
        "le meilleur chemin de « %(variant)s » finit par « %(ending)s », qui n’est pas une bonne fin : %(path)s."
    ),
    "scenario.best_scores_nothing": _l(
        "le meilleur chemin de « %(variant)s » ne donne aucun point à %(competency)s, qui ne peut pas être notée :"
        " %(path)s."
    ),
    "scenario.misleading_points": _l(
        "dans « %(variant)s », les choix qui ont le plus de points mènent à %(total)s sur 15 (%(path)s), le meilleur"
        " chemin à %(best)s (%(best_path)s) : rapprochez les points et les effets."
    ),
    "scenario.too_many_states": _l(
        "plus de %(limit)s états possibles : demandez moins de jauges et de faits dans les conditions."
    ),
    "scenario.fault_without_fact": _l("une faute grave cite les faits (facts) sur lesquels elle repose."),
    "scenario.wrong_file": _l("ce scénario va dans %(expected)s."),
    "scenario.no_file": _l("Aucun scénario lisible : ni fichier ni clé « %(name)s »."),
    "scenario.not_offered": _l("Le choix « %(value)s » n’est pas proposé ici."),
    "scenario.over": _l("L’appel est fini."),
    "scenario.not_over": _l("L’appel n’est pas fini."),
    "scenario.unknown_variant": _l("Aucune variante ne s’appelle « %(value)s »."),
}
