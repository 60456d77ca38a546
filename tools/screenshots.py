"""`make screenshots`: retakes the pictures of the README from the demonstration, in the system's Chromium."""

from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from product import BROWSER_ARGUMENTS, ROOT, Site, Visitor, chromium, person_named, started, visitors

FOLDER = ROOT / "docs" / "screenshots"
WIDTHS = {1440: 1000, 390: 844}
NADIA, CLAIRE = "nadia@arvanel.example", "claire@arvanel.example"
QUIZ = "cadre-legal-entrainement"


@contextmanager
def page_of(browser: Browser, site: Site, visitor: Visitor, width: int) -> Iterator[Page]:
    """Opens a page as this person at this width."""
    context = browser.new_context(
        base_url=site.address, viewport={"width": width, "height": WIDTHS[width]}, locale="fr-FR", color_scheme="light"
    )
    context.add_cookies(
        [{"name": name, "value": value, "url": site.address} for name, value in visitor.cookies.items()]
    )
    yield context.new_page()
    context.close()


def keep(page: Page, name: str) -> None:
    """Keeps what is seen of the page as a picture with a palette: a third of the size."""
    path = FOLDER / f"{name}-{page.viewport_size['width']}.png"  # type: ignore[index]  # a page of ours has a size
    page.screenshot(path=path)
    Image.open(path).convert("RGB").quantize(128).save(path, optimize=True)
    print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1024} KB")


def answer_the_first_question(page: Page) -> None:
    """Begins the training quiz and answers until feedback stands on the page."""
    page.goto(f"/quizzes/{QUIZ}")
    page.locator(f"form[action='/quizzes/{QUIZ}/attempts'] .btn-primary").click()
    page.wait_for_url("**/attempts/**")
    options = page.locator("form[data-behaviour=answer] fieldset.choices:not(.row-wise) input")
    if options.count():
        options.first.check()
        page.locator("button[value=answer]").click()
        page.wait_for_load_state()


def main() -> None:
    """Takes home, lesson, quiz and team, wide and on a phone."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with started(WORKERS="1") as site, sync_playwright() as playwright:
        nadia, claire = visitors(site.app, [person_named(site.app, login) for login in (NADIA, CLAIRE)])
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(BROWSER_ARGUMENTS))
        for width in WIDTHS:
            with page_of(browser, site, nadia, width) as page:
                page.goto("/")
                keep(page, "home")
                page.goto("/lessons/promesse-en-cinq-elements")
                keep(page, "lesson")
                answer_the_first_question(page)
                keep(page, "quiz")
            with page_of(browser, site, claire, width) as page:
                page.goto("/team?domain=COM")
                keep(page, "team")
        browser.close()


if __name__ == "__main__":
    main()
