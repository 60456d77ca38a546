"""The table of questions as people fill it: what French spreadsheets write is read, what is wrong is named."""

import time
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from quizzes.formats import table
from quizzes.formats.table.headings import HEADINGS
from quizzes.formats.table.words import KINDS
from quizzes.questions import (
    DateQuestion,
    Essay,
    Hint,
    Matching,
    MultipleResponse,
    Numerical,
    Ordering,
    ShortAnswer,
    SingleChoice,
    Text,
    TrueFalse,
    Unit,
)

# As Excel in French writes it: cp1252, semicolons, comma, capitals of its own, empty cells to the end of each line.
GOLDEN = """\
Type;Clé;Compétence;Difficulté;Secondes;Énoncé;Explication;Sources;Étiquettes;Réponse 1;Score 1;Retour 1;Réponse 2;\
Score 2;Retour 2;Réponse 3;Score 3;Tolérance 1;Unité;Associé 1;Associé 2;Associé 3;Autre réponse;Indice 1;Effet 1
choix unique;q-unique;JUR-1;2;45 s;Quel délai ?;"Sans accord,
30 jours.";c-com-l441-10 | metier;délai | LME;30 jours;X;"Oui, ""sec"".";60 jours;;Non.;45 jours;25 %;;;;;;;\
Relisez.;compter
Choix multiple;q-multiple;;;;Que vérifier ?;;;;La date;x;;Le montant;x;;La couleur;;;;;;;;;
VRAI/FAUX;q-vrai;;;;40 € par facture.;;;;faux;;Exact.;;;Non.;;;;;;;;;;
numérique;q-nombre;;;;Combien ?;;;;1 234,56 €;;;1200;0 %;HT ?;;;0,01;€;;;;Reprenez.;;
date;q-date;;;;Quand ?;;;;11/05/2026;;;31 mai 2026;50%;Fin de mois.;;;1 jour;;;;;;;
réponse courte;q-courte;;;;Le mot ?;;;;*facture*;100 %;;avoir;0;;;;;;;;;;;
appariement;q-paires;;;;Associez.;;;;Relance;;;Procès;;;;;;;Amiable;Judiciaire;Comptable;;;
ordre;q-ordre;;;;Rangez.;;;;Facture;;;Relance;;;;;;;;;;;;
rédaction;q-texte;;;;Écrivez.;;;;Ton;;;;;;;;;;sec = 0 | courtois = 2;;;;;
"""


def loaded(text):
    report = table.loads(text)
    assert report.problems == ()
    return report.questions


def problem_of(line, head="type;énoncé;réponse 1;score 1;réponse 2;score 2", number=1):
    report = table.loads(f"{head}\n{line}")
    assert len(report.problems) == number
    return report.problems[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_table_of_french_habits_is_read(encoding):
    report = table.loads(GOLDEN.encode(encoding))

    single, multiple, truth, number, day, short, pairs, order, essay = report.questions
    assert report.problems == ()
    # The second line of an explanation is no question.
    assert report.lines == (2, 4, 5, 6, 7, 8, 9, 10, 11)
    assert isinstance(single, SingleChoice)
    assert (single.key, single.competency, single.difficulty, single.seconds) == ("q-unique", "JUR-1", 2, 45)
    assert single.explanation == Text("Sans accord,\n30 jours.")
    assert (single.sources, single.tags) == (("c-com-l441-10", "metier"), ("délai", "LME"))
    assert [option.score for option in single.options] == [1, 0, Fraction(1, 4)]
    assert single.options[0].feedback == Text('Oui, "sec".')
    assert single.hints == (Hint(Text("Relisez."), shows_count=True),)
    assert isinstance(multiple, MultipleResponse)
    assert [option.score for option in multiple.options] == [Fraction(1, 2), Fraction(1, 2), Fraction(-1, 2)]
    assert (multiple.competency, multiple.difficulty, multiple.seconds) == (None, 3, 60)
    assert isinstance(truth, TrueFalse)
    assert (truth.answer, truth.if_false, truth.if_true) == (False, Text("Exact."), Text("Non."))
    assert isinstance(number, Numerical)
    assert [(answer.value, answer.tolerance, answer.score) for answer in number.answers] == [
        (Decimal("1234.56"), Decimal("0.01"), 1),
        (1200, 0, 0),
    ]
    assert (number.unit, number.otherwise) == ("€", Text("Reprenez."))
    assert isinstance(day, DateQuestion)
    assert [(answer.value, answer.tolerance_days, answer.score) for answer in day.answers] == [
        (date(2026, 5, 11), 1, 1),
        (date(2026, 5, 31), 0, Fraction(1, 2)),
    ]
    assert isinstance(short, ShortAnswer)
    assert [(answer.text, answer.score) for answer in short.answers] == [("*facture*", 1), ("avoir", 0)]
    assert isinstance(pairs, Matching)
    assert [(pair.prompt.source, pair.answer) for pair in pairs.pairs] == [
        ("Relance", "Amiable"),
        ("Procès", "Judiciaire"),
    ]
    assert pairs.distractors == ("Comptable",)
    assert isinstance(order, Ordering)
    assert [item.text.source for item in order.items] == ["Facture", "Relance"]
    assert isinstance(essay, Essay)
    assert [(level.label, level.points) for level in essay.rubric[0].levels] == [("sec", 0), ("courtois", 2)]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_the_separator_is_the_one_that_names_most_columns(separator):
    head = separator.join(["type", "key", "stem", "answer 1"])

    (question,) = loaded(f"{head}\n" + separator.join(["true-false", "a", '"Un ; deux , trois"', "true"]))

    assert question.stem == Text("Un ; deux , trois")


def test_the_line_that_tells_excel_the_separator_is_obeyed():
    report = table.loads("sep=,\r\ntype,énoncé,réponse 1\r\nvrai/faux,Un ; deux ; trois,vrai\r\n")

    assert report.problems == ()
    assert report.lines == (3,)


def test_names_of_columns_are_read_without_accents_capitals_and_blanks():
    (question,) = loaded(" TYPE ;ENONCE;Reponse1;reponse_2;SCORE-1;competence\nqcu;Q ?;a;b;x;JUR-1")

    assert question.competency == "JUR-1"
    assert [option.text.source for option in question.options] == ["a", "b"]


def test_english_names_and_words_are_read_too():
    (question,) = loaded("type,stem,answer 1,answer 2,score 1,score 2,shuffle\nsingle,Q?,a,b,1,1 in 3,no")

    assert [option.score for option in question.options] == [1, Fraction(1, 3)]
    assert question.shuffle is False


def test_columns_left_blank_between_answers_are_passed_over():
    (question,) = loaded("type;énoncé;réponse 1;réponse 2;réponse 3;score 3\nchoix unique;Q ?;a;;c;x")

    assert [(option.text.source, option.score) for option in question.options] == [("a", 0), ("c", 1)]


def test_a_key_is_made_where_none_is_given_and_avoids_those_that_are():
    report = table.loads("type;clé;nom;énoncé;réponse 1\nvrai/faux;;Le délai;Q ?;vrai\nvrai/faux;le-delai;;Q ?;vrai")

    assert [question.key for question in report.questions] == ["le-delai-2", "le-delai"]


def test_a_text_may_have_a_format_of_its_own():
    (question,) = loaded("type;énoncé;format;explication;réponse 1\nvrai/faux;<b>Q</b> ?;html;[markdown]**Oui**;vrai")

    assert question.stem == Text("<b>Q</b> ?", "html")
    assert question.explanation == Text("**Oui**")


def test_units_and_their_penalty_are_read():
    head = "type;énoncé;réponse 1;tolérance 1;unité;autres unités;unité exigée;pénalité unité"

    (question,) = loaded(f"{head}\nnumérique;Q ?;1,5 m;5 %;m;cm = 100 | mm=1000;oui;20 % de la question")

    assert (question.answers[0].tolerance, question.answers[0].tolerance_kind) == (Decimal("0.05"), "relative")
    assert question.other_units == (Unit("cm", Decimal(100)), Unit("mm", Decimal(1000)))
    assert (question.unit_required, question.unit_penalty, question.unit_penalty_of) == (
        True,
        Fraction(1, 5),
        "question",
    )


@pytest.mark.parametrize(("separator", "cell", "value"), [(";", "1,234", "1.234"), (",", "1.234", "1.234")])
def test_three_decimals_have_one_reading_where_the_separator_tells_the_language(separator, cell, value):
    (question,) = loaded(separator.join(["type", "stem", "answer 1"]) + "\n" + separator.join(["number", "Q?", cell]))

    assert question.answers[0].value == Decimal(value)


@pytest.mark.parametrize(("separator", "cell"), [(";", "1.234"), (",", '"1,234"'), ("\t", "1,234")])
def test_a_number_of_two_readings_is_refused(separator, cell):
    report = table.loads(separator.join(["type", "stem", "answer 1"]) + "\n" + separator.join(["number", "Q?", cell]))

    assert [problem.message_id for problem in report.problems] == ["table.two_readings"]


@pytest.mark.parametrize(
    ("line", "message_id", "column"),
    [
        ("QCM;Q ?;a;x;b", "table.unknown_word", "type"),
        (";Q ?;a;x;b", "question.missing", "type"),
        ("choix unique;;a;x;b", "question.missing", "énoncé"),
        ("choix unique;Q ?;a;x;b;x", "table.one_cross", "score 2"),
        ("choix unique;Q ?;a;150 %;b", "question.out_of_range", "score 1"),
        ("choix unique;Q ?;a;01-mars;b", "table.score_is_day", "score 1"),
        ("choix unique;Q ?;a;beaucoup;b", "table.bad_score", "score 1"),
        ("choix unique;Q ?;a;;b", "question.no_full_mark", "réponse 1"),
        ("choix unique;Q ?;a;x", "question.too_few", "réponse 1"),
        ("choix multiple;Q ?;a;x;b;50 %", "table.cross_and_share", "score 1"),
        ("choix multiple;Q ?;a\x01;x;b;", "question.bad_character", "réponse 1"),
        ("vrai/faux;Q ?;peut-être", "table.bad_truth", "réponse 1"),
        ("vrai/faux;Q ?;vrai;;vrai", "question.repeated", "réponse 2"),
        ("numérique;Q ?;beaucoup", "table.bad_number", "réponse 1"),
        ("numérique;Q ?;3;;4;-1", "question.out_of_range", "score 2"),
        ("date;Q ?;31/02/2026", "table.bad_day", "réponse 1"),
        ("texte à trous;Q [[1]] ?;a", "format.type", "type"),
        ("calculée;Q ?;a", "format.type", "type"),
        ("ordre;Q ?;a", "question.too_few", "réponse 1"),
        ("appariement;Q ?;a;;b", "question.missing", "associé 1"),
    ],
)
def test_what_is_wrong_is_named_with_its_line_and_column(line, message_id, column):
    problem = problem_of(f"\n\n{line}")

    assert (problem.line, problem.message_id, problem.severity) == (4, message_id, "refused")
    assert problem.params["column"] == column
    assert problem.item.endswith(column)
    assert problem.reason


@pytest.mark.parametrize(
    ("column", "cell", "message_id"),
    [
        ("clé", "Ma clé", "table.bad_key"),
        ("leçon", "Ma leçon", "table.bad_key"),
        ("compétence", "juridique", "table.bad_competency"),
        ("difficulté", "facile", "table.bad_whole"),
        ("difficulté", "9", "question.out_of_range"),
        ("secondes", "0", "question.out_of_range"),
        ("points", "1001", "question.out_of_range"),
        ("pénalité", "200 %", "question.out_of_range"),
        ("pénalité", "x", "table.bad_score"),
        ("mélanger", "peut-être", "table.no_use"),
        ("format", "rtf", "table.unknown_word"),
        ("sources", "Code civil !", "table.bad_value"),
        ("effet 1", "crier", "table.unknown_word"),
        ("nom", '"a\nb"', "table.bad_value"),
    ],
)
def test_what_is_wrong_with_any_question_is_named_with_its_column(column, cell, message_id):
    problem = problem_of(f"vrai/faux;Q ?;vrai;{cell}", f"type;énoncé;réponse 1;{column}")

    assert (problem.message_id, problem.params["column"]) == (message_id, column)


@pytest.mark.parametrize(
    ("kind", "column", "cell", "message_id", "named"),
    [
        ("numérique", "tolérance 1", "-1", "table.bad_value", "tolérance 1"),
        ("numérique", "tolérance 1", "peu", "table.bad_number", "tolérance 1"),
        ("numérique", "autres unités", "cm", "table.bad_units", "autres unités"),
        ("numérique", "autres unités", "cm = 100", "question.missing", "unité"),
        ("numérique", "unité", "9x", "table.bad_value", "unité"),
        ("numérique", "pénalité unité", "forte", "table.bad_score", "pénalité unité"),
        ("rédaction", "associé 1", "clair", "table.bad_levels", "associé 1"),
        ("rédaction", "associé 1", "clair = 0 | sec = 0", "question.no_full_mark", "associé 1"),
        ("ordre", "barème", "au mieux", "table.unknown_word", "barème"),
    ],
)
def test_what_is_wrong_with_one_type_is_named_with_its_column(kind, column, cell, message_id, named):
    problem = problem_of(f"{kind};Q ?;3;{cell}", f"type;énoncé;réponse 1;{column}")

    assert (problem.message_id, problem.params["column"]) == (message_id, named)


def test_a_problem_names_the_question_and_the_column_as_the_file_writes_it():
    problem = problem_of("q-1;vrai/faux;Q ?;peut-être", "Clé;Type;Énoncé;REPONSE")

    assert str(problem) == "line 2: q-1 · REPONSE: « peut-être » is neither yes nor no."


def test_good_lines_come_in_beside_bad_ones():
    report = table.loads("type;énoncé;réponse 1\nvrai/faux;A ?;vrai\nvrai/faux;B ?;bof\nvrai/faux;C ?;faux")

    assert [question.stem.source for question in report.questions] == ["A ?", "C ?"]
    assert [(problem.line, problem.severity) for problem in report.problems] == [(3, "refused")]


def test_a_key_that_stands_twice_refuses_the_second_line():
    report = table.loads("type;clé;énoncé;réponse 1\nvrai/faux;a;A ?;vrai\nvrai/faux;a;B ?;vrai")

    assert [question.stem.source for question in report.questions] == ["A ?"]
    assert [(problem.line, problem.message_id) for problem in report.problems] == [(3, "table.key_twice")]


def test_what_says_nothing_for_a_type_is_ignored_and_said():
    report = table.loads("type;énoncé;réponse 1;tolérance 1;Couleur\nvrai/faux;A ?;vrai;2;bleu")

    assert len(report.questions) == 1
    assert [(problem.line, problem.message_id, problem.severity) for problem in report.problems] == [
        (1, "table.unknown_column", "ignored"),
        (2, "table.no_use", "ignored"),
    ]
    assert report.problems[1].params == {"column": "tolérance 1", "type": "vrai/faux"}


def test_a_cell_beyond_the_columns_is_refused():
    assert problem_of("vrai/faux;Q ?;vrai;;;;;perdu").message_id == "table.beyond_header"


@pytest.mark.parametrize(
    ("text", "line", "message_id"),
    [
        ("", 0, "table.empty"),
        (" \r\n;;\n", 0, "table.empty"),
        ("Bonjour,\ncomment allez-vous ?", 1, "table.missing_column"),
        ("\n\ntype;réponse 1\nvrai/faux;vrai", 3, "table.missing_column"),
        ("type;énoncé;réponse;réponse 1\nvrai/faux;Q ?;vrai", 1, "table.column_twice"),
        ('type;énoncé\nvrai/faux;"Q ?\nvrai', 2, "table.quotation"),
        ('type;énoncé\nvrai/faux;"Q" ?', 2, "table.quotation"),
        ("type;énoncé\nvrai/faux;" + "x" * 32_768, 2, "table.cell_too_long"),
        ("type;énoncé\n" + "information;Q ?\n" * 20_001, 0, "format.too_many"),
        ("x" * (8 * 1024 * 1024 + 1), 0, "format.too_large"),
        (b"type;\x81\xff", 0, "format.encoding"),
        (b"\xff\xfe\x00\xd8", 0, "format.encoding"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0, "table.old_workbook"),
        (b"PK\x03\x04 and no more", 0, "table.not_workbook"),
    ],
)
def test_a_file_that_is_no_table_is_one_problem(text, line, message_id):
    report = table.loads(text)

    assert report.questions == ()
    assert [(problem.line, problem.message_id) for problem in report.refused] == [(line, message_id)]
    assert report.refused[0].reason


def test_twenty_thousand_questions_are_taken():
    started = time.monotonic()

    report = table.loads("type;énoncé\n" + "information;Q ?\n" * 20_000)

    assert time.monotonic() - started < 10
    assert report.problems == ()
    assert len({question.key for question in report.questions}) == 20_000


def test_a_formula_goes_out_as_text_and_comes_back():
    questions = loaded('type;clé;énoncé;réponse 1\nvrai/faux;a;"\'=HYPERLINK(""x"")";vrai')
    assert questions[0].stem == Text('=HYPERLINK("x")')

    written = table.dumps(questions)

    assert '"\'=HYPERLINK(""x"")"' in written
    assert loaded(written) == questions


def test_an_apostrophe_that_a_person_wrote_stays():
    assert loaded("type;énoncé\ninformation;'Délai' se dit…")[0].stem == Text("'Délai' se dit…")


def test_the_file_begins_with_the_mark_by_which_excel_knows_utf_8():
    assert table.dumps(()).startswith("\ufefftype;clé;")
    assert table.dumps(()).endswith("\r\n")


def test_the_page_of_documentation_names_every_column_and_type():
    page = (Path(__file__).parents[2] / "docs" / "question-files.md").read_text(encoding="utf-8")

    titles = [heading.title() + (" n" if heading.is_numbered else "") for heading in HEADINGS]
    assert [title for title in titles if f"`{title}`" not in page] == []
    assert [word for word in KINDS.offered if f"| `{word}` |" not in page] == []
