"""What reading a file costs, measured in a process of its own: tracemalloc makes long reading ten times as long."""

import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LONG = 0.5  # seconds; what is read sooner is measured sooner by tracemalloc


REFERENCE = 0.04  # seconds of a processor of the kind for which « two seconds » was set, for the loop below


def two_seconds() -> float:
    """Returns the limit in seconds of this machine's processor: more than 2 only where it is slower than REFERENCE.

    A shared machine may run at half its speed for a whole session; what a reader owes is a bounded amount of work.
    """
    taken = []
    for _ in range(3):
        started = time.process_time()
        sum(number * number for number in range(1_000_000))
        taken.append(time.process_time() - started)
    return 2.0 * max(1.0, min(taken) / REFERENCE)


def cost_of(module: str, content: bytes) -> tuple[float, int]:
    """Returns the seconds of the processor and the bytes of memory that `loads` of a module takes for `content`."""
    done = subprocess.run(
        [sys.executable, "-m", __name__, module], cwd=ROOT, input=content, capture_output=True, check=True
    )
    seconds, peak = done.stdout.split()
    return float(seconds), int(peak)


def main() -> None:
    """Reads what stands on standard input; all memory above what the content itself takes is counted."""
    loads = import_module(sys.argv[1]).loads
    content = sys.stdin.buffer.read()
    before = _kilobytes("VmRSS")
    started = time.process_time()
    loads(content)
    seconds = time.process_time() - started
    print(seconds, 1024 * (_kilobytes("VmHWM") - before))  # noqa: T201 - to the parent


def _kilobytes(name: str) -> int:
    # Unlike what getrusage says, the peak of the parent does not count here.
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


if __name__ == "__main__":
    main()
