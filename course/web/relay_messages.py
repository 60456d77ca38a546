"""The sentence behind each message id about relays; part of `messages.MESSAGES`."""

from course.web.i18n import marked as _l

RELAY_MESSAGES: dict[str, str] = {
    "relay.three_roles": _l("un relais a trois rôles, dans cet ordre : %(roles)s."),
    "relay.wrong_file": _l("ce relais va dans %(expected)s."),
    "relay.empty_file": _l("ce dossier ne dit rien que l’on puisse transmettre."),
    "relay.no_temptation": _l("aucun élément ne doit rester où il est (harmful) : il n’y a rien à trier."),
    "relay.no_question": _l("« %(key)s » : écrivez comment un bureau suivant le demande (question), sans la réponse."),
    "relay.not_before": _l("aucun dossier vu jusque-là ne dit « %(key)s », ou cet élément ne doit pas circuler."),
    "relay.needs_nothing": _l("ce rôle n’attend rien de ceux d’avant (needs)."),
    "relay.no_best": _l("il faut une décision à 2 points, et la dernière se prend sans rien savoir (sans needs)."),
    "relay.no_role": _l("Ce relais n’a pas de rôle « %(key)s »."),
    "relay.not_askable": _l("On ne peut pas demander « %(key)s » ici."),
    "relay.no_decision": _l("Choisissez une décision."),
    "relay.not_known": _l("Vous ne pouvez pas transmettre ce que vous ne savez pas : « %(key)s »."),
    "relay.none": _l("Ce relais n’existe pas, ou plus."),
    "relay.no_play": _l("Ce relais n’existe pas, ou vous n’y avez pas de place."),
    "relay.choose_role": _l("Choisissez votre bureau."),
    "relay.one_seat": _l("Vous avez déjà une place dans ce relais : une seule par personne."),
    "relay.seat_taken": _l("Cette place vient d’être prise. Choisissez-en une autre."),
    "relay.already_handed": _l("Ce bureau a déjà remis son dossier : sa place ne se rend plus."),
    "relay.not_yours": _l("Ce bureau n’est plus le vôtre : la place a été rendue. Rien de cet envoi n’a été gardé."),
    "relay.not_your_turn": _l("Le dossier n’est pas encore sur votre bureau."),
    "relay.how_many_questions": _l("Posez une à %(most)s questions, en une seule fois."),
    "relay.others_play": _l("D’autres jouent ce relais avec vous : rendez votre place plutôt que de l’arrêter."),
}
