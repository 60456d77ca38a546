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

# One question of each type whose answer has several parts, is drawn, or is written in free words.
COMPOSED = """
  - key: jur-1-delais
    type: matching
    competency: JUR-1
    difficulty: 2
    seconds: 60
    sources: [c-com-l441-10]
    name: Délais des acheteurs publics
    tags: [public, délai]
    stem: Quel est le délai de chacun ?
    pairs:
      - prompt: État
        answer: 30 jours
        feedback: C’est le délai de droit commun.
      - prompt: Hôpital
        answer: 50 jours
        feedback: La santé a le sien.
    distractors:
      - 45 jours
    hints:
      - text: La santé a un délai plus long.
        clears_wrong: true
    explanation: 30 et 50 jours.

  - key: jur-1-etapes
    type: ordering
    competency: JUR-1
    difficulty: 2
    seconds: 60
    sources: [metier]
    stem: Dans quel ordre ?
    items:
      - text: Lettrer
        feedback: Toujours d’abord.
      - text: Appeler
        feedback: Ensuite.
      - text: Noter
        feedback: À la fin.
    strategy: next
    if_partial: Une étape n’est pas à sa place.
    explanation: On lettre avant d’appeler.

  - key: jur-1-trous
    type: cloze
    competency: JUR-1
    difficulty: 3
    seconds: 60
    sources: [c-com-l441-10]
    stem: L’indemnité est de [[1]] ; elle est due par un [[2]] ; il reste [[3]].
    gaps:
      - kind: number
        answers:
          - value: '40'
            compute: 4 * 10
          - value: '25'
            score: 0
            feedback: C’est un forfait inventé.
        unit: €
        otherwise: Relisez l’article.
        weight: 2
      - kind: text
        answers:
          - text: professionnel
        otherwise: Pensez au public.
      - kind: select
        options:
          - text: le principal
            right: true
            feedback: Oui.
          - text: rien
            feedback: Le principal reste dû.
    explanation: Article L441-10.

  - key: jur-1-tirage
    type: calculated
    competency: JUR-1
    difficulty: 3
    seconds: 120
    sources: [c-com-l441-10]
    stem: |-
      {montant} € échus le {echeance}, payés {retard} jours après, à {taux} % : pénalités ?
    parameters:
      - {name: montant, lowest: '1000', highest: '9000', step: '100'}
      - {name: echeance, first: 2026-02-02, last: 2026-03-31, working_days: true}
      - {name: taux, values: ['10', '12.15']}
      - name: retard
        formula: 10 + day({echeance})
    data:
      names: [client, ville]
      rows:
        - ['1', '2']
        - ['3', '4']
      shared: true
    answers:
      - formula: '{montant} * {taux} / 100 * {retard} / 365'
        tolerance: '0.01'
    misconceptions:
      - name: 360 jours au lieu de 365
        formula: '{montant} * {taux} / 100 * {retard} / 360'
        feedback: L’année compte 365 jours.
    unit: €
    other_units:
      - name: k€
        multiplier: '0.001'
    otherwise: Recomptez.
    explanation: |-
      {montant} × {taux} % × {retard} / 365 = {={montant} * {taux} / 100 * {retard} / 365|2} €.

  - key: jur-1-lettre
    type: essay
    competency: JUR-1
    difficulty: 4
    seconds: 600
    sources: [metier]
    max_mark: 2.5
    penalty: 0
    stem: Écrivez la relance.
    rubric:
      - name: Ton
        levels:
          - label: Agressif
            points: 0
          - label: Cordial
            points: 2
    model: |-
      Bonjour, la facture 12 est échue : quand sera-t-elle payée ?
    most_words: 120
    explanation: null

  - key: jur-1-situation
    type: description
    competency: JUR-1
    difficulty: 1
    seconds: 30
    sources: []
    stem: Les deux questions qui suivent parlent de Mécalor.
    explanation: null
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
