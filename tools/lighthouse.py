"""`make lighthouse`: Lighthouse on home, lesson, quiz and team, signed in; reports, is no gate."""

import json
import os
import subprocess
from pathlib import Path

from product import BROWSER_ARGUMENTS, BUILD, Site, Visitor, chromium, node_package, person_named, started, visitors

VERSION = "13.5.0"
CATEGORIES = ("performance", "accessibility", "best-practices")
NADIA, CLAIRE = "nadia@arvanel.example", "claire@arvanel.example"
PAGES = (
    ("home", NADIA, "/"),
    ("lesson", NADIA, "/lessons/promesse-en-cinq-elements"),
    ("quiz", NADIA, "/quizzes/cadre-legal-point"),
    ("team", CLAIRE, "/team"),
)


def scores(folder: Path, site: Site, visitor: Visitor, name: str, path: str) -> dict[str, int]:
    """Runs Lighthouse once on a page and returns its scores out of 100; the report stays in build/lighthouse."""
    headers = BUILD / "lighthouse" / f"{name}-headers.json"
    headers.write_text(json.dumps({"Cookie": visitor.header}), encoding="utf-8")
    report = BUILD / "lighthouse" / f"{name}.json"
    command = [
        "node",
        str(folder / "node_modules" / "lighthouse" / "cli" / "index.js"),
        site.address + path,
        "--quiet",
        "--preset=desktop",
        f"--only-categories={','.join(CATEGORIES)}",
        "--output=json",
        f"--output-path={report}",
        f"--extra-headers={headers}",
        f"--chrome-flags=--headless=new {' '.join(BROWSER_ARGUMENTS)}",
    ]
    subprocess.run(command, check=True, env={**os.environ, "CHROME_PATH": chromium()}, timeout=180)
    headers.unlink()
    found = json.loads(report.read_text(encoding="utf-8"))["categories"]
    return {key: round(100 * (found[key]["score"] or 0)) for key in CATEGORIES}


def main() -> None:
    """Prints a line a page."""
    folder = node_package("lighthouse", VERSION)
    (BUILD / "lighthouse").mkdir(parents=True, exist_ok=True)
    with started(WORKERS="1") as site:
        people = dict(
            zip(
                (NADIA, CLAIRE),
                visitors(site.app, [person_named(site.app, login) for login in (NADIA, CLAIRE)]),
                strict=True,
            )
        )
        for name, login, path in PAGES:
            line = "  ".join(f"{key} {score}" for key, score in scores(folder, site, people[login], name, path).items())
            print(f"{name:<8}{line}", flush=True)


if __name__ == "__main__":
    main()
