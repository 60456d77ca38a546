"""The child: a JSON line in, a JSON line out; ends with its parent. Knows Python-Markdown and nh3 only."""

import contextlib
import json
import sys
from typing import Any

from course.foundation.markdown.conversion import convert

MOST_MEMORY = 1 << 30


def answer(line: str) -> dict[str, Any]:
    """Returns the rendering of the request in the line, or an `error` with its message id."""
    try:
        return convert(**json.loads(line))
    except RecursionError:
        return {"error": "markdown.too_nested"}
    except Exception:  # noqa: BLE001 - whatever a text makes a library do, the server gets an answer and no traceback
        return {"error": "markdown.failed"}


def bound_memory() -> None:
    """Bounds the memory of this process where the system can."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415 - not on every system

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def main() -> None:
    """Serves texts until the parent closes the pipe."""
    bound_memory()
    sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # a text stream when run as a program
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer(line)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
