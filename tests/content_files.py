"""A small folder of content in canonical form, on which tests make one change at a time."""

from pathlib import Path

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10"/></svg>\n'

COMPETENCIES = """# Référentiel d’essai.
domains:
  - key: JUR
    name: Cadre légal
    english: Legal framework
    competencies:
      - key: JUR-1
        name: Appliquer les délais
        short: Délais
        english: Apply payment terms
        short_english: Terms
        gesture: false
        levels:
          - Reconnaît.
          - Calcule avec appui.
          - Calcule sans aide.
          - Forme les autres.
        levels_english:
          - Recognises.
          - Computes with support.
          - Computes alone.
          - Trains others.
job_roles:
  - key: charge-de-recouvrement
    name: Chargé de recouvrement
    english: Collections officer
    required: {JUR-1: 3}
"""

LEGAL = """references:
  - key: c-com-l441-10
    code: Code de commerce
    article: L441-10
    title: Délais de paiement
    summary: |-
      Sans clause, le délai ne dépasse pas 30 jours : il part de la réception des marchandises ou de l’exécution.
    in_force_from: 2019-04-26
    grade: A
    facts: [F1.01]
    checked_on: 2026-11-22

  - key: c-civ-9
    code: Code civil
    article: '9'
    title: Vie privée
    summary: Chacun a droit au respect de sa vie privée.
    grade: M
    checked_on: 2026-11-22
# Taux en pour cent.
rates:
  - kind: ecb-refi
    from: 2026-01-01
    to: 2026-06-30
    value: '2.15'
    grade: B
"""

FACTS = """facts:
  F1.01: {mark: V, grade: A}
  F1.02: {mark: '?'}
"""

GLOSSARY = """terms:
  - key: daf
    term: DAF
    english: CFO
    definition: Directeur administratif et financier.
"""

QUESTIONS = """questions:
  - key: jur-1-delai
    type: single
    competency: JUR-1
    difficulty: 2
    seconds: 45
    facts: [F1.01]
    sources: [c-com-l441-10]
    lesson: calculer
    stem: Sans clause, quel délai ?
    options:
      - text: 30 jours
        right: true
        feedback: C’est la règle.
      - text: 60 jours
        feedback: C’est le plafond d’un délai convenu.
    explanation: Voir [l’article L441-10](loi:c-com-l441-10).

  - key: jur-1-penalites
    type: numerical
    competency: JUR-1
    difficulty: 3
    seconds: 90
    sources: [c-com-l441-10]
    stem: Combien de pénalités ?
    answers:
      - value: '243.67'
        tolerance: '0.01'
        compute: 12000 * 0.1215 * 61 / 365
      - value: '240.00'
        score: 0
        feedback: Vous avez compté 60 jours.
    unit: €
    otherwise: Recomptez les jours.
    explanation: Le calcul va du lendemain de l’échéance au jour du paiement.

  # Celle-ci compte.
  - key: jur-1-date
    type: date
    competency: JUR-1
    difficulty: 2
    seconds: 60
    sources: [metier]
    stem: Quelle échéance à 60 jours du 12 mars 2026 ?
    answers:
      - value: 2026-05-11
        compute: add_days(2026-03-12, 60)
    otherwise: Recomptez les jours.
    explanation: Le jour de départ ne compte pas.
"""

QUIZZES = """quizzes:
  - key: cadre-legal-entrainement
    module: cadre-legal
    title: S’entraîner au cadre légal
    mode: practice
    draw: 1
    minutes: 5
    questions:
      - jur-1-penalites

  - key: cadre-legal-point
    module: cadre-legal
    title: 'Faire le point : cadre légal'
    mode: counted
    minutes: 10
    attempts: 3
    pass_mark: 70
    questions:
      - jur-1-date
"""

MODULE = """key: cadre-legal
number: 1
title: Cadre légal
english: Legal framework
summary: Appliquer les bonnes règles à chaque client.
as_of: 2026-11-22
legal_reviewer: ''
"""

LESSON = """---
key: calculer
title: Calculer une échéance
outcome: dater une échéance
minutes: 8
competencies:
  JUR-1: [2, 3]
facts: [F1.01]
false_ideas: []
examples:
  - shown: 11/05/2026
    compute: add_days(2026-03-12, 60)
tomorrow:
  - relis la clause
  - compte les jours
  - vérifie deux fois
---
Le [DAF](mot:daf) dit le 11/05/2026.

[[prediction:jur-1-delai]]

## La règle

![Une ligne du temps](pictures/ligne.svg)

!!! retenir "À retenir"
    Le jour de départ ne compte pas.

[[loi:c-com-l441-10]]
"""

LESSON_PATH = "modules/01-cadre-legal/01-calculer.md"
FILES = {
    "competencies.yml": COMPETENCIES,
    "legal.yml": LEGAL,
    "facts.yml": FACTS,
    "glossary.yml": GLOSSARY,
    "questions/jur-1.yml": QUESTIONS,
    "quizzes/cadre-legal.yml": QUIZZES,
    "modules/01-cadre-legal/module.yml": MODULE,
    LESSON_PATH: LESSON,
    "modules/01-cadre-legal/pictures/ligne.svg": SVG,
}


def write_files(root: Path, files: dict[str, str] = FILES) -> Path:
    """Writes the files below the folder and returns it."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return root


def change(root: Path, name: str, old: str, new: str) -> None:
    """Replaces a passage of a file; the passage must stand there."""
    path = root / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {name}"
    path.write_bytes(text.replace(old, new).encode())
