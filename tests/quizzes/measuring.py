"""What reading a file costs, measured in a process of its own: tracemalloc makes long reading ten times as long."""

import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LONG = 0.5  # seconds; what is read sooner is measured sooner by tracemalloc


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
