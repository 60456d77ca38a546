"""What a lesson costs on the line: few bytes and few requests on the first visit, next to nothing on the next."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page

from course.accounts.rules import DEMO_LOGINS
from tests.journeys.conftest import sign_in

LESSON = "/lessons/dire-non"  # of middling weight: half of the programme’s lessons weigh more
KILOBYTE = 1024
HEADERS_OF_A_PAGE = 1 * KILOBYTE  # the security headers, for the most part


@dataclass
class Line:
    """What Chromium says came over the line, headers included; what its own cache answers weighs nothing."""

    page: Page
    asked: dict[str, str] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)
    weight: int = 0

    def __post_init__(self) -> None:
        """Listens from now on."""
        self.devtools = self.page.context.new_cdp_session(self.page)
        self.devtools.send("Network.enable")
        self.devtools.on("Network.responseReceived", self._answered)
        self.devtools.on("Network.requestServedFromCache", lambda event: self.kept.add(event["requestId"]))
        self.devtools.on("Network.loadingFinished", self._finished)

    def _answered(self, event: dict[str, Any]) -> None:
        answer = event["response"]
        is_kept = event["requestId"] in self.kept or answer.get("fromDiskCache")
        if answer["url"].startswith("http") and not is_kept:
            self.asked[event["requestId"]] = answer["url"]

    def _finished(self, event: dict[str, Any]) -> None:
        self.weight += int(event["encodedDataLength"])

    def visit(self, address: str) -> tuple[int, list[str]]:
        """Opens the page and returns how many bytes came, and for which addresses."""
        self.asked, self.kept, self.weight = {}, set(), 0
        self.page.goto(address)
        self.page.wait_for_load_state("networkidle")
        return self.weight, list(self.asked.values())


def test_a_lesson_weighs_little_on_the_first_visit_and_less_on_the_next(
    visitor: Callable[..., Page], site: str
) -> None:
    page = visitor(site)
    sign_in(page, DEMO_LOGINS[0])
    line = Line(page)
    line.devtools.send("Network.clearBrowserCache")

    first, asked_first = line.visit(LESSON)
    again, asked_again = line.visit(LESSON)

    assert any(".css" in address for address in asked_first), "the cache was not empty"
    assert len(asked_first) <= 8, asked_first
    assert first <= 60 * KILOBYTE, f"{first} bytes"
    assert len(asked_again) == 1, asked_again
    assert again <= 8 * KILOBYTE + HEADERS_OF_A_PAGE, f"{again} bytes"
