"""A day of the ageing-balance workshop on a phone, by keyboard alone, to its debrief; and without scripts."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.journeys.conftest import sign_in
from tests.journeys.test_every_type import choose, press_through, tab_to

PHONE = 390
DECISIONS = (
    ("P01", "Déclarer", "Une procédure"),
    ("P04", "Appeler", "Une promesse n"),
    ("P16", "Ne rien faire", "Le plan de"),
    ("P03", "Transmettre", "Un droit est"),
)


def refs(page: Page) -> list[str]:
    """The lines of the list in their order."""
    found: list[str] = page.eval_on_selector_all("[data-plan] > li", "rows => rows.map(row => row.dataset.line)")
    return found


def wait_for_place(page: Page, ref: str, place: str) -> None:
    """Waits until it is said that a line stands at its place: the server has it by then."""
    page.locator("[data-said]", has_text=f"{ref}\u00a0: place {place}").wait_for(state="attached")
    assert refs(page)[int(place[0]) - 1] == ref


def begin_day(page: Page) -> None:
    """Goes to the ledger of 23 November and begins a day to practise."""
    sign_in(page, "nadia@arvanel.example")
    page.goto("/workshops")
    press_through(page, "a[href='/workshops/balance-agee']")
    press_through(page, "#practice ~ .acts form:first-child button")


def press(page: Page, selector: str) -> None:
    """Goes to a control and presses it; the page changes in place."""
    tab_to(page, selector)
    page.keyboard.press("Enter")


def decide(page: Page, ref: str, act: str, reason: str) -> None:
    press(page, f"#open-{ref}")
    page.wait_for_selector(".decide #act:focus")
    choose(page, "#act", act)
    choose(page, "#reason", reason)
    press(page, "#keep")
    page.wait_for_selector(f"#open-{ref}:focus")
    assert page.locator(f"#p-{ref}").count() == 1


def test_a_day_is_played_on_a_phone_by_keyboard_alone_to_its_debrief(
    own_site: str, visitor: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    page = visitor(own_site, width=PHONE)
    begin_day(page)
    assert "votre responsable ne le voit pas" in page.locator(".mode").inner_text()
    accessible(page)

    for decision in DECISIONS:
        decide(page, *decision)
    assert refs(page) == ["P01", "P04", "P16", "P03"]
    assert "4 lignes" in page.locator(".shop-bar").inner_text()  # the bar at the foot follows the list
    press(page, "#open-P05")
    page.wait_for_selector(".decide #act:focus")
    accessible(page)

    press(page, "#up-P03")
    wait_for_place(page, "P03", "3 sur 4")
    assert page.evaluate("document.activeElement.id") == "up-P03"
    tab_to(page, "#grip-P16")
    page.keyboard.press("ArrowUp")
    wait_for_place(page, "P16", "3 sur 4")
    tab_to(page, "#grip-P03")
    page.keyboard.press("ArrowUp")
    wait_for_place(page, "P03", "3 sur 4")
    assert refs(page) == ["P01", "P04", "P03", "P16"]

    page.reload()
    assert refs(page) == ["P01", "P04", "P03", "P16"], "the draft is kept"
    accessible(page)
    press_through(page, "#finish")
    assert "sans décision" in page.locator("main").inner_text()
    accessible(page)
    press_through(page, "button[name=confirmed]")

    text = page.locator("main").inner_text()
    for said in ("attendus sur", "La borne", "Les plus gros d’abord", "Les délais de droit", "Ligne par ligne"):
        assert said in text
    assert page.locator(".verdict.good").count() >= 3
    accessible(page)


def test_a_line_is_dragged_to_its_place(own_site: str, visitor: Callable[..., Page]) -> None:
    page = visitor(own_site)
    begin_day(page)
    for decision in DECISIONS[:3]:
        decide(page, *decision)

    page.locator("#grip-P16").scroll_into_view_if_needed()
    grip, target = page.locator("#grip-P16").bounding_box(), page.locator("#p-P01").bounding_box()
    assert grip is not None
    assert target is not None
    page.mouse.move(grip["x"] + 6, grip["y"] + 6)
    page.mouse.down()
    page.mouse.move(grip["x"] + 6, target["y"] + 2, steps=10)
    page.mouse.up()

    wait_for_place(page, "P16", "1 sur 3")
    page.reload()
    assert refs(page) == ["P16", "P01", "P04"]


def test_a_day_is_played_without_scripts(own_site: str, visitor: Callable[..., Page]) -> None:
    page = visitor(own_site, width=PHONE, javascript=False)
    begin_day(page)
    for ref, act, reason in (("P04", "call", "promise_broken"), ("P01", "declare_claim", "insolvency_opened")):
        page.click(f"#open-{ref}")
        page.select_option("#act", act)
        page.select_option("#reason", reason)
        page.click("#keep")
    page.click("#up-P01")
    assert [row.get_attribute("data-line") for row in page.locator("[data-plan] > li").all()] == ["P01", "P04"]
    assert page.locator("[data-grip]:visible").count() == 0

    page.click("#finish")
    page.click("button[name=confirmed]")

    assert "attendus sur" in page.locator("h1").inner_text()


def test_a_quarter_is_begun_decided_and_left_to_the_plan(
    own_site: str, visitor: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    page = visitor(own_site, width=PHONE, scheme="dark")
    sign_in(page, "nadia@arvanel.example")
    page.goto("/workshops/portefeuille-genere")
    accessible(page)
    press_through(page, "#practice ~ .acts form:nth-child(2) button")
    assert "Semaine 1 sur 13" in page.locator("h1").inner_text()
    first = page.locator(".lines > li").first.get_attribute("id")
    assert first is not None
    decide(page, first.removeprefix("l-"), "Appeler", "Un gros montant é")

    press_through(page, "#play-week")
    assert "Semaine 2 sur 13" in page.locator("h1").inner_text()
    assert "La semaine passée" in page.locator("main").inner_text()
    accessible(page)
    press_through(page, "button[value=rest]")

    assert "en 13 semaines" in page.locator("h1").inner_text()
    assert page.locator(".chart").count() == 5
    accessible(page)
