"""Three calls on a phone to a good and a bad end, along paths computed from their files, and what the debrief says."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import yaml
from playwright.sync_api import Page

from quizzes.scenarios import (
    Play,
    Scenario,
    best,
    choose,
    debrief,
    filled,
    offered,
    scenario_from_mapping,
    start,
)
from quizzes.scenarios.survey import survey_of
from tests.journeys.conftest import DATABASE, ROOT, sign_in

PHONE = 390
# One call of each hand that wrote them, and how it is played badly: to a bad ending, or to a grave fault.
CALLS = (("facture-non-recue", "bad"), ("rumeur-de-procedure", "fault"), ("promesse-rompue", "bad"))


def scenario_of(key: str) -> Scenario:
    """Returns a scenario as its file stands."""
    return scenario_from_mapping(yaml.safe_load((ROOT / f"content/scenarios/{key}.yml").read_text(encoding="utf-8")))


def plain(text: str) -> str:
    """Returns a text without what typography does to it: its spaces and its apostrophes."""
    return " ".join(text.replace("’", "'").split())


def way_to(scenario: Scenario, play: Play, kind: str) -> tuple[str, ...]:
    """Returns the choices that lead a variant to a kind of end: the best one, the longest bad one, a grave fault."""
    if kind == "good":
        return best(scenario, play.variant.key).choices
    endings: set[str | None] = {ending.key for ending in scenario.endings if ending.kind == kind}
    ways = [end.way.choices for end in survey_of(scenario, play.variant).ends if end.ending_key in (endings or {None})]
    return max(ways, key=len)


def begin(page: Page, folder: Path, scenario: Scenario) -> Play:
    """Begins a call in practice; returns its first moment, of which the site has drawn the seed."""
    page.goto(f"/calls/{scenario.key}")
    page.locator("section[aria-labelledby=practice] button").press("Enter")
    page.wait_for_selector("#maintenant")
    number = int(page.url.split("/plays/")[1].split("/", maxsplit=1)[0])
    kept = sqlite3.connect(folder / DATABASE)
    (seed,) = kept.execute("SELECT seed FROM call_play WHERE id = ?", (number,)).fetchone()
    kept.close()
    return start(scenario, seed)


def follow(page: Page, play: Play, choices: tuple[str, ...]) -> Play:
    """Chooses by keyboard what stands on the page under the words of each choice; returns the end of the call."""
    for key in choices:
        shown = [plain(text) for text in page.locator(".opt span").all_inner_texts()]
        assert shown == [plain(filled(play, choice.text)) for choice in offered(play)]
        made = play.node.choice(key)
        assert made is not None
        before = page.input_value("input[name=position]")
        page.locator(".opt").nth(shown.index(plain(filled(play, made.text)))).press("Enter")
        page.wait_for_function(
            "before => location.pathname.endsWith('/debrief')"
            " || (document.querySelector('input[name=position]') || {value: before}).value !== before",
            arg=before,
        )
        play = choose(play, key)
    page.wait_for_url("**/debrief")
    return play


def debriefing(page: Page, play: Play) -> str:
    """Returns what the debrief of a call says, all of it opened; each choice and each why of the call stands there."""
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
    text = plain(page.locator("main").inner_text())
    made = [node.choice(turn.choice_key) for turn in play.turns if (node := play.scenario.node(turn.node_key))]
    assert page.locator(".moves > li").count() == len(made)
    for choice in made:
        assert choice is not None
        assert plain(filled(play, choice.text)) in text
    assert "{" not in text
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    return text


def is_said(play: Play, text: str, shown: str) -> bool:
    """Says whether a text of the file stands on the page; of Markdown, its first words do."""
    return plain(filled(play, text)).replace("*", "")[:40] in shown


def test_three_calls_reach_a_good_and_a_bad_end_on_a_phone_by_keyboard(
    own_site: str, tmp_path: Path, visitor: Callable[..., Page]
) -> None:
    page = visitor(own_site, width=PHONE)
    sign_in(page, "nadia@arvanel.example")
    for key, bad in CALLS:
        scenario = scenario_of(key)

        first = begin(page, tmp_path, scenario)
        good = follow(page, first, way_to(scenario, first, "good"))
        shown = debriefing(page, good)
        ending = scenario.ending(good.ending_key or "")
        assert ending is not None
        assert ending.kind == "good"
        assert is_said(good, ending.title, shown)
        assert is_said(good, ending.debrief, shown)
        assert "C'est la meilleure issue de cet appel" in shown
        assert page.locator("ol.best").count() == 0
        assert page.locator(".moves .over.now").count() == 0  # nothing was better

        second = begin(page, tmp_path, scenario)
        poor = follow(page, second, way_to(scenario, second, bad))
        shown = debriefing(page, poor)
        end = poor.fault or scenario.ending(poor.ending_key or "")
        assert end is not None
        assert is_said(poor, end.title, shown)
        assert ("Faute grave" in shown) == (bad == "fault")
        assert is_said(poor, ending.title, shown)  # the best end that was there
        assert page.locator("ol.best > li").count() == len(best(scenario, poor.variant.key).choices)
        assert page.locator(".moves .over.now").count() >= 1
        for sentence in better_sentences(poor):
            assert sentence in shown


def better_sentences(play: Play) -> Iterator[str]:
    """Goes through what the file holds to be better, of the choices that another one outdid."""
    for one in debrief(play):
        if any(other.is_better for other in one.alternatives):
            yield plain(one.better)
