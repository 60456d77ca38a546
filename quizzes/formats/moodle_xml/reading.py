"""Makes questions of the elements of a Moodle XML file."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from quizzes.answers import NumericalAnswer, Option, Text, TextAnswer
from quizzes.checks import MOST_PARTS
from quizzes.errors import QuestionError
from quizzes.formats.metadata import PREFIX, Identities
from quizzes.formats.moodle_xml.calculated_questions import read_calculated
from quizzes.formats.moodle_xml.cloze_gaps import read_gaps
from quizzes.formats.moodle_xml.entry import Entry, is_true, one_line, said
from quizzes.formats.moodle_xml.markup import Element
from quizzes.formats.moodle_xml.quantities import decimal_of
from quizzes.formats.moodle_xml.typed_answers import read_catch_all, read_text_answers, read_units
from quizzes.questions import (
    Cloze,
    Description,
    Essay,
    Hint,
    Matching,
    MultipleResponse,
    Numerical,
    Ordering,
    OrderingItem,
    OrderingStrategy,
    Pair,
    Question,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)

Fields = dict[str, Any]

LONGEST_NAME: Final = 255
LONGEST_ID: Final = 100
# What Moodle writes into every question and has no place here, whatever its value.
_COMMON: Final = frozenset(
    {"name", "questiontext", "generalfeedback", "defaultgrade", "penalty", "hidden", "idnumber", "tags", "coursetags"}
    | {"hint", "answer", "shownumcorrect", "correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"}
)
_GRADING: Final[Mapping[str, OrderingStrategy]] = {
    "ALL_OR_NOTHING": "all-or-nothing",
    "-1": "all-or-nothing",
    "ABSOLUTE_POSITION": "absolute",
    "ABSOLUTE": "absolute",
    "ABS": "absolute",
    "0": "absolute",
    "RELATIVE_NEXT_EXCLUDE_LAST": "next",
    "RELATIVE": "next",
    "REL": "next",
    "1": "next",
    "": "next",
    "LONGEST_ORDERED_SUBSET": "longest-subset",
    "5": "longest-subset",
}
# Ways of marking that we do not have come in as the nearest one that we have, and are named in the report.
_NEAREST_GRADING: Final[Mapping[str, OrderingStrategy]] = {
    "LONGEST_CONTIGUOUS_SUBSET": "longest-subset",
    "6": "longest-subset",
    "RELATIVE_TO_CORRECT": "absolute",
    "7": "absolute",
}


def read_question(entry: Entry, identities: Identities, category: str | None) -> Question:
    """Returns the question of `entry`; what it loses is noted there. Raises QuestionError where there is none."""
    kind = entry.element.attributes.get("type", "")
    if kind not in _READERS:
        raise QuestionError("type", "moodle.type", type=kind[:40])
    known, read = _READERS[kind]
    stem = entry.read_stem()
    base = _base_fields(entry)
    make, own = read(entry, stem)
    entry.note_missing_pictures()
    _note_unknown(entry, known)
    key, name, idnumber, tags, carried = identities.read(*_identity(entry), stem)
    fields = {**base, **own}
    if "stem" not in fields:
        fields["stem"] = Text(stem, entry.format)
    return make(
        **fields,
        **carried,
        key=key,
        name=name,
        idnumber=idnumber,
        tags=tags,
        category=category,
        files=entry.files,
    )


# --- What every question has ------------------------------------------------------------------------------------------


def _base_fields(entry: Entry) -> Fields:
    names = ("generalfeedback", "correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
    explanation, if_right, if_partial, if_wrong = entry.texts(*names)
    entry.leave_out_unless("hidden", "0", "false")
    return {
        "explanation": explanation,
        "if_right": if_right,
        "if_partial": if_partial,
        "if_wrong": if_wrong,
        "max_mark": entry.exact("defaultgrade", Fraction(1)),
        "penalty": entry.penalty(),
        "hints": tuple(hint for element in entry.element.every("hint") if (hint := _hint(entry, element))),
    }


def _hint(entry: Entry, element: Element) -> Hint | None:
    text = entry.text(element)
    clears, shows = (element.first(name) is not None for name in ("clearwrong", "shownumcorrect"))
    options = said(element.first("options"))
    if options not in {"", "0"}:
        entry.note_left_out("hint.options", options, element.line)
    if text is None and not clears and not shows:
        entry.note_left_out("hint", "", element.line)
        return None
    return Hint(text, clears, shows)


def _identity(entry: Entry) -> tuple[str | None, str | None, tuple[str, ...]]:
    name = entry.item
    if len(name) > LONGEST_NAME:
        entry.note_changed("name", name, name[:LONGEST_NAME])
        name = name[:LONGEST_NAME]
    idnumber = one_line(entry.element.first("idnumber"))
    if len(idnumber) > LONGEST_ID:
        entry.note_left_out("idnumber", idnumber)
        idnumber = ""
    return name if name.strip() else None, idnumber if idnumber.strip() else None, _tags(entry)


def _tags(entry: Entry) -> tuple[str, ...]:
    carried: list[str] = []
    plain: list[str] = []
    holders = [holder for name in ("tags", "coursetags") if (holder := entry.element.first(name)) is not None]
    for element in (element for holder in holders for element in holder.every("tag")):
        word = one_line(element.first("text"))
        fitting = carried if word.startswith(PREFIX) else plain
        if len(word) > LONGEST_ID + len(PREFIX) * (fitting is carried) or len(fitting) >= MOST_PARTS:
            entry.note_left_out("tag", word, element.line)
        elif word.strip():
            fitting.append(word)
    return (*plain, *carried)


def _note_unknown(entry: Entry, known: frozenset[str]) -> None:
    for element in entry.element.children:
        if element.name not in _COMMON and element.name not in known and (value := _first_words(element)):
            entry.note_left_out(element.name, value, element.line)


def _first_words(element: Element) -> str:
    if element.name == "file":
        return element.attributes.get("name", "")
    return said(element) or next((words for child in element.children if (words := _first_words(child))), "")


# --- Choices ----------------------------------------------------------------------------------------------------------

Reader = Callable[[Entry, str], tuple[Callable[..., Question], Fields]]


def _multichoice(entry: Entry, _stem: str) -> tuple[Callable[..., Question], Fields]:
    entry.leave_out_unless("answernumbering", "abc")
    entry.leave_out_unless("showstandardinstruction", "0")
    options = tuple(
        Option(text, entry.score_of(element), entry.text(element.first("feedback")))
        for element in entry.element.every("answer")
        # Moodle forgets blank options too.
        if (text := entry.text(element))
    )
    make = SingleChoice if is_true(entry.value("single", "true")) else MultipleResponse
    return make, {"options": options, "shuffle": is_true(entry.value("shuffleanswers", "false"))}


def _true_false(entry: Entry, _stem: str) -> tuple[Callable[..., Question], Fields]:
    fields: Fields = {"answer": None, "if_true": None, "if_false": None}
    for position, element in enumerate(entry.element.every("answer")):
        word = said(element.first("text"))
        # Very old files have the words of the author's language, the true one first.
        is_for_true = word == "true" if word in {"true", "false"} else position == 0
        is_right = entry.score_of(element) == 1
        fields["answer"] = is_right == is_for_true
        fields["if_true" if is_for_true else "if_false"] = entry.text(element.first("feedback"))
    return TrueFalse, fields


# --- Typed ------------------------------------------------------------------------------------------------------------


def _short_answer(entry: Entry, _stem: str) -> tuple[Callable[..., Question], Fields]:
    answers = [
        TextAnswer(text, entry.score_of(element), entry.text(element.first("feedback")))
        for element in entry.element.every("answer")
        if (text := said(element.first("text"))).strip()
    ]
    kept, otherwise = read_text_answers(answers)
    return ShortAnswer, {
        "answers": kept,
        "otherwise": otherwise,
        "case_sensitive": is_true(entry.value("usecase", "0")),
    }


def _numerical(entry: Entry, _stem: str) -> tuple[Callable[..., Question], Fields]:
    answers: list[NumericalAnswer] = []
    otherwise: Text | None = None
    for element in entry.element.every("answer"):
        word = said(element.first("text"))
        score = entry.score_of(element)
        feedback = entry.text(element.first("feedback"))
        if word in {"*", ""}:
            otherwise = read_catch_all(score, feedback)
        else:
            tolerance = entry.decimal("tolerance", Decimal(0), element)
            answers.append(NumericalAnswer(decimal_of("answer", word), tolerance, "absolute", score, feedback))
    return Numerical, {"answers": tuple(answers), "otherwise": otherwise, **read_units(entry)}


# --- Arranged ---------------------------------------------------------------------------------------------------------


def _matching(entry: Entry, _stem: str) -> tuple[Callable[..., Question], Fields]:
    pairs: list[Pair] = []
    extra: list[str] = []
    for element in entry.element.every("subquestion"):
        prompt = entry.text(element)
        answer = said(element.first("answer", "text"))
        if prompt is not None:
            pairs.append(Pair(prompt, answer))
        elif answer.strip():
            extra.append(answer)
    # Moodle shows a right-hand side once, however often it stands there.
    known = {pair.answer for pair in pairs}
    distractors = tuple(answer for answer in dict.fromkeys(extra) if answer not in known)
    shuffle = is_true(entry.value("shuffleanswers", "1"))
    return Matching, {"pairs": tuple(pairs), "distractors": distractors, "shuffle": shuffle}


def _ordering(entry: Entry, _stem: str) -> tuple[Callable[..., Question], Fields]:
    items = tuple(
        OrderingItem(text, entry.text(element.first("feedback")))
        for element in entry.element.every("answer")
        if (text := entry.text(element))
    )
    entry.leave_out_unless("layouttype", "VERTICAL", "0")
    entry.leave_out_unless("numberingstyle", "none")
    entry.leave_out_unless("showgrading", "1", "SHOW")
    count = entry.whole("selectcount", 0)
    if entry.value("selecttype", "ALL") not in {"", "ALL", "EXACT", "0"} and 0 < count < len(items):
        entry.leave_out_unless("selecttype")
        entry.leave_out_unless("selectcount")
    word = entry.value("gradingtype").upper()
    if word not in _GRADING:
        element = entry.element.first("gradingtype")
        entry.note_changed("gradingtype", word, _NEAREST_GRADING.get(word, "next"), element.line if element else 0)
    return Ordering, {"items": items, "strategy": _GRADING.get(word) or _NEAREST_GRADING.get(word, "next")}


# --- Gaps, essays, descriptions ---------------------------------------------------------------------------------------


def _cloze(entry: Entry, stem: str) -> tuple[Callable[..., Question], Fields]:
    source, gaps = read_gaps(entry, stem, entry.format)
    # Moodle leaves the mark of such a question out: it is what the gaps weigh together.
    most = entry.exact("defaultgrade", Fraction(sum(gap.weight for gap in gaps)))
    return Cloze, {"stem": Text(source, entry.format), "gaps": gaps, "max_mark": most}


def _essay(entry: Entry, _stem: str) -> tuple[Callable[..., Question], Fields]:
    entry.leave_out_unless("responseformat", "editor", "plain")
    entry.leave_out_unless("responserequired", "1")
    entry.leave_out_unless("attachments", "0", "1")
    entry.leave_out_unless("attachmentsrequired", "0")
    entry.leave_out_unless("maxbytes", "0")
    guidance, template = entry.texts("graderinfo", "responsetemplate")
    return Essay, {
        "guidance": guidance,
        "template": template,
        "fewest_words": entry.whole("minwordlimit", 0) or None,
        "most_words": entry.whole("maxwordlimit", 0) or None,
        "lines": entry.whole("responsefieldlines", 15),
        "allows_file": entry.whole("attachments", 0) != 0,
    }


def _description(_entry: Entry, _stem: str) -> tuple[Callable[..., Question], Fields]:
    # It weighs nothing, whatever Moodle wrote.
    return Description, {"max_mark": Fraction(0)}


_UNITS: Final = frozenset({"units", "unitgradingtype", "unitpenalty", "showunits", "unitsleft", "instructions"})
_CHOICE: Final = frozenset({"single", "shuffleanswers", "answernumbering", "showstandardinstruction"})
_CALCULATED: Final = (_UNITS | _CHOICE | {"synchronize", "dataset_definitions"}, read_calculated)
_MATCHING: Final = (frozenset({"shuffleanswers", "subquestion"}), _matching)
_CLOZE: Final = (frozenset({"subquestion"}), _cloze)
_READERS: Final[Mapping[str, tuple[frozenset[str], Reader]]] = {
    "multichoice": (_CHOICE, _multichoice),
    "truefalse": (frozenset(), _true_false),
    "shortanswer": (frozenset({"usecase"}), _short_answer),
    "numerical": (_UNITS, _numerical),
    "matching": _MATCHING,
    "match": _MATCHING,
    "ordering": (
        frozenset({"layouttype", "selecttype", "selectcount", "gradingtype", "showgrading", "numberingstyle"}),
        _ordering,
    ),
    "cloze": _CLOZE,
    "multianswer": _CLOZE,
    "essay": (
        frozenset({"responseformat", "responserequired", "responsefieldlines", "minwordlimit", "maxwordlimit"})
        | {"attachments", "attachmentsrequired", "maxbytes", "graderinfo", "responsetemplate"},
        _essay,
    ),
    "description": (frozenset(), _description),
    "calculated": _CALCULATED,
    "calculatedsimple": _CALCULATED,
}
