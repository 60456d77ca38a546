"""Which answers another version's key can judge: those whose letters still mean the same."""

import pytest

from course.assessment.rules.regrading import Entry, proof_after, refusal
from quizzes.formats.native import question_from_mapping

BASE = {
    "key": "q",
    "competency": "JUR-1",
    "difficulty": 3,
    "seconds": 30,
    "sources": ["metier"],
    "stem": "Énoncé ?",
    "explanation": None,
}


def question(kind, **fields):
    return question_from_mapping(BASE | {"type": kind} | fields)


def choice(*texts, kind="single", right=0):
    return question(
        kind, options=[{"text": text, "right": place == right, "feedback": "…"} for place, text in enumerate(texts)]
    )


def matching(*pairs):
    return question("matching", pairs=[{"prompt": prompt, "answer": answer} for prompt, answer in pairs])


def ordering(*texts):
    return question("ordering", items=[{"text": text} for text in texts])


def cloze(*gaps):
    marks = " ".join(f"[[{number}]]" for number in range(1, len(gaps) + 1))
    return question("cloze", stem=marks, gaps=list(gaps))


NUMBER = {"kind": "number", "answers": [{"value": "10"}]}
SELECT = {"kind": "select", "options": [{"text": "oui", "right": True}, {"text": "non"}]}
LONGER = {"kind": "select", "options": [*SELECT["options"], {"text": "peut-être"}]}
NO_YES = {"kind": "select", "options": [{"text": "non"}, {"text": "oui", "right": True}]}


def calculated(*names):
    parameters = [{"name": name, "lowest": "1", "highest": "9"} for name in names]
    return question("calculated", stem="{a} ?", parameters=parameters, answers=[{"formula": "{a} * 2"}])


@pytest.mark.parametrize(
    ("shown", "key", "why"),
    [
        (choice("Un", "Deux"), choice("Un", "Deux", right=1), ""),
        (choice("Un", "Dex"), choice("Un", "Deux"), ""),
        (choice("Un", "Deux"), choice("Un", "Deux", "Trois"), "options_differ"),
        (choice("Un", "Deux"), choice("Deux", "Un"), "options_moved"),
        (choice("Un", "Deux"), choice("Un", "Deux", kind="multiple"), "other_type"),
        (matching(("A", "1"), ("B", "2")), matching(("A", "1"), ("B bis", "2")), ""),
        (matching(("A", "1"), ("B", "2")), matching(("B", "2"), ("A", "1")), "options_moved"),
        (matching(("A", "1"), ("B", "2")), matching(("A", "1"), ("B", "2"), ("C", "3")), "options_differ"),
        (ordering("A", "B", "C"), ordering("A", "B mieux dit", "C"), ""),
        (ordering("A", "B", "C"), ordering("A", "C", "B"), "options_moved"),
        (cloze(NUMBER, SELECT), cloze(NUMBER | {"answers": [{"value": "8"}]}, SELECT), ""),
        (cloze(NUMBER, SELECT), cloze(NUMBER), "gaps_differ"),
        (cloze(NUMBER, SELECT), cloze(SELECT, NUMBER), "gaps_differ"),
        (cloze(SELECT), cloze(LONGER), "options_differ"),
        (cloze(SELECT), cloze(NO_YES), "options_moved"),
        (calculated("a", "b"), calculated("a"), ""),
        (calculated("a"), calculated("a", "b"), "figures_differ"),
        (question("essay"), question("essay"), "by_hand"),
    ],
)
def test_a_key_judges_answers_whose_letters_mean_the_same(shown, key, why):
    assert refusal(shown, key) == (f"regrade.{why}" if why else "")


def entry(number, kind, fraction, regrade_id=None):
    return number, Entry(number, kind, fraction, "right", number * 10, regrade_id)


def test_a_taken_back_entry_says_what_stood_before_however_deep():
    log = dict(
        [
            entry(1, "auto", 0.5),
            entry(2, "full", 1.0, 7),
            entry(3, "regrade", 0.25, 8),
            entry(4, "reverted", 1.0, 8),
            entry(5, "reverted", 0.5, 7),
        ]
    )

    found = [proof_after(log, number) for number in range(1, 6)]

    assert found == [(0.5, 10), (None, 20), (0.25, 30), (None, 20), (0.5, 10)]
