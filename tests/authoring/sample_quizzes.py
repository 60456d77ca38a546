"""Quizzes put together in each way, in canonical form."""

# A quiz of each way to put one together, with every setting that says something else than where nothing is said.
COMPOSED_QUIZZES = """quizzes:
  - key: delais-essais
    title: Essayer plusieurs fois
    mode: practice
    behaviour: interactive
    draw: 2
    per_competency: true
    minutes: 5
    limit_minutes: 12
    grace_seconds: 60
    shuffle: false
    shuffle_questions: true
    counts: last
    marks:
      jur-1-delai: 2
      jur-1-lettre: 0.5
    questions:
      - jur-1-delai
      - jur-1-penalites
      - jur-1-lettre

  - key: delais-parties
    module: cadre-legal
    title: Deux parties
    mode: counted
    certainty: true
    minutes: 20
    attempts: 3
    cooling_off_minutes: 1440
    counts: mean
    opens_on: 2026-12-01
    closes_on: 2026-12-18
    pass_mark: 60
    review:
      open: [mark]
      closed: [mark, correctness, feedback, explanation]
    sections:
      - title: 'Première partie : les délais'
        draw: 1
        questions:
          - jur-1-delais
          - jur-1-etapes
      - title: Seconde partie
        shuffle: true
        questions:
          - jur-1-date

  - key: delais-tirages
    title: Tirer
    mode: practice
    behaviour: adaptive
    draws:
      - {count: 2, competency: JUR-1, difficulties: [3, 4], section: 1}
      - {count: 1, category: Banque/Délais, section: 2}
    minutes: 8
    review:
      open: []
    sections:
      - title: De la liste
        questions:
          - jur-1-trous
          - jur-1-tirage
          - jur-1-penalites
      - title: De la banque

  - key: delais-banque
    title: De la banque
    mode: counted
    draws:
      - {count: 1, category: 'Banque : à part'}
    minutes: 8

  - key: delais-diagnostic
    title: Diagnostic
    mode: counted
    purpose: diagnostic
    draws:
      - {count: 1, category: 'Banque : à part'}
    minutes: 40

  - key: delais-connus
    title: Je connais déjà
    mode: counted
    purpose: test_out
    minutes: 5
    limit_minutes: 10
"""
