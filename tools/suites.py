"""Runs the whole suite on SQLite, on PostgreSQL and in a browser, and closes with one line that adds them up."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parents[1]
REPORTS = ROOT / "build" / "reports"
PREPARED = ROOT / "build" / "prepared"  # databases that one suite fills and the next one reads; of this run alone
SUITES = {
    "sqlite": (["-n", "auto", "--dist", "worksteal", "-m", "not browser"], {"TEST_DATABASE": "sqlite"}),
    "postgresql": (["-n", "auto", "--dist", "worksteal", "-m", "not browser"], {"TEST_DATABASE": "postgresql"}),
    "browser": (["-n", "2", "--dist", "worksteal", "-m", "browser", "tests/journeys"], {"TEST_DATABASE": "sqlite"}),
}


def run(name: str) -> tuple[int, int, int]:
    """Runs one suite; returns its exit status, how many tests passed and how many failed."""
    words, variables = SUITES[name]
    report = REPORTS / f"{name}.xml"
    report.unlink(missing_ok=True)
    started = time.monotonic()
    print(f"== {name}", flush=True)
    command = [sys.executable, "-m", "pytest", "-q", *words, f"--junitxml={report}"]
    status = subprocess.run(command, cwd=ROOT, env=_environment() | variables, check=False).returncode
    print(f"== {name}: {time.monotonic() - started:.0f} s", flush=True)
    if not report.exists():
        return status or 1, 0, 1
    suite = ET.parse(report).getroot()[0]
    count = {key: int(suite.get(key, "0")) for key in ("tests", "failures", "errors", "skipped")}
    failed = count["failures"] + count["errors"]
    passed = count["tests"] - failed - count["skipped"]
    return status, passed, failed or int(status != 0)


def _environment() -> dict[str, str]:
    """What the suites run in: each keeps what it compiled for the next one, and for the servers that it starts."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PREPARED_DATABASES": str(PREPARED)}


def main() -> int:
    """Runs all suites whatever the first ones say; exit status 0 where every test of each passed."""
    REPORTS.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(PREPARED, ignore_errors=True)
    results = [run(name) for name in SUITES]
    closing = f"{sum(result[1] for result in results)} passed, {sum(result[2] for result in results)} failed"
    (REPORTS / "closing-line.txt").write_text(closing + "\n", encoding="utf-8")
    print(closing)
    return int(any(result[0] for result in results))


if __name__ == "__main__":
    sys.exit(main())
