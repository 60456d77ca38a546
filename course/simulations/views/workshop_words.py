"""The words of the workshop: acts, reasons, harms, natures and states that the engine names by ids."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from course.web.i18n import gettext
from course.web.i18n import marked as _l

Words = Mapping[str, str]

ACTIONS: Final[Words] = MappingProxyType(
    {
        "call": _l("Appeler"),
        "write": _l("Écrire : courriel ou relance"),
        "formal_notice": _l("Mettre en demeure"),
        "escalate": _l("Transmettre au juriste ou au contentieux"),
        "match": _l("Lettrer l’avoir"),
        "open_dispute": _l("Ouvrir un litige"),
        "declare_claim": _l("Déclarer la créance, revendiquer les biens"),
        "block_delivery": _l("Bloquer les livraisons avec le commercial, appeler"),
        "internal": _l("Corriger chez nous ou relancer un collègue"),
        "acknowledge": _l("Obtenir un écrit signé : plan ou reconnaissance"),
        "wait": _l("Ne rien faire aujourd’hui, surveiller"),
    }
)

REASONS: Final[Words] = MappingProxyType(
    {
        "insolvency_opened": _l("Une procédure collective est ouverte"),
        "right_expires": _l("Un droit est sur le point de s’éteindre"),
        "promise_broken": _l("Une promesse n’a pas été tenue"),
        "limit_exceeded": _l("L’encours dépasse la limite"),
        "notice_expired": _l("Le délai de la mise en demeure est passé"),
        "large_overdue": _l("Un gros montant échu, sans litige"),
        "own_error": _l("C’est notre erreur qui bloque le paiement"),
        "dispute_late": _l("Un litige dort chez nous au-delà du délai"),
        "public_channel": _l("Un acheteur public : passer par son canal"),
        "before_due": _l("Un gros montant arrive à échéance"),
        "plan_kept": _l("Le plan de paiement est respecté"),
        "first_delay": _l("Un premier retard : rester doux"),
        "credit_note_first": _l("Le décompte doit être juste avant tout acte"),
        "same_client": _l("Même client : une seule action"),
        "small_batch": _l("Petit solde : à traiter en lot"),
        "dispute_open": _l("Un litige est ouvert sur cette facture"),
        "promise_pending": _l("Une promesse court encore"),
        "not_due": _l("La facture n’est pas échue"),
        "in_hand": _l("Le dossier est déjà en de bonnes mains"),
        "penalties_due": _l("Il faut réclamer des pénalités"),
        "largest_first": _l("C’est un des plus gros montants"),
        "oldest_first": _l("C’est une des plus anciennes"),
    }
)

NATURES: Final[Words] = MappingProxyType(
    {
        "business": _l("entreprise"),
        "trader": _l("commerçant"),
        "carrier": _l("entreprise, nous sommes transporteur"),
        "public": _l("acheteur public"),
        "consumer": _l("consommateur"),
        "foreign": _l("entreprise hors de France"),
        "credit_note": _l("avoir non lettré"),
    }
)

HARMS: Final[Words] = MappingProxyType(
    {
        "chased_after_judgment": _l(
            "Relancer après le jugement d’ouverture : le client n’a plus le droit de payer, et ce qu’il paierait "
            "peut être "
            "annulé. La créance se déclare."
        ),
        "penalties_after_judgment": _l(
            "Réclamer des pénalités après le jugement : il arrête le cours des intérêts. Le décompte s’arrête à "
            "sa date."
        ),
        "chased_kept_plan": _l(
            "Relancer un plan respecté : le client tient parole, et vous le traitez comme s’il ne la tenait pas. "
            "La confiance est la première chose perdue."
        ),
        "chased_disputed_part": _l(
            "Réclamer la part contestée : tant que le litige dort chez nous, la relance ne débloque rien et "
            "durcit le client."
        ),
        "chased_own_error": _l(
            "Réclamer une facture que notre erreur bloque : le client ne peut pas la payer. Corrigez d’abord, "
            "relancez ensuite."
        ),
        "penalties_own_error": _l(
            "Réclamer des pénalités alors que le retard vient de nous : le client les contestera, avec raison."
        ),
        "chased_not_due": _l(
            "Réclamer ce qui n’est pas échu : rien n’est dû, et le client apprend à ne plus vous écouter."
        ),
        "chased_pending_promise": _l(
            "Relancer une promesse qui court encore : attendez son jour, rappelez le lendemain."
        ),
        "threatened_public_buyer": _l(
            "Menacer un acheteur public : les intérêts courent de plein droit. Demandez la date de mise en paiement, "
            "par son canal."
        ),
        "indemnity_to_consumer": _l(
            "Réclamer 40 € ou des pénalités de commerçants à une personne privée : ils ne s’appliquent pas à elle."
        ),
        "pressed_consumer": _l(
            "Mettre sous pression une personne qui répond et se dit en difficulté : proposez un écrit qu’elle "
            "peut tenir."
        ),
        "notice_does_not_interrupt": _l(
            "Compter sur une mise en demeure pour sauver le droit : même en recommandé, elle n’interrompt pas la "
            "prescription."
        ),
        "small_before_right": _l("S’occuper d’un petit solde pendant qu’un droit s’éteint : le délai n’attend pas."),
        "wrong_statement": _l(
            "Agir sur un décompte faux : un avoir n’est pas lettré. Un montant inexact fait échouer la procédure."
        ),
        "too_strong": _l("Une action trop forte pour ce dossier : elle coûte plus en relation qu’elle ne rapporte."),
        "blocked_without_ground": _l("Bloquer les livraisons sans motif : le client est pénalisé, le commerce aussi."),
        "declared_without_judgment": _l(
            "Déclarer une créance sans jugement d’ouverture : il n’y a personne à qui l’adresser."
        ),
        "right_lost": _l("Laisser s’éteindre le droit : après ce jour, le client peut refuser de payer."),
        "claim_not_declared": _l(
            "Ne pas déclarer la créance à temps : elle devient inopposable à la procédure, autant dire perdue."
        ),
        "wrong_reason": _l("La raison n’est pas la bonne : demain, la même action ira au mauvais dossier."),
    }
)

POLICIES: Final[Words] = MappingProxyType(
    {
        "method": _l("Le plan de la méthode"),
        "largest": _l("Les plus gros d’abord"),
        "oldest": _l("Les plus anciennes d’abord"),
    }
)

BUCKETS: Final[Words] = MappingProxyType(
    {
        "not_due": _l("Non échu"),
        "1-30": _l("1 à 30 jours"),
        "31-60": _l("31 à 60 jours"),
        "61-90": _l("61 à 90 jours"),
        "over_90": _l("Plus de 90 jours"),
    }
)

CIRCUMSTANCES: Final[Words] = MappingProxyType(
    {
        "insolvency": _l("Procédure collective : le délai de déclaration court. Il passe avant tout."),
        "right_expires": _l(
            "Le droit s’éteint dans les prochains jours : il faut un acte qui l’interrompt, aujourd’hui."
        ),
        "promise_broken": _l(
            "Une promesse rompue se rappelle le lendemain, au décideur : plus tard, elle ne vaut plus rien."
        ),
        "limit_exceeded": _l("Chaque livraison de plus aggrave le dépassement : on bloque, puis on appelle."),
        "notice_expired": _l("Ce qui a été annoncé se tient : le délai de la mise en demeure est passé."),
        "large_overdue": _l(
            "Gros montant échu, sans litige : après les urgences, c’est l’appel qui rapporte le plus par heure."
        ),
        "own_error": _l("Le client ne peut pas payer tant que notre erreur n’est pas corrigée."),
        "dispute_late": _l("Le litige dort chez nous : c’est un collègue qu’il faut relancer, pas le client."),
        "public_buyer": _l(
            "L’acheteur public paie par son canal : on demande la date de mise en paiement, sans menace."
        ),
        "before_due": _l("Un appel avant l’échéance vérifie que la facture est bonne à payer."),
        "plan_kept": _l("Le plan est tenu : on surveille la prochaine date, on ne relance pas."),
        "ordinary": _l("Un retard ordinaire : une relance douce suffit."),
        "credit_note": _l("L’avoir se lettre avant tout acte : un décompte faux décrédibilise la demande."),
        "small": _l("Petit solde : en lot, en fin de journée."),
        "dispute_open": _l("Le litige est dans les délais : on attend sa réponse."),
        "promise_pending": _l("La promesse court encore : on attend son jour."),
        "not_due": _l("Rien n’est dû : ne pas noyer le client."),
        "in_hand": _l("Le dossier est déjà transmis : on le suit, on ne le double pas."),
    }
)

VERDICTS: Final[Words] = MappingProxyType(
    {
        "as_planned": _l("comme la méthode"),
        "acceptable": _l("acceptable"),
        "too_early": _l("trop tôt"),
        "too_late": _l("trop tard"),
        "other_action": _l("autre action"),
        "not_treated": _l("non traitée"),
        "out_of_time": _l("plus le temps"),
    }
)

DIFFERENCES: Final[Words] = MappingProxyType(
    {
        "as_planned": _l("Même action, à sa place."),
        "acceptable": _l("Une action que la méthode accepte aussi."),
        "too_early": _l("Bonne action, mais d’autres lignes devaient passer avant."),
        "too_late": _l("Bonne action, mais elle devait passer plus tôt."),
        "other_action": _l("Cette ligne appelait une autre action."),
        "not_treated": _l("Cette ligne appelait une action aujourd’hui."),
        "out_of_time": _l("Votre journée était finie avant cette ligne."),
    }
)

EVENTS: Final[Words] = MappingProxyType(
    {
        "paid": _l("payé"),
        "part_paid": _l("payé en partie"),
        "promised": _l("promesse obtenue"),
        "promise_kept": _l("promesse tenue"),
        "promise_broken": _l("promesse non tenue"),
        "disputed": _l("litige ouvert"),
        "dispute_settled": _l("litige réglé"),
        "mended": _l("notre erreur est corrigée"),
        "complained": _l("réclamation du client"),
        "new_invoice": _l("nouvelle facture"),
        "insolvent": _l("procédure collective ouverte"),
        "claim_declared": _l("créance déclarée"),
        "matched": _l("avoir lettré"),
        "acknowledged": _l("écrit signé"),
        "notice_sent": _l("mise en demeure envoyée"),
        "handed_over": _l("dossier transmis"),
        "blocked": _l("livraisons bloquées"),
        "no_answer": _l("pas de réponse"),
        "right_lost": _l("droit perdu"),
        "out_of_time": _l("pas traité : plus de temps"),
    }
)

PLATFORMS: Final[Words] = MappingProxyType(
    {
        "deposited": _l("déposée"),
        "available": _l("mise à disposition"),
        "approved": _l("approuvée"),
        "rejected": _l("rejetée"),
        "refused": _l("refusée"),
        "suspended": _l("suspendue"),
        "paying": _l("mise en paiement"),
    }
)

PROCEEDINGS: Final[Words] = MappingProxyType(
    {
        "safeguard": _l("Sauvegarde"),
        "receivership": _l("Redressement judiciaire"),
        "liquidation": _l("Liquidation judiciaire"),
    }
)

DISPUTES: Final[Words] = MappingProxyType(
    {
        "price": _l("prix"),
        "quantity": _l("quantité"),
        "quality": _l("qualité"),
        "delivery": _l("livraison"),
        "administrative": _l("administratif"),
        "commercial": _l("commercial"),
    }
)


def said(words: Words, key: str) -> str:
    """Returns the word for an id in the reader's language; an id without one says itself."""
    found = words.get(str(key))
    return gettext(found) if found is not None else str(key)
