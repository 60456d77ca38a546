"""The composed types and the fields of the bank, read from and written to the mappings of the content files."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
import yaml
from hypothesis import given, settings

from quizzes.formats.native import question_from_mapping, question_to_mapping
from quizzes.questions import (
    AttachedFile,
    Calculated,
    Cloze,
    DateRange,
    Derived,
    Description,
    Essay,
    Hint,
    Matching,
    NumberGap,
    NumberRange,
    Numerical,
    Option,
    Ordering,
    SelectGap,
    Text,
    TextGap,
    Unit,
    ValueList,
)
from tests.quizzes.every_type import every_question
from tests.quizzes.more_strategies import bank_questions

HEAD = """
key: jur-1-delai
type: {type}
competency: JUR-1
difficulty: 2
seconds: 45
facts: [F1.01]
sources: [metier]
lesson: calculer-une-echeance
name: Le délai
idnumber: MDL-12
category: Recouvrement/Délais
tags: [délai, « légal »]
max_mark: {mark}
penalty: 0.25
stem: "{stem}"
"""
TAIL = """
hints:
  - text: Relisez.
    shows_count: true
  - clears_wrong: true
if_right: Oui.
if_partial: En partie.
if_wrong:
  format: html
  source: <p>Non.</p>
explanation: Parce que.
files:
  - name: schéma 1.png
    content: iVBORw==
"""
OWN_FIELDS = {
    "matching": """
pairs:
  - prompt: facture
    answer: 30 jours
    feedback: Oui.
  - prompt: relance
    answer: 8 jours
distractors: [jamais]
shuffle: false
""",
    "ordering": """
items:
  - text: facture
    feedback: D’abord.
  - text: relance
strategy: longest-subset
""",
    "cloze": """
gaps:
  - kind: text
    answers:
      - text: exigible
      - text: dû*
        score: 0.5
        feedback: Presque.
    case_sensitive: true
    otherwise: Relisez.
    weight: 3
  - kind: number
    answers:
      - value: "30"
        tolerance: "0.1"
        tolerance_kind: relative
    unit: jours
    otherwise: Comptez.
  - kind: select
    options:
      - text: oui
        right: true
        feedback: Bien.
      - text: non
    shuffle: true
  - kind: select
    options:
      - text: un
        score: "2/3"
      - text: deux
        score: "1/3"
      - text: trois
        score: -1
    multiple: true
    layout: horizontal
    weight: 2
""",
    "calculated": """
parameters:
  - name: amount
    lowest: "500"
    highest: "20000"
    step: "0.01"
    distribution: loguniform
    shared: true
  - name: days
    lowest: "10"
    highest: "90"
  - name: due
    first: 2026-01-01
    last: 2026-12-31
    working_days: true
  - name: rate
    values: ["12.15", "12.40"]
    shared: true
  - name: day
    values: [2026-01-01, 2026-07-01]
  - name: yearly
    formula: "{{amount}} * {{rate}} / 100"
    decimals: 2
data:
  names: [x, when]
  rows:
    - ["1.50", 2026-01-01]
    - ["-2", 2026-02-01]
  shared: true
answers:
  - formula: "{{yearly}} * {{days}} / 365"
    decimals: 0
    tolerance: "0.01"
    tolerance_kind: geometric
    feedback: Oui.
  - formula: "{{yearly}}"
    decimals: null
    score: 0.5
misconceptions:
  - name: 360 jours
    formula: "{{yearly}} * {{days}} / 360"
    feedback: Sur 365 jours.
unit: €
other_units:
  - name: centimes
    multiplier: "100"
unit_required: true
unit_penalty: 0.5
unit_penalty_of: question
otherwise: Relisez.
""".replace("{{", "{").replace("}}", "}"),
    "essay": """
rubric:
  - name: Ton
    levels:
      - label: sec
        points: 0
      - label: courtois
        points: 1.5
model: Madame, Monsieur.
guidance: Le ton compte.
template: Bonjour,
fewest_words: 20
most_words: 200
lines: 5
allows_file: true
""",
    "description": "",
}
TYPES = {
    "matching": Matching,
    "ordering": Ordering,
    "cloze": Cloze,
    "calculated": Calculated,
    "essay": Essay,
    "description": Description,
}


def canonical(kind):
    stem = "[[1]] [[2]] [[3]] [[4]]" if kind == "cloze" else "Lisez."
    mark = 2.5
    head = HEAD.format(type=kind, stem=stem, mark=mark)
    if kind == "description":
        head = head.replace("max_mark: 2.5\n", "")
    return yaml.safe_load(head + OWN_FIELDS[kind] + TAIL)


@pytest.mark.parametrize("kind", OWN_FIELDS)
def test_a_canonical_mapping_comes_back_identical_and_in_the_same_order(kind):
    mapping = canonical(kind)

    question = question_from_mapping(mapping)
    written = question_to_mapping(question)

    assert isinstance(question, TYPES[kind])
    assert yaml.safe_dump(written, sort_keys=False) == yaml.safe_dump(mapping, sort_keys=False)


def test_the_fields_of_the_bank_are_read():
    question = question_from_mapping(canonical("matching"))

    assert (question.name, question.idnumber, question.category) == ("Le délai", "MDL-12", "Recouvrement/Délais")
    assert question.tags == ("délai", "« légal »")
    assert (question.max_mark, question.penalty) == (Fraction(5, 2), Fraction(1, 4))
    assert question.hints == (Hint(Text("Relisez."), shows_count=True), Hint(None, clears_wrong=True))
    assert (question.if_right, question.if_wrong) == (Text("Oui."), Text("<p>Non.</p>", "html"))
    assert question.files == (AttachedFile("schéma 1.png", b"\x89PNG"),)


def test_what_is_left_out_has_its_default():
    mapping = canonical("matching")
    for name in ("name", "idnumber", "category", "tags", "max_mark", "penalty", "hints", "if_right", "files"):
        del mapping[name]
    del mapping["competency"]

    question = question_from_mapping(mapping)

    assert (question.name, question.idnumber, question.category, question.competency) == (None, None, None, None)
    assert (question.tags, question.hints, question.files, question.if_right) == ((), (), (), None)
    assert (question.max_mark, question.penalty) == (1, Fraction(1, 3))
    assert question_to_mapping(question) == mapping


def test_the_gaps_are_read():
    text, number, single, several = question_from_mapping(canonical("cloze")).gaps

    assert isinstance(text, TextGap)
    assert (text.case_sensitive, text.weight, text.otherwise) == (True, 3, Text("Relisez."))
    assert [answer.score for answer in text.answers] == [1, Fraction(1, 2)]
    assert isinstance(number, NumberGap)
    assert (number.unit, number.weight, number.answers[0].tolerance_kind) == ("jours", 1, "relative")
    assert isinstance(single, SelectGap)
    assert (single.multiple, single.layout, single.shuffle) == (False, "select", True)
    assert single.options[0] == Option(Text("oui"), 1, Text("Bien."))
    assert (several.multiple, several.layout, several.weight) == (True, "horizontal", 2)
    assert [option.score for option in several.options] == [Fraction(2, 3), Fraction(1, 3), -1]


def test_the_parameters_are_read():
    question = question_from_mapping(canonical("calculated"))

    assert question.parameters == (
        NumberRange("amount", Decimal(500), Decimal(20000), Decimal("0.01"), "loguniform", shared=True),
        NumberRange("days", Decimal(10), Decimal(90)),
        DateRange("due", date(2026, 1, 1), date(2026, 12, 31), working_days=True),
        ValueList("rate", (Decimal("12.15"), Decimal("12.40")), shared=True),
        ValueList("day", (date(2026, 1, 1), date(2026, 7, 1))),
        Derived("yearly", "{amount} * {rate} / 100", 2),
    )
    assert question.data.rows == ((Decimal("1.50"), date(2026, 1, 1)), (Decimal(-2), date(2026, 2, 1)))
    assert [answer.decimals for answer in question.answers] == [0, None]
    assert question.other_units == (Unit("centimes", Decimal(100)),)


def test_a_number_may_have_units_of_its_own():
    mapping = canonical("calculated")
    for name in ("parameters", "data", "misconceptions"):
        del mapping[name]
    mapping |= {"type": "numerical", "answers": [{"value": "12"}]}

    question = question_from_mapping(mapping)

    assert isinstance(question, Numerical)
    assert (question.unit_required, question.unit_penalty_of) == (True, "question")
    assert question_from_mapping(question_to_mapping(question)) == question


@settings(deadline=None)
@given(every_question | bank_questions)
def test_what_is_written_is_read_back_as_the_same_question(question):
    mapping = question_to_mapping(question)

    assert question_from_mapping(mapping) == question
    assert question_to_mapping(question_from_mapping(mapping)) == mapping
    assert question_from_mapping(yaml.safe_load(yaml.safe_dump(mapping, allow_unicode=True))) == question
