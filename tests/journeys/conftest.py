"""The product, started as people start it, and a headless Chromium in front of it."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from course.web.static_files import BUILT, MANIFEST
from tests.databases import DEMONSTRATION, SqliteDatabases, shared_folder, sqlite_template
from tests.forked import start_serving

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
SECONDS_TO_START = 120
STARTING = [sys.executable, "-m", "flask", "--app", "app", "course", "serve"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks every journey."""
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.browser)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    """The product as people start it, on an instance folder."""
    port = _free_port()
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(STARTING, cwd=ROOT, env=_environ(folder, port), stdout=log, stderr=subprocess.STDOUT)
        try:
            yield _ready(port, folder, lambda: process.poll() is None)
        finally:
            process.terminate()
            process.wait(timeout=20)


@contextmanager
def served_at_once(folder: Path) -> Iterator[str]:
    """The same pages on a folder that is ready, from a process forked of one that has the product loaded: that is
    most of a start, and one of the journeys' servers a worker (`site`) starts as people start it.
    """
    port = _free_port()
    process = start_serving(_environ(folder, port), ROOT, port, folder / "log")
    try:
        yield _ready(port, folder, process.is_alive)
    finally:
        process.terminate()
        process.join(20)


def _environ(folder: Path, port: int) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    built = {"STATIC_PATH": str(BUILT)} if (BUILT / MANIFEST).is_file() else {}
    own = {"PORT": str(port), "INSTANCE_PATH": str(folder), "WORKERS": "1", "LOG_LEVEL": "WARNING"}
    return kept | built | own


DATABASE = "echeance.sqlite3"


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with all the content and the demonstration: the one that the SQLite suite of the same run has
    prepared and tested; where the journeys run alone, the workers make it together.
    """
    shared = shared_folder(tmp_path_factory)
    with SqliteDatabases(tmp_path_factory.mktemp("databases"), shared) as databases:
        databases.prepare(DEMONSTRATION)
    return sqlite_template(shared, DEMONSTRATION)


@pytest.fixture(scope="session")
def first_folder(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The instance folder of the site that the journeys of one worker read."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copyfile(loaded, folder / DATABASE)
    return folder


@pytest.fixture(scope="session")
def site(first_folder: Path) -> Iterator[str]:
    """The address of the product with the real content and the demonstration; journeys leave no trace in it."""
    with _served(first_folder) as address:
        yield address


@pytest.fixture
def own_site(loaded: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a copy of it, for a journey that writes."""
    shutil.copyfile(loaded, tmp_path / DATABASE)
    with served_at_once(tmp_path) as address:
        yield address


def _ready(port: int, folder: Path, is_alive: Callable[[], bool]) -> str:
    """Waits until the product answers; returns its address."""
    address = f"http://127.0.0.1:{port}"
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end and is_alive():
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=2) as answer:
                if json.load(answer)["status"] == "ok":
                    return address
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    log = (folder / "log").read_text(errors="replace")
    pytest.fail(f"the product did not start in {SECONDS_TO_START} s, or stopped:\n{log[-3000:]}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; Playwright's own download is not needed."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine; install the package chromium")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page for a new visitor: `visitor(site, width=390, scheme="dark")`; errors of scripts and calls to
    anywhere else fail the test.
    """
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def open_page(address: str, width: int = 1440, scheme: str = "light", javascript: bool = True) -> Page:
        context = browser.new_context(
            base_url=address,
            viewport={"width": width, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]  # « light » or « dark »
            locale="fr-FR",
            java_script_enabled=javascript,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: troubles.append(f"script error: {error}"))
        page.on("request", lambda sent: troubles.append(sent.url) if not sent.url.startswith(address) else None)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not troubles


@pytest.fixture(scope="session")
def accessible() -> Callable[[Page], None]:
    """Fails where axe finds anything, with `target-size` on, which axe ships switched off."""
    axe = Axe()
    options: dict[str, Any] = {"rules": {"target-size": {"enabled": True}}}

    def check(page: Page) -> None:
        size = page.viewport_size or {"width": 1440, "height": 900}
        height = page.evaluate("document.documentElement.scrollHeight")
        # The whole page is in view, so that the bar at its foot hides no part of a control that one may scroll to.
        page.set_viewport_size({"width": size["width"], "height": max(size["height"], height)})
        results = axe.run(page, options=options)
        page.set_viewport_size(size)
        found = [
            f"{violation['id']}: {node['html'][:200]} {node.get('failureSummary', '')[:200]}"
            for violation in results.response["violations"]
            for node in violation["nodes"]
        ]
        assert not found, f"{page.url}\n" + "\n".join(found)

    return check


def sign_in(page: Page, login: str, password: str = "echeance-demo") -> None:
    """Signs in by the form."""
    page.goto("/sign-in")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)
