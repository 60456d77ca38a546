"""The calculators in a browser: on a phone the answer is in view, the working is copied, nothing needs a script."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page

from course.toolbox.views.calculators import CALCULATORS
from tests.journeys.conftest import sign_in

PHONE, SCREEN = 390, 844
BAD = {"principal": "12.000", "due": "31/02/2026", "e1_day": "12/05/26"}


def signed_in(site: str, visitor: Callable[..., Page], **how: object) -> Page:
    page = visitor(site, **how)
    page.set_viewport_size({"width": int(str(how.get("width", 1440))), "height": SCREEN})
    sign_in(page, "nadia@arvanel.example")
    return page


@pytest.mark.parametrize(("width", "scheme"), [(PHONE, "dark"), (768, "light"), (1440, "light")])
def test_each_calculator_fits_its_screen_and_satisfies_axe(
    site: str, visitor: Callable[..., Page], accessible: Callable[[Page], None], width: int, scheme: str
) -> None:
    page = signed_in(site, visitor, width=width, scheme=scheme)
    addresses = [f"/toolbox/calculators/{key}?{urlencode(one.example)}" for key, one in CALCULATORS.items()]

    for address in ("/toolbox", *addresses, f"/toolbox/calculators/penalites?{urlencode(BAD)}"):
        page.goto(address)
        beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert beyond <= 0, address
        accessible(page)


def test_on_a_phone_the_answer_is_in_view_once_asked(site: str, visitor: Callable[..., Page]) -> None:
    page = signed_in(site, visitor, width=PHONE)
    page.goto("/toolbox")
    page.click("text=Pénalités de retard")
    page.fill("#principal", "12 000")
    page.fill("#due", "30042026")
    page.fill("#until", "15/09/2026")

    page.click("text=Calculer")

    figure = page.locator(".figure")
    assert figure.inner_text().split() == ["12", "597,58", "€"]
    assert page.evaluate("document.querySelector('.figure').getBoundingClientRect().bottom") < SCREEN / 2


def test_the_working_is_copied_as_text(site: str, visitor: Callable[..., Page]) -> None:
    page = signed_in(site, visitor)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"/toolbox/calculators/penalites?{urlencode(CALCULATORS['penalites'].example)}")

    page.click("text=Copier le calcul")

    page.locator("text=Copié.").wait_for()
    lines = [" ".join(line.split()) for line in page.evaluate("navigator.clipboard.readText()").splitlines()]
    assert lines[0] == "Total dû au 15 septembre 2026 : 12 597,58 €"
    assert "12 000,00 € × 12,40 % × 77 / 365" in lines


def test_a_calculator_works_without_scripts(site: str, visitor: Callable[..., Page]) -> None:
    page = signed_in(site, visitor, width=PHONE, javascript=False)
    page.goto("/toolbox/calculators/declaration-de-creance")
    page.fill("#published", "8 octobre 2026")
    page.click("text=Calculer")
    page.click("text=Le calcul en texte, à copier")

    assert "8\u00a0décembre 2026" in page.inner_text(".figure")
    assert "08/01/2027" in page.input_value(".plain-text")
    assert page.locator("text=Copier le calcul").count() == 0
