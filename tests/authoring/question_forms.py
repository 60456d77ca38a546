"""What a trainer types into the editor of each type, and what the bank then holds; faults; a form as it is sent."""

import re
from html import unescape
from typing import Any


def fields_of(page: str) -> dict[str, str]:
    """Returns what a browser would send of the form without a change."""
    form = page.split('<form id="editor"')[1].split("</form>", maxsplit=1)[0]
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ("checkbox" not in tag or " checked" in tag):
            found[unescape(name[1])] = unescape(value[1]) if value else ""
    for name, value in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>\n(.*?)</textarea>', form, re.DOTALL):
        found[unescape(name)] = unescape(value)
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        found[unescape(name)] = unescape(chosen[1]) if chosen else ""
    return {name: value for name, value in found.items() if name != "csrf_token"}


WRITTEN: dict[str, tuple[dict[str, str], dict[str, Any]]] = {
    "single": (
        {"options[0].text": "Oui", "options[1].text": "Non", "options[1].right": "1", "options[7].text": ""},
        {"options": [{"text": "Oui"}, {"text": "Non", "right": True}], "shuffle": False},
    ),
    "multiple": (
        {
            "options[0].text": "A",
            "options[0].score": "33,5",
            "options[1].text": "B",
            "options[1].score": "66,5 %",
            "options[2].text": "C",
            "options[2].score": "-1/3",
            "shuffle": "1",
        },
        {
            "options": [
                {"text": "A", "score": 0.335},
                {"text": "B", "score": 0.665},
                {"text": "C", "score": "-1/3"},
            ]
        },
    ),
    "true-false": ({"answer": "false", "if_true": "Non."}, {"answer": False, "if_true": "Non."}),
    "numerical": (
        {
            "answers[0].value": "1 234,50",
            "answers[0].tolerance": "0,01",
            "unit": "€",
            "answers[1].value": "5",
            "answers[1].score": "0",
            "answers[1].feedback": "Non.",
        },
        {
            "answers": [{"value": "1234.50", "tolerance": "0.01"}, {"value": "5", "score": 0, "feedback": "Non."}],
            "unit": "€",
        },
    ),
    "date": (
        {"answers[0].value": "2026-05-11", "answers[0].tolerance_days": "1"},
        {"answers": [{"value": "2026-05-11", "tolerance_days": 1}]},
    ),
    "short-answer": (
        {"answers[0].text": "affactur*", "case_sensitive": "1"},
        {"answers": [{"text": "affactur*"}], "case_sensitive": True},
    ),
    "matching": (
        {
            "pairs[0].prompt": "Un",
            "pairs[0].answer": "1",
            "pairs[1].prompt": "Deux",
            "pairs[1].answer": "2",
            "distractors": "3\r\n\r\n4",
        },
        {
            "pairs": [{"prompt": "Un", "answer": "1"}, {"prompt": "Deux", "answer": "2"}],
            "distractors": ["3", "4"],
            "shuffle": False,
        },
    ),
    "ordering": (
        {"items[0].text": "Relance", "items[1].text": "Mise en demeure", "strategy": "next"},
        {"items": [{"text": "Relance"}, {"text": "Mise en demeure"}], "strategy": "next"},
    ),
    "cloze": (
        {
            "stem": "Le [[1]] vaut [[2]], soit [[3]].",
            "gaps[0].kind": "text",
            "gaps[0].answers[0].text": "total",
            "gaps[1].kind": "number",
            "gaps[1].answers[0].value": "2,5",
            "gaps[1].unit": "€",
            "gaps[1].weight": "2",
            "gaps[2].kind": "select",
            "gaps[2].options[0].text": "peu",
            "gaps[2].options[0].right": "1",
            "gaps[2].options[1].text": "trop",
        },
        {
            "stem": "Le [[1]] vaut [[2]], soit [[3]].",
            "gaps": [
                {"kind": "text", "answers": [{"text": "total"}]},
                {"kind": "number", "answers": [{"value": "2.5"}], "unit": "€", "weight": 2},
                {"kind": "select", "options": [{"text": "peu", "right": True}, {"text": "trop"}]},
            ],
        },
    ),
    "calculated": (
        {
            "stem": "Dû : {montant} depuis le {jour}.",
            "parameters[0].kind": "range",
            "parameters[0].name": "montant",
            "parameters[0].lowest": "100",
            "parameters[0].highest": "200,5",
            "parameters[0].step": "0,5",
            "parameters[1].kind": "days",
            "parameters[1].name": "jour",
            "parameters[1].first": "2026-01-01",
            "parameters[1].last": "2026-02-01",
            "parameters[2].kind": "list",
            "parameters[2].name": "taux",
            "parameters[2].values": "0,1\r\n0,2",
            "parameters[3].kind": "derived",
            "parameters[3].name": "double",
            "parameters[3].formula": "{montant}*2",
            "answers[0].formula": "{double}*{taux}+{a}",
            "answers[0].decimals": "",
            "data.names": "a ; b",
            "data.rows": "1 ; 2\r\n3 ; 4,5",
            "misconceptions[0].name": "Oubli",
            "misconceptions[0].formula": "{montant}",
            "misconceptions[0].feedback": "Doublez.",
        },
        {
            "stem": "Dû : {montant} depuis le {jour}.",
            "parameters": [
                {"name": "montant", "lowest": "100", "highest": "200.5", "step": "0.5"},
                {"name": "jour", "first": "2026-01-01", "last": "2026-02-01"},
                {"name": "taux", "values": ["0.1", "0.2"]},
                {"name": "double", "formula": "{montant}*2"},
            ],
            "data": {"names": ["a", "b"], "rows": [["1", "2"], ["3", "4.5"]]},
            "answers": [{"formula": "{double}*{taux}+{a}", "decimals": None}],
            "misconceptions": [{"name": "Oubli", "formula": "{montant}", "feedback": "Doublez."}],
        },
    ),
    "essay": (
        {
            "rubric[0].name": "Ton",
            "rubric[0].levels[0].label": "Sec",
            "rubric[0].levels[0].points": "0",
            "rubric[0].levels[1].label": "Courtois",
            "rubric[0].levels[1].points": "2,5",
            "fewest_words": "50",
            "model": "Bonjour.",
        },
        {
            "rubric": [
                {"name": "Ton", "levels": [{"label": "Sec", "points": 0}, {"label": "Courtois", "points": 2.5}]}
            ],
            "model": "Bonjour.",
            "fewest_words": 50,
        },
    ),
    "description": ({}, {}),
}

FAULTS = [
    ("single", {"options[0].text": "Oui", "options[1].text": "Non"}, "options", "Cochez une option juste"),
    ("single", {"stem": " ", "options[0].text": "Oui"}, "stem", "Remplissez ce champ."),
    (
        "single",
        {"options[0].text": "A", "options[3].text": "B", "options[3].score": "abc", "options[0].score": "100"},
        "options[1].score",
        "Écrivez un nombre, ou une fraction",
    ),
    (
        "single",
        {"options[0].text": "A", "options[1].text": "B", "options[1].score": "150"},
        "options[1].score",
        "Écrivez un nombre entre -100 et 100",
    ),
    ("numerical", {"answers[0].value": "douze"}, "answers[0].value", "Écrivez un nombre, par exemple 565,32."),
    ("numerical", {"answers[0].value": "2", "seconds": "une"}, "seconds", "Écrivez un nombre entier."),
    ("date", {"answers[0].value": "2026-02-31"}, "answers[0].value", "Choisissez une date."),
    ("cloze", {"stem": "Sans trou", "gaps[0].kind": "text", "gaps[0].answers[0].text": "x"}, "stem", "[[1]], [[2]]"),
    (
        "cloze",
        {"stem": "[[1]]", "gaps[0].kind": "number", "gaps[0].answers[0].value": "x"},
        "gaps[0].answers[0].value",
        "Écrivez un nombre",
    ),
    (
        "calculated",
        {
            "parameters[0].kind": "range",
            "parameters[0].name": "a",
            "parameters[0].lowest": "1",
            "parameters[0].highest": "2",
        }
        | {"answers[0].formula": "{a}*?"},
        "answers[0].formula",
        "ne se lit pas à partir du signe 5",
    ),
    (
        "essay",
        {"rubric[0].name": "Ton", "rubric[0].levels[0].label": "Sec", "rubric[0].levels[0].points": "0"},
        "rubric[0].levels",
        "Il en faut au moins 2.",
    ),
    ("true-false", {"answer": "true", "lesson": "Pas Une Clé"}, "lesson", "lettres minuscules"),
    ("true-false", {"answer": "true", "stem": "x" * 20_001}, "stem", "20000 caractères"),
]
