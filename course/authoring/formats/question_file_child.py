"""The child that reads one file of questions: its bytes in, a compressed JSON out; knows the engine only."""

import contextlib
import json
import sys
import zlib
from pathlib import Path
from typing import Any

from course.authoring.formats.question_files import ReadFile, read

MOST_MEMORY = 1 << 29
MOST_SECONDS = 10
MOST_ANSWER = 64 * 1024 * 1024


def packed(found: ReadFile) -> bytes:
    """Returns what was read as the parent unpacks it."""
    return zlib.compress(json.dumps(_plain(found), ensure_ascii=False, separators=(",", ":")).encode("utf-8"), 1)


def _plain(found: ReadFile) -> dict[str, Any]:
    return {
        "questions": [[question.line, question.mapping, question.is_known_by_key] for question in found.questions],
        "problems": [
            [problem.line, problem.message_id, problem.params, problem.is_refusal, problem.item]
            for problem in found.problems
        ],
        "is_ours": found.is_ours,
        "peak": found.peak or peak(),
    }


def peak() -> int:
    """Returns the most memory that this process has taken, in KB; 0 where the system does not say."""
    # Not `ru_maxrss`: what the parent took when it started us counts in it.
    with contextlib.suppress(OSError, StopIteration):
        lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
    return 0


def bound() -> None:
    """Bounds the memory and the time of this process where the system can; an orphan ends by itself."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415 - not on every system

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS + 1))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Reads the file on standard input; the arguments are its form and what becomes of unknown fractions."""
    bound()
    file_format, fractions = sys.argv[1:3]
    answer = packed(read(sys.stdin.buffer.read(), file_format, fractions))  # type: ignore[arg-type]  # the parent gives no other
    if len(answer) > MOST_ANSWER:
        raise SystemExit(3)
    sys.stdout.buffer.write(answer)


if __name__ == "__main__":
    main()
