"""The server's side of rendering: one child per process behind a lock, one second a text, killed and started again."""

import atexit
import contextlib
import json
import os
import selectors
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from course.foundation.errors import InvalidInputError
from course.foundation.pictures import Size

RENDERER: Final = 3
"""Grows with every change of what the renderer gives for the same text; renderings of another number are redone."""

MOST_BYTES: Final = 64 * 1024
SECONDS_A_TEXT: Final = 1.0
SECONDS_A_SET: Final = 5.0
SECONDS_TO_START: Final = 20.0
CHUNK: Final = 1 << 16
NEEDED: Final = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH")
ROOT: Final = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True)
class Job:
    """One text to render. `page` gives headings their ids and splits at directives; `inline` gives no block elements.

    `format` is markdown, html, plain or moodle; `media` maps the pictures that the text may show to their URLs, `sizes`
    such URLs to width and height, so that a page keeps the place of a picture that has not come yet.
    """

    text: str
    inline: bool = False
    page: bool = False
    format: str = "markdown"
    media: Mapping[str, str] = field(default_factory=dict)
    sizes: Mapping[str, Size] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rendered:
    """Sanitised HTML, and what the text names: keys of laws, terms, lessons, questions, and pictures by their path."""

    html: str
    parts: list[dict[str, Any]]
    toc: list[dict[str, str]]
    laws: list[str]
    terms: list[str]
    lessons: list[str]
    questions: list[str]
    pictures: list[str]

    def content(self) -> dict[str, Any]:
        """Returns what a lesson's rendering keeps, as JSON."""
        content = asdict(self)
        del content["html"], content["pictures"]
        return content


def render_markdown(
    text: str,
    *,
    inline: bool = False,
    page: bool | None = None,
    media: Mapping[str, str] | None = None,
    sizes: Mapping[str, Size] | None = None,
) -> Rendered:
    """Returns the text as sanitised HTML; `page` (default: not inline) splits it at directives and numbers its blocks.

    Raises InvalidInputError `markdown.too_long` past 64 KB, `markdown.too_slow` past one second, `markdown.too_nested`,
    `error.bad_text` for characters that cannot be stored.
    """
    is_page = (not inline) if page is None else page
    job = Job(text, inline=inline, page=is_page, media=media or {}, sizes=sizes or {})
    return _child.render(job)


def render_many(jobs: Iterable[Job]) -> list[Rendered]:
    """Returns each job rendered, in order; raises like `render_markdown` at the first that cannot be, and
    `markdown.too_slow` where all together take longer than five seconds.
    """
    found: list[Rendered] = []
    deadline = float("inf")
    for job in jobs:
        if time.monotonic() > deadline:
            raise InvalidInputError("markdown.too_slow")
        found.append(_child.render(job))
        if len(found) == 1:  # a child that had to start first is no fault of the texts
            deadline = time.monotonic() + SECONDS_A_SET
    return found


def close() -> None:
    """Ends the child; the next text starts another."""
    _child.close()


class _DeadError(Exception):
    """The child is gone."""


class _Child:
    """The one child of this process. Threads take turns; a process forked from ours starts its own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._rest = b""

    def render(self, job: Job) -> Rendered:
        _check_text(job.text)
        request = json.dumps(asdict(job), ensure_ascii=False).encode() + b"\n"
        with self._lock:
            was_running = self._is_running()
            try:
                answer = self._ask(request)
            except _DeadError:
                # A child that died between two texts (memory, an operator) is no fault of this text: one more try.
                if not was_running:
                    raise InvalidInputError("markdown.too_slow") from None
                answer = self._ask_again(request)
        if "error" in answer:
            raise InvalidInputError(answer["error"])
        return Rendered(**answer)

    def close(self) -> None:
        with self._lock:
            self._kill()

    def _ask_again(self, request: bytes) -> dict[str, Any]:
        try:
            return self._ask(request)
        except _DeadError:
            raise InvalidInputError("markdown.too_slow") from None

    def _ask(self, request: bytes) -> dict[str, Any]:
        if not self._is_running():
            self._start()
        assert self._process is not None
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(request)
            self._process.stdin.flush()
        except OSError as error:
            self._kill()
            raise _DeadError from error
        line = self._line(SECONDS_A_TEXT)
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _is_running(self) -> bool:
        return self._process is not None and self._owner == os.getpid() and self._process.poll() is None

    def _start(self) -> None:
        if self._owner == os.getpid():
            self._kill()
        # Only what Python needs to find itself: the child sees no secret of the environment.
        environment = {name: os.environ[name] for name in NEEDED if name in os.environ}
        environment |= {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "course.foundation.markdown.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
        self._owner, self._rest = os.getpid(), b""
        try:
            self._line(SECONDS_TO_START)
        except _DeadError:
            raise InvalidInputError("markdown.unavailable") from None

    def _line(self, seconds: float) -> bytes:
        """Returns the next line of the child; kills it and raises where it takes longer or ends."""
        assert self._process is not None
        assert self._process.stdout is not None
        deadline = time.monotonic() + seconds
        received = bytearray(self._rest)
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            while b"\n" not in received:
                if not selector.select(max(deadline - time.monotonic(), 0)):
                    self._kill()
                    raise InvalidInputError("markdown.too_slow")
                chunk = os.read(self._process.stdout.fileno(), CHUNK)
                if not chunk:
                    self._kill()
                    raise _DeadError
                received += chunk
        line, _, rest = bytes(received).partition(b"\n")
        self._rest = rest
        return line

    def _kill(self) -> None:
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):  # closing flushes what a dead child will never read
                    pipe.close()


def _check_text(text: str) -> None:
    try:
        size = len(text.encode("utf-8"))
    except UnicodeEncodeError:
        raise InvalidInputError("error.bad_text") from None
    if "\0" in text:
        raise InvalidInputError("error.bad_text")
    if size > MOST_BYTES:
        raise InvalidInputError("markdown.too_long", limit=MOST_BYTES // 1024)


_child = _Child()
atexit.register(close)
