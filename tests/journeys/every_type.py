"""A quiz with one question of every type, put into a site's database before it is served."""

from pathlib import Path
from typing import Any

from course.factory import create_test_app
from course.foundation.database import db
from course.question_bank import services
from course.question_bank.formats import QuizEntry, SectionEntry
from quizzes.formats.native import question_from_mapping

BASE: dict[str, Any] = {"competency": "JUR-1", "difficulty": 2, "seconds": 60, "sources": ["metier"]}
WHY = "Parce que la pratique du métier le veut."

QUESTIONS: tuple[dict[str, Any], ...] = (
    {"key": "toutes-intro", "type": "description", "stem": "Lisez ceci : **Arvanel** vend du matériel de bureau."},
    {
        "key": "toutes-choix",
        "type": "single",
        "stem": "Qui peut devoir 40 € ?",
        "options": [
            {"text": "Une SAS en retard", "right": True, "feedback": "Oui : tout professionnel."},
            {"text": "Une consommatrice", "feedback": "Jamais."},
        ],
    },
    {
        "key": "toutes-plusieurs",
        "type": "multiple",
        "stem": "Quelles mentions figurent sur la facture ?",
        "options": [
            {"text": "La date de règlement", "right": True, "feedback": "Oui."},
            {"text": "Le taux des pénalités", "right": True, "feedback": "Oui."},
            {"text": "Le nom du commercial", "feedback": "Non."},
        ],
    },
    {
        "key": "toutes-vrai-faux",
        "type": "true-false",
        "stem": "Il faut une relance avant de compter des pénalités.",
        "answer": False,
        "if_true": "Non.",
        "if_false": "Oui.",
    },
    {
        "key": "toutes-texte",
        "type": "short-answer",
        "stem": "Quel officier signifie un acte ?",
        "answers": [{"text": "commissaire de justice"}],
        "otherwise": "Pas celui-là.",
    },
    {
        "key": "toutes-nombre",
        "type": "numerical",
        "stem": "Encours 420 000 €, chiffre d’affaires 1 080 000 €, 92 jours. DSO ?",
        "answers": [{"value": "35.78", "tolerance": "0.05"}],
        "unit": "jours",
        "otherwise": "Divisez l’encours par le chiffre d’affaires.",
    },
    {
        "key": "toutes-date",
        "type": "date",
        "stem": "Facture du 12/03/2026 à 60 jours nets. Échéance ?",
        "answers": [{"value": "2026-05-11"}],
        "otherwise": "Comptez 19 jours en mars.",
    },
    {
        "key": "toutes-paires",
        "type": "matching",
        "stem": "Associez l’acheteur et son délai.",
        "pairs": [
            {"prompt": "État", "answer": "30 jours"},
            {"prompt": "Hôpital public", "answer": "50 jours", "feedback": "Établissement public de santé."},
            {"prompt": "Entreprise publique", "answer": "60 jours"},
        ],
        "distractors": ["90 jours"],
        "hints": [{"text": "La santé a plus de temps.", "clears_wrong": True, "shows_count": True}],
    },
    {
        "key": "toutes-ordre",
        "type": "ordering",
        "stem": "Dans quel ordre ?",
        "items": [
            {"text": "Appeler le client"},
            {"text": "Confirmer par écrit"},
            {"text": "Mettre en demeure"},
            {"text": "Transmettre au contentieux"},
        ],
    },
    {
        "key": "toutes-trous",
        "type": "cloze",
        "stem": "Les pénalités courent dès le [[1]], au taux de la BCE plus [[2]] points, sur le montant [[3]].",
        "gaps": [
            {
                "kind": "select",
                "options": [
                    {"text": "lendemain de l’échéance", "right": True, "feedback": "Oui."},
                    {"text": "jour de la relance", "feedback": "Non : aucune relance n’est exigée."},
                ],
            },
            {"kind": "number", "answers": [{"value": "10"}], "otherwise": "Dix points."},
            {"kind": "text", "answers": [{"text": "TTC"}], "weight": 2, "otherwise": "Taxe comprise."},
        ],
    },
    {
        "key": "toutes-calcul",
        "type": "calculated",
        "stem": "Un retard de {jours} jours sur {montant} € à {taux} %, base 365. Pénalités ?",
        "parameters": [
            {"name": "montant", "lowest": "1000", "highest": "9000", "step": "500"},
            {"name": "jours", "lowest": "10", "highest": "90"},
            {"name": "taux", "values": ["12.15", "12.40"]},
        ],
        "answers": [{"formula": "{montant} * {taux} / 100 * {jours} / 365", "tolerance": "0.01"}],
        "misconceptions": [
            {
                "name": "360 jours",
                "formula": "{montant} * {taux} / 100 * {jours} / 360",
                "feedback": "Vous avez compté 360 jours.",
            }
        ],
        "unit": "€",
        "otherwise": "Reprenez : {montant} × {taux} / 100 × {jours} / 365.",
        "explanation": "{montant} × {taux} / 100 × {jours} / 365 = {={montant} * {taux} / 100 * {jours} / 365} €.",
    },
    {
        "key": "toutes-redaction",
        "type": "essay",
        "stem": "Écrivez la phrase d’ouverture d’un appel de relance.",
        "rubric": [
            {"name": "Ton", "levels": [{"label": "Sec", "points": 0}, {"label": "Courtois et ferme", "points": 2}]},
            {"name": "Fait", "levels": [{"label": "Absent", "points": 0}, {"label": "Facture et date", "points": 2}]},
        ],
        "model": "« Bonjour, je vous appelle au sujet de la facture 2026-114, échue le 31 octobre. »",
        "most_words": 60,
        "allows_file": True,
    },
)


def add_quizzes(database: Path) -> None:
    """Publishes the questions, and one quiz of them for each behaviour, in a database that has the framework."""
    app = create_test_app(database_url=f"sqlite:///{database}", instance_path=str(database.parent))
    with app.app_context():
        session = db.session()
        for mapping in QUESTIONS:
            question = question_from_mapping({**BASE, "explanation": WHY, **mapping})
            services.save_question(session, question, question.key, services.render_questions([question])[0])
        keys = tuple(mapping["key"] for mapping in QUESTIONS)
        parts = (SectionEntry("À choisir", keys[:4]), SectionEntry("À écrire et à ranger", keys[4:]))
        for behaviour, mode in (
            ("deferred", "counted"),
            ("immediate", "practice"),
            ("interactive", "practice"),
            ("adaptive", "practice"),
        ):
            quiz = QuizEntry(
                f"toutes-{behaviour}",
                f"Tous les types ({behaviour})",
                mode,
                20,
                keys,
                behaviour=behaviour,
                sections=parts,
            )
            services.save_quiz(session, quiz, quiz.key)
        session.commit()
