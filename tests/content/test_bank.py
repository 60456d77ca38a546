"""The bank that we ship: enough questions for each competency, of mixed types, with the formulas of the trade."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from course.authoring.formats.folder import ParsedFile, parse_file, read_folder
from course.foundation.settings import ROOT
from quizzes import right_response
from quizzes.drawing import draw, proof, realised, with_derived
from quizzes.questions import (
    Calculated,
    Cloze,
    DateQuestion,
    Matching,
    MultipleResponse,
    Numerical,
    Ordering,
    Question,
    ShortAnswer,
    SingleChoice,
    TextGap,
    TrueFalse,
)
from quizzes.receivables import rounded
from tests.content.reckoned import FIRST
from tests.content.reckoned_modules import M1, M2, M4, M5, M6, M8

CHOSEN = (SingleChoice, MultipleResponse, TrueFalse)
DRAWS = 50

# The forty questions of the fact sheet (§ 11), each with the type that it has there.
SHEET: Mapping[int, tuple[str, type[Any]]] = {
    1: ("jur-1-delai-sans-accord", SingleChoice),
    2: ("jur-1-facture-recapitulative", SingleChoice),
    3: ("jur-1-soixante-jours-nets", DateQuestion),
    4: ("jur-1-relance-ecrite-prealable", TrueFalse),
    5: ("jur-1-qui-doit-quarante-euros", MultipleResponse),
    6: ("jur-1-decompte-deux-semestres", Numerical),
    7: ("jur-1-taux-sous-plancher", SingleChoice),
    8: ("jur-1-delai-par-acheteur", Matching),
    9: ("lit-1-q9-part-contestee", SingleChoice),
    10: ("fac-1-mentions-l441-9", MultipleResponse),
    11: ("fac-2-facture-rejetee", SingleChoice),
    12: ("fac-2-pme-et-emission", TrueFalse),
    13: ("jur-2-frais-relance-consommateur", SingleChoice),
    14: ("jur-2-lettre-agence", MultipleResponse),
    15: ("jur-2-salarie-du-creancier", TrueFalse),
    16: ("jur-2-collegue-repond", SingleChoice),
    17: ("jur-2-appels-malveillants", SingleChoice),
    18: ("out-2-nouveau-rib", SingleChoice),
    19: ("jur-3-recommande-et-prescription", TrueFalse),
    20: ("jur-3-actes-qui-interrompent", MultipleResponse),
    21: ("jur-3-prescriptions-a-associer", Matching),
    22: ("jur-3-pli-non-reclame", SingleChoice),
    23: ("jur-3-solde-exigible-clause", Cloze),
    24: ("jur-4-signifier-ordonnance", DateQuestion),
    25: ("jur-4-delai-d-opposition", SingleChoice),
    26: ("jur-4-deux-sarl-4000", SingleChoice),
    27: ("jur-4-etapes-creance-incontestee", Ordering),
    28: ("jur-4-echeancier-et-saisie", TrueFalse),
    29: ("jur-5-delai-de-declaration", SingleChoice),
    30: ("jur-5-prediction-cinq-mille", SingleChoice),
    31: ("jur-5-revendiquer", SingleChoice),
    32: ("ris-1-cotation-banque-de-france", TrueFalse),
    33: ("ris-2-encours-a-prevoir", Numerical),
    34: ("kpi-1-q34-dso", Numerical),
    35: ("kpi-1-q35-dso-epuisement", Numerical),
    36: ("com-4-bon-echeancier", MultipleResponse),
    37: ("kpi-2-q37-conditions", MultipleResponse),
    38: ("com-3-virement-parti", SingleChoice),
    39: ("com-1-promesse-exploitable", MultipleResponse),
    40: ("org-1-q40-la-suite", Ordering),
}

RECKONED = FIRST | M1 | M2 | M4 | M8 | M5 | M6


@cache
def contents() -> Mapping[str, bytes]:
    return read_folder(ROOT / "content").files


@cache
def parsed(path: str) -> ParsedFile:
    return parse_file(path, contents()[path])


def read(kind: str) -> dict[str, Any]:
    files = [parsed(path) for path in contents() if path.startswith(kind)]
    return {entry.key: entry.value for file in files for entry in file.entries}


@pytest.fixture(scope="module")
def bank() -> Mapping[str, Question]:
    return read("questions/")


@pytest.fixture(scope="module")
def competencies() -> list[str]:
    return list(read("competencies.yml")["competencies"].competencies)


def share_not_chosen(questions: list[Question]) -> Fraction:
    return Fraction(sum(not isinstance(question, CHOSEN) for question in questions), len(questions))


def test_there_are_at_least_150_questions_and_six_for_each_of_the_25_competencies(
    bank: Mapping[str, Question], competencies: list[str]
) -> None:
    counted = Counter(question.competency for question in bank.values())

    assert len(competencies) == 25
    assert len(bank) >= 150
    assert {key: counted[key] for key in competencies if counted[key] < 6} == {}


def test_a_third_of_the_questions_of_each_competency_are_not_answered_by_choosing(
    bank: Mapping[str, Question], competencies: list[str]
) -> None:
    shares = {key: share_not_chosen([q for q in bank.values() if q.competency == key]) for key in competencies}

    assert {key: share for key, share in shares.items() if share < Fraction(1, 3)} == {}


def test_a_third_of_the_questions_of_each_quiz_are_not_answered_by_choosing(bank: Mapping[str, Question]) -> None:
    quizzes = {key: quiz.questions for key, quiz in read("quizzes/").items() if quiz.purpose == "quiz"}
    shares = {key: share_not_chosen([bank[name] for name in names]) for key, names in quizzes.items()}

    assert len(shares) >= 12
    assert {key: share for key, share in shares.items() if share < Fraction(1, 3)} == {}


def test_difficulties_are_spread(bank: Mapping[str, Question], competencies: list[str]) -> None:
    found = Counter(question.difficulty for question in bank.values())
    levels = {key: {q.difficulty for q in bank.values() if q.competency == key} for key in competencies}

    assert all(found[level] * 20 >= len(bank) for level in range(1, 6)), found
    assert max(found.values()) * 5 <= len(bank) * 2, found
    assert {key: found for key, found in levels.items() if len(found) < 4} == {}


@pytest.mark.parametrize("number", range(1, 41))
def test_every_question_of_the_sheet_stands_in_the_bank_as_its_true_type(
    bank: Mapping[str, Question], number: int
) -> None:
    key, kind = SHEET[number]

    assert type(bank[key]) is kind


def test_the_sheet_s_matchings_orderings_and_gaps_have_its_keys(bank: Mapping[str, Question]) -> None:
    q8, q21, q23, q27, q40 = (bank[SHEET[number][0]] for number in (8, 21, 23, 27, 40))
    assert isinstance(q8, Matching)
    assert isinstance(q21, Matching)
    assert isinstance(q23, Cloze)
    assert isinstance(q27, Ordering)
    assert isinstance(q40, Ordering)

    assert [pair.answer for pair in q8.pairs] == ["30 jours", "30 jours", "50 jours", "60 jours"]
    assert [pair.answer for pair in q21.pairs] == ["5 ans", "2 ans", "1 an"]
    assert all(isinstance(gap, TextGap) for gap in q23.gaps)
    assert len(q23.gaps) == 2
    starts = [
        "Le commissaire de justice signifie",
        "Un mois",
        "Le commissaire de justice dresse",
        "Le greffier",
        "Le p",
    ]
    assert all(item.text.source.startswith(start) for item, start in zip(q27.items, starts, strict=True))
    starts = ["Redressement", "Créance qui se prescrit", "Promesse rompue", "Petit solde", "Échéancier"]
    assert all(item.text.source.startswith(start) for item, start in zip(q40.items, starts, strict=True))


def test_every_calculated_question_is_reckoned_here_too(bank: Mapping[str, Question]) -> None:
    assert set(RECKONED) == {key for key, question in bank.items() if isinstance(question, Calculated)}
    assert len(RECKONED) >= 12


@pytest.mark.parametrize("key", RECKONED)
def test_a_calculated_question_gives_what_the_arithmetic_of_the_trade_gives(
    bank: Mapping[str, Question], key: str
) -> None:
    question = bank[key]
    assert isinstance(question, Calculated)

    for seed in range(DRAWS):
        drawn = draw(question, seed)
        answer = realised(question, drawn).answers[0].value
        reckoned = RECKONED[key](with_derived(question, drawn))

        assert answer == (rounded(reckoned, 2) if isinstance(reckoned, Fraction) else reckoned), drawn


@pytest.mark.parametrize("key", RECKONED)
def test_each_mistake_of_a_calculated_question_has_its_own_words_and_shows_in_one_draw_of_ten(
    bank: Mapping[str, Question], key: str
) -> None:
    question = bank[key]
    assert isinstance(question, Calculated)
    spoken: Counter[int] = Counter()

    for seed in range(DRAWS):
        plain = realised(question, draw(question, seed))
        for place, answer in enumerate(plain.answers):
            spoken[place] += plain.first_match(answer.value) == place  # type: ignore[arg-type]  # each type its own

    assert proof(question, DRAWS) == []
    assert len(question.misconceptions) >= 1
    assert len({mistake.feedback.source for mistake in question.misconceptions}) == len(question.misconceptions)
    assert spoken[0] == DRAWS
    assert [place for place in range(len(question.misconceptions)) if spoken[place + 1] * 10 < DRAWS] == []


@pytest.mark.parametrize("key", ["jur-1-penalites-deux-semestres", "jur-1-solde-apres-acompte"])
def test_the_delay_always_crosses_30_june_2026(bank: Mapping[str, Question], key: str) -> None:
    question = bank[key]
    assert isinstance(question, Calculated)

    for seed in range(DRAWS):
        given = with_derived(question, draw(question, seed))

        assert given["echeance"] < date(2026, 6, 30)
        assert given["jours1"] > 0
        assert given["jours2"] > 0


def test_a_consumer_owes_nothing_beside_the_principal(bank: Mapping[str, Question]) -> None:
    question = bank["jur-1-combien-en-plus"]
    assert isinstance(question, Calculated)

    found = {
        int(given["dossier"]): realised(question, given).answers[0].value
        for given in (draw(question, seed) for seed in range(DRAWS))
    }

    assert set(found) == {1, 2, 3}
    assert found[3] == 0
    assert found[1] > 40
    assert found[2] > 40


def test_the_right_answer_to_a_typed_text_is_shown_in_plain_words(bank: Mapping[str, Question]) -> None:
    typed = {
        key: right_response(question) for key, question in bank.items() if isinstance(question, ShortAnswer | Cloze)
    }

    assert len(typed) >= 20
    assert {key: right for key, right in typed.items() if "…" in str(right) or "*" in str(right)} == {}
