"""A bank with a question of every type and everything that a question may carry, for tests of files."""

import base64
from typing import Any

from quizzes import Question
from quizzes.formats.native import question_from_mapping

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
HTML = {"format": "html", "source": "<p>En <b>gras</b> &amp; en HTML</p>"}


def _mapping(key: str, kind: str, **fields: Any) -> dict[str, Any]:
    return {
        "key": key,
        "type": kind,
        "competency": "JUR-1",
        "difficulty": 4,
        "seconds": 90,
        "facts": ["F1.01"],
        "sources": ["c-com-l441-10", "metier"],
        "lesson": "calculer-une-echeance",
        "name": f"Question {key}",
        "category": "Recouvrement/Délais légaux",
        "tags": ["2026", "à revoir"],
        "stem": f"Énoncé de {key} : quelle réponse ?",
        "explanation": "Parce que la loi le dit.",
        **fields,
    }


def _options(*scores: Any) -> list[dict[str, Any]]:
    return [{"text": f"Option {at}", "score": score, "feedback": f"Retour {at}"} for at, score in enumerate(scores, 1)]


PLAIN = (
    _mapping(
        "un-choix",
        "single",
        options=_options(1, 0, "-1/3"),
        hints=[{"text": "Relisez.", "clears_wrong": True}, {"text": HTML, "shows_count": True}],
        penalty="1/4",
        max_mark=2,
        if_right="Bravo.",
        if_partial="Presque.",
        if_wrong="Non.",
    ),
    _mapping("plusieurs", "multiple", options=_options("1/2", "1/2", "-1/2"), shuffle=False),
    _mapping("vrai", "true-false", answer=False, if_true="Non.", if_false="Oui.", competency="COM-1"),
    _mapping(
        "nombre",
        "numerical",
        answers=[{"value": "565.32", "tolerance": "0.01", "feedback": "Oui."}, {"value": "560", "score": "1/2"}],
        otherwise="Recomptez.",
    ),
    _mapping("mot", "short-answer", answers=[{"text": "mise en demeure"}, {"text": "relance*", "score": "1/2"}]),
    _mapping(
        "paires",
        "matching",
        pairs=[{"prompt": "Délai", "answer": "30 jours"}, {"prompt": "Plafond", "answer": "60 jours"}],
        distractors=["90 jours"],
    ),
    _mapping("ordre", "ordering", items=[{"text": "Appel"}, {"text": "Lettre"}, {"text": "Injonction"}]),
    _mapping("libre", "essay", guidance="Attendre trois idées.", lines=15),
    _mapping("un-choix-simple", "single", options=_options(1, 0, 0)),
    _mapping("plusieurs-simple", "multiple", options=_options("1/2", "1/2", -1)),
    _mapping("libre-simple", "essay"),
    _mapping("texte", "description", explanation=None, max_mark=0, name="Les faits"),
)
OTHER = (
    _mapping("jour", "date", answers=[{"value": "2026-05-11", "tolerance_days": 1}], otherwise="Non."),
    _mapping(
        "trous",
        "cloze",
        stem="Le délai est de [[1]] jours ; la lettre s’appelle [[2]].",
        gaps=[
            {"kind": "number", "answers": [{"value": "30"}], "weight": 2},
            {"kind": "select", "options": [{"text": "relance", "score": 1}, {"text": "avoir", "score": 0}]},
        ],
    ),
    _mapping(
        "calcul",
        "calculated",
        stem="Facture de {montant} € : combien à 10 % ?",
        data={"names": ["montant"], "rows": [["100"], ["250"]]},
        answers=[{"formula": "{montant} * 0.1", "decimals": 2, "tolerance": "0.01"}],
    ),
    _mapping(
        "image",
        "single",
        stem={"format": "html", "source": '<p>Que voit-on ? <img src="@@PLUGINFILE@@/vue.png" alt="Vue"></p>'},
        options=_options(1, 0),
        files=[{"name": "vue.png", "content": base64.b64encode(PNG).decode()}],
    ),
)


def sample_bank() -> list[Question]:
    """Returns a question of every type, by key."""
    return sorted((question_from_mapping(mapping) for mapping in (*PLAIN, *OTHER)), key=lambda question: question.key)
