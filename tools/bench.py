"""Measures the four pages that must be quick, in turns with a bare Flask application under the same server.

See docs/performance.md for how to read what it prints.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from bench_people import CONNECTIONS, Stage, prepare
from product import BUILD, ROOT, Site, free_port, node_package, running, started, stop, wait
from sqlalchemy import event

from course.foundation.database import db

AUTOCANNON = "8.0.0"
WORKERS, THREADS = os.environ.get("WORKERS", "2"), os.environ.get("THREADS", "4")
ROUNDS = 5
SECONDS = 2.0
WARMING = 5.0  # the first answers of a worker that has just started take a second each on a slow machine
FINISHES = 96  # a round, each on an attempt of its own
REPORT = BUILD / "bench.txt"
TRANSACTIONAL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@dataclass(frozen=True, slots=True)
class Aim:
    """What a page must reach: requests/s beside the bare page, CPU and 99th percentile in ms, statements."""

    ratio: float
    cpu: float
    p99: float
    statements: int | None


@dataclass(slots=True)
class Page:
    """One page and all that was measured of it."""

    name: str
    path: str
    aim: Aim | None
    answers: str
    requests: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    times: list[int] = field(default_factory=list)
    refused: int = 0
    statements: list[int] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds

    @property
    def cpu_ms(self) -> float:
        """CPU milliseconds a request, of all processes of the server."""
        return 1000 * self.cpu / self.requests

    def percentile(self, share: float) -> float:
        """Milliseconds within which this share of the requests was answered."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] / 1000


def pages() -> dict[str, Page]:
    """Returns the pages in the order in which they take turns."""
    return {
        "bare": Page("bare Flask, « hello »", "", None, "200"),
        "lesson": Page("lesson, signed in", "lesson", Aim(0.20, 0.9, 40, 3), "200"),
        "save": Page("save an answer, durable", "save", Aim(0.10, 1.3, 100, 6), "200"),
        "finish": Page("finish a quiz of ten", "finish", Aim(0.03, 5, 200, None), "303"),
        "matrix": Page("team matrix 40 × 25", "matrix", Aim(0.04, 6, 80, 5), "200"),
    }


@contextmanager
def bare(folder: Path) -> Iterator[tuple[str, int]]:
    """Serves the bare application with the settings of `flask course serve`; gives its address and process."""
    port = free_port()
    words = ("--interface", "wsgi", "--port", str(port), "--workers", WORKERS, "--blocking-threads", THREADS)
    command = [sys.executable, "-m", "granian", *words, "--log-level", "warning", "--no-ws"]
    command += ["--working-dir", str(ROOT / "tools"), "bare:app"]
    with running(command, dict(os.environ), folder / "bare.log") as process:
        wait(f"http://127.0.0.1:{port}/", process, folder / "bare.log")
        yield f"http://127.0.0.1:{port}", process.pid


def cpu_seconds(pid: int) -> float:
    """Returns the CPU time that a server and its processes have used."""
    server = psutil.Process(pid)
    spent = 0.0
    for process in (server, *server.children(recursive=True)):
        spent += sum(process.cpu_times()[:4])  # user, system, and those of children that have ended
    return spent


def load(node: Path, url: str, visitors: list[list[Mapping[str, Any]]], **bounds: float) -> dict[str, Any]:
    """Loads an address from sixteen connections and returns what the load generator measured."""
    orders = {"url": url, "connections": CONNECTIONS, "visitors": visitors, **bounds}
    command = ["node", str(ROOT / "tools" / "load.cjs"), str(node)]
    done = subprocess.run(command, input=json.dumps(orders).encode(), stdout=subprocess.PIPE, check=True)
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured


def measure(
    node: Path, page: Page, url: str, pid: int, visitors: list[list[Mapping[str, Any]]], seconds: float
) -> None:
    """Loads a page once and adds what was measured; what is prepared for one use is asked for once."""
    bounds = {"amount": sum(map(len, visitors))} if page.path == "finish" else {"seconds": seconds}
    before = cpu_seconds(pid)
    measured = load(node, url, visitors, **bounds)
    if not measured["times"]:
        stop(f"No answer came for « {page.name} ».")
    page.cpu += cpu_seconds(pid) - before
    page.requests += len(measured["times"])
    page.seconds += measured["seconds"]
    page.times += measured["times"]
    page.refused += measured["errors"] + sum(n for status, n in measured["answers"].items() if status != page.answers)


def count_statements(site: Site, page: Page, stage: Stage) -> None:
    """Counts what one request executes, once everything is in memory; a quiz of twenty is finished for comparison."""
    client = site.app.test_client(use_cookies=False)
    for number, request in enumerate(stage.counted[page.path]):
        statements: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any, seen: list[str] = statements) -> None:
            if not statement.startswith(TRANSACTIONAL):
                seen.append(statement)

        with site.app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        answer = client.open(
            request["path"], method=request["method"], headers=request["headers"], data=request.get("body", "")
        )
        event.remove(engine, "before_cursor_execute", note)
        if str(answer.status_code) != page.answers:
            page.refused += 1
        if number:  # the first one fills the memory of this process
            page.statements.append(len(statements))


def table(found: Mapping[str, Page]) -> str:
    """Returns the figures, each with its aim; what misses its aim is marked."""
    machine = f"{platform.machine()}, {psutil.cpu_count()} cores, Python {platform.python_version()}"
    how = f"{WORKERS} workers × {THREADS} threads, {CONNECTIONS} connections, {ROUNDS} rounds in turns"
    head = f"{'page':<26}{'requests/s':>11}{'p50 ms':>8}{'p99 ms (aim)':>16}{'CPU ms (aim)':>17}{'÷ bare (aim)':>18}"
    lines = [f"{machine}; {how}", "", f"{head}  statements (aim)"]
    for page in found.values():
        ratio = page.rate / found["bare"].rate
        start = f"{page.name:<26}{page.rate:>11,.0f}{page.percentile(0.5):>8.1f}"
        if page.aim is None:
            lines.append(f"{start}{page.percentile(0.99):>8.1f}{page.cpu_ms:>15.2f}{ratio:>17.3f}")
            continue
        aim = page.aim
        lines.append(
            start
            + _with_aim(f"{page.percentile(0.99):.1f}", f"≤ {aim.p99:g}", page.percentile(0.99) <= aim.p99, 8)
            + _with_aim(f"{page.cpu_ms:.2f}", f"≤ {aim.cpu:g}", page.cpu_ms <= aim.cpu, 7)
            + _with_aim(f"{ratio:.3f}", f"≥ {aim.ratio:.2f}", ratio >= aim.ratio, 8)
            + "  "
            + _statements(page.statements, aim.statements)
        )
    return "\n".join(lines)


def _with_aim(figure: str, aim: str, is_met: bool, width: int) -> str:
    return f"{figure:>{width}} {'(' + aim + ')':<7}{' ' if is_met else '✗'}"


def _statements(counted: list[int], most: int | None) -> str:
    if most is None:
        is_met = len(set(counted)) == 1
        return f"{counted[0]} for 10 questions, {counted[1]} for 20 (constant){'' if is_met else ' ✗'}"
    return f"{counted[0]} (≤ {most}){'' if counted[0] <= most else ' ✗'}"


def main() -> int:
    """Measures and prints; exit status 1 where an answer was not what it should be."""
    node = node_package("autocannon", AUTOCANNON)
    found = pages()
    with tempfile.TemporaryDirectory(dir=BUILD, prefix="bare-") as folder, bare(Path(folder)) as (bare_url, bare_pid):
        print("starting the product and preparing people…", flush=True)
        with started(WORKERS=WORKERS, THREADS=THREADS) as site:
            stage = prepare(site.app, rounds=ROUNDS, finishes=FINISHES)
            for page in found.values():
                if page.aim:
                    count_statements(site, page, stage)
            warm = {name: Page(page.name, page.path, page.aim, page.answers) for name, page in found.items()}
            for turn in range(ROUNDS + 1):
                print(f"round {turn} of {ROUNDS}" if turn else "warming up", flush=True)
                for name, page in (found if turn else warm).items():
                    url, pid = (site.address, site.pid) if page.aim else (bare_url, bare_pid)
                    measure(node, page, url, pid, stage.visitors(name, turn), SECONDS if turn else WARMING)
            saved = found["save"].requests + warm["save"].requests + len(stage.counted["save"])
            lost = saved - stage.count_saved(site.app)
    text = table(found)
    print(f"\n{text}")
    REPORT.write_text(text + "\n", encoding="utf-8")
    refused = {page.name: page.refused for page in found.values() if page.refused}
    if refused or lost > 0:
        print(f"answers that were not as they should be: {refused}; acknowledged but not stored: {lost}")
    return int(bool(refused) or lost > 0)


if __name__ == "__main__":
    sys.exit(main())
