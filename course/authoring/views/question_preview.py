"""A question as the learner sees it, figures drawn for it, and what is wrong with it in the trainer's words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from course.assessment.views.presentation import Shown, shown
from course.authoring.views.presentation import ShownRow, comparison
from course.foundation import clock
from course.foundation.errors import InvalidInputError
from course.foundation.permissions import Viewer
from course.question_bank.queries import StoredQuestion
from course.question_bank.services import render_questions
from course.references.queries import laws
from course.web.i18n import gettext as _
from course.web.i18n import language
from course.web.messages import sentence
from course.web.transaction import Session
from quizzes import Question, QuestionError, mark, right_response
from quizzes.drawing import draw, drawn_to_json, proof, realised, with_derived, written
from quizzes.errors import FormulaError
from quizzes.formats.native import question_to_mapping
from quizzes.formulas import names_in
from quizzes.numbers import Language
from quizzes.questions import Calculated

DRAWS = 3
MOST_SECONDS = 2.0
_PICTURE = re.compile(r"[A-Za-z0-9+/=]{200,}")


@dataclass(frozen=True, slots=True)
class QuestionPreview:
    """A question to answer, the same once it was answered right, or the sentence that says why it cannot be shown."""

    asked: Shown | None = None
    answered: Shown | None = None
    refusal: str = ""
    laws_by_key: Mapping[str, Any] | None = None
    today: Any = None


def question_preview(session: Session, viewer: Viewer, question: Question, seed: int = 0) -> QuestionPreview:
    """Returns the question rendered by the pipeline of publishing, with figures of one draw; nothing is written."""
    try:
        rendered = render_questions([question])[0]
        stored = StoredQuestion(
            version_id=1,
            item_id=1,
            key=question.key,
            type=type_of(question),
            competency_key=question.competency or "",
            difficulty=question.difficulty,
            seconds=question.seconds,
            question=question,
            rendered=rendered.content,
        )
        if isinstance(question, Calculated):
            stored = stored.with_figures(drawn_to_json(draw(question, seed)), _tongue())
    except (InvalidInputError, QuestionError) as error:
        return QuestionPreview(refusal=fault_sentence(error))
    return QuestionPreview(
        asked=shown(stored, None, None),
        answered=_answered(stored),
        laws_by_key=laws(session),
        today=clock.today(viewer.zone),
    )


def _answered(stored: StoredQuestion) -> Shown | None:
    right = right_response(stored.question, _tongue())
    if right is None:
        return None
    return shown(stored, {"value": right}, mark(stored.question, right))


def type_of(question: Question) -> str:
    """Returns the name of a question's type."""
    return str(question_to_mapping(question)["type"])


@dataclass(frozen=True, slots=True)
class Draw:
    """Figures of one draw as (name, value), and the results that they give."""

    figures: tuple[tuple[str, str], ...]
    results: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """Some draws of a calculated question, and what is wrong over a hundred of them."""

    draws: tuple[Draw, ...]
    faults: tuple[str, ...]


def drawing_of(question: Calculated, seed: int) -> Drawing:
    """Returns three draws, others for another seed, with the faults that a hundred draws find within two seconds."""
    faults = tuple(f"{error.field}{_(' : ')}{fault_sentence(error)}" for error in proof(question, seconds=MOST_SECONDS))
    draws = []
    for number in range(DRAWS):
        try:
            draws.append(_draw(question, seed * DRAWS + number))
        except QuestionError as error:
            faults = (*faults, fault_sentence(error))
    return Drawing(tuple(draws), tuple(dict.fromkeys(faults)))


def _draw(question: Calculated, seed: int) -> Draw:
    drawn = draw(question, seed)
    figures = tuple((name, written(value, None, _tongue())) for name, value in with_derived(question, drawn).items())
    plain = realised(question, drawn)
    results = tuple(written(answer.value, None, _tongue()) for answer in plain.answers[: len(question.answers)])
    return Draw(figures, results)


def _tongue() -> Language:
    return "en" if language() == "en" else "fr"


def fault_sentence(error: QuestionError | InvalidInputError, typed: str = "") -> str:
    """Returns what is wrong in the words of somebody who fills fields in; `typed` is what stands in the field."""
    params = dict(error.params)
    expected = params.get("expected")
    said = _expected(str(expected)) if expected is not None else _own_words(error)
    if said:
        return said
    if error.message_id.startswith("formula."):
        params.setdefault("place", _place_in(typed))
    text = sentence(error.message_id, params)
    return text[:1].upper() + text[1:]


def _own_words(error: QuestionError | InvalidInputError) -> str:
    words = {
        "question.missing": _("Remplissez ce champ."),
        "question.blank": _("Remplissez ce champ."),
        "question.one_right": _("Cochez une option juste, et une seule."),
        "question.right_and_score": _("Donnez une part de la note à chaque option, ou à aucune."),
    }
    field = getattr(error, "field", "")
    if error.message_id == "question.out_of_range" and re.search(r"(?:score|penalty)$", field):
        lowest, highest = (100 * int(str(error.params[name])) for name in ("lowest", "highest"))
        limits = {"lowest": lowest, "highest": highest}
        return _("Écrivez un nombre entre %(lowest)s et %(highest)s, ou une fraction comme 1/3.", **limits)
    return words.get(error.message_id, "")


def _expected(expected: str) -> str:
    words = {
        "a whole number": _("Écrivez un nombre entier."),
        "a decimal number": _("Écrivez un nombre, par exemple 565,32."),
        'a number in quotes such as "565.32"': _("Écrivez un nombre, par exemple 565,32."),
        "a number": _("Écrivez un nombre, par exemple 50."),
        'a number, or a fraction in quotes such as "1/3"': _("Écrivez un nombre, ou une fraction comme 1/3."),
        "a date such as 2026-05-11": _("Choisissez une date."),
        "a date": _("Choisissez une date."),
        "a key": _("Écrivez des lettres minuscules sans accent, des chiffres et des traits d’union."),
        "the code of a competency": _("Choisissez une compétence de la liste."),
        "a unit": _("Une unité ne commence ni par un chiffre, ni par un signe, ni par une espace."),
        "a parameter's name": _("Écrivez une lettre sans accent, puis des lettres, des chiffres ou _."),
        "more than 0": _("Écrivez un nombre plus grand que 0."),
        "0 or more": _("Écrivez 0 ou davantage."),
        "one line": _("Écrivez une seule ligne."),
        "vertical | horizontal": _("Pour plusieurs choix, montrez-les l’un sous l’autre ou côte à côte."),
    }
    return words.get(expected, _("Cette valeur ne convient pas ici (attendu : %(expected)s).", expected=expected))


def _place_in(formula: str) -> int:
    """Returns the place, counted from 1, of the character that no formula holds."""
    try:
        names_in(formula)
    except FormulaError as error:
        return error.position + 1
    return 1


def question_comparison(old: str, new: str) -> list[ShownRow]:
    """Returns what differs between two sources of a question; the bytes of pictures are left out."""
    return comparison(_PICTURE.sub("…", old), _PICTURE.sub("…", new))
