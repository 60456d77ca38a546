"""The programme as a whole: lessons, questions, false ideas, finals, words, pictures, and that all of it is led to."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final
from xml.etree import ElementTree as ET

import pytest

from course.authoring.formats.folder import read_folder
from course.authoring.services.lints import markdown_text
from course.foundation.settings import ROOT
from course.question_bank.services.rendering import texts_of
from quizzes.questions import Calculated, SingleChoice
from tests.content.prose import LINK, words
from tests.content.test_bank import read, share_not_chosen

# § 14 of the fact sheet: what must not be taught as true, and the questions of which it is the subject.
FALSE_IDEAS: Final[Mapping[int, tuple[str, ...]]] = {
    1: ("jur-3-recommande-et-prescription", "jur-3-actes-qui-interrompent"),
    2: ("jur-4-signifier-ordonnance", "jur-4-prediction-au-printemps"),
    3: ("jur-4-deux-sarl-4000",),
    4: ("jur-1-qui-doit-quarante-euros", "jur-1-combien-en-plus"),
    5: ("jur-1-relance-ecrite-prealable",),
    6: ("jur-1-taux-suppletif-calcul",),
    7: ("jur-3-sans-accuse-signe", "jur-3-pli-non-reclame"),
    8: ("jur-2-decompte-agence-sas",),
    9: ("jur-4-echeancier-et-saisie",),
    10: ("com-4-exigible-sans-clause", "jur-3-solde-exigible-clause"),
    11: ("jur-1-reglement-europeen",),
    12: ("fac-2-pme-et-emission",),
    13: ("jur-2-horaires-10-13",),
    14: ("jur-2-appels-malveillants",),
    15: ("jur-4-certificat-depasse",),
    16: ("jur-4-transfert-salle-de-sport",),
    17: ("kpi-1-quart-des-faillites",),
    18: ("kpi-1-prediction-quinze-jours",),
}
PRACTICE: Final = ("scenario", "workshop", "relay", "calculator")
SVG: Final = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def lessons() -> Mapping[str, Any]:
    return {key: entry for key, entry in read("modules/").items() if hasattr(entry, "tomorrow")}


@pytest.fixture(scope="module")
def questions() -> Mapping[str, Any]:
    return read("questions/")


@pytest.fixture(scope="module")
def quizzes() -> Mapping[str, Any]:
    return read("quizzes/")


@pytest.fixture(scope="module")
def framework() -> Any:
    return read("competencies.yml")["competencies"]


def bare(text: str) -> str:
    """Returns the words of a stem without names and figures: what is left of two twins is the same."""
    said = re.sub(r"\{[^{}]*\}|«[^»]*»", " ", LINK.sub(r"\1", text))
    kept = [word for word in words(said) if not word[0].isupper() and not any(sign.isdigit() for sign in word)]
    return " ".join(kept)


# --- Lessons ----------------------------------------------------------------------------------------------------------


def test_the_61_lessons_of_the_outline_stand_in_eight_modules(lessons: Mapping[str, Any]) -> None:
    modules = {key: entry for key, entry in read("modules/").items() if hasattr(entry, "as_of")}

    assert len(modules) == 8
    assert len(lessons) == 61
    assert all(module.as_of.year == 2026 for module in modules.values())


def test_each_competency_is_taught_from_level_1_to_level_4(lessons: Mapping[str, Any], framework: Any) -> None:
    taught = defaultdict(set)
    for lesson in lessons.values():
        for key, low, high in lesson.competencies:
            taught[key] |= set(range(low, high + 1))

    assert {key: taught[key] for key in framework.competencies if taught[key] != {1, 2, 3, 4}} == {}


def test_each_lesson_asks_before_it_tells_and_checks_in_the_text(lessons: Mapping[str, Any]) -> None:
    for key, lesson in lessons.items():
        asked = [directive for directive, _ in markdown_text.directives(lesson.text) if directive.kind == "question"]

        assert sum(directive.text == "prediction" for directive in asked) == 1, key
        assert sum(directive.text == "question" for directive in asked) >= 2, key
        assert len(lesson.tomorrow) == 3, key


def test_each_false_idea_is_corrected_by_a_lesson_and_asked_by_a_question(
    lessons: Mapping[str, Any], questions: Mapping[str, Any]
) -> None:
    corrected = {number for lesson in lessons.values() for number in lesson.false_ideas}

    assert set(FALSE_IDEAS) == set(range(1, 19))
    assert corrected == set(range(1, 19))
    assert [key for keys in FALSE_IDEAS.values() for key in keys if key not in questions] == []


# --- Questions --------------------------------------------------------------------------------------------------------


def test_there_are_enough_questions_and_twins_count_once(questions: Mapping[str, Any], framework: Any) -> None:
    different = Counter()
    for key in framework.competencies:
        own = [question for question in questions.values() if question.competency == key]
        different[key] = len({bare(question.stem.source) for question in own})

    assert sum(different.values()) >= 450
    assert {key: count for key, count in different.items() if count < 16} == {}


def test_stems_that_differ_in_names_and_figures_alone_are_twins() -> None:
    assert bare("Mécalor doit 54 350 € à Arvanel depuis 84 jours.") == bare(
        "Bâtiplus doit 3 600 € à Nova depuis 2 jours."
    )
    assert bare("Que répondez-vous à Mécalor ?") != bare("Que notez-vous pour Mécalor ?")


def test_each_competency_is_asked_at_all_five_difficulties(questions: Mapping[str, Any], framework: Any) -> None:
    levels = {key: {q.difficulty for q in questions.values() if q.competency == key} for key in framework.competencies}

    assert {key: found for key, found in levels.items() if found != {1, 2, 3, 4, 5}} == {}


def test_a_third_is_not_chosen_and_forty_are_reckoned_with_known_mistakes(questions: Mapping[str, Any]) -> None:
    reckoned = [question for question in questions.values() if isinstance(question, Calculated)]

    assert share_not_chosen(list(questions.values())) >= Fraction(1, 3)
    assert sum(bool(question.misconceptions) for question in reckoned) >= 40


def test_the_longest_option_is_right_no_more_often_than_chance(questions: Mapping[str, Any]) -> None:
    longest, chance = 0, Fraction(0)
    for question in questions.values():
        if isinstance(question, SingleChoice):
            lengths = [len(option.text.source) for option in question.options]
            right = [place for place, option in enumerate(question.options) if option.score == 1]
            chance += Fraction(1, len(lengths))
            longest += lengths[right[0]] == max(lengths)

    assert longest <= chance


def test_the_keys_of_single_choice_stand_evenly_in_every_place(questions: Mapping[str, Any]) -> None:
    places = Counter(
        next(place for place, option in enumerate(question.options) if option.score == 1)
        for question in questions.values()
        if isinstance(question, SingleChoice) and len(question.options) == 4
    )

    assert sum(places.values()) >= 200
    assert max(places.values()) - min(places.values()) <= sum(places.values()) // 20


def test_every_question_names_a_lesson_or_a_source(questions: Mapping[str, Any], lessons: Mapping[str, Any]) -> None:
    led = [key for key, question in questions.items() if question.lesson in lessons]

    assert len(led) >= len(questions) * 9 // 10


# --- Quizzes, tracks --------------------------------------------------------------------------------------------------


def test_each_module_has_a_training_quiz_and_a_faire_le_point(quizzes: Mapping[str, Any]) -> None:
    modes = defaultdict(set)
    for quiz in quizzes.values():
        if quiz.module:
            modes[quiz.module].add(quiz.mode)

    assert len(modes) == 8
    assert {key: found for key, found in modes.items() if found != {"practice", "counted"}} == {}


def test_each_job_role_has_a_track_and_a_final_over_what_it_requires(
    quizzes: Mapping[str, Any], framework: Any
) -> None:
    tracks = {track.job_role: track for track in read("tracks.yml").values() if track.job_role}
    for role in framework.job_roles:
        final = quizzes[tracks[role.key].final]
        asked = {draw.competency for draw in final.draws}
        demanded = {key for key, level in role.required.items() if level >= 3}

        assert final.pass_mark, role.key
        assert demanded <= asked, (role.key, demanded - asked)
        assert all(role.required.get(key, 0) >= 1 for key in asked), role.key


def test_the_first_week_is_that_of_the_outline(lessons: Mapping[str, Any]) -> None:
    week = read("tracks.yml")["premiere-semaine"]
    days = [[key for kind, key in stage.steps if kind == "lesson"] for stage in week.stages]

    assert [len(day) for day in days] == [4, 3, 4, 3, 4]
    assert ("scenario", "facture-non-recue") in week.stages[1].steps
    assert week.stages[-1].steps[-1] == ("quiz", "premiere-semaine-point")
    assert sum(lessons[key].minutes for day in days for key in day) <= 180


# --- Words, pictures, practice ----------------------------------------------------------------------------------------


def test_the_glossary_has_its_words_in_both_languages_and_lessons_lead_to_them(lessons: Mapping[str, Any]) -> None:
    terms = read("glossary.yml")
    linked = {key for lesson in lessons.values() for key in markdown_text.named_keys(lesson.text, "term")}

    assert len(terms) >= 80
    assert [key for key, term in terms.items() if not term.english.strip()] == []
    assert sorted(set(terms) - linked) == []


def test_there_are_thirty_pictures_on_their_own_plate_each_with_its_words(lessons: Mapping[str, Any]) -> None:
    folder = read_folder(ROOT / "content")
    pictures = {path: content for path, content in folder.files.items() if path.endswith(".svg")}
    shown = [link for lesson in lessons.values() for link in markdown_text.links(lesson.text) if link.kind == "picture"]

    assert len(pictures) >= 30
    assert sorted(link.key for link in shown) == sorted(f"pictures/{path.rsplit('/', 1)[1]}" for path in pictures)
    assert [link.key for link in shown if len(words(link.text)) < 8] == []
    for path, content in pictures.items():
        root = ET.fromstring(content)
        plate = next(element for element in root if element.tag == f"{SVG}rect")
        _x, _y, width, height = root.get("viewBox", "").split()

        assert (plate.get("width"), plate.get("height")) == (width, height), path


def test_lessons_lead_to_all_that_is_played_and_reckoned(lessons: Mapping[str, Any]) -> None:
    led = {(link.kind, link.key) for lesson in lessons.values() for link in markdown_text.links(lesson.text)}
    there = {
        *(("scenario", key) for key in read("scenarios/")),
        *(("workshop", key) for key in read("workshops/")),
        *(("relay", key) for key in read("relays/")),
        *(("calculator", key) for key in read("toolbox/calculators")),
    }

    assert sorted(there - led) == []


def test_no_text_of_a_question_is_empty_praise(questions: Mapping[str, Any]) -> None:
    praise = re.compile(r"^(?:Bravo|Exact|Correct|Bonne réponse|Faux|Non)\s*[.!]?$", re.IGNORECASE)

    assert [
        (key, path)
        for key, question in questions.items()
        for path, text in texts_of(question)
        if "feedback" in path and praise.match(text.source.strip())
    ] == []
